from django.apps import AppConfig


class ResidentRegistryConfig(AppConfig):
    name = "yakuba.areas.resident_registry"
    label = "resident_registry"
    verbose_name = "住民記録"
