from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yakuba.platform.ledger"
    label = "ledger"
    verbose_name = "債権・債務の台帳"
