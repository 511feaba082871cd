"""Tables of trials and rehearsals: what was asked, what came out, and whose tax a rehearsal changes most."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class LawStudy(TenantModel):
    """One computation of a scheme before and after a change; kept, so that it can be opened again and compared.

    ``period`` is the fiscal year (2026) or month (2026-12) whose law holds; ``material`` the one whose documents or
    rights were taken, empty where cases came in a file. ``bill`` has ``parameters`` and ``ordinance`` of a trial,
    ``package`` names the law change of a rehearsal. ``result`` is a report without the figures of few people;
    ``refused`` are the first cases that could not be computed, ``refused_count`` how many there are.
    """

    class Kind(models.TextChoices):
        WHAT_IF = "what_if", "試算"
        REHEARSAL = "rehearsal", "予行"

    class State(models.TextChoices):
        COMPUTING = "computing", "計算中"
        DONE = "done", "計算済み"

    number = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTING)
    title = models.CharField(max_length=100)
    scheme = models.CharField(max_length=40)
    period = models.CharField(max_length=7)
    material = models.CharField(max_length=7, default="")
    bill = models.JSONField(default=dict)
    package = models.CharField(max_length=80, default="")
    file_hash = models.CharField(max_length=64, default="")
    file_name = models.CharField(max_length=200, default="")
    result = models.JSONField(default=dict)
    refused = models.JSONField(default=list)
    refused_count = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "law_study"
        constraints = (models.UniqueConstraint(fields=("municipality", "number"), name="law_study_number"),)


class LawStudyPerson(TenantTable):
    """One of those whose amount a rehearsal changes most, in yen before and after; ``rank`` from 1, the largest."""

    pk = models.CompositePrimaryKey("municipality", "study_id", "addressee_number")
    study_id = models.UUIDField()
    study = TenantForeignKey(LawStudy, PROTECT, ref="study_id")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    rank = models.PositiveSmallIntegerField()
    before = models.BigIntegerField()
    after = models.BigIntegerField()

    class Meta(TenantTable.Meta):
        db_table = "law_study_person"
        constraints = (
            TenantForeignKeyConstraint(name="law_study_person_of", ref="study_id", to="law_changes.LawStudy"),
            TenantForeignKeyConstraint(
                name="law_study_person_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )

    @property
    def change(self) -> int:
        """Yen more than before."""
        return self.after - self.before
