"""Tables of process comparison: figures of the own journal, consents that others see, and what they see; flows as they
should be, and own cases held against them."""

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


class WorkFlow(TenantModel):
    """A flow as it should be (BPMN 2.0) for one procedure, as it was drawn elsewhere or proposed from the own journal.

    ``bpmn`` is the file byte by byte; ``proposal`` says from what a proposed one was made: `year`, `choices`, and once
    it is there `steps` {step: share of cases}, `left_aside`, `by_majority`.
    """

    class Origin(models.TextChoices):
        UPLOADED = "uploaded", "読み込んだ図"
        PROPOSED = "proposed", "記録からの案"

    number = models.PositiveIntegerField()
    key = models.UUIDField()
    procedure = models.CharField(max_length=64)
    title = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin)
    bpmn = models.BinaryField(null=True)
    content_hash = models.CharField(max_length=64, default="")
    proposal = models.JSONField(default=dict)
    job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "work_flow"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="work_flow_number"),
            models.UniqueConstraint(fields=("municipality", "key"), name="work_flow_key"),
        )
        indexes = (models.Index(fields=("municipality", "procedure", "number"), name="work_flow_procedure"),)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to look at: a proposal takes its time."""
        return self.bpmn is not None


class FlowCheck(TenantModel):
    """The own cases begun from ``first`` to ``last`` held against a flow, with all their steps until then.

    ``any_order``, ``pass_over``, ``end`` are `conformance.judging.Options`. ``pieces`` [[first, last], …] is the plan
    of its job, a month each. ``result`` is a body of `conformance.result.told` with ``staff`` {step: people, "": all}.
    """

    class State(models.TextChoices):
        COMPUTING = "computing", "照合中"
        DONE = "done", "照合済み"

    number = models.PositiveIntegerField()
    key = models.UUIDField()
    flow_id = models.UUIDField()
    flow = TenantForeignKey(WorkFlow, PROTECT, ref="flow_id")
    first = models.DateField()
    last = models.DateField()
    any_order = models.BooleanField()
    pass_over = models.BooleanField()
    end = models.CharField(max_length=200, default="")
    adopted_on = models.DateField(null=True)
    pieces = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTING)
    result = models.JSONField(null=True)
    job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "flow_check"
        constraints = (
            TenantForeignKeyConstraint(name="flow_check_flow", ref="flow_id", to="work_comparison.WorkFlow"),
            models.UniqueConstraint(fields=("municipality", "number"), name="flow_check_number"),
            models.UniqueConstraint(fields=("municipality", "key"), name="flow_check_key"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="flow_check_period"),
        )


class FlowCheckCase(TenantTable):
    """One matter of a check: whether it fits and where it leaves the flow. ``name`` is its pseudonym.

    ``fits`` is empty where that could not be found out; ``deviations`` [{`kind`, `step`, `task`, `times`}, …].
    """

    pk = models.CompositePrimaryKey("municipality", "check_id", "matter_id")
    check_id = models.UUIDField()
    flow_check = TenantForeignKey(FlowCheck, PROTECT, ref="check_id")
    matter_id = models.UUIDField()
    name = models.CharField(max_length=40)
    first_day = models.DateField()
    days = models.FloatField()
    cost = models.PositiveIntegerField()
    fits = models.BooleanField(null=True)
    aligned = models.BooleanField()
    end_missing = models.BooleanField()
    deviations = models.JSONField(default=list)

    class Meta(TenantTable.Meta):
        db_table = "flow_check_case"
        constraints = (
            TenantForeignKeyConstraint(name="flow_check_case_of", ref="check_id", to="work_comparison.FlowCheck"),
        )


class StepDecision(TenantModel):
    """What a person decided about an own name of a step: one version, rows are only added, the highest counts.

    ``step`` is a step of the catalogue (`processes.catalogue`), empty unless the state is `confirmed`.
    """

    class State(models.TextChoices):
        CONFIRMED = "confirmed", "確定"
        REJECTED = "rejected", "カタログにない"
        TAKEN_BACK = "taken_back", "未決定"

    procedure = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    step = models.CharField(max_length=100, default="")
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=100)
    decided_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "step_decision"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "procedure", "name", "version"), name="step_decision_version"
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", step__gt="") | Q(state__in=("rejected", "taken_back"), step=""),
                name="step_decision_step",
            ),
        )
