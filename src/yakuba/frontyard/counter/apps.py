from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "yakuba.frontyard.counter"
    label = "counter"
    verbose_name = "窓口受付"

    def ready(self) -> None:
        from yakuba.areas.resident_registry.pages import starts
        from yakuba.frontyard.counter import bookings, measures
        from yakuba.frontyard.counter.models import Visit
        from yakuba.platform.cases import other_measures, watching
        from yakuba.platform.screens import chips
        from yakuba.platform.screens.chips import Chip
        from yakuba.platform.screens.frame import NavItem, register_nav

        watching.watch_filings(bookings.follow)
        other_measures.offer(measures.by_month)
        inquire, states = "resident_registry.inquire", Visit.State
        starts.offer("窓口で受け付ける", "counter:start", inquire)
        register_nav(NavItem("counter", "窓口受付", "窓口", "counter:visits", inquire, order=15))
        register_nav(NavItem("tickets", "番号札", "窓口", "counter:tickets", inquire, order=16))
        chips.register(
            "visit_state",
            states,
            {
                states.ASKING: Chip("聞き取り中", "pencil", "info"),
                states.HANDED: Chip("受付の処理中", "pencil", "info"),
                states.FILED: Chip("受付済み", "check", "success"),
                states.FINISHED: Chip("終了", "check", "plain"),
                states.ABANDONED: Chip("中止", "archive", "plain"),
            },
        )
