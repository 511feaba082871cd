from django.apps import AppConfig


class BackyardConfig(AppConfig):
    name = "yakuba.backyard"
    label = "backyard"

    def ready(self) -> None:
        from yakuba.backyard import chips, frame
        from yakuba.platform.screens.frame import use_frame_builder

        chips.register_all()
        frame.register_own()
        use_frame_builder(frame.build)
