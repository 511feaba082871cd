from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yakuba.frontyard.portal"
    label = "portal"
    verbose_name = "住民ポータル"
