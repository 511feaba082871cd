"""How people are asked to pay: slips (納付書), registrations of direct debit and requests to a bank (口座振替)."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel
from yakuba.standards.money.accounts import Account

KINDS = (("ordinary", "普通"), ("current", "当座"), ("tax_reserve", "納税準備"))


class SlipBatch(TenantModel):
    """Slips made by one press of a form. ``due_on`` None: those of one person. ``until``: the last day to pay."""

    due_on = models.DateField(null=True)
    addressee_number = models.BigIntegerField(null=True)
    until = models.DateField()
    count = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "slip_batch"
        indexes = (models.Index(fields=("municipality", "made_at"), name="slip_batch_list"),)


class PaymentSlip(TenantModel):
    """One slip of a claim. ``issue``: how many were made of it before. ``barcode``: 44 digits, empty without one.

    ``confirmation``: the random 確認番号 of its eL番号, empty without one.
    """

    batch_id = models.UUIDField()
    batch = TenantForeignKey(SlipBatch, PROTECT, ref="batch_id", related_name="slips")
    place = models.PositiveIntegerField()
    claim_id = models.UUIDField()
    claim = TenantForeignKey("ledger.Claim", PROTECT, ref="claim_id", related_name="+")
    issue = models.PositiveSmallIntegerField()
    amount = models.PositiveBigIntegerField()
    barcode = models.CharField(max_length=44, default="")
    confirmation = models.CharField(max_length=6, default="")

    class Meta(TenantModel.Meta):
        db_table = "payment_slip"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "batch_id", "place"), name="payment_slip_place"),
            models.UniqueConstraint(fields=("municipality", "claim_id", "issue"), name="payment_slip_issue"),
            TenantForeignKeyConstraint(name="payment_slip_batch", ref="batch_id", to="collection.SlipBatch"),
            TenantForeignKeyConstraint(name="payment_slip_claim", ref="claim_id", to="ledger.Claim"),
        )


class DebitMandate(TenantModel):
    """A person's registration of direct debit for a scheme ("" all): claims due from one day until before another.

    ``doubt``: what the bank answered that a clerk has to look at; nothing is requested until then.
    """

    class How(models.TextChoices):
        PAPER = "paper", "口座振替依頼書"
        BANK = "bank", "金融機関の窓口から"
        ONLINE = "online", "Web口座振替受付"

    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    scheme = models.CharField(max_length=48, default="")
    bank = models.CharField(max_length=4)
    branch = models.CharField(max_length=3)
    kind = models.CharField(max_length=12, choices=KINDS)
    number = models.CharField(max_length=7)
    holder = models.CharField(max_length=100)
    told_how = models.CharField(max_length=8, choices=How)
    told_on = models.DateField()
    starts_on = models.DateField()
    stops_on = models.DateField(null=True)
    stop_reason = models.CharField(max_length=200, default="")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=64, default="")
    doubt = models.CharField(max_length=100, default="")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "debit_mandate"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "addressee_number", "scheme"),
                condition=Q(stops_on__isnull=True),
                name="debit_mandate_one",
            ),
            TenantForeignKeyConstraint(
                name="debit_mandate_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (models.Index(fields=("municipality", "addressee_number"), name="debit_mandate_of"),)

    @property
    def value(self) -> Account:
        """As files to banks name it."""
        return Account(bank=self.bank, branch=self.branch, kind=self.kind, number=self.number, holder=self.holder)


class DebitRequest(TenantModel):
    """One file to the bank for claims due on a day, drawn on ``debit_on``."""

    class State(models.TextChoices):
        PLANNING = "planning", "準備中"
        MADE = "made", "依頼データ作成済み"
        SENT = "sent", "結果待ち"
        ANSWERED = "answered", "結果あり"
        CANCELLED = "cancelled", "取りやめ"

    due_on = models.DateField()
    debit_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    debits = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    file_hash = models.CharField(max_length=64, default="")
    file_size = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=64)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=64, default="")

    class Meta(TenantModel.Meta):
        db_table = "debit_request"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "due_on"),
                condition=Q(state__in=("planning", "made")),
                name="debit_request_one_open",
            ),
        )
        indexes = (models.Index(fields=("municipality", "due_on"), name="debit_request_days"),)


class Debit(TenantModel):
    """What is drawn for one claim. ``account`` is frozen with the request; ``result`` what the bank answered."""

    class State(models.TextChoices):
        PLANNED = "planned", "依頼予定"
        LEFT_OUT = "left_out", "依頼しない"
        REQUESTED = "requested", "結果待ち"
        PAID = "paid", "振替済み"
        FAILED = "failed", "振替できず"
        VOID = "void", "取りやめ"

    request_id = models.UUIDField()
    request = TenantForeignKey(DebitRequest, PROTECT, ref="request_id", related_name="items")
    place = models.PositiveIntegerField()
    claim_id = models.UUIDField()
    claim = TenantForeignKey("ledger.Claim", PROTECT, ref="claim_id", related_name="+")
    claim_number = models.CharField(max_length=16)
    addressee_number = models.BigIntegerField()
    mandate_id = models.UUIDField()
    mandate = TenantForeignKey(DebitMandate, PROTECT, ref="mandate_id", related_name="+")
    amount = models.PositiveBigIntegerField()
    account = models.JSONField()
    is_first = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    result = models.CharField(max_length=100, default="")

    class Meta(TenantModel.Meta):
        db_table = "debit"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "request_id", "place"), name="debit_place"),
            models.UniqueConstraint(
                fields=("municipality", "claim_id"), condition=Q(state__in=("planned", "requested")), name="debit_once"
            ),
            TenantForeignKeyConstraint(name="debit_request_of", ref="request_id", to="collection.DebitRequest"),
            TenantForeignKeyConstraint(name="debit_claim", ref="claim_id", to="ledger.Claim"),
            TenantForeignKeyConstraint(name="debit_mandate_of", ref="mandate_id", to="collection.DebitMandate"),
        )
        indexes = (models.Index(fields=("municipality", "claim_number"), name="debit_claim_numbers"),)
