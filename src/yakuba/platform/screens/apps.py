from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "yakuba.platform.screens"
    label = "screens"
    verbose_name = "画面の部品"
