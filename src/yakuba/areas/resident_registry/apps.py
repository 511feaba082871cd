from django.apps import AppConfig


class ResidentRegistryConfig(AppConfig):
    name = "yakuba.areas.resident_registry"
    label = "resident_registry"
    verbose_name = "住民記録"

    def ready(self) -> None:
        from yakuba.areas.resident_registry.actions import change

        change.register_all()
