from django.apps import AppConfig
from django.core.checks import register


class TenancyConfig(AppConfig):
    name = "yakuba.platform.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from yakuba.platform.tenancy import model_checks

        register(model_checks.tenant_models)
