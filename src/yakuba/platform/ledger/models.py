"""Claims, entries and their lines: rows only added, a mistake answered by an entry that turns it round."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.ledger.books import Direction
from yakuba.platform.ledger.chart import Side
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class Account(TenantTable):
    """One account of a municipality, written when it is first used; ``code`` is the head of the chart and an item."""

    pk = models.CompositePrimaryKey("municipality", "code")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    normal = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Side])

    class Meta(TenantTable.Meta):
        db_table = "book_account"


class Claim(TenantModel):
    """What is owed on one day (債権・債務). Its amount is what its lines say, so it stands nowhere here.

    ``number``: digits, the last a check digit; printed on slips and given to banks, payments are matched by it.
    ``scheme`` 税目 or charge; ``item`` the revenue or expense it is counted under. ``instalment`` 期別, 0 for one sum.
    ``part`` OWED_BACK: nothing was raised, something is owed back.
    ``about``: the claim that late charges, reminder fees and amounts claimed back belong to.
    """

    class Part(models.TextChoices):
        PRINCIPAL = "principal", "本税・本料"
        LATE_CHARGE = "late_charge", "延滞金"
        REMINDER_FEE = "reminder_fee", "督促手数料"
        CLAIMED_BACK = "claimed_back", "返還金"
        OWED_BACK = "owed_back", "還付する額"

    number = models.CharField(max_length=16)
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    direction = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Direction])
    scheme = models.CharField(max_length=48)
    item = models.CharField(max_length=48)
    part = models.CharField(max_length=16, choices=Part, default=Part.PRINCIPAL)
    title = models.CharField(max_length=100)
    fiscal_year = models.PositiveSmallIntegerField()
    levy_year = models.PositiveSmallIntegerField()
    notice_number = models.CharField(max_length=24, default="")
    instalment = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    about_id = models.UUIDField(null=True)
    about = TenantForeignKey("ledger.Claim", PROTECT, ref="about_id", related_name="+", null=True)
    raised_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "book_claim"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="book_claim_number"),
            TenantForeignKeyConstraint(
                name="book_claim_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(name="book_claim_about", ref="about_id", to="ledger.Claim"),
        )
        indexes = (
            models.Index(fields=("municipality", "addressee_number"), name="book_claim_of"),
            models.Index(fields=("municipality", "notice_number"), name="book_claim_notice"),
            models.Index(fields=("municipality", "scheme", "due_on"), name="book_claim_due"),
        )


class Entry(TenantModel):
    """One business event. ``day`` is the day it counts for (the day of payment), ``posted_at`` when it was written.

    ``source_kind`` and ``source_reference`` name the line, case or decision it comes from. ``key`` makes it one,
    ``digest`` tells whether the same key came with other content. ``reverses``: the entry it turns round.
    """

    class Kind(models.TextChoices):
        RAISED = "raised", "調定・決定"
        CHANGED = "changed", "更正・変更"
        RECEIVED = "received", "収納"
        HELD = "held", "仮受"
        ALLOCATED = "allocated", "仮受からの充て"
        GIVEN_BACK = "given_back", "仮受の返金"
        OFFSET = "offset", "充当"
        REFUND_DUE = "refund_due", "還付決定"
        REFUND_PAID = "refund_paid", "還付"
        REFUND_SENT = "refund_sent", "還付の振込依頼"
        REFUND_VOID = "refund_void", "還付決定の取消"
        HANDED = "handed", "過誤納の引継ぎ"
        WRITTEN_OFF = "written_off", "不納欠損"
        PAID_OUT = "paid_out", "振込依頼"
        SETTLED = "settled", "振込済"
        RETURNED = "returned", "振込不能・組戻"
        REVERSED = "reversed", "取消"

    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField()
    posted_at = models.DateTimeField()
    source_kind = models.CharField(max_length=48)
    source_reference = models.CharField(max_length=120)
    reason = models.CharField(max_length=400, default="")
    key = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    reverses_id = models.UUIDField(null=True)
    reverses = TenantForeignKey("ledger.Entry", PROTECT, ref="reverses_id", related_name="+", null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "book_entry"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "key"), name="book_entry_once"),
            models.UniqueConstraint(
                fields=("municipality", "reverses_id"),
                condition=Q(reverses_id__isnull=False),
                name="book_entry_reversed_once",
            ),
            models.CheckConstraint(
                condition=~Q(source_kind="") & ~Q(source_reference=""), name="book_entry_has_a_source"
            ),
            TenantForeignKeyConstraint(name="book_entry_reverses", ref="reverses_id", to="ledger.Entry"),
        )
        indexes = (
            models.Index(fields=("municipality", "day"), name="book_entry_day"),
            models.Index(fields=("municipality", "source_kind", "source_reference"), name="book_entry_source"),
        )


class Line(TenantTable):
    """One side of an entry in whole yen. ``receipt_id``: the entry by which money came that no claim has yet."""

    pk = models.CompositePrimaryKey("municipality", "entry_id", "number")
    entry_id = models.UUIDField()
    entry = TenantForeignKey(Entry, PROTECT, ref="entry_id", related_name="lines")
    number = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=64)
    side = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Side])
    amount = models.BigIntegerField()
    claim_id = models.UUIDField(null=True)
    claim = TenantForeignKey(Claim, PROTECT, ref="claim_id", related_name="lines", null=True)
    receipt_id = models.UUIDField(null=True)
    receipt = TenantForeignKey(Entry, PROTECT, ref="receipt_id", related_name="+", null=True)

    class Meta(TenantTable.Meta):
        db_table = "book_line"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="book_line_amount"),
            models.CheckConstraint(condition=Q(side__in=("debit", "credit")), name="book_line_side"),
            TenantForeignKeyConstraint(name="book_line_entry", ref="entry_id", to="ledger.Entry"),
            TenantForeignKeyConstraint(name="book_line_claim", ref="claim_id", to="ledger.Claim"),
            TenantForeignKeyConstraint(name="book_line_receipt", ref="receipt_id", to="ledger.Entry"),
        )
        indexes = (
            models.Index(fields=("municipality", "claim_id"), name="book_line_claim_lines"),
            models.Index(
                fields=("municipality", "receipt_id"), condition=Q(receipt_id__isnull=False), name="book_line_receipts"
            ),
            models.Index(
                fields=("municipality", "claim_id"), condition=Q(account="refund_payable"), name="book_line_refunds"
            ),
            models.Index(
                fields=("municipality", "entry_id", "claim_id"),
                condition=Q(account="overpaid", side="debit"),
                name="book_line_overpaid_used",
            ),
        )
