from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "yakuba.platform.exchange"
    label = "exchange"

    def ready(self) -> None:
        from yakuba.platform.exchange import registry

        autodiscover_modules("exchange_handlers")
        register(registry.check_subscriptions)
