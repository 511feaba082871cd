"""Real worker processes: SIGKILL in the middle of a chunk, resumption, turns between municipalities."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.platform.jobs import sample_kinds  # noqa: F401 registers the kinds
from yakuba.platform.jobs import queries, service
from yakuba.platform.jobs.models import JobChunk, JobState
from yakuba.platform.tenancy.context import SYSTEM, Context, use_context
from yakuba.platform.tenancy.models import Municipality, NumberSeries
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
Spawn = Callable[[int], subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def system() -> Iterator[None]:
    with use_context(Context(INSTANT, SYSTEM)):
        yield


@pytest.fixture
def towns() -> tuple[int, int]:
    first, second = (Municipality.objects.using("owner").create(founded_at=INSTANT).id for _ in range(2))
    return first, second


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    running: list[subprocess.Popen[bytes]] = []

    def start(threads: int) -> subprocess.Popen[bytes]:
        script = Path(__file__).with_name("worker_process.py")
        paths = os.pathsep.join(path for path in sys.path if path)
        environment = {**os.environ, "YAKUBA_JOB_THREADS": str(threads), "PYTHONPATH": paths}
        running.append(subprocess.Popen([sys.executable, str(script)], env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_for(what: Callable[[], bool], seconds: float = 60.0) -> float:
    """Seconds until ``what`` holds."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, "waited too long"
        time.sleep(0.05)
    return time.monotonic() - begun


def ended(town: int, job: UUID) -> bool:
    with tenant(town):
        return not queries.progress(job).is_open


def done(town: int, job: UUID) -> int:
    with tenant(town):
        return queries.progress(job).done


def effects(town: int) -> list[tuple[str, int]]:
    with tenant(town):
        return list(NumberSeries.objects.order_by("series").values_list("series", "last"))


def spans(town: int, job: UUID) -> list[tuple[float, float]]:
    with tenant(town):
        rows = JobChunk.objects.filter(job_id=job).values_list("checkpoint", flat=True)
        return [(row["begun"], row["ended"]) for row in rows]


def most_at_once(spans: list[tuple[float, float]]) -> int:
    steps = sorted([(begun, 1) for begun, _ in spans] + [(ended, -1) for _, ended in spans])
    return max(itertools.accumulate(step for _, step in steps))


@pytest.mark.parametrize(
    ("kind", "dies"),
    [
        ("tests.chain", "inside"),
        pytest.param("tests.chain_ahead", "ahead", marks=pytest.mark.proof),
        pytest.param("tests.chain_ahead", "inside", marks=pytest.mark.proof),
    ],
)
def test_a_worker_killed_in_mid_chunk_changes_nothing_in_the_result(
    towns: tuple[int, int], spawn: Spawn, monkeypatch: pytest.MonkeyPatch, kind: str, dies: str
) -> None:
    town, reference = towns
    with tenant(reference):
        same = service.start("tests.chain", {"name": "x", "chunks": 12})
    expected = service.run_here(reference, same.id)
    with tenant(town):
        job = service.start(kind, {"name": "x", "chunks": 12, "dies_at": 5}).id
    monkeypatch.setenv("TEST_DIES", dies)
    assert spawn(2).wait(timeout=60) == -signal.SIGKILL
    monkeypatch.delenv("TEST_DIES")
    assert done(town, job) == 5
    assert effects(town) == [row for row in effects(reference) if int(row[0].rsplit("/", 1)[1]) < 5]
    spawn(2)
    assert wait_for(lambda: done(town, job) > 5) < 60
    wait_for(lambda: ended(town, job))
    with tenant(town):
        end = queries.progress(job)
    assert (end.state, end.done, end.counts, end.message) == (
        JobState.SUCCEEDED,
        12,
        expected.counts,
        expected.message,
    )
    assert effects(town) == effects(reference)


def test_municipalities_take_turns(towns: tuple[int, int], spawn: Spawn) -> None:
    large, small = towns
    with tenant(large):
        first, second = (service.start("tests.spread", {"chunks": 30}).id for _ in range(2))
    with tenant(small):
        late = service.start("tests.spread", {"chunks": 10}).id
    spawn(3)
    wait_for(lambda: ended(large, first) and ended(large, second) and ended(small, late))
    work, errand = [*spans(large, first), *spans(large, second)], spans(small, late)
    assert most_at_once(work) == 2, "two slots a municipality, and both are used"
    assert most_at_once(errand) <= 2
    errand_over = max(end for _, end in errand)
    assert sum(begun < errand_over for begun, _ in work) <= 30, "the errand did not wait for the large town's queue"
