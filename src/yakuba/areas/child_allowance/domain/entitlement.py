"""What a right is worth in each month: the law's formula over many rights at once. A pure function of rights and month.

Birthdays and school years change amounts by themselves: nothing is stored that a date could make wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import Right
from yakuba.law import child_allowance as law
from yakuba.law.columns import column, flags, zeros


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


def _of_month(rights: Sequence[Right], month: str, *, notes: bool) -> list[Month]:
    rule = law.law_of(month)
    kept = [(row, child) for row, right in enumerate(rights) for child in right.children]
    supported = [rights[row].covers(month) and child.supported(month) for row, child in kept]
    columns = law.Children(
        column([row for row, _ in kept]),
        column([int(f"{child.birth_date:%Y%m%d}") for _, child in kept]),
        flags([one and not child.institution for one, (_, child) in zip(supported, kept, strict=True)]),
    )
    nobody = law.Claimants(zeros(len(rights)), zeros(len(rights)))
    amounts = law.amounts(rule, law.month_index(month), columns, nobody)
    children: list[list[ChildMonth]] = [[] for _ in rights]
    if notes:
        for place, (row, child) in enumerate(kept):
            asked = law.Child(birth_date=child.birth_date, supported=supported[place], institution=child.institution)
            said = law.note(rule, amounts, place, asked)
            order, yen = int(amounts.order[place]), int(amounts.monthly[place])
            children[row].append(ChildMonth(child.key, child.name, order, yen, said))
    return [Month(month, int(amounts.total[row]), tuple(children[row])) for row in range(len(rights))]
