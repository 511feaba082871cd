from enum import Enum

from django.apps import AppConfig


class LawChangesConfig(AppConfig):
    name = "yakuba.insight.law_changes"
    label = "law_changes"
    verbose_name = "法改正"

    def ready(self) -> None:
        from yakuba.insight.law_changes.models import LawStudy
        from yakuba.insight.law_changes.names import DUTY
        from yakuba.platform.screens import chips
        from yakuba.platform.screens.chips import Chip
        from yakuba.platform.screens.frame import NavItem, register_nav

        states = LawStudy.State
        shown: dict[Enum, Chip] = {
            states.COMPUTING: Chip("計算中", "hourglass", "info"),
            states.DONE: Chip("計算済み", "check", "success"),
        }
        chips.register("law_study_state", states, shown)
        register_nav(NavItem("law_changes", "条例・改正の試算", "分析", "law_changes:studies", DUTY, order=140))
        register_nav(NavItem("law_rehearsals", "改正の予行", "分析", "law_changes:rehearsals", DUTY, order=141))
