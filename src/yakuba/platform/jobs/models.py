"""A job and its chunks. The rows are the truth about the work; the queue only wakes workers up."""

from django.db import models

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class JobState(models.TextChoices):
    WAITING = "waiting", "開始待ち"
    RUNNING = "running", "処理中"
    SUCCEEDED = "succeeded", "正常終了"
    FAILED = "failed", "中断"
    CANCELLED = "cancelled", "取りやめ"


class ChunkState(models.TextChoices):
    READY = "ready", "未処理"
    DONE = "done", "処理済み"
    FAILED = "failed", "中断"


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class Job(TenantModel):
    """One piece of background work of one municipality.

    ``arguments`` hold ids only. ``key`` makes a second start with the same key give the first job. ``duties``,
    ``place`` and the starter are kept because the job acts for the person who started it.
    """

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=80, null=True)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING)
    parallel = models.BooleanField(default=False)
    done = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True, default="")
    failure = models.TextField(blank=True, default="")
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=100, blank=True, default="")
    created_by_kind = models.CharField(max_length=12, default="system")
    duties = models.JSONField(default=list)
    place = models.CharField(max_length=100, blank=True, default="")
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "job"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "kind", "key"), condition=models.Q(key__isnull=False), name="job_key"
            ),
        )
        indexes = (
            models.Index(
                fields=("municipality", "due_at"), condition=models.Q(state__in=("waiting", "running")), name="job_open"
            ),
            models.Index(fields=("municipality", "created_at"), name="job_created"),
        )


class JobChunk(TenantTable):
    """One transaction's worth of a job. State, checkpoint and effect are committed together or not at all."""

    pk = models.CompositePrimaryKey("municipality", "job_id", "position")
    job_id = models.UUIDField()
    job = TenantForeignKey(Job, models.PROTECT, ref="job_id")
    position = models.IntegerField()
    state = models.CharField(max_length=8, choices=ChunkState, default=ChunkState.READY)
    checkpoint = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    failure = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantTable.Meta):
        db_table = "job_chunk"
        constraints = (TenantForeignKeyConstraint(name="job_chunk_job", ref="job_id", to="jobs.Job"),)
        indexes = (
            models.Index(
                fields=("municipality", "job_id", "position"),
                condition=models.Q(state="ready"),
                name="job_chunk_ready",
            ),
        )
