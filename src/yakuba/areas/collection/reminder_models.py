"""Runs of reminders (督促), and the reminder of a claim: one at most, ever."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class ReminderRun(TenantModel):
    """One run on a day: for claims that were due until ``due_until`` and are open. One a day."""

    day = models.DateField()
    due_until = models.DateField()
    fee = models.PositiveIntegerField()
    job_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "reminder_run"
        constraints = (models.UniqueConstraint(fields=("municipality", "day"), name="reminder_run_once"),)


class Reminder(TenantModel):
    """A reminder: planned with the run, then sent, or dropped with a reason when the claim was paid meanwhile.

    ``number`` is its place in the run, ``document_number`` what stands on the letter. ``amount`` is open then, in yen.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "準備中"
        SENT = "sent", "発付"
        DROPPED = "dropped", "発付しない"

    run_id = models.UUIDField()
    run = TenantForeignKey(ReminderRun, PROTECT, ref="run_id", related_name="reminders")
    number = models.PositiveIntegerField()
    document_number = models.CharField(max_length=24)
    claim_id = models.UUIDField()
    claim = TenantForeignKey("ledger.Claim", PROTECT, ref="claim_id", related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    amount = models.PositiveBigIntegerField()
    fee_claim_id = models.UUIDField(null=True)
    fee_claim = TenantForeignKey("ledger.Claim", PROTECT, ref="fee_claim_id", related_name="+", null=True)
    reason = models.CharField(max_length=200, default="")

    class Meta(TenantModel.Meta):
        db_table = "reminder"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "run_id", "number"), name="reminder_place"),
            models.UniqueConstraint(
                fields=("municipality", "claim_id"),
                condition=~models.Q(state="dropped"),
                name="reminder_once",
            ),
            TenantForeignKeyConstraint(name="reminder_run_of", ref="run_id", to="collection.ReminderRun"),
            TenantForeignKeyConstraint(name="reminder_claim", ref="claim_id", to="ledger.Claim"),
            TenantForeignKeyConstraint(name="reminder_fee_claim", ref="fee_claim_id", to="ledger.Claim"),
        )
        indexes = (models.Index(fields=("municipality", "claim_id"), name="reminder_of_claim"),)
