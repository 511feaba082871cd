from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "yakuba.platform.access"
    label = "access"
