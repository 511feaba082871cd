from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "yakuba.platform.disclosure"
    label = "disclosure"
