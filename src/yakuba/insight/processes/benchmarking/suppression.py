"""What may not be shown to another body or to a manager: figures about fewer than 5 persons or 10 cases.

Hiding a figure is not enough where a sum of it is shown: the others taken off the sum give it back. So more figures are
hidden (complementary suppression) until no hidden figure can be reckoned from what is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_PEOPLE = 5
FEWEST_CASES = 10
_SURE = 1e-7


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
    """A figure that is the sum of others. ``disjoint``: other people and cases in each part (towns, not steps)."""

    total: Hashable
    parts: tuple[Hashable, ...]
    disjoint: bool = False


def suppress(cells: Mapping[Hashable, Cell], sums: Sequence[Sum] = ()) -> frozenset[Hashable]:
    """Names of the figures to hide. Totals are figures too: every name in ``sums`` has its cell.

    Afterwards no figure about too few is determined by the shown ones and the sums, and what is left of a shown total
    when its shown parts are taken off does not tell of too few either. As all figures are above 0 and a hidden one can
    move both ways, knowing that does not help. Among figures to hide besides, those of the fewest cases go first.
    """
    hidden = {name for name, cell in cells.items() if cell.sensitive}
    while more := _leaking(cells, sums, hidden):
        hidden |= more
    return frozenset(hidden)


def _leaking(cells: Mapping[Hashable, Cell], sums: Sequence[Sum], hidden: set[Hashable]) -> set[Hashable]:
    """What has to be hidden besides, found at the first kind of leak; empty when there is none."""
    more: set[Hashable] = set()
    for one in sums:
        inside = [name for name in one.parts if name in hidden]
        if inside and one.total not in hidden and _rest([cells[name] for name in inside], one.disjoint).sensitive:
            shown = [name for name in one.parts if name not in hidden]
            more.add(_smallest(cells, shown or [one.total]))
    if more:
        return more
    for name in determined(sums, hidden):
        if cells[name].sensitive:
            more.add(_smallest(cells, _around(name, sums, hidden)))
            return more  # one at a time: it may protect the others too
    return more


def _rest(parts: Sequence[Cell], disjoint: bool) -> Cell:
    """What a shown total tells of its hidden parts together."""
    people = [0.0 if one.people is None else one.people for one in parts]
    cases = [one.cases for one in parts]
    together = sum if disjoint else max
    return Cell(sum(one.value for one in parts), together(people), together(cases))


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
