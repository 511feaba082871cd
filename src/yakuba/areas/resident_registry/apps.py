from django.apps import AppConfig


class ResidentRegistryConfig(AppConfig):
    name = "yakuba.areas.resident_registry"
    label = "resident_registry"
    verbose_name = "住民記録"

    def ready(self) -> None:
        from yakuba.areas.resident_registry.actions import change
        from yakuba.areas.resident_registry.documents import forms
        from yakuba.areas.resident_registry.pages import panels
        from yakuba.platform.screens.frame import NavItem, register_nav

        change.register_all()
        panels.register_all()
        forms.register_all()
        inquire = "resident_registry.inquire"
        register_nav(NavItem("search", "住民検索", "住民記録", "resident_registry:search", inquire, order=20))
