from enum import Enum

from django.apps import AppConfig


class WorkComparisonConfig(AppConfig):
    name = "yakuba.insight.work_comparison"
    label = "work_comparison"
    verbose_name = "業務比較"

    def ready(self) -> None:
        from yakuba.insight.work_comparison.consent_states import ConsentState
        from yakuba.insight.work_comparison.models import FlowCheck, StepDecision, WorkAnalysis
        from yakuba.insight.work_comparison.names import PUBLISH, VIEW
        from yakuba.platform.screens import chips
        from yakuba.platform.screens.chips import Chip
        from yakuba.platform.screens.frame import NavItem, register_nav

        states = WorkAnalysis.State
        analyses: dict[Enum, Chip] = {
            states.COMPUTING: Chip("集計中", "hourglass", "info"),
            states.DONE: Chip("集計済み", "check", "success"),
        }
        consents: dict[Enum, Chip] = {
            ConsentState.COMING: Chip("公開前", "hourglass", "neutral"),
            ConsentState.OPEN: Chip("公開中", "check", "success"),
            ConsentState.ENDED: Chip("期間終了", "check", "plain"),
            ConsentState.WITHDRAWN: Chip("取下げ済み", "close", "plain"),
        }
        checks: dict[Enum, Chip] = {
            FlowCheck.State.COMPUTING: Chip("照合中", "hourglass", "info"),
            FlowCheck.State.DONE: Chip("照合済み", "check", "success"),
        }
        chips.register("flow_check_state", FlowCheck.State, checks)
        chips.register("work_analysis_state", states, analyses)
        chips.register("publication_consent_state", ConsentState, consents)
        decided = StepDecision.State
        decisions: dict[Enum, Chip] = {
            decided.CONFIRMED: Chip("確定", "check", "success"),
            decided.REJECTED: Chip("カタログにない", "close", "plain"),
            decided.TAKEN_BACK: Chip("未決定", "hourglass", "neutral"),
        }
        chips.register("step_decision_state", decided, decisions)
        register_nav(NavItem("work_comparison", "業務比較", "分析", "work_comparison:overview", VIEW, order=142))
        register_nav(NavItem("work_flows", "標準の流れ", "分析", "work_comparison:flows", VIEW, order=145))
        register_nav(
            NavItem("work_consents", "業務の数字の公開", "分析", "work_comparison:consents", PUBLISH, order=143)
        )
