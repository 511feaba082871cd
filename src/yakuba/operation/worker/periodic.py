"""What is done every few seconds, each task in a thread of its own so that a slow one does not hold up the others."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

logger = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0  # seconds between two tries of a task that keeps failing


@dataclass(frozen=True)
class Task:
    """A function without arguments and the pause after each run, in seconds."""

    seconds: float
    function: Callable[[], object]

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


def tasks() -> Iterator[Task]:
    """What the installed rooms ask for: `PERIODIC: tuple[tuple[seconds, function], ...]` in a module `worker`."""
    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    for app in apps.get_app_configs():
        if app.name.startswith("yakuba.") and app.module and module_has_submodule(app.module, "worker"):
            for seconds, function in importlib.import_module(f"{app.name}.worker").PERIODIC:
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
