"""Starting the jobs of an intake, and running one here and now (command line, benches)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from yakuba.areas.resident_tax import taking
from yakuba.areas.resident_tax.models import DocumentBatch
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import JobState
from yakuba.platform.tenancy.context import Context, use_context
from yakuba.platform.tenancy.scope import tenant

CHECK: Final = "resident_tax.check_documents"
TAKE: Final = "resident_tax.take_documents"
State = DocumentBatch.State


class Stopped(RuntimeError):
    """The job ended otherwise than done; the text is for the clerk."""


def start_check(batch: DocumentBatch) -> None:
    """Begin to judge a file; one that was judged is left alone."""
    if batch.state in (State.RECEIVED, State.CHECKING):
        batch.check_job_id = jobs.start(CHECK, {"batch": batch.id}, key=f"check-{batch.id}").id
        batch.save(update_fields=["check_job_id"])


def start_take(batch: DocumentBatch) -> None:
    """Begin to write what was accepted; what is written is left alone."""
    if batch.state in (State.CHECKED, State.TAKING):
        batch.take_job_id = jobs.start(TAKE, {"batch": batch.id}, key=f"take-{batch.id}").id
        batch.save(update_fields=["take_job_id"])


def take_file(context: Context, name: str, pieces: Iterator[bytes], fiscal_year: int) -> DocumentBatch:
    """Check and take a file in the foreground, outside ``tenant()``; run again after a crash it goes on where it was.

    Raises Stopped.
    """
    municipality = context.municipality
    assert municipality is not None
    with tenant(municipality), use_context(context):
        batch, _ = taking.receive(name, pieces, fiscal_year)
        start_check(batch)
    for step in ("check_job_id", "take_job_id"):
        job_id = getattr(batch, step)
        if job_id is not None:
            ended = jobs.run_by_two(municipality, job_id)
            if ended.state != JobState.SUCCEEDED:
                raise Stopped(ended.failure)
        with tenant(municipality), use_context(context):
            batch = DocumentBatch.objects.get(id=batch.id)
            start_take(batch)
    return batch
