from django.apps import AppConfig


class ResidentRegistryConfig(AppConfig):
    name = "yakuba.areas.resident_registry"
    label = "resident_registry"
    verbose_name = "住民記録"

    def ready(self) -> None:
        from yakuba.areas.resident_registry import arrivals_waiting, correspondence, many_letters, standing
        from yakuba.areas.resident_registry.actions import change, issue_copy, request_protection
        from yakuba.areas.resident_registry.documents import forms
        from yakuba.areas.resident_registry.pages import loads, panels
        from yakuba.platform.cases import agents, waiting
        from yakuba.platform.documents import posts
        from yakuba.platform.screens.frame import NavItem, register_nav

        waiting.wait_for(arrivals_waiting.still_to_come)
        agents.judged_by(standing.judge)
        agents.found_by(standing.person_called)
        posts.register_finder(posts.Finder(many_letters.correspondents, many_letters.post_order))
        posts.register_sender(correspondence.sender)
        change.register_all()
        issue_copy.register()
        request_protection.register()
        panels.register_all()
        forms.register_all()
        loads.register_chips()
        inquire, enter = "resident_registry.inquire", "resident_registry.enter"
        register_nav(NavItem("search", "住民検索", "住民記録", "resident_registry:search", inquire, order=20))
        register_nav(NavItem("move_in", "転入の入力", "住民記録", "resident_registry:move_in", enter, order=22))
        coming = "resident_registry:arrivals"
        register_nav(NavItem("arrivals", "転入予定者", "住民記録", coming, enter, order=23))
        chase = "resident_registry:no_notice"
        register_nav(NavItem("no_notice", "転入通知の未着", "住民記録", chase, enter, order=26))
        entry = "resident_registry:ex_officio_entry"
        register_nav(NavItem("ex_officio_entry", "職権記載の入力", "住民記録", entry, enter, order=24))
        loading = "resident_registry:loads"
        register_nav(NavItem("loads", "取込み", "住民記録", loading, "resident_registry.load", order=60))
        group, manage = "支援措置・抑止", "protection.manage"
        register_nav(NavItem("protections", "支援措置", group, "resident_registry:protections", manage, order=70))
        register_nav(NavItem("suppressions", "抑止", group, "resident_registry:suppressions", manage, order=71))
        leaving = "resident_registry:exports"
        register_nav(NavItem("exports", "持出し", "住民記録", leaving, "resident_registry.export", order=62))
        held = "resident_registry:held_claims"
        register_nav(NavItem("held", "止めた請求", group, held, "protection.lift", order=72))
