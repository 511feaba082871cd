"""Source documents (課税資料) of the resident tax: the files they came in, the documents, relatives, held lines."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.areas.resident_tax.domain.layouts import KINDS
from yakuba.areas.resident_tax.domain.typed import AMOUNTS, COUNTS, DATES, TEXTS
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class DocumentBatch(TenantModel):
    """One file of source documents for one fiscal year, from its upload to the last mended line.

    ``blocks`` is the plan: (offset, bytes, first line) of each piece. ``number`` orders files: a later one corrects
    earlier ones. ``counts``: lines, accepted, held, rejected. ``notices``: what was taken but is worth a look.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "受付済み"
        CHECKING = "checking", "検査中"
        CHECKED = "checked", "検査済み"
        TAKING = "taking", "取込み中"
        TAKEN = "taken", "取込み済み"

    number = models.BigIntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64)
    byte_size = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    blocks = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    notices = models.JSONField(default=dict)
    check_job_id = models.UUIDField(null=True)
    take_job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "tax_document_batch"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "fiscal_year", "content_hash"), name="tax_document_batch_once"
            ),
        )
        indexes = (models.Index(fields=("municipality", "created_at"), name="tax_document_batch_time"),)


class SourceDocument(TenantTable):
    """One report: the typed items (added below), the line as it came, and whom it is about.

    Individual numbers in ``original`` are blotted out; ``number_holder`` is whom the number belongs to, where it is
    known here. A correction (訂正表示 2) replaces, a cancellation (3) ends the earlier documents of the same employer
    and recipient; nothing is deleted. ``reasons`` are the signs of ``domain.matching`` that agreed.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "有効"
        REPLACED = "replaced", "訂正された"
        CANCELLED = "cancelled", "取り消された"
        CANCELS = "cancels", "取消しの記録"

    class Match(models.TextChoices):
        WAITING = "waiting", "照合前"
        SURE = "sure", "特定済み"
        CANDIDATES = "candidates", "候補あり"
        NOBODY = "nobody", "該当なし"
        DECIDED = "decided", "職員が特定"

    pk = models.CompositePrimaryKey("municipality", "batch_id", "line")
    batch_id = models.UUIDField()
    batch = TenantForeignKey(DocumentBatch, PROTECT, ref="batch_id")
    line = models.IntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    sequence = models.BigIntegerField()
    code = models.PositiveSmallIntegerField(choices=tuple(KINDS.items()))
    columns = models.PositiveSmallIntegerField()
    correction = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    superseded_by = models.BigIntegerField(null=True)
    employer_key = models.CharField(max_length=40)
    person_key = models.CharField(max_length=200)
    kana_folded = models.TextField()
    name_folded = models.TextField()
    address_folded = models.TextField()
    number_holder = models.BigIntegerField(null=True)
    match = models.CharField(max_length=10, choices=Match, default=Match.WAITING)
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.PositiveSmallIntegerField(default=0)
    addressee_number = models.BigIntegerField(null=True)
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    decided_by_name = models.CharField(max_length=100, default="")
    decided_at = models.DateTimeField(null=True)
    line_hash = models.BigIntegerField()
    original = models.TextField()
    extra = models.TextField(null=True)

    if TYPE_CHECKING:  # of the typed items, those that are read by name
        name: str
        name_kana: str
        address: str
        birth_date: date | None

    class Meta(TenantTable.Meta):
        db_table = "tax_document"
        constraints = (
            TenantForeignKeyConstraint(name="tax_document_batch_of", ref="batch_id", to="resident_tax.DocumentBatch"),
            TenantForeignKeyConstraint(
                name="tax_document_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
            models.UniqueConstraint(
                fields=("municipality", "fiscal_year", "line_hash"),
                condition=Q(state="active"),
                name="tax_document_once",
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "fiscal_year", "employer_key", "person_key"), name="tax_document_key"),
            models.Index(
                fields=("municipality", "fiscal_year", "addressee_number"),
                condition=Q(addressee_number__isnull=False),
                name="tax_document_person",
            ),
            models.Index(
                fields=("municipality", "fiscal_year", "sequence"),
                condition=Q(state="active", match__in=("candidates", "nobody")),
                name="tax_document_desk",
            ),
        )


def _typed(name: str) -> "models.Field[Any, Any]":
    if name in AMOUNTS:
        return models.BigIntegerField(null=True)
    if name in COUNTS:
        return models.SmallIntegerField(null=True)
    return models.DateField(null=True) if name in DATES else models.TextField(default="")


for _name in (*TEXTS, *DATES, *AMOUNTS, *COUNTS):
    SourceDocument.add_to_class(_name, _typed(_name))


class SourceRelative(TenantTable):
    """A relative whom a document names. ``number_holder`` as in the document."""

    pk = models.CompositePrimaryKey("municipality", "batch_id", "line", "position")
    batch_id = models.UUIDField()
    line = models.IntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    kana = models.TextField()
    name = models.TextField()
    kana_folded = models.TextField()
    abroad = models.BooleanField()
    number_holder = models.BigIntegerField(null=True)

    class Meta(TenantTable.Meta):
        db_table = "tax_document_relative"


class HeldLine(TenantTable):
    """A line that was not taken as it is. ``cells`` in the order of the columns, blank for a rejected one.

    ``mended`` are cells a clerk put in place, by column from 1; ``faults`` a list of {field, value, code}.
    """

    class State(models.TextChoices):
        HELD = "held", "保留"
        REJECTED = "rejected", "読取り不可"
        MENDED = "mended", "解除済み"
        DROPPED = "dropped", "取り込まない"

    pk = models.CompositePrimaryKey("municipality", "batch_id", "line")
    batch_id = models.UUIDField()
    batch = TenantForeignKey(DocumentBatch, PROTECT, ref="batch_id")
    line = models.IntegerField()
    block = models.IntegerField()
    state = models.CharField(max_length=10, choices=State)
    code = models.PositiveSmallIntegerField(default=0)
    cells = models.JSONField(default=list)
    mended = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    text = models.TextField(default="")
    mended_at = models.DateTimeField(null=True)
    mended_by_name = models.CharField(max_length=100, default="")

    class Meta(TenantTable.Meta):
        db_table = "tax_document_held"
        constraints = (
            TenantForeignKeyConstraint(name="tax_document_held_batch", ref="batch_id", to="resident_tax.DocumentBatch"),
        )
        indexes = (models.Index(fields=("municipality", "batch_id", "state", "line"), name="tax_document_held_list"),)


class MatchCandidate(TenantTable):
    """A person whom a document may be about, for the clerk to choose from."""

    pk = models.CompositePrimaryKey("municipality", "batch_id", "line", "addressee_number")
    batch_id = models.UUIDField()
    line = models.IntegerField()
    addressee_number = models.BigIntegerField()
    score = models.PositiveSmallIntegerField()
    reasons = models.PositiveSmallIntegerField()

    class Meta(TenantTable.Meta):
        db_table = "tax_document_candidate"


class OutsidePerson(TenantTable):
    """A taxpayer who stands on no resident record here (住登外者), as the document told of him or her."""

    pk = models.CompositePrimaryKey("municipality", "addressee_number")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    name = models.TextField()
    name_kana = models.TextField()
    birth_date = models.DateField(null=True)
    address = models.TextField()
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=100, default="")

    class Meta(TenantTable.Meta):
        db_table = "tax_outside_person"
        constraints = (
            TenantForeignKeyConstraint(
                name="tax_outside_person_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )


from yakuba.areas.resident_tax.assessment_models import Assessment as Assessment  # noqa: E402  tables of their own file
from yakuba.areas.resident_tax.assessment_models import AssessmentRun as AssessmentRun  # noqa: E402
from yakuba.areas.resident_tax.collector_models import Collector as Collector  # noqa: E402
from yakuba.areas.resident_tax.collector_models import CollectorNotice as CollectorNotice  # noqa: E402
from yakuba.areas.resident_tax.collector_models import Relief as Relief  # noqa: E402
from yakuba.areas.resident_tax.returns_models import TaxReturnVersion as TaxReturnVersion  # noqa: E402
