"""Rights to the child allowance with every version of them, payment runs and payments."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.areas.child_allowance.body_models import AllowanceBody
from yakuba.areas.child_allowance.mailing_models import Mailing, MailingFile, MailingLetter
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel

__all__ = [
    "AllowanceBody",
    "AllowanceRight",
    "AllowanceVersion",
    "Mailing",
    "MailingFile",
    "MailingLetter",
    "Payment",
    "PaymentRun",
]


class AllowanceRight(TenantModel):
    """A right under its number (受給者番号). What it says stands in its versions."""

    number = models.CharField(max_length=40)
    claimant_number = models.BigIntegerField()
    claimant = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="claimant_number", key="addressee_number", related_name="+"
    )
    opened_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "allowance_right"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="allowance_right_number"),
            TenantForeignKeyConstraint(
                name="allowance_right_claimant", ref="claimant_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (models.Index(fields=("municipality", "claimant_number"), name="allowance_right_claimants"),)


class AllowanceVersion(TenantModel):
    """What a right said from one moment on; rows are only added, the newest is current.

    ``content`` is the value ``domain.right.Right``. ``people`` are the addressee numbers in it; ``words`` is what a
    search looks in, folded. ``month`` is the first month the change counts for. ``letter`` is an intent's id.
    """

    class Kind(models.TextChoices):
        CLAIMED = "claimed", "認定"
        AMOUNT = "amount", "額改定"
        CONFIRMED = "confirmed", "確認書"
        ACCOUNT = "account", "口座変更"
        HELD = "held", "差止"
        RESUMED = "resumed", "差止の解除"
        GROUNDS = "grounds", "現況届の対象"
        REPORTED = "reported", "現況届"
        PLACED = "placed", "入所"
        LEFT = "left", "退所"
        ENDED = "ended", "消滅"

    class State(models.TextChoices):
        OPEN = "open", "受給中"
        HELD = "held", "差止中"
        ENDED = "ended", "消滅"

    right_id = models.UUIDField()
    right = TenantForeignKey(AllowanceRight, PROTECT, ref="right_id", related_name="+")
    version = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    number = models.CharField(max_length=40)
    claimant_number = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    month = models.CharField(max_length=7)
    content = models.JSONField()
    people = models.JSONField()
    words = models.TextField()
    reason = models.CharField(max_length=400, default="")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)
    case_id = models.UUIDField(null=True)
    letter = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "allowance_version"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "right_id", "version"), name="allowance_version_number"),
            models.UniqueConstraint(
                fields=("municipality", "right_id"), condition=Q(is_latest=True), name="allowance_version_latest"
            ),
            models.UniqueConstraint(
                fields=("municipality", "claimant_number"),
                condition=Q(is_latest=True) & ~Q(state="ended"),
                name="allowance_version_one_right",
            ),
            TenantForeignKeyConstraint(
                name="allowance_version_right", ref="right_id", to="child_allowance.AllowanceRight"
            ),
        )
        indexes = (models.Index(fields=("municipality", "is_latest", "number"), name="allowance_version_list"),)


class PaymentRun(TenantModel):
    """One payment (定期払・随時払). ``known_at`` freezes what was known, ``plan`` the rights of each chunk.

    ``through`` is the last month paid for, ``regular_from`` the first that is no past period.
    """

    class Kind(models.TextChoices):
        REGULAR = "regular", "定期払"
        ADHOC = "adhoc", "随時払"

    class State(models.TextChoices):
        PLANNING = "planning", "計算中"
        PLANNED = "planned", "決裁待ち"
        APPROVED = "approved", "振込データ作成済み"
        SENT = "sent", "送付済み"
        PAID = "paid", "支払済み"
        CANCELLED = "cancelled", "取りやめ"

    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    month = models.CharField(max_length=7)
    through = models.CharField(max_length=7)
    regular_from = models.CharField(max_length=7)
    pay_on = models.DateField()
    known_at = models.DateTimeField()
    plan = models.JSONField(default=list)
    payments = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    without_account = models.PositiveIntegerField(default=0)
    with_debt = models.PositiveIntegerField(default=0)
    planned_by_name = models.CharField(max_length=100)
    case_id = models.UUIDField(null=True)
    job_id = models.UUIDField(null=True)
    file_hash = models.CharField(max_length=64, default="")
    file_size = models.PositiveIntegerField(default=0)
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=100, default="")
    post_job_id = models.UUIDField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "allowance_run"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality",),
                condition=Q(state__in=("planning", "planned", "approved")),
                name="allowance_run_one_open",
            ),
            models.UniqueConstraint(
                fields=("municipality", "month"),
                condition=Q(kind="regular") & ~Q(state="cancelled"),
                name="allowance_run_regular_once",
            ),
        )
        indexes = (models.Index(fields=("municipality", "month"), name="allowance_run_months"),)


class Payment(TenantModel):
    """What a run does for one right, or a demand to pay back (no run). ``lines``: month → yen, negative taken back.

    Lines count as paid in the states of ``COUNTED``; a returned payment's months are owed again.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "支払予定"
        SENT = "sent", "振込済み"
        RETURNED = "returned", "振込不能"
        HELD = "held", "差止"
        NO_ACCOUNT = "no_account", "口座なし"
        DEBT = "debt", "過払い残"
        DEMANDED = "demanded", "返還請求"
        VOID = "void", "取りやめ"

    COUNTED = (State.PLANNED, State.SENT, State.DEMANDED)

    run_id = models.UUIDField(null=True)
    run = TenantForeignKey(PaymentRun, PROTECT, ref="run_id", related_name="+", null=True)
    right_id = models.UUIDField()
    right = TenantForeignKey(AllowanceRight, PROTECT, ref="right_id", related_name="+")
    number = models.CharField(max_length=40)
    claimant_number = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=State)
    amount = models.BigIntegerField()
    supplement = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    debt = models.BigIntegerField(default=0)
    lines = models.JSONField()
    account = models.JSONField(null=True)
    made_at = models.DateTimeField()
    returned_on = models.DateField(null=True)
    returned_for = models.CharField(max_length=100, default="")
    case_id = models.UUIDField(null=True)
    letter = models.UUIDField(null=True)
    ledger_claim = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "allowance_payment"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "run_id", "right_id"), name="allowance_payment_once"),
            TenantForeignKeyConstraint(
                name="allowance_payment_right", ref="right_id", to="child_allowance.AllowanceRight"
            ),
            TenantForeignKeyConstraint(name="allowance_payment_run", ref="run_id", to="child_allowance.PaymentRun"),
        )
        indexes = (
            models.Index(fields=("municipality", "right_id"), name="allowance_payment_rights"),
            models.Index(fields=("municipality", "run_id", "state", "number"), name="allowance_payment_runs"),
        )
