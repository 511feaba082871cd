"""The states of lines, reminders, refunds, debits and plans as words, icon and colour."""

from enum import StrEnum

from yakuba.areas.collection.domain.plans import State as PartState
from yakuba.areas.collection.models import Debit, DebitRequest, PaymentLine, Refund, RefundRun, Reminder
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip


class PlanState(StrEnum):
    """How a plan is kept, as it is counted from the ledger."""

    KEPT = "kept"
    BEHIND = "behind"
    DONE = "done"
    ENDED = "ended"


def register_all() -> None:
    """Called once at start."""
    states = PaymentLine.State
    chips.register(
        "payment_line",
        states,
        {
            states.WAITING: Chip("処理待ち", "hourglass", "info"),
            states.APPLIED: Chip("消込み済み", "check", "success"),
            states.NOTED: Chip("記帳なし", "info", "plain"),
            states.HELD: Chip("保留", "triangle", "warning"),
            states.REJECTED: Chip("除外", "archive", "plain"),
        },
    )
    reminders = Reminder.State
    chips.register(
        "reminder",
        reminders,
        {
            reminders.PLANNED: Chip("準備中", "hourglass", "info"),
            reminders.SENT: Chip("発付", "send", "success"),
            reminders.DROPPED: Chip("発付しない", "archive", "plain"),
        },
    )
    _refunds()
    _debits()
    _plans()


def _refunds() -> None:
    runs = RefundRun.State
    chips.register(
        "refund_run",
        runs,
        {
            runs.PLANNING: Chip("準備中", "hourglass", "info"),
            runs.PLANNED: Chip("決裁待ち", "clock", "neutral"),
            runs.APPROVED: Chip("振込データ作成済み", "check", "info"),
            runs.SENT: Chip("送付済み", "send", "info"),
            runs.PAID: Chip("支払済み", "check", "success"),
            runs.CANCELLED: Chip("取りやめ", "archive", "plain"),
        },
    )
    refunds = Refund.State
    chips.register(
        "refund",
        refunds,
        {
            refunds.PLANNED: Chip("支払予定", "clock", "neutral"),
            refunds.NO_ACCOUNT: Chip("口座なし", "triangle", "warning"),
            refunds.HELD: Chip("保留", "triangle", "warning"),
            refunds.SENT: Chip("振込依頼済み", "send", "info"),
            refunds.PAID: Chip("振込済み", "check", "success"),
            refunds.RETURNED: Chip("振込不能", "back", "error"),
            refunds.VOID: Chip("取りやめ", "archive", "plain"),
        },
    )


def _debits() -> None:
    requests = DebitRequest.State
    chips.register(
        "debit_request",
        requests,
        {
            requests.PLANNING: Chip("準備中", "hourglass", "info"),
            requests.MADE: Chip("依頼データ作成済み", "check", "info"),
            requests.SENT: Chip("結果待ち", "send", "info"),
            requests.ANSWERED: Chip("結果あり", "check", "success"),
            requests.CANCELLED: Chip("取りやめ", "archive", "plain"),
        },
    )
    debits = Debit.State
    chips.register(
        "debit",
        debits,
        {
            debits.PLANNED: Chip("依頼予定", "clock", "neutral"),
            debits.LEFT_OUT: Chip("依頼しない", "triangle", "warning"),
            debits.REQUESTED: Chip("結果待ち", "send", "info"),
            debits.PAID: Chip("振替済み", "check", "success"),
            debits.FAILED: Chip("振替できず", "back", "error"),
            debits.VOID: Chip("取りやめ", "archive", "plain"),
        },
    )


def _plans() -> None:
    chips.register(
        "instalment_plan",
        PlanState,
        {
            PlanState.KEPT: Chip("約束どおり", "check", "info"),
            PlanState.BEHIND: Chip("遅れ", "triangle", "warning"),
            PlanState.DONE: Chip("完納", "check", "success"),
            PlanState.ENDED: Chip("取りやめ", "archive", "plain"),
        },
    )
    chips.register(
        "planned_part",
        PartState,
        {
            PartState.PAID: Chip("納付済み", "check", "success"),
            PartState.COMING: Chip("これから", "clock", "neutral"),
            PartState.LATE: Chip("遅れ", "triangle", "warning"),
        },
    )
