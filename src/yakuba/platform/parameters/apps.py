from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    name = "yakuba.platform.parameters"
    label = "parameters"

    def ready(self) -> None:
        autodiscover_modules("parameter_definitions")
