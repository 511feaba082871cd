from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "yakuba.areas.handover"
    label = "handover"
    verbose_name = "業務への引渡し"

    def ready(self) -> None:
        from yakuba.areas.handover import actions, panels

        actions.register_all()
        panels.register_all()
