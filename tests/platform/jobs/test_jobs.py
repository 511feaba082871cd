"""Jobs in one process: chunks are transactions, a failure stops, a retry goes on, nobody sees another's jobs."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from tests.platform.jobs import sample_kinds
from tests.platform.jobs.sample_kinds import Brittle, Switch, reason
from yakuba.platform.jobs import queries, queue, runner, service, worker
from yakuba.platform.jobs.errors import JobStateConflict, UnknownJobKind
from yakuba.platform.jobs.models import Job, JobChunk, JobState
from yakuba.platform.jobs.queries import Progress
from yakuba.platform.jobs.runner import Errand
from yakuba.platform.tenancy.context import Actor, Context, current_context, now, use_context
from yakuba.platform.tenancy.models import Municipality, NumberSeries
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CLERK = Actor(id=UUID("01900000-0000-7000-8000-000000000001"), name="窓口 花子", duties=frozenset({"x.enter"}))


@pytest.fixture
def town() -> int:
    return Municipality.objects.using("owner").create(founded_at=INSTANT).id


@pytest.fixture
def other_town() -> int:
    return Municipality.objects.using("owner").create(founded_at=INSTANT).id


@pytest.fixture(autouse=True)
def clerk() -> Iterator[None]:
    Switch.broken = None
    with use_context(Context(INSTANT, CLERK, place="市民課")):
        yield


def started(town: int, kind: str, **arguments: object) -> UUID:
    with tenant(town):
        return service.start(kind, arguments).id


def calls() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock, status FROM procrastinate_jobs ORDER BY queueing_lock, id")
        return list(cursor.fetchall())


def numbers(prefix: str) -> list[int]:
    return list(
        NumberSeries.objects.filter(series__startswith=prefix).order_by("series").values_list("last", flat=True)
    )


def test_two_threads_share_the_chunks_of_a_parallel_kind_and_one_runs_an_ordered_kind(
    town: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_kinds, "SECONDS", 0.1)
    job = started(town, "tests.spread", chunks=4)
    assert service.run_by_two(town, job).counts == {"rows": 4}
    with tenant(town):
        marks = [queries.checkpoint(job, position) for position in range(4)]
    spans = sorted((mark["begun"], mark["ended"]) for mark in marks)
    assert any(later[0] < earlier[1] for earlier, later in pairwise(spans)), "two at a time"
    ordered = started(town, "tests.brittle")
    assert service.run_by_two(town, ordered).done == 4
    Switch.broken = reason()
    assert service.run_by_two(town, started(town, "tests.brittle", bad_plan=True)).state == JobState.FAILED


def test_a_job_runs_in_the_foreground_with_progress(town: int) -> None:
    seen: list[Progress] = []
    job = started(town, "tests.chain", name="a", chunks=3)
    end = service.run_here(town, job, seen.append)
    assert [(step.done, step.total) for step in seen] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (end.state, end.percent, end.message) == (JobState.SUCCEEDED, 100, "3件を計算しました")
    assert end.title == "連鎖計算"
    assert end.started_by == "窓口 花子"
    with tenant(town):
        values = numbers("chain/a")
        assert end.counts == {"rows": 3, "sum": sum(values)}
        assert queries.checkpoint(job, 2) == {"value": values[2]}


def test_a_chunk_acts_for_the_person_who_started_the_job(town: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Context] = []

    def note(kind: Brittle, job: Job, position: int) -> dict[str, int]:
        seen.append(current_context())
        return {}

    monkeypatch.setattr(Brittle, "run_chunk", note)
    job = started(town, "tests.brittle", chunks=1)
    assert service.run_here(town, job).state == JobState.SUCCEEDED
    assert [(context.actor, context.place, context.municipality) for context in seen] == [(CLERK, "市民課", town)]


def test_starting_wakes_every_slot_only_after_commit(town: int) -> None:
    with tenant(town):
        service.start("tests.brittle", {})
        assert calls() == []
    assert calls() == [(f"jobs/{town}/0", "todo"), (f"jobs/{town}/1", "todo")]


def test_a_second_start_adds_no_second_call(town: int) -> None:
    started(town, "tests.brittle")
    started(town, "tests.brittle")
    assert len(calls()) == 2


def test_the_same_key_gives_the_same_job(town: int, other_town: int) -> None:
    with tenant(town):
        first = service.start("tests.brittle", {}, key="load-1")
        again = service.start("tests.brittle", {}, key="load-1")
        assert (first.id, Job.objects.count()) == (again.id, 1)
    with tenant(other_town):
        assert service.start("tests.brittle", {}, key="load-1").id != first.id


def test_a_failed_chunk_stops_the_job_with_its_reason_and_leaves_no_effect(town: int) -> None:
    Switch.broken = reason()
    end = service.run_here(town, started(town, "tests.brittle"))
    assert (end.state, end.done, end.total) == (JobState.FAILED, 2, 4)
    assert end.failure == "3番目の区切り：7行目 氏名：文字情報基盤にない字。直して［再開］を押す"
    with tenant(town):
        assert numbers("brittle") == [0, 1]


def test_a_retry_goes_on_where_the_job_stopped(town: int) -> None:
    Switch.broken = reason()
    job = started(town, "tests.brittle")
    service.run_here(town, job)
    Switch.broken = None
    with tenant(town):
        assert service.retry(job).state == JobState.RUNNING
    end = service.run_here(town, job)
    assert (end.state, end.done, end.counts, end.failure) == (JobState.SUCCEEDED, 4, {"rows": 4}, "")
    with tenant(town):
        assert numbers("brittle") == [0, 1, 2, 3]


def test_the_text_of_an_unforeseen_exception_is_not_kept(town: int, caplog: pytest.LogCaptureFixture) -> None:
    Switch.broken = KeyError("札幌 太郎")
    end = service.run_here(town, started(town, "tests.brittle"))
    assert "札幌" not in end.failure + caplog.text
    assert "KeyError" in end.failure
    assert "test_jobs" not in end.failure
    assert "sample_kinds.py" in caplog.text


def test_a_plan_that_fails_can_be_retried(town: int) -> None:
    Switch.broken = reason()
    job = started(town, "tests.brittle", bad_plan=1)
    end = service.run_here(town, job)
    assert (end.state, end.total, end.failure[:3]) == (JobState.FAILED, None, "計画：")
    Switch.broken = None
    with tenant(town):
        service.retry(job)
    assert service.run_here(town, job).state == JobState.SUCCEEDED


def test_a_job_with_nothing_to_do_succeeds(town: int) -> None:
    assert service.run_here(town, started(town, "tests.brittle", chunks=0)).state == JobState.SUCCEEDED


def test_a_database_error_is_tried_again_before_the_job_stops(town: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_PAUSES", (0.0, 0.0))
    Switch.broken = OperationalError("deadlock detected")
    tries: list[int] = []
    real = Brittle.run_chunk

    def count(kind: Brittle, job: Job, position: int) -> Mapping[str, int]:
        tries.append(position)
        return real(kind, job, position)

    monkeypatch.setattr(Brittle, "run_chunk", count)
    end = service.run_here(town, started(town, "tests.brittle"))
    assert (end.state, tries) == (JobState.FAILED, [0, 1, 2, 2, 2])


def test_a_cancelled_job_runs_no_further_chunk(town: int) -> None:
    job = started(town, "tests.brittle")
    runner.step(town, Errand(slot=0))
    runner.step(town, Errand(slot=0))
    with tenant(town):
        assert service.cancel(job).state_label == "取りやめ"
    assert runner.step(town, Errand(slot=0)) is False
    with tenant(town):
        assert numbers("brittle") == [0]
        with pytest.raises(JobStateConflict, match="取りやめ"):
            service.cancel(job)
        with pytest.raises(JobStateConflict, match="中断のときだけ"):
            service.retry(job)


def test_a_job_waits_for_its_time(town: int) -> None:
    with tenant(town):
        service.start("tests.brittle", {}, due_at=now() + timedelta(hours=1))
    assert runner.step(town, Errand(slot=0)) is False
    assert worker.wake_due() == 0
    with tenant(town):
        service.start("tests.brittle", {}, due_at=now() - timedelta(seconds=1))
    assert worker.wake_due() == 1
    assert runner.step(town, Errand(slot=0)) is True


@pytest.mark.parametrize("argument", ["山田太郎", "a b", 1.5, {"name": "x"}, ["ok", "山田"]])
def test_arguments_are_ids_only(town: int, argument: object) -> None:
    with tenant(town), pytest.raises(ValueError, match="引数「who」"):
        service.start("tests.brittle", {"who": argument})


def test_ids_of_all_sorts_pass(town: int) -> None:
    ids = {"load": CLERK.id, "rows": [1, 2], "day": "2026-11-23", "dry": True, "none": None}
    with tenant(town):
        assert service.start("tests.brittle", ids).arguments == {**ids, "load": str(CLERK.id)}


def test_an_unknown_kind_is_refused_at_once(town: int) -> None:
    with tenant(town), pytest.raises(UnknownJobKind, match="登録されていない"):
        service.start("tests.nothing", {})


def test_another_municipality_sees_and_runs_nothing_of_it(town: int, other_town: int) -> None:
    job = started(town, "tests.brittle")
    assert runner.step(other_town, Errand(slot=0)) is False
    with tenant(other_town):
        assert queries.recent() == []
        with pytest.raises(Job.DoesNotExist):
            queries.progress(job)
        with pytest.raises(Job.DoesNotExist):
            service.cancel(job)
    with tenant(town):
        assert [progress.id for progress in queries.unfinished()] == [job]


def test_the_dispatcher_learns_ids_only(town: int, other_town: int, application_connection: object) -> None:
    started(town, "tests.brittle")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM job_due()")
        assert cursor.fetchall() == [(town,)]
        cursor.execute("SELECT has_table_privilege('yakuba_operator', 'job', 'SELECT')")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_column_privilege('yakuba_operator', 'job', 'arguments', 'SELECT')")
        assert cursor.fetchone() == (False,)


def test_a_piece_that_keeps_killing_its_worker_stops_its_job(town: int) -> None:
    job = started(town, "tests.brittle")
    runner.step(town, Errand(slot=0))
    assert runner.step(town, Errand(refuse="処理プログラムが止まった")) is True
    with tenant(town):
        assert queries.progress(job).failure == "1番目の区切り：処理プログラムが止まった"
        assert JobChunk.objects.filter(state="failed").count() == 1


def working(town: int, slot: str, silence: str) -> None:
    """As if a worker had taken the call of a slot and been silent since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s::interval) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)"
            " WHERE queueing_lock = %s AND status = 'todo'",
            [silence, f"jobs/{town}/{slot}"],
        )


def attempts() -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock, status, attempts FROM procrastinate_jobs ORDER BY queueing_lock, id")
        return list(cursor.fetchall())


def test_calls_of_a_dead_worker_come_back_and_count_its_deaths(town: int) -> None:
    started(town, "tests.brittle")
    for death in (1, 2):
        working(town, "0", "21s")
        queue.wake(town)
        assert worker.retry_stalled() == 1
        assert attempts() == [(f"jobs/{town}/0", "todo", death), (f"jobs/{town}/1", "todo", 0)]
    assert worker.retry_stalled() == 0


def test_of_two_dead_calls_of_a_slot_the_more_tired_comes_back(town: int) -> None:
    started(town, "tests.brittle")
    working(town, "0", "21s")
    worker.retry_stalled()
    working(town, "0", "30s")
    queue.wake(town)
    working(town, "0", "21s")
    assert worker.retry_stalled() == 2
    assert attempts()[0] == (f"jobs/{town}/0", "todo", 2)


def test_calls_of_a_living_worker_are_left_alone(town: int) -> None:
    started(town, "tests.brittle")
    working(town, "0", "10s")
    assert worker.retry_stalled() == 0
