from django.apps import AppConfig


class WorkHoursConfig(AppConfig):
    name = "yakuba.insight.work_hours"
    label = "work_hours"
    verbose_name = "業務量調査"

    def ready(self) -> None:
        from yakuba.insight.work_comparison.names import VIEW
        from yakuba.platform.screens.frame import NavItem, register_nav

        register_nav(NavItem("work_hours", "業務量の比較", "分析", "work_hours:compare", VIEW, order=144))
