from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "yakuba.platform.register"
    label = "register"
