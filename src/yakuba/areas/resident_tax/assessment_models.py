"""Tables of the assessment (賦課): one run for a fiscal year, and one row a taxpayer whom it decides about."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class AssessmentRun(TenantModel):
    """One computation of a fiscal year, from its start to the decision. ``number`` orders runs of the municipality.

    ``initial``: the whole year for the first time (当初賦課); otherwise a correction (更正), whose rows are those
    taxpayers only whose tax is another than the one in force. ``packages``: the law changes that were known.
    ``totals``: people, taxed, annual_tax, by method. ``cause``: a computation, or what changes one taxpayer's ways of
    paying without one.
    """

    class Cause(models.TextChoices):
        COMPUTED = "computed", "計算"
        MOVED = "moved", "異動届"
        PENSION_STOPPED = "stopped", "年金特別徴収の停止"
        RELIEVED = "relieved", "減免"

    class State(models.TextChoices):
        COMPUTING = "computing", "計算中"
        COMPUTED = "computed", "計算済み（決裁待ち）"
        APPROVED = "approved", "決定"
        DISCARDED = "discarded", "取りやめ"

    number = models.BigIntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    initial = models.BooleanField()
    cause = models.CharField(max_length=10, choices=Cause, default=Cause.COMPUTED, db_default="computed")
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTING)
    packages = models.JSONField(default=list)
    totals = models.JSONField(default=dict)
    job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_by_name = models.CharField(max_length=100, default="")
    approved_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "tax_assessment_run"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="tax_assessment_run_number"),
            models.UniqueConstraint(
                fields=("municipality", "fiscal_year"),
                condition=models.Q(state__in=("computing", "computed")),
                name="tax_assessment_run_one_open",
            ),
        )


class Assessment(TenantTable):
    """What a run decides about one taxpayer. Never changed once the run is approved (trigger).

    ``special`` are the twelve months from June, ``ordinary`` the four bills and those outside the terms (随時),
    ``pension`` the six pension payments from April, yen; blank for the ways that are not used. ``basis`` is the case of
    the law's contract it was computed from. ``earlier_collectors``: employers that took the months before the present
    one (``domain.collecting.earlier_of``). ``pension_tax``: the part of the tax that is on pensions, where the pension
    takes it. ``relief``: 減免, yen; all parts are ``annual_tax`` (0 where that is less) less this. ``refund``: by how
    much parts that were due already were lowered; of what was paid of them it is a refund.
    """

    pk = models.CompositePrimaryKey("municipality", "run_id", "addressee_number")
    run_id = models.UUIDField()
    run = TenantForeignKey(AssessmentRun, PROTECT, ref="run_id")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    notice_number = models.BigIntegerField()
    method = models.CharField(max_length=10)
    employer_key = models.CharField(max_length=40, default="")
    employer_name = models.TextField(default="")
    designated_number = models.TextField(default="")
    recipient_number = models.TextField(default="")
    earlier_collectors = models.TextField(default="[]", db_default="[]")
    pension_payer_key = models.CharField(max_length=40, default="", db_default="")
    pension_payer_name = models.TextField(default="", db_default="")
    pension_tax = models.BigIntegerField(default=0, db_default=0)
    relief = models.BigIntegerField(default=0, db_default=0)
    total_income = models.BigIntegerField()
    total_deductions = models.BigIntegerField()
    taxable = models.BigIntegerField()
    city_income_levy = models.BigIntegerField()
    pref_income_levy = models.BigIntegerField()
    city_per_capita = models.BigIntegerField()
    pref_per_capita = models.BigIntegerField()
    forest_tax = models.BigIntegerField()
    annual_tax = models.BigIntegerField()
    per_capita_exempt = models.BooleanField()
    income_levy_exempt = models.BooleanField()
    special = ArrayField(models.BigIntegerField())
    ordinary = ArrayField(models.BigIntegerField())
    pension = ArrayField(models.BigIntegerField())
    refund = models.BigIntegerField(default=0)
    basis = models.TextField()

    class Meta(TenantTable.Meta):
        db_table = "tax_assessment"
        constraints = (
            TenantForeignKeyConstraint(name="tax_assessment_run_of", ref="run_id", to="resident_tax.AssessmentRun"),
            TenantForeignKeyConstraint(
                name="tax_assessment_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "addressee_number"), name="tax_assessment_person"),
            models.Index(fields=("municipality", "run_id", "annual_tax"), name="tax_assessment_amount"),
            models.Index(
                fields=("municipality", "run_id", "employer_key"),
                condition=~models.Q(employer_key=""),
                name="tax_assessment_employer",
            ),
        )

    @property
    def excess(self) -> int:
        """控除不足額: what of 配当割額・株式等譲渡所得割額 no tax of the year could take, to be given back. Yen."""
        return max(-self.annual_tax, 0)

    @property
    def taken_in(self) -> int:
        """What of it 均等割 and 森林環境税 took beside 所得割, and what is given back, together. Yen."""
        levies = self.city_income_levy + self.pref_income_levy
        return levies + self.city_per_capita + self.pref_per_capita + self.forest_tax - self.annual_tax
