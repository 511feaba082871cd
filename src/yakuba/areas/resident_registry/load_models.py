"""Tables of loading: one load, the lines it holds back, the differences it found, columns it does not know."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class ResidentLoad(TenantModel):
    """One file of one municipality, from its upload to the last mended line.

    ``counts``, ``conversions`` and ``columns`` are the reconciliation sheet as data. ``known_from`` is the instant
    from which the loaded versions count as known; a load that is resumed keeps it.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "受付済み"
        CHECKING = "checking", "検査中"
        CHECKED = "checked", "検査済み"
        LOADING = "loading", "取込み中"
        LOADED = "loaded", "取込み済み"
        REFUSED = "refused", "取込み不可"

    file_name = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64)
    byte_size = models.BigIntegerField()
    profile = models.CharField(max_length=200)
    replace = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    refusal = models.TextField(default="")
    counts = models.JSONField(default=dict)
    conversions = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    chunks = models.IntegerField(default=0)
    check_job_id = models.UUIDField(null=True)
    insert_job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    known_from = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "resident_load"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "content_hash", "replace", "profile"), name="resident_load_content"
            ),
        )
        indexes = (models.Index(fields=("municipality", "created_at"), name="resident_load_time"),)


class LoadLine(TenantTable):
    """A line that was not taken as it is: held with its household, or not readable at all.

    ``cells`` are the values as the file has them by heading, ``mended`` those a clerk put in their place,
    ``findings`` a list of {column, value, code}.
    """

    class State(models.TextChoices):
        HELD = "held", "保留"
        REJECTED = "rejected", "読取り不可"
        RELEASED = "released", "解除済み"

    pk = models.CompositePrimaryKey("municipality", "load_id", "line")
    load_id = models.UUIDField()
    load = TenantForeignKey(ResidentLoad, PROTECT, ref="load_id")
    line = models.IntegerField()
    state = models.CharField(max_length=12, choices=State)
    unit = models.CharField(max_length=80)
    cells = models.JSONField(default=dict)
    mended = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True)
    released_by_name = models.CharField(max_length=100, default="")

    class Meta(TenantTable.Meta):
        db_table = "resident_load_line"
        constraints = (
            TenantForeignKeyConstraint(
                name="resident_load_line_load", ref="load_id", to="resident_registry.ResidentLoad"
            ),
        )
        indexes = (models.Index(fields=("municipality", "load_id", "unit"), name="resident_load_line_unit"),)


class LoadDifference(TenantTable):
    """An item that a load gives otherwise than the record of a person who is here. Its history number is the file's."""

    pk = models.CompositePrimaryKey("municipality", "load_id", "line", "item")
    load_id = models.UUIDField()
    load = TenantForeignKey(ResidentLoad, PROTECT, ref="load_id")
    line = models.IntegerField()
    item = models.CharField(max_length=64)
    addressee_number = models.BigIntegerField()
    history_number = models.IntegerField()
    before = models.TextField()
    after = models.TextField()
    applied = models.BooleanField(default=False)

    class Meta(TenantTable.Meta):
        db_table = "resident_load_difference"
        constraints = (
            TenantForeignKeyConstraint(
                name="resident_load_difference_load", ref="load_id", to="resident_registry.ResidentLoad"
            ),
        )


class RecordExtra(TenantTable):
    """Columns of a loaded version that yakuba does not know, kept so that leaving with all data is possible."""

    pk = models.CompositePrimaryKey("municipality", "addressee_number", "history_number")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    history_number = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta(TenantTable.Meta):
        db_table = "resident_record_extra"
        constraints = (
            TenantForeignKeyConstraint(
                name="resident_record_extra_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )


class ExportPermit(TenantModel):
    """Leave to take everything out: asked by one officer, given by another (two accounts, one purpose, one use)."""

    recipient_key = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    given_by_name = models.CharField(max_length=100, default="")
    given_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "export_permit"
        indexes = (models.Index(fields=("municipality", "asked_at"), name="export_permit_time"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(given_by__isnull=True) | ~models.Q(given_by=models.F("asked_by")),
                name="export_permit_two_officers",
            ),
        )
