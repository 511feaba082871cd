"""What a right is worth in each month: the law's formula over many rights at once. A pure function of rights and month.

Birthdays and school years change amounts by themselves: nothing is stored that a date could make wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import Child, Right
from yakuba.law import child_allowance as law
from yakuba.law.columns import column, flags, summed_by, zeros
from yakuba.law.parameters import Law


@dataclass(frozen=True)
class ChildMonth:
    """One child in one month: its place in the order of counted children (0: not counted), yen, and why."""

    key: str
    name: str
    order: int
    yen: int
    note: str


@dataclass(frozen=True)
class Month:
    """One right in one month."""

    month: str
    yen: int
    children: tuple[ChildMonth, ...]


def totals(rights: Sequence[Right], month: str) -> list[int]:
    """Yen of each right in a month; 0 where the right does not exist."""
    return [one.yen for one in _of_month(rights, month, notes=False)]


def explained(right: Right, month: str) -> Month:
    """One right in a month, each child with its reason."""
    return _of_month([right], month, notes=True)[0]


def explained_all(rights: Sequence[Right], month: str) -> list[Month]:
    """The same for many rights in one pass."""
    return _of_month(rights, month, notes=True) if rights else []


def monthly(right: Right, through: str) -> dict[str, int]:
    """Yen by month from the start of the right to `through`, both included, or to its last month."""
    last = min(through, right.last) if right.last else through
    return {month: totals([right], month)[0] for month in months.between(right.first, last)}


def many(rights: Mapping[str, Right], through: str) -> dict[str, dict[str, int]]:
    """The same for many rights by key, one pass of the formula a month."""
    if not rights:
        return {}
    keys = list(rights)
    found: dict[str, dict[str, int]] = {key: {} for key in keys}
    for month in months.between(min(one.first for one in rights.values()), through):
        wanted = [key for key in keys if rights[key].covers(month)]
        for key, yen in zip(wanted, totals([rights[key] for key in wanted], month), strict=True):
            found[key][month] = yen
    return found


@dataclass(frozen=True)
class Line:
    """One child in one month without words: the row of its right, its place in the order (0: none), yen."""

    row: int
    child: Child
    order: int
    yen: int


def lines(rights: Sequence[Right], month: str) -> list[Line]:
    """Every child of every right in a month, in one pass; for figures. Who counts for nothing is left out."""
    worked = _work(rights, month)
    found = [Line(row, child, *worked.of(place)) for place, (row, child) in enumerate(worked.kept)]
    return [one for one in found if one.order or one.yen]


@dataclass(frozen=True)
class _Worked:
    """The law's answer for all children of these rights; ``alone``: of a body, in no order."""

    rule: Law
    kept: list[tuple[int, Child]]
    supported: list[bool]
    alone: list[bool]
    amounts: law.Amounts

    def of(self, place: int) -> tuple[int, int]:
        """Order and yen of one child."""
        return 0 if self.alone[place] else int(self.amounts.order[place]), int(self.amounts.monthly[place])


def children_of(rights: Sequence[Right], month: str) -> law.Children:
    """The children of these rights as the law's columns. The owner is the row of the right; of a body's child it is
    the count of rights and the child's place, as each is the first of its own.
    """
    kept = [(row, child) for row, right in enumerate(rights) for child in right.children]
    counted = [rights[row].covers(month) and child.supported(month) and not child.institution for row, child in kept]
    owners = [len(rights) + at if rights[row].care == "facility" else row for at, (row, _) in enumerate(kept)]
    births = [int(f"{child.birth_date:%Y%m%d}") for _, child in kept]
    return law.Children(column(owners), column(births), flags(counted))


def _work(rights: Sequence[Right], month: str) -> _Worked:
    """One pass of the law's formula. A body's children are each the first of their own: no addition for a third."""
    rule = law.law_of(month)
    kept = [(row, child) for row, right in enumerate(rights) for child in right.children]
    supported = [rights[row].covers(month) and child.supported(month) for row, child in kept]
    alone = [rights[row].care == "facility" for row, _ in kept]
    columns = children_of(rights, month)
    claimants = len(rights) + len(kept)
    amounts = law.amounts(rule, law.month_index(month), columns, law.Claimants(zeros(claimants), zeros(claimants)))
    return _Worked(rule, kept, supported, alone, amounts)


def _of_month(rights: Sequence[Right], month: str, *, notes: bool) -> list[Month]:
    worked = _work(rights, month)
    children: list[list[ChildMonth]] = [[] for _ in rights]
    if notes:
        for place, (row, child) in enumerate(worked.kept):
            order, yen = worked.of(place)
            children[row].append(ChildMonth(child.key, child.name, order, yen, _note(worked, place, child)))
    totals_of = summed_by(column([row for row, _ in worked.kept]), worked.amounts.monthly, len(rights))
    return [Month(month, int(totals_of[row]), tuple(children[row])) for row in range(len(rights))]


def _note(worked: _Worked, place: int, child: Child) -> str:
    supported = worked.supported[place]
    asked = law.Child(birth_date=child.birth_date, supported=supported, institution=child.institution)
    said = law.note(worked.rule, worked.amounts, place, asked)
    return said.replace("・第1子", "・施設等（子の数による加算なし）") if worked.alone[place] else said
