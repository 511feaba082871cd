"""Start, stop and resume jobs. Everything here runs inside ``tenant()`` and a context, except ``run_…``."""

import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Thread
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from yakuba.platform.jobs import queries, queue, registry, runner
from yakuba.platform.jobs.errors import JobStateConflict
from yakuba.platform.jobs.models import OPEN_STATES, ChunkState, Job, JobChunk, JobState
from yakuba.platform.jobs.queries import Progress
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current, tenant

log = logging.getLogger(__name__)

_ID = re.compile(r"[A-Za-z0-9_.:-]{0,64}")
_POLL = 0.2  # seconds between looks while another worker does the rest


def start(kind: str, arguments: Mapping[str, Any], key: str | None = None, due_at: datetime | None = None) -> Job:
    """Put a job into the queue; it begins after the open transaction has been committed, at ``due_at`` or at once.

    ``arguments`` are ids: numbers, true/false, None, ASCII words up to 64 characters, or lists of them. A ``key`` used
    before for this kind gives the job of that time. Raises UnknownJobKind, ValueError for an argument that is no id.
    """
    parallel = registry.get(kind).parallel
    context = current_context()
    values = {
        "arguments": _only_ids(arguments),
        "parallel": parallel,
        "created_by": context.actor.id,
        "created_by_name": context.actor.name,
        "created_by_kind": context.actor.kind,
        "duties": sorted(context.actor.duties),
        "place": context.place,
        "created_at": context.instant,
        "due_at": due_at or context.instant,
    }
    if key is None:
        job = Job.objects.create(kind=kind, **values)
    else:
        job, _ = Job.objects.get_or_create(kind=kind, key=key, defaults=values)
    _wake_after_commit()
    return job


def cancel(job_id: UUID) -> Progress:
    """Run no further chunk. What is done stays done. Raises JobStateConflict when the job has ended."""
    return _change(job_id, (*OPEN_STATES, JobState.FAILED), JobState.CANCELLED)


def retry(job_id: UUID) -> Progress:
    """Go on with a job that a failure stopped, from the chunk that failed. Raises JobStateConflict otherwise."""
    job = Job.objects.select_for_update().get(id=job_id)
    progress = _change(job_id, (JobState.FAILED,), JobState.WAITING if job.total is None else JobState.RUNNING)
    JobChunk.objects.filter(job_id=job_id, state=ChunkState.FAILED).update(state=ChunkState.READY, failure="")
    _wake_after_commit()
    return progress


def state(job_id: UUID) -> Progress:
    """How far a job is; the same as ``queries.progress``."""
    return queries.progress(job_id)


def run_here(municipality: int, job_id: UUID, on_progress: Callable[[Progress], None] | None = None) -> Progress:
    """Run a job in the foreground (command line, founding), sharing its chunks with any worker that is up.

    Call it outside ``tenant()``. Returns when the job has ended, whatever the end: look at ``state`` and ``failure``.
    """
    while True:
        worked = runner.step(municipality, runner.Errand(job_id=job_id))
        with tenant(municipality):
            progress = queries.progress(job_id)
        if on_progress is not None:
            on_progress(progress)
        if not progress.is_open:
            return progress
        if not worked:
            time.sleep(_POLL)


def run_by_two(municipality: int, job_id: UUID) -> Progress:
    """As ``run_here``, with a second thread where the kind is ``parallel``: as the two threads of the worker would."""
    runner.step(municipality, runner.Errand(job_id=job_id))  # the plan, after which the chunks are known
    with tenant(municipality):
        alone = not Job.objects.filter(id=job_id, parallel=True, total__gt=1).exists()
    if alone or not _connections_for_two():
        return run_here(municipality, job_id)
    helper = Thread(target=_help, args=(municipality, job_id))
    helper.start()
    try:
        return run_here(municipality, job_id)
    finally:
        helper.join()


def _connections_for_two() -> bool:
    pool = connection.settings_dict["OPTIONS"].get("pool")
    return pool is None or bool(pool["max_size"] >= 2)


def _help(municipality: int, job_id: UUID) -> None:
    """The second pair of hands. What fails in a chunk is recorded in the job, which the first one reads."""
    try:
        while runner.step(municipality, runner.Errand(job_id=job_id)):
            pass
    except DatabaseError:
        log.exception("second thread of job %s stopped", job_id)
    finally:
        connection.close()


def _change(job_id: UUID, allowed: tuple[JobState, ...], to: JobState) -> Progress:
    job = Job.objects.select_for_update().get(id=job_id)
    if job.state not in allowed:
        names = "・".join(state.label for state in allowed)
        raise JobStateConflict(f"処理の状態：{JobState(job.state).label}。{names}のときだけできます")
    job.state = to
    job.failure = "" if to in OPEN_STATES else job.failure
    job.finished_at = None if to in OPEN_STATES else current_context().instant
    job.save(update_fields=["state", "failure", "finished_at"])
    return queries.progress(job_id)


def _wake_after_commit() -> None:
    municipality = current()
    transaction.on_commit(lambda: queue.wake(municipality))


def _only_ids(arguments: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in arguments.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if not (item is None or isinstance(item, int) or (isinstance(item, str | UUID) and _is_id(str(item)))):
                raise ValueError(f"引数「{name}」：番号・IDだけを渡す（氏名などの内容は表に置き、そのIDを渡す）")
    return {name: _plain(value) for name, value in arguments.items()}


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, UUID) else value
