from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yakuba.platform.documents"
    label = "documents"
