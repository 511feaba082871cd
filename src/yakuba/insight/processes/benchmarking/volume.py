"""The volume zone (ボリュームゾーン): where the most hours are furthest from the best quartile, and what that is worth.

best   = the quarter point of hours per case of the bodies of a group (linear between neighbours, own body included)
gap    = 1 - best / own, not below 0: the share of the hours that the best quartile does without
saved  = hours x gap: hours saved "if we worked like the best"; what the volume zone is ranked by

The interval of saved: the bodies that make the best quartile are drawn again and again, with replacement (bootstrap,
2,000 times, fixed seed). It tells how much the figure hangs on which bodies took part, not how well hours were told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from yakuba.insight.processes.benchmarking.figures import MORE_IS_BETTER, NOT_RANKED, StepFigure, TaskFigure

FEWEST_BODIES = 4  # a quartile of fewer is no quartile
DRAWS = 2_000
SEED = 57
LEVEL = (2.5, 97.5)  # percent
QUARTER = 0.25
EVERY = "全団体"
GroupOf = Callable[[str], str | None]
Figure = TypeVar("Figure", StepFigure, TaskFigure)


@dataclass(frozen=True)
class VolumeRow:
    """A step of one body, or of all bodies compared (``body`` is `EVERY`). Hours are a year's.

    ``gap`` is a share of ``hours``, ``saved`` = hours x gap with its interval from ``low`` to ``high``. ``place`` of
    ``bodies``: 1 needs the fewest hours per case; 0 in a row of all. ``rank``: by saved, from 1, over the rows of the
    same list.
    """

    body: str
    task: str
    key: str
    label: str
    hours: float
    cases: float
    hours_per_case: float
    best: float
    gap: float
    saved: float
    low: float
    high: float
    bodies: int
    place: int
    rank: int = 0


@dataclass(frozen=True)
class Ranked:
    """A measure of a body's task among its peers: place from 1, the best quartile, and how far from it (0 or more)."""

    body: str
    task: str
    label: str
    measure: str
    value: float
    best: float
    gap: float
    place: int
    bodies: int


def everyone(_: str) -> str | None:
    """All bodies in one group."""
    return EVERY


def volume(figures: Iterable[StepFigure], group_of: GroupOf = everyone) -> list[VolumeRow]:
    """A row for each body and step that at least `FEWEST_BODIES` of its group have; most hours to save first."""
    rows = [row for those in _grouped(figures, lambda one: one.key, group_of) for row in _rows(those)]
    return _ranked(rows)


def zone(rows: Iterable[VolumeRow]) -> list[VolumeRow]:
    """The rows of a step added up over the bodies: the volume zone, most hours to save first.

    The interval is the sum of the bodies' ends: they share one quartile and move together.
    """
    by_key: dict[str, list[VolumeRow]] = {}
    for one in rows:
        by_key.setdefault(one.key, []).append(one)
    return _ranked([_together(those) for those in by_key.values()])


def _together(rows: Sequence[VolumeRow]) -> VolumeRow:
    hours, cases, saved, low, high = (
        sum(sorted(getattr(one, name) for one in rows)) for name in ("hours", "cases", "saved", "low", "high")
    )
    best = sum(sorted(one.best * one.cases for one in rows)) / cases
    label = min(one.label for one in rows)
    told = (hours, cases, hours / cases, best, saved / hours, saved, low, high, len(rows), 0)
    return VolumeRow(EVERY, rows[0].task, rows[0].key, label, *told)


def _rows(figures: Sequence[StepFigure]) -> list[VolumeRow]:
    own = np.array([one.hours_per_case for one in figures])
    hours = np.array([one.hours for one in figures])
    best = float(np.quantile(own, QUARTER))
    gap = np.maximum(0.0, 1 - best / own)
    drawn = np.maximum(0.0, 1 - drawn_quartiles(own)[:, None] / own[None, :]) * hours[None, :]
    low, high = np.percentile(drawn, LEVEL, axis=0)
    return [
        VolumeRow(
            *(one.body, one.task, one.key, one.label, one.hours, one.cases, one.hours_per_case, best),
            *(float(gap[at]), float(gap[at] * hours[at]), float(low[at]), float(high[at])),
            *(len(figures), int((own < own[at]).sum()) + 1),
        )
        for at, one in enumerate(figures)
    ]


def drawn_quartiles(values: np.ndarray) -> np.ndarray:
    """The quarter points of `DRAWS` samples of as many bodies; the order of the bodies does not matter."""
    ordered = np.sort(values)
    drawn = np.random.default_rng([SEED, len(ordered)]).integers(0, len(ordered), (DRAWS, len(ordered)))
    return np.asarray(np.quantile(ordered[drawn], QUARTER, axis=1))


def _ranked(rows: Iterable[VolumeRow]) -> list[VolumeRow]:
    ordered = sorted(rows, key=lambda one: (-one.saved, -one.hours, one.key, one.body))
    return [replace(one, rank=at) for at, one in enumerate(ordered, 1)]


def ranked_tasks(figures: Iterable[TaskFigure], group_of: GroupOf = everyone) -> list[Ranked]:
    """Each measure of each task by place among the bodies of the group that tell it, where they are enough."""
    found: list[Ranked] = []
    for those in _grouped(figures, lambda one: one.task, group_of):
        for measure in those[0].measures:
            told = [(one, value) for one in those if (value := one.measures[measure]) is not None]
            if measure not in NOT_RANKED and len(told) >= FEWEST_BODIES:
                found += _placed(measure, told)
    return found


def _placed(measure: str, told: Sequence[tuple[TaskFigure, float]]) -> list[Ranked]:
    sign = -1 if measure in MORE_IS_BETTER else 1
    values = np.array([value for _, value in told]) * sign
    best = float(np.quantile(values, QUARTER))
    return [
        Ranked(
            *(one.body, one.task, one.label, measure, value, best * sign),
            *(max(0.0, value * sign - best), int((values < value * sign).sum()) + 1, len(told)),
        )
        for one, value in told
    ]


def _grouped(figures: Iterable[Figure], key: Callable[[Figure], str], group_of: GroupOf) -> list[list[Figure]]:
    """Figures of one step or task and one group of bodies, in the order of their bodies; groups that are enough."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        group = group_of(one.body)
        if group is not None:
            found.setdefault((key(one), group), []).append(one)
    enough = (those for _, those in sorted(found.items()) if len(those) >= FEWEST_BODIES)
    return [sorted(those, key=lambda one: one.body) for those in enough]


@dataclass(frozen=True)
class Change:
    """A step of a body before and after, by the same definition; ``saved`` at the volume of after, below 0 if more."""

    body: str
    task: str
    key: str
    label: str
    before: float
    after: float
    cases: float
    saved: float


def changes(before: Sequence[StepFigure], after: Sequence[StepFigure]) -> list[Change]:
    """Steps that the same body has in both, by hours saved; hours per case before and after."""
    earlier: Mapping[tuple[str, str], StepFigure] = {(one.body, one.key): one for one in before}
    found = [
        Change(
            *(one.body, one.task, one.key, one.label, then.hours_per_case, one.hours_per_case, one.cases),
            (then.hours_per_case - one.hours_per_case) * one.cases,
        )
        for one in after
        if (then := earlier.get((one.body, one.key)))
    ]
    return sorted(found, key=lambda one: (-one.saved, one.body, one.key))
