"""Reads about jobs of the open municipality."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yakuba.platform.jobs import registry
from yakuba.platform.jobs.models import OPEN_STATES, ChunkState, Job, JobChunk, JobState


@dataclass(frozen=True)
class Progress:
    """What a progress bar needs. ``total`` is None until the job has been planned; ``percent`` is 0 to 100."""

    id: UUID
    kind: str
    title: str
    state: str
    state_label: str
    done: int
    total: int | None
    counts: dict[str, int]
    message: str
    failure: str
    started_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def percent(self) -> int:
        if self.total:
            return self.done * 100 // self.total
        return 100 if self.state == JobState.SUCCEEDED else 0

    @property
    def is_open(self) -> bool:
        """More will happen by itself: keep polling."""
        return self.state in OPEN_STATES


def _progress(job: Job) -> Progress:
    return Progress(
        id=job.id,
        kind=job.kind,
        title=registry.title(job.kind),
        state=job.state,
        state_label=JobState(job.state).label,
        done=job.done,
        total=job.total,
        counts=dict(job.counts),
        message=job.message,
        failure=job.failure,
        started_by=job.created_by_name,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def progress(job_id: UUID) -> Progress:
    """How far a job is. Raises Job.DoesNotExist for a job of another municipality as for one that never was."""
    return _progress(Job.objects.get(id=job_id))


def recent(limit: int = 50) -> list[Progress]:
    """The newest jobs first."""
    return [_progress(job) for job in Job.objects.order_by("-created_at", "-id")[:limit]]


def unfinished() -> list[Progress]:
    """Jobs that wait, run or were stopped by a failure, the oldest first."""
    states = (*OPEN_STATES, JobState.FAILED)
    return [_progress(job) for job in Job.objects.filter(state__in=states).order_by("created_at", "id")]


def is_unfinished(kind: str, keys: Collection[str]) -> bool:
    """Whether one of the jobs of a kind that were started with these keys waits, runs or was stopped by a failure."""
    states = (*OPEN_STATES, JobState.FAILED)
    return Job.objects.filter(kind=kind, key__in=list(keys), state__in=states).exists()


def stopped(key: str) -> Progress | None:
    """The job started with this key, when a failure has stopped it."""
    job = Job.objects.filter(key=key, state=JobState.FAILED).first()
    return _progress(job) if job else None


def checkpoint(job_id: UUID, position: int) -> dict[str, Any]:
    """What chunk ``position`` left for later chunks; empty before it is done."""
    row = JobChunk.objects.filter(job_id=job_id, position=position, state=ChunkState.DONE)
    return next(iter(row.values_list("checkpoint", flat=True)), {})
