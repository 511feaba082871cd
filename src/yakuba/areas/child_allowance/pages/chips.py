"""States of rights, runs and payments as words, icon and colour."""

from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter, Payment, PaymentRun
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip


def register_all() -> None:
    """Called once at start."""
    rights = AllowanceVersion.State
    chips.register(
        "allowance_state",
        rights,
        {
            rights.OPEN: Chip("受給中", "check", "success"),
            rights.HELD: Chip("差止中", "hourglass", "warning"),
            rights.ENDED: Chip("消滅", "archive", "plain"),
        },
    )
    runs = PaymentRun.State
    chips.register(
        "allowance_run",
        runs,
        {
            runs.PLANNING: Chip("計算中", "hourglass", "info"),
            runs.PLANNED: Chip("決裁待ち", "clock", "neutral"),
            runs.APPROVED: Chip("振込データ作成済み", "check", "info"),
            runs.SENT: Chip("送付済み", "send", "info"),
            runs.PAID: Chip("支払済み", "check", "success"),
            runs.CANCELLED: Chip("取りやめ", "archive", "plain"),
        },
    )
    paid = Payment.State
    chips.register(
        "allowance_payment",
        paid,
        {
            paid.PLANNED: Chip("支払予定", "clock", "neutral"),
            paid.SENT: Chip("振込済み", "check", "success"),
            paid.RETURNED: Chip("振込不能", "back", "error"),
            paid.HELD: Chip("差止", "hourglass", "warning"),
            paid.NO_ACCOUNT: Chip("口座なし", "triangle", "warning"),
            paid.DEBT: Chip("過払い残", "triangle", "warning"),
            paid.DEMANDED: Chip("返還請求", "send", "info"),
            paid.VOID: Chip("取りやめ", "archive", "plain"),
        },
    )
    mailed = Mailing.State
    chips.register(
        "allowance_mailing",
        mailed,
        {mailed.MAKING: Chip("作成中", "hourglass", "info"), mailed.MADE: Chip("作成済み", "check", "success")},
    )
    letter = MailingLetter.State
    chips.register(
        "allowance_letter",
        letter,
        {
            letter.WAITING: Chip("作成待ち", "clock", "neutral"),
            letter.MADE: Chip("作成済み", "check", "success"),
            letter.HELD: Chip("送れない", "triangle", "warning"),
        },
    )
