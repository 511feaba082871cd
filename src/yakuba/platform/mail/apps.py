from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules


class MailConfig(AppConfig):
    name = "yakuba.platform.mail"
    label = "mail"

    def ready(self) -> None:
        from yakuba.platform.mail import transport

        register(transport.check_address)
        autodiscover_modules("mail_templates")
