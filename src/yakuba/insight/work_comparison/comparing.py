"""One procedure of several municipalities side by side, from figures as `suppression.published` leaves them. Pure.

Ranks go by the median days, the quickest first. A difference of shares is told when it is large, its interval lies on
one side and it stands among all those tested (false-discovery rate 5%, `processes.comparison`); waits are published as
quartiles only, so a longer wait is told when it is a day longer and outside the middle half of every other's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from yakuba.insight.processes.comparison import RATE
from yakuba.insight.processes.engine.statistics import Difference, adjusted, shares
from yakuba.insight.processes.tested import LARGE_DAYS, LARGE_SHARE
from yakuba.insight.work_comparison.figures import Figures

OWN: Final = "自団体"


@dataclass(frozen=True)
class Body:
    """One municipality's figures of the procedure; ``code`` six digits, "" for the own."""

    code: str
    name: str
    figures: Figures

    @property
    def is_hidden(self) -> bool:
        return bool(self.figures.get("hidden")) and "cases" not in self.figures

    @property
    def median(self) -> float | None:
        found: float | None = None if self.is_hidden else self.figures["days"]["median"]
        return found


@dataclass(frozen=True)
class Ranked:
    """``rank`` from 1, None where figures are left out; ``gap`` in days to the best quartile, never below 0."""

    body: Body
    rank: int | None
    gap: float | None

    @property
    def volume(self) -> float | None:
        """Cases times gap: days that would not be waited if they were as quick as the best quartile."""
        return None if self.gap is None else self.gap * float(self.body.figures["cases"])


@dataclass(frozen=True)
class Finding:
    """What differs, in a sentence; the larger ``weight`` (cases concerned times difference), the more it is about."""

    kind: str
    step: str
    sentence: str
    weight: float


def ranked(bodies: Sequence[Body]) -> list[Ranked]:
    """Quickest first, those without figures last. Equal medians have the same rank."""
    medians = sorted(one.median for one in bodies if one.median is not None)
    best = float(np.quantile(medians, 0.25)) if medians else 0.0
    rows = []
    for one in bodies:
        rank = None if one.median is None else 1 + sum(other < one.median for other in medians)
        rows.append(Ranked(one, rank, None if one.median is None else max(0.0, one.median - best)))
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.body.code, row.body.name))


def findings(own: Body, others: Sequence[Body]) -> list[Finding]:
    """Where the own work differs from that of the others together, what concerns most first."""
    there = [one for one in others if not one.is_hidden]
    if own.is_hidden or not there:
        return []
    tested = list(_shares(own, there))
    rates = adjusted([difference.p for _, difference in tested])
    kept = [
        found
        for (found, difference), rate in zip(tested, rates, strict=True)
        if rate <= RATE and not difference.low <= 0 <= difference.high and abs(difference.effect) >= LARGE_SHARE
    ]
    return sorted([*kept, *_waits(own, there)], key=lambda one: (-one.weight, one.kind, one.step))


def _shares(own: Body, others: Sequence[Body]) -> Iterator[tuple[Finding, Difference]]:
    for step, mine in _by_step(own).items():
        theirs = [(one, _by_step(one).get(step)) for one in others]
        known = [(one, row) for one, row in theirs if row is None or row["cases"] is not None]
        if mine["cases"] is None or not known:
            continue
        hits = sum(row["cases"] for _, row in known if row)
        whole = sum(int(one.figures["cases"]) for one, _ in known)
        yield from _told("step", step, (mine["cases"], own.figures["cases"]), (hits, whole))
        again = [row for _, row in known if row and row["repeated"] is not None]
        if mine["repeated"] is not None and again:
            pooled = (sum(row["repeated"] for row in again), sum(row["cases"] for row in again))
            yield from _told("rework", step, (mine["repeated"], mine["cases"]), pooled)


def _told(kind: str, step: str, own: tuple[int, int], others: tuple[int, int]) -> Iterator[tuple[Finding, Difference]]:
    difference = shares(*own, *others)
    if difference is None:
        return
    mine, theirs = own[0] / own[1], others[0] / others[1]
    what = "がある" if kind == "step" else "をやり直す"
    said = f"「{step}」{what}案件は{OWN}で{mine:.0%}、ほかの団体で{theirs:.0%}です。"
    said += f"差は{abs(difference.effect):.0%}（95%の幅 {_bounds(difference)}）です。"
    yield Finding(kind, step, said, abs(difference.effect) * own[1]), difference


def _bounds(difference: Difference) -> str:
    low, high = sorted((abs(difference.low), abs(difference.high)))
    return f"{low:.0%}〜{high:.0%}"


def _waits(own: Body, others: Sequence[Body]) -> Iterator[Finding]:
    for step, mine in _by_step(own).items():
        rows = [row for one in others if (row := _by_step(one).get(step)) and row["wait"] is not None]
        if mine["wait"] is None or mine["cases"] is None or not rows:
            continue
        own_median = mine["wait"]["median"]
        middle = float(np.median([row["wait"]["median"] for row in rows]))
        apart = own_median - middle
        outside = all(not row["wait"]["q1"] <= own_median <= row["wait"]["q3"] for row in rows)
        if abs(apart) >= LARGE_DAYS and outside:
            said = f"「{step}」の前に{OWN}では中央値で{own_median:.1f}日、ほかの団体では{middle:.1f}日待ちます。"
            said += f"1件あたり{abs(apart):.1f}日{'長い' if apart > 0 else '短い'}待ちです。"
            yield Finding("wait", step, said, abs(apart) * mine["cases"])


def _by_step(body: Body) -> dict[str, dict[str, Any]]:
    return {one["step"]: one for one in body.figures.get("steps", [])}
