"""What is done every few seconds, each task in a thread of its own so that a slow one does not hold up the others."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

logger = logging.getLogger(__name__)

# A room that has something to do regularly lists it there as `PERIODIC: tuple[tuple[seconds, function], ...]`.
MODULES = ("yakuba.platform.jobs.worker", "yakuba.platform.exchange.worker", "yakuba.platform.mail.worker")
_LONGEST_PAUSE = 60.0  # seconds between two tries of a task that keeps failing


@dataclass(frozen=True)
class Task:
    """A function without arguments and the pause after each run, in seconds."""

    seconds: float
    function: Callable[[], object]

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


def tasks(modules: Iterable[str] = MODULES) -> Iterator[Task]:
    """All tasks of the listed rooms. Errors: ImportError, AttributeError where a room does not keep its word."""
    for name in modules:
        for seconds, function in importlib.import_module(name).PERIODIC:
            yield Task(seconds, function)


class Rounds:
    """The running threads."""

    def __init__(self, todo: Iterable[Task]) -> None:
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._go_round, args=(task,), name=task.name) for task in todo]

    def start(self) -> None:
        """Run each task now and then after each pause."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Wait for the runs in hand; nothing is started any more."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _go_round(self, task: Task) -> None:
        failures = 0
        while not self._stopping.is_set():
            failures = 0 if _run(task) else failures + 1
            self._stopping.wait(min(_LONGEST_PAUSE, task.seconds * 2**failures) if failures else task.seconds)


def _run(task: Task) -> bool:
    from django.db import connections

    try:
        task.function()
    except Exception:
        logger.exception("periodic task %s failed", task.name)
        return False
    finally:
        connections.close_all()  # back to the pool; a connection broken by a restart of the database is replaced
    return True
