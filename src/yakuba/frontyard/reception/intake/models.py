"""Tables of the import of applications: one file and its mapping, and each line of it, whatever became of it."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class FilingIntake(TenantModel):
    """One file under one mapping: the same content twice is the same import.

    ``plan`` freezes what each chunk of the two jobs means; ``told`` keeps what is worth saying of the file. ``attempt``
    counts checks: a file that was only checked may be checked anew.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "受付済み"
        CHECKING = "checking", "検査中"
        CHECKED = "checked", "検査済み（取込み待ち）"
        RECEIVING = "receiving", "取込み中"
        RECEIVED = "received", "取込み済み"
        REFUSED = "refused", "取込み不可"
        DISCARDED = "discarded", "取りやめ"

    file_name = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64)
    byte_size = models.BigIntegerField()
    mapping_name = models.CharField(max_length=200)
    mapping_hash = models.CharField(max_length=64)
    mapping_text = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    attempt = models.IntegerField(default=0)
    refusal = models.TextField(default="")
    plan = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    check_job_id = models.UUIDField(null=True)
    receive_job_id = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "filing_intake"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "content_hash", "mapping_hash"), name="filing_intake_content"
            ),
        )
        indexes = (models.Index(fields=("municipality", "created_at"), name="filing_intake_time"),)


class IntakeLine(TenantTable):
    """One line. ``cells`` are as in the file, ``mended`` what a clerk put in their place, ``application`` the values.

    ``person`` was found by itself or chosen; ``candidates`` are who it may be. ``filing_key`` and ``receipt_number``
    name the filing it became, or is about.
    """

    class State(models.TextChoices):
        READY = "ready", "取込み可"
        RECEIVED = "received", "申請にした"
        HELD = "held", "保留"
        RELEASED = "released", "保留から申請にした"
        DECLINED = "declined", "受け付けない"
        REJECTED = "rejected", "読取り不可"
        SAME = "same", "取込み済みと同じ"

    pk = models.CompositePrimaryKey("municipality", "intake_id", "line")
    intake_id = models.UUIDField()
    intake = TenantForeignKey(FilingIntake, PROTECT, ref="intake_id")
    line = models.IntegerField()
    state = models.CharField(max_length=12, choices=State)
    service = models.CharField(max_length=32, default="")
    outside_number = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=64, default="")
    title = models.CharField(max_length=100, default="")
    cells = models.JSONField(default=dict)
    mended = models.JSONField(default=dict)
    application = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    person = models.BigIntegerField(null=True)
    filing_key = models.UUIDField(null=True)
    receipt_number = models.CharField(max_length=16, default="")
    reason = models.CharField(max_length=400, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by_name = models.CharField(max_length=100, default="")

    class Meta(TenantTable.Meta):
        db_table = "filing_intake_line"
        constraints = (
            TenantForeignKeyConstraint(name="filing_intake_line_intake", ref="intake_id", to="reception.FilingIntake"),
        )
        indexes = (
            models.Index(fields=("municipality", "state", "intake_id", "line"), name="filing_intake_line_state"),
            models.Index(fields=("municipality", "service", "outside_number"), name="filing_intake_line_number"),
        )
