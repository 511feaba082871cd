from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yakuba.platform.documents"
    label = "documents"

    def ready(self) -> None:
        from yakuba.platform.documents import mailing_views

        mailing_views.chips()
