from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "yakuba.frontyard.reception"
    label = "reception"
    verbose_name = "受付"

    def ready(self) -> None:
        from yakuba.frontyard.reception import moving, news, offering
        from yakuba.frontyard.reception.intake import views as intake
        from yakuba.platform.cases import watching
        from yakuba.platform.disclosure.watching import watch_protection
        from yakuba.platform.screens.frame import NavItem, register_nav

        watching.watch_filings(news.tell)
        watching.watch_filings(moving.follow)
        watching.watch_cases(moving.arrived)
        watching.watch_cases(offering.follow)
        watch_protection(moving.protected)
        register_nav(
            NavItem("accounts", "口座の本人確認", "窓口", "reception:accounts", "resident_registry.enter", order=34)
        )
        intake.register_chips()
        register_nav(NavItem("intakes", "申請データの取込み", "窓口", "reception:intakes", "filings.intake", order=35))
