"""Who does a step, month by month, and whether that changed for good: the change of staff that a manager looks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from yakuba.insight.processes.engine.statistics import Difference, chance_of_chi_square, shares
from yakuba.insight.processes.event_log import ACTIVITY, CASE, DAY, RESOURCE, EventLog, local_day

FEWEST = 20  # cases on either side of a change
RARE = 5.0  # expected cases; people below it on either side count as one


@dataclass(frozen=True)
class Change:
    """From the month ``since`` (its first day as ISO) the share of cases of ``who`` went from ``before`` to ``after``.

    `difference`: of that share; its `p` is for the whole change of who does the step, corrected for the months looked
    at.
    """

    step: str
    since: str
    who: str
    before: float
    after: float
    cases: int
    difference: Difference


def changes(log: EventLog) -> list[Change]:
    """For each step that enough cases have: the month at which who does it changed most. Steps in order of name."""
    first = (
        log.events.filter(pl.col(RESOURCE).is_not_null())
        .select(CASE, ACTIVITY, RESOURCE, local_day().dt.truncate("1mo"))
        .unique([CASE, ACTIVITY], keep="first", maintain_order=True)
    )
    found = []
    for (step,), part in sorted(first.partition_by(ACTIVITY, as_dict=True).items()):
        if part.height >= 2 * FEWEST and (change := _strongest(str(step), part)) is not None:
            found.append(change)
    return found


def _strongest(step: str, part: pl.DataFrame) -> Change | None:
    people = part[RESOURCE].unique().sort()
    months = part[DAY].unique().sort()
    counts = np.zeros((months.len(), people.len()), np.int64)
    np.add.at(counts, (months.search_sorted(part[DAY]).to_numpy(), people.search_sorted(part[RESOURCE]).to_numpy()), 1)
    before = np.cumsum(counts, axis=0)
    total = before[-1]
    places = [
        place
        for place in range(1, months.len())
        if before[place - 1].sum() >= FEWEST and total.sum() - before[place - 1].sum() >= FEWEST
    ]
    if not places or people.len() < 2:
        return None
    chances = [_chance(before[place - 1], total - before[place - 1]) for place in places]
    best = int(np.argmin(chances))
    place = places[best]
    one, other = before[place - 1], total - before[place - 1]
    who = int(np.argmax(np.abs(other / other.sum() - one / one.sum())))
    moved = shares(int(other[who]), int(other.sum()), int(one[who]), int(one.sum()))
    if moved is None:
        return None
    p = min(1.0, chances[best] * len(places))
    return Change(
        step,
        str(months[place]),
        str(people[who]),
        float(one[who] / one.sum()),
        float(other[who] / other.sum()),
        int(total.sum()),
        Difference(moved.effect, moved.low, moved.high, p),
    )


def _chance(one: np.ndarray, other: np.ndarray) -> float:
    """The chance of two rows of counts as different as these, Pearson's chi-square; the rare ones put together."""
    table = np.stack([one, other]).astype(np.float64)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    rare = (expected < RARE).any(axis=0)
    joined = np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1)]) if rare.any() else table
    joined = joined[:, joined.sum(axis=0) > 0]
    if joined.shape[1] < 2:
        return 1.0
    expected = joined.sum(axis=1, keepdims=True) * joined.sum(axis=0) / joined.sum()
    return chance_of_chi_square(float(((joined - expected) ** 2 / expected).sum()), joined.shape[1] - 1)
