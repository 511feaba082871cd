"""The states of lines and reminders as words, icon and colour."""

from yakuba.areas.collection.models import PaymentLine, Reminder
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip


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
