"""Cases and what happened in them.

A provisional entry (仮登録) is a typed payload here, never a version of a record.
"""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Case(TenantModel):
    """One matter from entry to decision.

    Approver's name and day are not kept here: juki-1.0:4.0.8 forbids managing them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "入力中"
        PROVISIONAL = "provisional", "仮登録（決裁待ち）"
        RETURNED = "returned", "差戻し"
        REGISTERED = "registered", "本登録"
        WITHDRAWN = "withdrawn", "取下げ"

    receipt_number = models.CharField(max_length=16)
    action = models.CharField(max_length=64)
    action_version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    channel = models.CharField(max_length=16, default="counter")
    input = models.JSONField()
    accepted_alerts = models.JSONField(default=dict)
    drafted_by = models.UUIDField(null=True)
    drafted_by_name = models.CharField(max_length=64)
    place = models.CharField(max_length=64, default="")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    returned_reason = models.CharField(max_length=400, default="")
    outcome = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        db_table = "case_file"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "receipt_number"), name="case_file_receipt_number"),
        )
        indexes = (models.Index(fields=("municipality", "state", "changed_at"), name="case_file_worklist"),)


class CaseSubject(TenantModel):
    """A person the case is about. While ``locks``, no other case may change the person (juki-1.0:10.3, 4.0.8)."""

    case_id = models.UUIDField()
    case = TenantForeignKey(Case, PROTECT, ref="case_id", related_name="subjects")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    locks = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        db_table = "case_subject"
        constraints = (
            TenantForeignKeyConstraint(name="case_subject_case", ref="case_id", to="cases.Case"),
            TenantForeignKeyConstraint(
                name="case_subject_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
            models.UniqueConstraint(fields=("municipality", "case_id", "addressee_number"), name="case_subject_once"),
            models.UniqueConstraint(
                fields=("municipality", "addressee_number"), condition=Q(locks=True), name="case_subject_lock"
            ),
        )


class JournalEntry(TenantModel):
    """One activity of a case: what process comparison reads. Nobody fills in a time sheet."""

    case_id = models.UUIDField()
    case = TenantForeignKey(Case, PROTECT, ref="case_id", related_name="journal")
    activity = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    actor_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    attributes = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        db_table = "journal_entry"
        constraints = (TenantForeignKeyConstraint(name="journal_entry_case", ref="case_id", to="cases.Case"),)
        indexes = (models.Index(fields=("municipality", "case_id", "ended_at"), name="journal_entry_case_time"),)


class Submission(TenantModel):
    """A browser's idempotency key: the same form sent twice leads to the same case."""

    key = models.UUIDField()
    case_id = models.UUIDField()
    case = TenantForeignKey(Case, PROTECT, ref="case_id")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "submission"
        constraints = (
            TenantForeignKeyConstraint(name="submission_case", ref="case_id", to="cases.Case"),
            models.UniqueConstraint(fields=("municipality", "key"), name="submission_key"),
        )


from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry  # noqa: E402 they refer to Case
from yakuba.platform.cases.figure_models import FilingFigures  # noqa: E402
from yakuba.platform.cases.filing_models import Filing, FilingStep  # noqa: E402
from yakuba.platform.cases.mandate_models import Mandate  # noqa: E402
from yakuba.platform.cases.own_models import OwnProcedure  # noqa: E402

__all__ = [
    "Case",
    "CaseSubject",
    "FeeCharge",
    "FeeEntry",
    "Filing",
    "FilingFigures",
    "FilingStep",
    "JournalEntry",
    "Mandate",
    "OwnProcedure",
    "Submission",
]
