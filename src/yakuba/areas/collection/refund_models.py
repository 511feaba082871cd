"""Accounts people told for what they get back, transfer runs of refunds, and each refund in them."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel
from yakuba.standards.money.accounts import Account

KINDS = (("ordinary", "普通"), ("current", "当座"), ("savings", "貯蓄"))


class PayeeAccount(TenantModel):
    """Where a person wants a refund paid to, and how that was told. A new one takes the place of the last."""

    class How(models.TextChoices):
        PAPER = "paper", "書面（還付請求書）"
        COUNTER = "counter", "窓口で本人から"
        ONLINE = "online", "オンラインの申請"
        PHONE = "phone", "電話（折返しで本人を確認）"
        PUBLIC = "public", "公金受取口座"

    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    is_latest = models.BooleanField(default=True)
    bank = models.CharField(max_length=4)
    branch = models.CharField(max_length=3)
    kind = models.CharField(max_length=12, choices=KINDS)
    number = models.CharField(max_length=7)
    holder = models.CharField(max_length=100)
    told_how = models.CharField(max_length=8, choices=How)
    told_on = models.DateField()
    remark = models.CharField(max_length=200, default="")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "payee_account"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "addressee_number"), condition=Q(is_latest=True), name="payee_account_latest"
            ),
            TenantForeignKeyConstraint(
                name="payee_account_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (models.Index(fields=("municipality", "addressee_number"), name="payee_account_of"),)

    @property
    def value(self) -> Account:
        """As files to banks name it."""
        return Account(bank=self.bank, branch=self.branch, kind=self.kind, number=self.number, holder=self.holder)


class RefundRun(TenantModel):
    """One transfer file of refunds: planned by one person, decided by another, sent, paid. One open at a time."""

    class State(models.TextChoices):
        PLANNING = "planning", "準備中"
        PLANNED = "planned", "決裁待ち"
        APPROVED = "approved", "振込データ作成済み"
        SENT = "sent", "送付済み"
        PAID = "paid", "支払済み"
        CANCELLED = "cancelled", "取りやめ"

    pay_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    payments = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    without_account = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=64)
    case_id = models.UUIDField(null=True)
    job_id = models.UUIDField(null=True)
    file_hash = models.CharField(max_length=64, default="")
    file_size = models.PositiveIntegerField(default=0)
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=64, default="")
    paid_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "refund_run"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality",),
                condition=Q(state__in=("planning", "planned", "approved")),
                name="refund_run_one_open",
            ),
        )
        indexes = (models.Index(fields=("municipality", "pay_on"), name="refund_run_days"),)


class Refund(TenantModel):
    """What a run gives back of one claim. ``place`` is its place in the run, ``number`` what the bank names it by.

    ``account`` is frozen with the run; ``sent_entry`` and ``settled_entry`` are its entries of the ledger.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "支払予定"
        NO_ACCOUNT = "no_account", "口座なし"
        HELD = "held", "保留"
        SENT = "sent", "振込依頼済み"
        PAID = "paid", "振込済み"
        RETURNED = "returned", "振込不能"
        VOID = "void", "取りやめ"

    run_id = models.UUIDField()
    run = TenantForeignKey(RefundRun, PROTECT, ref="run_id", related_name="refunds")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=16)
    claim_id = models.UUIDField()
    claim = TenantForeignKey("ledger.Claim", PROTECT, ref="claim_id", related_name="+")
    addressee_number = models.BigIntegerField()
    amount = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    payee_id = models.UUIDField(null=True)
    payee = TenantForeignKey(PayeeAccount, PROTECT, ref="payee_id", related_name="+", null=True)
    account = models.JSONField(null=True)
    reason = models.CharField(max_length=200, default="")
    returned_on = models.DateField(null=True)
    sent_entry_id = models.UUIDField(null=True)
    sent_entry = TenantForeignKey("ledger.Entry", PROTECT, ref="sent_entry_id", related_name="+", null=True)
    settled_entry_id = models.UUIDField(null=True)
    settled_entry = TenantForeignKey("ledger.Entry", PROTECT, ref="settled_entry_id", related_name="+", null=True)

    class Meta(TenantModel.Meta):
        db_table = "refund"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "run_id", "place"), name="refund_place"),
            models.UniqueConstraint(fields=("municipality", "number"), name="refund_number"),
            TenantForeignKeyConstraint(name="refund_run_of", ref="run_id", to="collection.RefundRun"),
            TenantForeignKeyConstraint(name="refund_claim", ref="claim_id", to="ledger.Claim"),
            TenantForeignKeyConstraint(name="refund_payee", ref="payee_id", to="collection.PayeeAccount"),
            TenantForeignKeyConstraint(name="refund_sent", ref="sent_entry_id", to="ledger.Entry"),
            TenantForeignKeyConstraint(name="refund_settled", ref="settled_entry_id", to="ledger.Entry"),
        )
        indexes = (models.Index(fields=("municipality", "claim_id"), name="refund_of_claim"),)
