"""What may not be shown to another body or to a manager: figures about fewer than 5 persons or 10 cases.

The one rule of all of `insight`: for hours from surveys (`benchmarking.figures`) and for figures from the journal
(`work_comparison.suppression`).

Hiding a figure is not enough where a sum of it is shown: the others taken off the sum give it back. So more figures are
hidden (complementary suppression) until no hidden figure can be reckoned from what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_PEOPLE = 5
FEWEST_CASES = 10
ANYBODY = math.inf  # people of a figure that tells of nobody's work, or of everybody's
_SURE = 1e-7


def few_cases(count: float) -> bool:
    """Whether so many cases are too few to be told, as none or ten would not be."""
    return 0 < count < FEWEST_CASES


def few_people(count: float) -> bool:
    """Whether a figure would tell of so few people; what nobody did tells of nobody."""
    return 0 < count < FEWEST_PEOPLE


@dataclass(frozen=True)
class Cell:
    """A figure above 0, the people whose work it tells of (None: not known, so taken for too few), and its cases."""

    value: float
    people: float | None
    cases: float

    @property
    def sensitive(self) -> bool:
        """Whether it tells of too few."""
        return self.people is None or self.people < FEWEST_PEOPLE or self.cases < FEWEST_CASES


@dataclass(frozen=True)
class Sum:
    """A figure that is the sum of others.

    ``disjoint``: other people and cases in each part (towns, not steps). ``same_people``: of such, only the cases are
    others (months of one town hall).
    """

    total: Hashable
    parts: tuple[Hashable, ...]
    disjoint: bool = False
    same_people: bool = False


def suppress(
    cells: Mapping[Hashable, Cell], sums: Sequence[Sum] = (), never_shown: Collection[Hashable] = ()
) -> frozenset[Hashable]:
    """Names of the figures to hide. Totals are figures too: every name in ``sums`` has its cell.

    ``never_shown``: figures that nobody is told in any case; they are among the names given back.

    Afterwards no figure about too few is determined by the shown ones and the sums, and what is left of a shown total
    when its shown parts are taken off does not tell of too few either. As all figures are above 0 and a hidden one can
    move both ways, knowing that does not help. Among figures to hide besides, those of the fewest cases go first.
    """
    hidden = {name for name, cell in cells.items() if cell.sensitive} | set(never_shown)
    while more := _leaking(cells, sums, hidden):
        hidden |= more
    return frozenset(hidden)


def left_out(counts: Sequence[int], people: Sequence[float] | None = None) -> list[bool]:
    """Which parts of a known whole are left out: those of few, and others until what is left of the whole is not.

    ``people`` of each part, who may be the same ones in each.

    >>> left_out([40, 3, 0, 12, 30])
    [False, True, False, True, False]
    >>> left_out([40, 6, 5, 12])
    [False, True, True, False]
    >>> left_out([40, 30, 20], people=[7, 2, 9])
    [False, True, True]
    """
    told = [ANYBODY] * len(counts) if people is None else people
    cells: dict[Hashable, Cell] = {
        row: Cell(count, of, count) for row, (count, of) in enumerate(zip(counts, told, strict=True)) if count
    }
    whole = sum(counts)
    parts = Sum("whole", tuple(cells), disjoint=True, same_people=True)
    hidden = suppress({**cells, "whole": Cell(whole, ANYBODY, whole)}, [parts] if cells else [])
    return [row in hidden for row in range(len(counts))]


def _leaking(cells: Mapping[Hashable, Cell], sums: Sequence[Sum], hidden: set[Hashable]) -> set[Hashable]:
    """What has to be hidden besides, found at the first kind of leak; empty when there is none."""
    more: set[Hashable] = set()
    for one in sums:
        inside = [name for name in one.parts if name in hidden]
        if inside and one.total not in hidden and _rest([cells[name] for name in inside], one).sensitive:
            shown = [name for name in one.parts if name not in hidden]
            more.add(_smallest(cells, shown or [one.total]))
    if more:
        return more
    for name in determined(sums, hidden):
        if cells[name].sensitive:
            more.add(_smallest(cells, _around(name, sums, hidden)))
            return more  # one at a time: it may protect the others too
    return more


def _rest(parts: Sequence[Cell], of: Sum) -> Cell:
    """What a shown total tells of its hidden parts together."""
    people = [0.0 if one.people is None else one.people for one in parts]
    cases = [one.cases for one in parts]
    apart = of.disjoint and not of.same_people
    return Cell(
        sum(one.value for one in parts),
        sum(people) if apart else max(people),
        sum(cases) if of.disjoint else max(cases),
    )


def determined(sums: Sequence[Sum], hidden: set[Hashable]) -> list[Hashable]:
    """Hidden figures that the shown ones give away, in the order of their names' text.

    The sums are equations over the hidden figures. One is determined when it is in the row space of their matrix, that
    is when its diagonal element of the projection on the row space is 1.
    """
    names = sorted({name for one in sums for name in (one.total, *one.parts) if name in hidden}, key=repr)
    place = {name: at for at, name in enumerate(names)}
    rows = [one for one in sums if one.total in hidden or any(name in hidden for name in one.parts)]
    matrix = np.zeros((len(rows), len(names)))
    for at, one in enumerate(rows):
        for name in one.parts:
            if name in hidden:
                matrix[at, place[name]] += 1
        if one.total in hidden:
            matrix[at, place[one.total]] -= 1
    if not rows:
        return []
    inner = np.linalg.pinv(matrix @ matrix.T, hermitian=True)
    diagonal = np.einsum("ij,ik,kj->j", matrix, inner, matrix, optimize=True)
    return [name for name, share in zip(names, diagonal, strict=True) if share > 1 - _SURE]


def _around(name: Hashable, sums: Sequence[Sum], hidden: set[Hashable]) -> list[Hashable]:
    """Shown figures in the sums of a hidden one; where there are none, in the sums of those hidden with it."""
    reached, front = {name}, {name}
    while front:
        touching = [{one.total, *one.parts} for one in sums if not front.isdisjoint({one.total, *one.parts})]
        members = set().union(*touching)
        if shown := sorted(members - hidden, key=repr):
            return shown
        front = members - reached
        reached |= members
    raise AssertionError(f"{name!r} is determined and nothing around it is shown")


def _smallest(cells: Mapping[Hashable, Cell], names: Sequence[Hashable]) -> Hashable:
    return min(names, key=lambda name: (cells[name].cases, cells[name].value, repr(name)))
