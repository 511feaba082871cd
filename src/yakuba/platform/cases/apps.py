from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yakuba.platform.cases"
    label = "cases"
