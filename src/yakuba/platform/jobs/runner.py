"""One step of work: plan a waiting job or run one chunk, each in a transaction of its own.

A chunk's row lock is what makes it run once: a second worker that takes the first one for dead skips it. Work that a
kind does ahead of its chunk runs between two transactions, and only the second one, which has that lock, changes
anything.
"""

import logging
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from yakuba.platform.jobs import registry
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import OPEN_STATES, ChunkState, Job, JobChunk, JobState
from yakuba.platform.jobs.registry import ChunkResult, Work
from yakuba.platform.tenancy.context import Actor, Context, now, use_context
from yakuba.platform.tenancy.scope import current, tenant

log = logging.getLogger(__name__)

# Both read the first entry of the partial index job_chunk_ready. A chunk being run is uncommitted and so still reads as
# ready: of an ordered job it stays the first, and being locked it holds back the rest.
_ANY_CHUNK = """
SELECT position FROM job_chunk WHERE municipality_id = %(municipality)s AND job_id = %(job)s AND state = 'ready'
ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_THIS_CHUNK = """
SELECT position FROM job_chunk WHERE municipality_id = %(municipality)s AND job_id = %(job)s
  AND position = %(position)s AND state = 'ready' FOR UPDATE
"""
_FIRST_CHUNK = """
SELECT position FROM job_chunk WHERE municipality_id = %(municipality)s AND job_id = %(job)s AND state = 'ready'
  AND position = (SELECT min(position) FROM job_chunk
    WHERE municipality_id = %(municipality)s AND job_id = %(job)s AND state = 'ready') FOR UPDATE SKIP LOCKED
"""

Piece = tuple[UUID, int | None]  # a chunk's position, or None for the plan

# First half of the advisory lock (class + slot, municipality): a number that no other part of the house uses.
_SLOT_CLASS = 0x6A6F6200

# Seconds to wait after each try that the database (deadlock, lost connection, full disk) ended.
_PAUSES = (0.5, 2.0)

# Jobs whose work ahead is being done in this process: their chunk lies unlocked meanwhile, and the other threads leave
# it. In another process it may be done twice, which costs time and changes nothing.
_ahead: set[UUID] = set()


@dataclass(frozen=True)
class Errand:
    """What a step may do: any work of the municipality when ``slot`` is free, or (without slot) one job's.

    ``refuse``: do not run the piece but stop its job for this reason (a piece that keeps killing its worker).
    """

    slot: int | None = None
    job_id: UUID | None = None
    refuse: str = ""


def step(municipality: int, errand: Errand) -> bool:
    """Do the next piece of work, the plan of a waiting job or a chunk; False when there is none or the slot is taken.

    A piece that raises stops its job with the reason. Raises OperationalError when the database does not come back.
    """
    for pause in (*_PAUSES, None):
        taken: list[Piece] = []
        try:
            with tenant(municipality):
                worked = _slot_is_free(errand) and _take_and_run(errand, taken)
            if not isinstance(worked, bool):
                _run_ahead(municipality, taken[0], worked)
            return bool(worked)
        except (OperationalError, InterfaceError) as problem:
            connection.close()
            if pause is not None:
                time.sleep(pause)
            elif taken:
                _stop(municipality, taken[0], problem)
            else:
                raise
        except Exception as problem:
            if not taken:
                raise
            _stop(municipality, taken[0], problem)
            break
        finally:
            _ahead.difference_update(job_id for job_id, _ in taken)
    return True


def _slot_is_free(errand: Errand) -> bool:
    """Take the slot for this transaction. The database frees it at the end, however the worker ends."""
    if errand.slot is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_SLOT_CLASS + errand.slot, current()])
        (free,) = cursor.fetchone()
    return bool(free)


def _run_ahead(municipality: int, piece: Piece, work: Work) -> None:
    """The work ahead of a chunk, then the chunk, unless somebody else did it or the job was cancelled meanwhile."""
    job_id, position = piece
    assert position is not None
    made = work()
    with tenant(municipality):
        job = Job.objects.filter(id=job_id, state=JobState.RUNNING).first()
        if job is not None and _lock(job_id, position):
            with use_context(_context(job)) as context:
                _mark(job, position, registry.get(job.kind).run_made(job, position, made), context)


def _lock(job_id: UUID, position: int) -> bool:
    """Whether the chunk is still to be done; then locked until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_THIS_CHUNK, {"municipality": current(), "job": job_id, "position": position})
        return cursor.fetchone() is not None


