from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "yakuba.areas.collection"
    label = "collection"
    verbose_name = "収納"

    def ready(self) -> None:
        from yakuba.areas.collection import plan_letters, refund_letters, reminder_letters
        from yakuba.areas.collection.actions import refund_case, withdraw_case
        from yakuba.areas.collection.actions.receiving import INQUIRE
        from yakuba.areas.collection.pages import chips, panels
        from yakuba.platform.screens.frame import NavItem, register_nav

        refund_case.register()
        withdraw_case.register_action()
        reminder_letters.register_sort()
        refund_letters.register_sort()
        plan_letters.register_sort()
        panels.register_all()
        chips.register_all()
        register_nav(NavItem("collection", "収納", "収納", "collection:desk", INQUIRE, order=68))
