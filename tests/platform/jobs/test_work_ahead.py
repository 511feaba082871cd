"""Work that a chunk does ahead: outside any transaction, by one thread, and without effect until the chunk is done."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.platform.jobs.test_jobs import clerk, started, town
from yakuba.platform.jobs import runner, service
from yakuba.platform.jobs.models import Job, JobChunk, JobState
from yakuba.platform.jobs.registry import ChunkResult, JobKind, Work, job_kind
from yakuba.platform.jobs.runner import Errand
from yakuba.platform.tenancy.models import NumberSeries
from yakuba.platform.tenancy.scope import is_open, tenant

__all__ = ["clerk", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


class Meanwhile:
    """What happens while the work is done; in the test process."""

    done: Work | None = None
    made: int = 0


@job_kind("tests.ahead")
class Ahead(JobKind):
    title = "前もって作る処理"

    def plan(self, job: Job) -> int:
        return 2

    def ahead(self, job: Job, position: int) -> Work | None:
        return self.make if position == 0 else None

    def make(self) -> int:
        assert not connection.in_atomic_block and not is_open()
        Meanwhile.made += 1
        if Meanwhile.done:
            Meanwhile.done()
        return 7

    def run_made(self, job: Job, position: int, made: object) -> ChunkResult:
        assert isinstance(made, int)
        NumberSeries.objects.create(series=f"ahead/{job.id}"[:40], last=made)
        return ChunkResult({"made": made})

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        return ChunkResult({"whole": 1})


@pytest.fixture(autouse=True)
def calm() -> Iterator[None]:
    Meanwhile.done, Meanwhile.made = None, 0
    yield
    Meanwhile.done = None


def test_it_is_done_outside_and_kept_once_with_the_chunk(town: int) -> None:
    seen: list[object] = []

    def look() -> None:
        with tenant(town):
            seen.append(JobChunk.objects.get(job_id=job, position=0).state)
        seen.append(runner.step(town, Errand(slot=1)))  # another thread finds nothing to do

    job, Meanwhile.done = started(town, "tests.ahead"), look
    end = service.run_here(town, job)
    assert (end.state, end.counts) == (JobState.SUCCEEDED, {"made": 7, "whole": 1})
    assert (seen, Meanwhile.made) == (["ready", False], 1)


@pytest.mark.parametrize("what", ["another process", "cancelled"])
def test_what_was_done_or_cancelled_meanwhile_is_left_as_it_is(town: int, what: str) -> None:
    job = started(town, "tests.ahead")

    def interfere() -> None:
        Meanwhile.done = None
        if what == "cancelled":
            with tenant(town):
                service.cancel(job)
        else:
            runner._ahead.clear()  # it does not know of ours
            runner.step(town, Errand(job_id=job))

    Meanwhile.done = interfere
    end = service.run_here(town, job)
    with tenant(town):
        kept = NumberSeries.objects.filter(series__startswith="ahead/").count()
    expected = (JobState.CANCELLED, 0, 1) if what == "cancelled" else (JobState.SUCCEEDED, 1, 2)
    assert (end.state, kept, Meanwhile.made) == expected


def test_a_fault_of_the_work_stops_the_job_and_it_goes_on_from_there(town: int) -> None:
    def fail() -> None:
        raise ValueError("1234")

    job, Meanwhile.done = started(town, "tests.ahead"), fail
    end = service.run_here(town, job)
    assert end.state == JobState.FAILED and "ValueError" in end.failure and "1234" not in end.failure
    Meanwhile.done = None
    with tenant(town):
        service.retry(job)
    assert service.run_here(town, job).state == JobState.SUCCEEDED and not runner._ahead
