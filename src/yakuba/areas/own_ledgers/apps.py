from django.apps import AppConfig


class OwnLedgersConfig(AppConfig):
    name = "yakuba.areas.own_ledgers"
    label = "own_ledgers"
    verbose_name = "独自台帳"

    def ready(self) -> None:
        from yakuba.areas.own_ledgers import queries
        from yakuba.areas.own_ledgers.actions import close, enter
        from yakuba.areas.own_ledgers.documents import letter
        from yakuba.areas.own_ledgers.pages import chips, panels
        from yakuba.platform.documents.service import register_form
        from yakuba.platform.screens.frame import NavItem, register_nav

        enter.register()
        close.register()
        panels.register_all()
        chips.register_all()
        register_form(letter.FORM)
        ledgers = "own_ledgers:ledgers"
        register_nav(NavItem("ledgers", "台帳の一覧", "独自台帳", ledgers, order=66, shown=queries.may_read))
