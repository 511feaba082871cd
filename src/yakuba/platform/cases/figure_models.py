"""What is counted of a filing, one narrow row each: written by the database itself, see docs/decisions/0036."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantTable


class FilingFigures(TenantTable):
    """Figures of one filing, kept in step by triggers on its row and steps; the application only reads.

    Spans are whole microseconds: ``to_decision``, ``waiting`` and ``office`` of what was decided, ``to_finish`` of what
    is done, else None (see filing_measures.Measure).
    """

    pk = models.CompositePrimaryKey("municipality", "filing_id")
    filing_id = models.UUIDField()
    filing = TenantForeignKey(Filing, PROTECT, ref="filing_id")
    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    filed_at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    retyped = models.PositiveIntegerField()
    without_handwriting = models.BooleanField()
    asked = models.PositiveIntegerField()
    sent_back = models.PositiveIntegerField()
    by_nobody = models.BooleanField()
    to_decision = models.BigIntegerField(null=True)
    waiting = models.BigIntegerField(null=True)
    office = models.BigIntegerField(null=True)
    to_finish = models.BigIntegerField(null=True)

    class Meta:
        db_table = "filing_figures"
        base_manager_name = "objects"
        constraints = (TenantForeignKeyConstraint(name="filing_figures_filing", ref="filing_id", to="cases.Filing"),)
        indexes = (models.Index(fields=("municipality", "filed_at"), name="filing_figures_time"),)
