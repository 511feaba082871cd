from django.apps import AppConfig


class AddresseeConfig(AppConfig):
    name = "yakuba.platform.addressee"
    label = "addressee"
