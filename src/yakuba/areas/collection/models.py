"""Files of payments and their lines. The money itself stands in the ledger; a line says how it got there."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.areas.collection.billing_models import Debit, DebitMandate, DebitRequest, PaymentSlip, SlipBatch
from yakuba.areas.collection.domain.lines import WAYS
from yakuba.areas.collection.plan_models import InstalmentPlan, PlannedClaim, PlannedPart
from yakuba.areas.collection.refund_models import PayeeAccount, Refund, RefundRun
from yakuba.areas.collection.reminder_models import Reminder, ReminderRun
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel

__all__ = [
    "Debit",
    "DebitMandate",
    "DebitRequest",
    "InstalmentPlan",
    "PayeeAccount",
    "PaymentFile",
    "PaymentLine",
    "PaymentSlip",
    "PlannedClaim",
    "PlannedPart",
    "Refund",
    "RefundRun",
    "Reminder",
    "ReminderRun",
    "SlipBatch",
]


class PaymentFile(TenantModel):
    """A file as it came: the same content comes once. ``lines`` counts every record that is no frame."""

    number = models.CharField(max_length=16)
    way = models.CharField(max_length=16, choices=[(way.value, label) for way, label in WAYS.items()])
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    remarks = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "payment_file"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="payment_file_number"),
            models.UniqueConstraint(fields=("municipality", "digest"), name="payment_file_once"),
        )
        indexes = (models.Index(fields=("municipality", "received_at"), name="payment_file_list"),)


class PaymentLine(TenantModel):
    """One line. ``key`` makes a payment one, in whatever file it comes again; empty for lines that are no payment.

    ``attempts`` counts how often it was entered, so that one undone can be entered anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "処理待ち"
        APPLIED = "applied", "消込み済み"
        NOTED = "noted", "記帳なし"
        HELD = "held", "保留"
        REJECTED = "rejected", "除外"

    file_id = models.UUIDField()
    file = TenantForeignKey(PaymentFile, PROTECT, ref="file_id", related_name="payments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State)
    key = models.CharField(max_length=240, null=True)
    claim_number = models.CharField(max_length=16, default="")
    amount = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    told = models.JSONField(default=dict)
    reason = models.CharField(max_length=400, default="")
    remedy = models.CharField(max_length=400, default="")
    claim_id = models.UUIDField(null=True)
    claim = TenantForeignKey("ledger.Claim", PROTECT, ref="claim_id", related_name="+", null=True)
    entry_id = models.UUIDField(null=True)
    entry = TenantForeignKey("ledger.Entry", PROTECT, ref="entry_id", related_name="+", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, default="")

    class Meta(TenantModel.Meta):
        db_table = "payment_line"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "file_id", "number"), name="payment_line_number"),
            models.UniqueConstraint(
                fields=("municipality", "key"), condition=Q(key__isnull=False), name="payment_line_once"
            ),
            TenantForeignKeyConstraint(name="payment_line_file", ref="file_id", to="collection.PaymentFile"),
            TenantForeignKeyConstraint(name="payment_line_claim", ref="claim_id", to="ledger.Claim"),
            TenantForeignKeyConstraint(name="payment_line_entry", ref="entry_id", to="ledger.Entry"),
        )
        indexes = (
            models.Index(fields=("municipality", "state", "settled_at"), name="payment_line_states"),
            models.Index(fields=("municipality", "claim_id"), name="payment_line_of_claim"),
        )