def _take_and_run(errand: Errand, taken: list[Piece]) -> bool | Work:
    """True: done; False: nothing to do; else the work ahead of the piece taken."""
    job, position = _next_plan(errand.job_id), None
    if job is None:
        job, position = _next_chunk(errand.job_id)
    if job is None:
        return False
    taken.append((job.id, position))
    if errand.refuse:
        raise JobFailure(errand.refuse)
    with use_context(_context(job)) as context:
        if position is None:
            _plan(job, context)
            return True
        kind = registry.get(job.kind)
        work = kind.ahead(job, position)
        if work is None:
            _mark(job, position, kind.run_chunk(job, position), context)
            return True
        _ahead.add(job.id)
    return work


def _next_plan(job_id: UUID | None) -> Job | None:
    waiting = Job.objects.filter(state=JobState.WAITING)
    waiting = waiting.filter(id=job_id) if job_id else waiting.filter(due_at__lte=now())
    return waiting.order_by("created_at", "id").select_for_update(skip_locked=True).first()


def _next_chunk(job_id: UUID | None) -> tuple[Job | None, int | None]:
    """The first chunk nobody has, of the oldest job that has one; locked until this transaction ends."""
    running = Job.objects.filter(state=JobState.RUNNING)
    running = running.filter(id=job_id) if job_id else running
    for job in running.exclude(id__in=set(_ahead)).order_by("created_at", "id"):
        with connection.cursor() as cursor:
            cursor.execute(_ANY_CHUNK if job.parallel else _FIRST_CHUNK, {"municipality": current(), "job": job.id})
            row: tuple[int] | None = cursor.fetchone()
        if row is not None:
            return job, row[0]
    return None, None


def _context(job: Job) -> Context:
    actor = Actor(job.created_by, job.created_by_name, frozenset(job.duties), job.created_by_kind)
    return Context(instant=now(), actor=actor, municipality=current(), place=job.place, purpose=f"job:{job.kind}")


def _plan(job: Job, context: Context) -> None:
    job.total = registry.get(job.kind).plan(job)
    job.started_at = job.started_at or context.instant
    job.state = JobState.RUNNING
    chunks = [JobChunk(municipality_id=current(), job_id=job.id, position=position) for position in range(job.total)]
    job.save(update_fields=["total", "started_at", "state"])
    JobChunk.objects.bulk_create(chunks, batch_size=2000)
    if job.total == 0:
        _finish(job, context)


def _mark(job: Job, position: int, result: ChunkResult | Mapping[str, int], context: Context) -> None:
    if not isinstance(result, ChunkResult):
        result = ChunkResult(counts=result)
    JobChunk.objects.filter(job_id=job.id, position=position).update(
        state=ChunkState.DONE,
        checkpoint=dict(result.checkpoint),
        counts=dict(result.counts),
        finished_at=context.instant,
    )
    # Locked only now and for a moment, so that staff can cancel and watch while a chunk runs.
    job = Job.objects.select_for_update().get(id=job.id)
    job.done += 1
    job.counts = _sum(job.counts, result.counts)
    job.save(update_fields=["done", "counts"])
    if job.done == job.total and job.state == JobState.RUNNING:
        _finish(job, context)


def _finish(job: Job, context: Context) -> None:
    job.message = registry.get(job.kind).finish(job)
    job.state = JobState.SUCCEEDED
    job.finished_at = context.instant
    job.save(update_fields=["message", "state", "finished_at"])


def _sum(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + more.get(name, 0) for name in [*before, *(set(more) - set(before))]}


def _stop(municipality: int, piece: Piece, problem: Exception) -> None:
    """Record why a piece failed. Its own transaction has been rolled back, so nothing of it remains."""
    job_id, position = piece
    failure = _reason(problem, position)
    trace = "".join(traceback.format_tb(problem.__traceback__))
    log.error("job %s stopped: %s\n%s", job_id, type(problem).__name__, trace)
    with tenant(municipality):
        if position is not None:
            chunk = JobChunk.objects.filter(job_id=job_id, position=position, state=ChunkState.READY)
            if not chunk.update(state=ChunkState.FAILED, failure=failure):
                return
        Job.objects.filter(id=job_id, state__in=OPEN_STATES).update(
            state=JobState.FAILED, failure=failure, finished_at=now()
        )


def _reason(problem: Exception, position: int | None) -> str:
    where = "計画" if position is None else f"{position + 1}番目の区切り"
    if isinstance(problem, JobFailure):
        return f"{where}：{problem}"
    return (
        f"{where}：プログラムが続けられない（{type(problem).__name__}）。"
        "この区切りの処理は取り消した。原因を直してから［再開］を押すと続きから処理する"
    )
