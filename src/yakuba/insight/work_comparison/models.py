"""Tables of process comparison: figures of the own journal, consents that others see, and what they see."""

from django.db import models
from django.db.models import PROTECT, F, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class WorkAnalysis(TenantModel):
    """One look at the journal: the matters begun in a fiscal year, with their steps until then.

    ``procedures`` [[code, title], …] is the plan of its job, a piece each.
    """

    class State(models.TextChoices):
        COMPUTING = "computing", "集計中"
        DONE = "done", "集計済み"

    fiscal_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTING)
    procedures = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "work_analysis"
        indexes = (models.Index(fields=("municipality", "fiscal_year", "created_at"), name="work_analysis_latest"),)


class WorkFigures(TenantTable):
    """The figures (`figures.measured`, and `flow_map`) of one procedure in an analysis, as they are: not for others."""

    pk = models.CompositePrimaryKey("municipality", "analysis_id", "procedure")
    analysis_id = models.UUIDField()
    analysis = TenantForeignKey(WorkAnalysis, PROTECT, ref="analysis_id")
    procedure = models.CharField(max_length=64)
    title = models.CharField(max_length=100)
    figures = models.JSONField()

    class Meta(TenantTable.Meta):
        db_table = "work_figures"
        constraints = (
            TenantForeignKeyConstraint(name="work_figures_of", ref="analysis_id", to="work_comparison.WorkAnalysis"),
        )


class PublicationConsent(TenantModel):
    """Who agreed that other municipalities see the figures of which procedures, from when to when (both included).

    After ``withdrawn_at`` nothing of it is seen any more.
    """

    procedures = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    given_by = models.UUIDField(null=True)
    given_by_name = models.CharField(max_length=100)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=100, default="")

    class Meta(TenantModel.Meta):
        db_table = "publication_consent"
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="publication_consent_period"),
        )


class PublishedWork(TenantTable):
    """Figures (`suppression.published`) of a procedure and year that a consent lets other municipalities see."""

    pk = models.CompositePrimaryKey("municipality", "consent_id", "fiscal_year", "procedure")
    consent_id = models.UUIDField()
    consent = TenantForeignKey(PublicationConsent, PROTECT, ref="consent_id")
    fiscal_year = models.PositiveSmallIntegerField()
    procedure = models.CharField(max_length=64)
    title = models.CharField(max_length=100)
    figures = models.JSONField()
    published_at = models.DateTimeField()

    class Meta(TenantTable.Meta):
        db_table = "published_work"
        constraints = (
            TenantForeignKeyConstraint(
                name="published_work_consent", ref="consent_id", to="work_comparison.PublicationConsent"
            ),
        )
