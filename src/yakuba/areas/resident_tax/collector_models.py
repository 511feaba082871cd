"""Tables of those who collect for the municipality: employers and pension payers, and what they notify."""

from django.db import models
from django.db.models import PROTECT

from yakuba.areas.resident_tax.assessment_models import AssessmentRun
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class Collector(TenantTable):
    """特別徴収義務者: an employer or pension payer, with the addressee number by which it owes what it collects.

    ``key`` as in the documents (``folding.employer_key``). ``halves``: 納期の特例, paid in in December and June.
    """

    pk = models.CompositePrimaryKey("municipality", "addressee_number")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    key = models.CharField(max_length=40)
    name = models.TextField()
    designated_number = models.TextField(default="")
    halves = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=100, default="")

    class Meta(TenantTable.Meta):
        db_table = "tax_collector"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "key"), name="tax_collector_key"),
            TenantForeignKeyConstraint(
                name="tax_collector_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )
        indexes = (models.Index(fields=("municipality", "designated_number"), name="tax_collector_designated"),)


class CollectorNotice(TenantModel):
    """A 給与所得者異動届出書 as it was entered; ``run`` holds the row it led to. Never changed.

    ``last``: the place of the last month the employer takes (0 June, -1 none); ``taken`` and ``rest`` yen.
    """

    run_id = models.UUIDField()
    run = TenantForeignKey(AssessmentRun, PROTECT, ref="run_id")
    addressee_number = models.BigIntegerField()
    collector_name = models.TextField()
    collector_key = models.CharField(max_length=40)
    next_name = models.TextField(default="")
    next_key = models.CharField(max_length=40, default="")
    why = models.CharField(max_length=12)
    happened_on = models.DateField()
    received_on = models.DateField()
    last = models.SmallIntegerField()
    rest_way = models.CharField(max_length=8)
    wished = models.BooleanField(default=False)
    excuse = models.CharField(max_length=400, default="")
    taken = models.BigIntegerField()
    rest = models.BigIntegerField()
    press = models.UUIDField()
    entered_by = models.UUIDField(null=True)
    entered_by_name = models.CharField(max_length=100, default="")
    entered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "tax_collector_notice"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "press"), name="tax_collector_notice_once"),
            TenantForeignKeyConstraint(
                name="tax_collector_notice_person",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
            TenantForeignKeyConstraint(name="tax_collector_notice_run", ref="run_id", to="resident_tax.AssessmentRun"),
        )
        indexes = (
            models.Index(fields=("municipality", "entered_at"), name="tax_collector_notice_time"),
            models.Index(fields=("municipality", "addressee_number"), name="tax_collector_notice_of"),
        )


class Relief(TenantModel):
    """An application for 減免 and its decision; ``run`` holds the row it led to. ``rate``: percent, ``amount``: yen."""

    class State(models.TextChoices):
        APPLIED = "applied", "申請中（決裁待ち）"
        GRANTED = "granted", "減免"
        REFUSED = "refused", "不承認"

    fiscal_year = models.PositiveSmallIntegerField()
    addressee_number = models.BigIntegerField()
    ground = models.CharField(max_length=24)
    applied_on = models.DateField()
    told = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=State, default=State.APPLIED)
    rate = models.PositiveSmallIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=400, default="")
    run_id = models.UUIDField(null=True)
    run = TenantForeignKey(AssessmentRun, PROTECT, ref="run_id", null=True)
    press = models.UUIDField()
    entered_by = models.UUIDField(null=True)
    entered_by_name = models.CharField(max_length=100, default="")
    entered_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=100, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "tax_relief"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "press"), name="tax_relief_once"),
            TenantForeignKeyConstraint(
                name="tax_relief_person", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(name="tax_relief_run", ref="run_id", to="resident_tax.AssessmentRun"),
        )
        indexes = (models.Index(fields=("municipality", "state", "entered_at"), name="tax_relief_waiting"),)
