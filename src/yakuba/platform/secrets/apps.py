from django.apps import AppConfig


class SecretsConfig(AppConfig):
    name = "yakuba.platform.secrets"
    label = "secrets"
