"""The periodic tasks: regular, independent of each other, not stopped by a failure."""

from __future__ import annotations

import threading

import pytest

from yakuba.operation.worker.periodic import Rounds, Task, tasks


@pytest.mark.django_db(transaction=True)
def test_task_runs_again_and_again_while_another_one_is_slow_and_a_third_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    often, failed_twice, release = threading.Semaphore(0), threading.Semaphore(0), threading.Event()

    def fail() -> None:
        failed_twice.release()
        raise ValueError("on purpose")

    rounds = Rounds([Task(0.01, often.release), Task(0.01, release.wait), Task(0.01, fail)])
    rounds.start()
    try:
        assert all(often.acquire(timeout=60) for _ in range(5))
        assert all(failed_twice.acquire(timeout=60) for _ in range(2))
        assert not release.is_set()
    finally:
        release.set()
        rounds.stop()
    assert "fail failed" in caplog.text
    assert "on purpose" in caplog.text
    runs = often.acquire(blocking=False)
    while runs:
        runs = often.acquire(blocking=False)
    assert not often.acquire(timeout=0.1), "nothing runs after the stop"


def test_every_listed_room_keeps_its_word() -> None:
    found = list(tasks())
    assert {task.function.__module__ for task in found} >= {"yakuba.platform.jobs.worker"}
    for task in found:
        assert 0.1 <= task.seconds <= 3600
        assert callable(task.function)
        assert task.name.startswith("yakuba."), "threads and the log call it so"
