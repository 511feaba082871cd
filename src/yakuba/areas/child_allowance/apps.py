from django.apps import AppConfig


class ChildAllowanceConfig(AppConfig):
    name = "yakuba.areas.child_allowance"
    label = "child_allowance"
    verbose_name = "児童手当"

    def ready(self) -> None:
        from yakuba.areas.child_allowance import (
            bodies,
            confirmations,
            payment_notices,
            queries,
            watching,
            yearly_reports,
        )
        from yakuba.areas.child_allowance.actions import register_all
        from yakuba.areas.child_allowance.documents import letter
        from yakuba.areas.child_allowance.pages import chips, panels
        from yakuba.platform.cases.panels import register_people
        from yakuba.platform.cases.watching import watch_cases
        from yakuba.platform.documents.service import register_form
        from yakuba.platform.screens.frame import NavItem, register_nav

        register_all()
        panels.register_all()
        chips.register_all()
        register_form(letter.FORM)
        register_people(bodies.names_of)
        payment_notices.register_sort()
        confirmations.register_sort()
        yearly_reports.register_sorts()
        watch_cases(watching.follow)
        home = "child_allowance:rights"
        register_nav(NavItem("child_allowance", "児童手当", "手当", home, order=67, shown=queries.may_read))
