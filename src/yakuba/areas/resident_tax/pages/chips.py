"""States of files and documents as words, icon and colour."""

from enum import Enum

from yakuba.areas.resident_tax.models import AssessmentRun, DocumentBatch, Relief, TaxReturnVersion
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip


def register_all() -> None:
    """Called once at start."""
    states = DocumentBatch.State
    shown: dict[Enum, Chip] = {
        states.RECEIVED: Chip("受付済み", "clock", "neutral"),
        states.CHECKING: Chip("検査中", "hourglass", "info"),
        states.CHECKED: Chip("検査済み（取込み待ち）", "hourglass", "info"),
        states.TAKING: Chip("取込み中", "hourglass", "info"),
        states.TAKEN: Chip("取込み済み", "check", "success"),
    }
    chips.register("tax_batch_state", states, shown)
    runs = AssessmentRun.State
    shown = {
        runs.COMPUTING: Chip("計算中", "hourglass", "info"),
        runs.COMPUTED: Chip("計算済み（決裁待ち）", "hourglass", "info"),
        runs.APPROVED: Chip("決定", "check", "success"),
        runs.DISCARDED: Chip("取りやめ", "minus", "neutral"),
    }
    chips.register("tax_run_state", runs, shown)
    kept = TaxReturnVersion.State
    shown = {
        kept.FILED: Chip("申告あり", "check", "success"),
        kept.WITHDRAWN: Chip("取下げ", "minus", "neutral"),
    }
    chips.register("tax_return_state", kept, shown)
    reliefs = Relief.State
    shown = {
        reliefs.APPLIED: Chip("申請中（決裁待ち）", "hourglass", "info"),
        reliefs.GRANTED: Chip("減免", "check", "success"),
        reliefs.REFUSED: Chip("不承認", "minus", "neutral"),
    }
    chips.register("tax_relief_state", reliefs, shown)
