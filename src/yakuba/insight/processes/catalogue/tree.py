"""The standard trees: task → sub-task → step, as data (`data/*.yaml`), one file a task.

A step is named by the ids on the way to it: `resident_move.reception.verify_identity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
_WORDS = "words.yaml"


class CatalogueWrong(ValueError):
    """A catalogue cannot be used; the message names file and place."""


@dataclass(frozen=True)
class Step:
    """A standard step, with the place it has in its task: 0 for the first, 1 for the last."""

    id: str
    task: str
    subtask: str
    ja: str
    en: str
    aliases: tuple[str, ...]
    place: float
    journal: tuple[str, ...] = ()  # what yakuba's own journal calls it in procedures of the task; only as a whole name


@dataclass(frozen=True)
class Task:
    """A procedure cut into steps, in the order they are usually done."""

    id: str
    ja: str
    en: str
    aliases: tuple[str, ...]
    subtasks: Mapping[str, tuple[str, str]]  # id: Japanese and English name
    steps: tuple[Step, ...]
    procedures: tuple[str, ...] = ()  # codes of yakuba's procedures and actions that are of this task


@cache
def tasks() -> Mapping[str, Task]:
    """The shipped catalogue by id of the task."""
    paths = sorted(path for path in _DATA.glob("*.yaml") if path.name != _WORDS)
    return {task.id: task for task in (read_task(path.read_text(encoding="utf-8"), path.name) for path in paths)}


def step(identity: str) -> Step | None:
    """The step of an id, if the catalogue has it."""
    return _by_id().get(identity)


@cache
def task_of_procedure(code: str) -> Task | None:
    """The task that a procedure of yakuba, or the action of a case, is of."""
    return next((one for one in tasks().values() if code in one.procedures), None)


@cache
def _by_id() -> Mapping[str, Step]:
    return {one.id: one for task in tasks().values() for one in task.steps}


@cache
def words() -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What means the same in the names of steps, and what means nothing there."""
    given = yaml.safe_load((_DATA / _WORDS).read_text(encoding="utf-8"))
    return given["same"], tuple(given["dropped"])


def read_task(text: str, name: str) -> Task:
    """A task from its YAML. CatalogueWrong when a part is missing, or an id or a name of a step is there twice."""
    try:
        given = yaml.safe_load(text)
        steps = list(_steps(given))
    except (yaml.YAMLError, KeyError, TypeError) as problem:
        raise CatalogueWrong(f"{name}: 読めません（{type(problem).__name__}: {problem}）") from None
    for what in ("id", "ja"):
        found = [str(getattr(one, what)) for one in steps]
        if twice := sorted({one for one in found if found.count(one) > 1}):
            raise CatalogueWrong(f"{name}: {what} が二度あります: {', '.join(twice)}")
    if not steps:
        raise CatalogueWrong(f"{name}: 作業がありません")
    subtasks = {one["id"]: (one["ja"], one["en"]) for one in given["subtasks"]}
    aliases, procedures = (tuple(given.get(name, ())) for name in ("aliases", "procedures"))
    return Task(given["id"], given["ja"], given["en"], aliases, subtasks, tuple(steps), procedures)


def _steps(given: Mapping[str, Any]) -> Iterator[Step]:
    flat = [(part, one) for part in given["subtasks"] for one in part["steps"]]
    last = max(len(flat) - 1, 1)
    for at, (part, one) in enumerate(flat):
        aliases, journal = (tuple(one.get(name, ())) for name in ("aliases", "journal"))
        identity = f"{given['id']}.{part['id']}.{one['id']}"
        yield Step(identity, given["id"], part["id"], one["ja"], one["en"], aliases, at / last, journal)
