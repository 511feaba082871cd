"""What a body needs for a step and for a task, brought to one definition so that bodies can be held side by side.

A step is the standard one where the body's own is mapped to it, else the own name as written (one width, marks and
endings aside). Several own steps of one standard step add up: hours always; cases where their sub-tasks differ (moving
in and moving out), else the largest, as the same cases go through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.catalogue.suggesting import task_of
from yakuba.insight.processes.catalogue.wording import normalised
from yakuba.insight.processes.hours.joining import BodyWork, StepWork
from yakuba.insight.processes.hours.survey import Work
from yakuba.insight.processes.suppression import Cell, Sum, suppress

OWN = "own:"  # keys of steps and tasks that the catalogue does not have


@dataclass(frozen=True)
class StepFigure:
    """A step of a body in a year. ``people`` None where not told; ``cost`` in yen, None where a rate is not told."""

    body: str
    task: str
    key: str
    label: str
    hours: float
    cases: float
    people: float | None
    cost: float | None

    @property
    def hours_per_case(self) -> float:
        """Hours of all kinds of staff for a case."""
        return self.hours / self.cases


@dataclass(frozen=True)
class TaskFigure:
    """A task of a body in a year: sums over its steps.

    ``cases``: those of its step with the most. ``staff``: for each kind the most people in a step, added up; fewer than
    this were not at work. None where unknown or not to be shown.
    """

    body: str
    task: str
    label: str
    hours: float
    cases: float | None
    staff: float | None
    cost: float | None
    population: int | None = None

    @property
    def measures(self) -> dict[str, float | None]:
        """The figures that bodies are ranked by."""
        per_thousand = self.population / 1_000 if self.population else None
        return {
            "hours_per_case": _ratio(self.hours, self.cases),
            "cases_per_staff": _ratio(self.cases, self.staff),
            "cost_per_case": _ratio(self.cost, self.cases),
            "hours_per_1000_residents": _ratio(self.hours, per_thousand),
            "cases_per_1000_residents": _ratio(self.cases, per_thousand),
        }


MORE_IS_BETTER = ("cases_per_staff",)
NOT_RANKED = ("cases_per_1000_residents",)  # demand, which nobody works better for


@dataclass(frozen=True)
class Shown:
    """Figures that may be shown, and how many may not."""

    steps: tuple[StepFigure, ...]
    tasks: tuple[TaskFigure, ...]
    suppressed: int


def step_figures(work: BodyWork) -> list[StepFigure]:
    """One figure a step, in the order of the survey."""
    grouped: dict[tuple[str, str], list[StepWork]] = {}
    for one in work.steps:
        grouped.setdefault(_key(one), []).append(one)
    return [_step_figure(work.body, key, those) for key, those in grouped.items()]


def _key(one: StepWork) -> tuple[str, str]:
    standard = tree.step(one.standard) if one.standard else None
    if standard:
        return standard.task, standard.id
    task = task_key(one.task)
    return task, f"{OWN}{task}/{normalised(one.subtask)}/{normalised(one.step)}"


def task_key(name: str) -> str:
    """The id of the task that a body's name of it means, else the name itself, marked as its own."""
    return task_of(name) or f"{OWN}{normalised(name)}"


def _step_figure(body: str, key: tuple[str, str], steps: Sequence[StepWork]) -> StepFigure:
    standard = tree.step(key[1])
    cases: dict[str, float] = {}
    for one in steps:
        cases[one.subtask] = max(cases.get(one.subtask, 0.0), one.cases)
    rows = [row for one in steps for row in one.rows]
    label = standard.ja if standard else steps[0].step
    return StepFigure(body, *key, label, _hours(rows), sum(cases.values()), _people(rows), _cost(rows))


def task_figures(work: BodyWork, population: int | None = None) -> list[TaskFigure]:
    """One figure a task, in the order of the survey."""
    cases: dict[str, float] = {}
    for figure in step_figures(work):
        cases[figure.task] = max(cases.get(figure.task, 0.0), figure.cases)
    rows: dict[str, list[Work]] = {}
    labels: dict[str, str] = {}
    for one in work.steps:
        task = _key(one)[0]
        rows.setdefault(task, []).extend(one.rows)
        labels.setdefault(task, tree.tasks()[task].ja if task in tree.tasks() else one.task)
    return [
        TaskFigure(work.body, task, labels[task], _hours(own), cases[task], _people(own), _cost(own), population)
        for task, own in rows.items()
    ]


def shown(steps: Sequence[StepFigure], tasks: Sequence[TaskFigure], *, everything: bool = False) -> Shown:
    """What another body or a manager may see of the figures; ``everything``: for one's own and for public files."""
    if everything:
        return Shown(tuple(steps), tuple(tasks), 0)
    cells = _cells(steps, tasks)
    hidden = suppress(cells, [one for one in _sums(steps) if one.total in cells])
    left = tuple(one for one in steps if (one.body, one.task, one.key) not in hidden)
    most: dict[tuple[str, str], float] = {}
    for one in left:
        most[one.body, one.task] = max(most.get((one.body, one.task), 0.0), one.cases)
    told = tuple(
        # The cases of a task are those of its largest step: they may be told only where that step may.
        one if most.get((one.body, one.task)) == one.cases else _without_cases(one)
        for one in tasks
        if (one.body, one.task) not in hidden
    )
    return Shown(left, told, len(hidden))


def _cells(steps: Iterable[StepFigure], tasks: Iterable[TaskFigure]) -> dict[object, Cell]:
    cells: dict[object, Cell] = {(one.body, one.task, one.key): Cell(one.hours, one.people, one.cases) for one in steps}
    return cells | {(one.body, one.task): Cell(one.hours, one.staff, one.cases or 0.0) for one in tasks}


def _sums(steps: Iterable[StepFigure]) -> list[Sum]:
    parts: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for one in steps:
        parts.setdefault((one.body, one.task), []).append((one.body, one.task, one.key))
    return [Sum(total, tuple(those)) for total, those in parts.items()]


def _without_cases(one: TaskFigure) -> TaskFigure:
    return TaskFigure(one.body, one.task, one.label, one.hours, None, one.staff, one.cost, one.population)


def rows_by_kind(rows: Iterable[Work]) -> Mapping[str, list[Work]]:
    """Rows of each kind of staff."""
    found: dict[str, list[Work]] = {}
    for one in rows:
        found.setdefault(one.staff, []).append(one)
    return found


def _people(rows: Sequence[Work]) -> float | None:
    """For each kind the most in a step; None when a row does not tell."""
    told = [[one.people for one in those if one.people is not None] for those in rows_by_kind(rows).values()]
    if sum(map(len, told)) < len(rows):
        return None
    return sum(max(each) for each in told)


def _hours(rows: Iterable[Work]) -> float:
    return sum(one.hours for one in rows)


def _cost(rows: Iterable[Work]) -> float | None:
    parts = [None if one.rate is None else one.hours * one.rate for one in rows]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
