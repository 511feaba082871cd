"""Filings (申請・届出): what came through a channel, before and beside the case it leads to."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Filing(TenantModel):
    """One filing. ``key`` is the idempotency key of whoever sent it: the same filing twice is one.

    ``answers`` by question; ``provenance`` says of each who gave it: typed (by the resident), register, card, spoken
    (at the counter, entered by staff) or staff (changed by staff). ``people`` maps the tokens in answers to addressee
    numbers. ``typed_by`` is the member of staff who last typed anything in it: somebody else approves. Where somebody
    else filed for the applicant, ``agent_number`` is who did and ``ground`` on what ground (``agents``).
    """

    class State(models.TextChoices):
        RECEIVED = "received", "受付（確認待ち）"
        ASKED = "asked", "返答待ち"
        VISIT = "visit", "来庁待ち"
        PAYMENT = "payment", "支払い待ち"
        ENTERED = "entered", "決裁待ち"
        DECIDED = "decided", "決定（交付の準備中）"
        HANDED = "handed", "引渡し済み（受領待ち）"
        DONE = "done", "完了"
        DECLINED = "declined", "受け付けない"
        WITHDRAWN = "withdrawn", "取下げ"

    key = models.UUIDField()
    receipt_number = models.CharField(max_length=16)
    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    channel = models.CharField(max_length=16)
    language = models.CharField(max_length=8, default="ja")
    level = models.CharField(max_length=24)
    account = models.UUIDField(null=True)
    applicant_number = models.BigIntegerField(null=True)
    applicant = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="applicant_number", key="addressee_number", related_name="+", null=True
    )
    agent_number = models.BigIntegerField(null=True)
    agent = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="agent_number", key="addressee_number", related_name="+", null=True
    )
    ground = models.CharField(max_length=16, default="")
    mandate_id = models.UUIDField(null=True)
    mandate = TenantForeignKey("cases.Mandate", PROTECT, ref="mandate_id", related_name="+", null=True)
    answers = models.JSONField()
    provenance = models.JSONField()
    people = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.RECEIVED)
    findings = models.JSONField(default=list)
    ask = models.JSONField(default=list)
    reason = models.CharField(max_length=400, default="")
    typed_by = models.UUIDField(null=True)
    typed_by_name = models.CharField(max_length=64, default="")
    assigned_to = models.UUIDField(null=True)
    assigned_name = models.CharField(max_length=64, default="")
    case_id = models.UUIDField(null=True)
    case = TenantForeignKey("cases.Case", PROTECT, ref="case_id", related_name="+", null=True)
    filed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    promised_on = models.DateField()
    outcome = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        db_table = "filing"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "key"), name="filing_key"),
            models.UniqueConstraint(fields=("municipality", "receipt_number"), name="filing_receipt_number"),
            TenantForeignKeyConstraint(name="filing_case", ref="case_id", to="cases.Case"),
            TenantForeignKeyConstraint(
                name="filing_applicant", ref="applicant_number", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(
                name="filing_agent", ref="agent_number", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(name="filing_mandate", ref="mandate_id", to="cases.Mandate"),
        )
        indexes = (
            models.Index(fields=("municipality", "state", "filed_at"), name="filing_inbox"),
            models.Index(fields=("municipality", "case_id"), name="filing_by_case"),
        )


class FilingStep(TenantModel):
    """One activity of a filing, for process comparison: who, when, how long. Nobody fills in a time sheet."""

    filing_id = models.UUIDField()
    filing = TenantForeignKey(Filing, PROTECT, ref="filing_id", related_name="steps")
    activity = models.CharField(max_length=64)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    attributes = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        db_table = "filing_step"
        constraints = (TenantForeignKeyConstraint(name="filing_step_filing", ref="filing_id", to="cases.Filing"),)
        indexes = (models.Index(fields=("municipality", "filing_id", "ended_at"), name="filing_step_time"),)
