"""A tax that changes in mid-year: what was due already stays, the difference goes over what is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Final, TypeAlias

from yakuba.areas.resident_tax.domain.names import ORDINARY, PENSION, SPECIAL

Instalments: TypeAlias = dict[str, list[int]]

_BILL_MONTHS: Final = (6, 8, 10, 13)  # June, August, October, January
BILLS: Final = len(_BILL_MONTHS)
UNITS: Final = {"special": 100, "ordinary": 1000, "pension": 100}


def spread_again(before: list[int], annual: int, first_open: int, unit: int) -> tuple[list[int], int]:
    """The instalments after a change, and what has to be paid back, yen.

    ``before``: what was decided; the parts ahead of ``first_open`` are due already and stay. The rest of ``annual`` is
    divided over the others in multiples of ``unit``, what is left over in the first of them (地方税法321条の6).

    >>> spread_again([10_000] * 12, 96_000, 6, 100)
    ([10000, 10000, 10000, 10000, 10000, 10000, 6000, 6000, 6000, 6000, 6000, 6000], 0)
    >>> spread_again([30_000, 30_000, 30_000, 30_000], 50_000, 2, 1000)
    ([30000, 30000, 0, 0], 10000)
    >>> spread_again([30_000, 30_000, 30_000, 30_000], 150_000, 4, 1000)
    ([30000, 30000, 30000, 30000, 30000], 0)
    """
    due = before[:first_open]
    left = annual - sum(due)
    still = len(before) - first_open
    if left <= 0:
        return [*due, *[0] * still], -left
    if not still:  # nothing is to come any more: one part more, to be paid at once (随時)
        return [*due, left], 0
    each = left // still // unit * unit
    return [*due, left - each * (still - 1), *[each] * (still - 1)], 0


def first_open(method: str, fiscal_year: int, day: date) -> int:
    """The first part of a method that is not due yet when a change is decided on ``day``: the next month's.

    >>> first_open("special", 2026, date(2026, 5, 10)), first_open("special", 2026, date(2026, 11, 29))
    (0, 6)
    >>> first_open("ordinary", 2026, date(2026, 8, 20)), first_open("ordinary", 2026, date(2027, 2, 1))
    (2, 4)
    """
    month = (day.year - fiscal_year) * 12 + day.month
    if method == ORDINARY:
        return sum(1 for one in _BILL_MONTHS if one <= month)
    start = 6 if method == SPECIAL else 4
    step = 1 if method == SPECIAL else 2
    return min(max(0, (month - start) // step + 1), 12 if method == SPECIAL else 6)


def changed(
    before: Instalments, after: Instalments, annual: int, opens: Mapping[str, int], wages_ended: bool = False
) -> tuple[Instalments, int]:
    """Instalments after a correction, and what has to be paid back, yen.

    ``before``: in force, nothing for whom is new; ``after``: as if it had been so from the start. What is due already
    (ahead of ``opens``; every bill beyond the fourth) stays, unless the tax is less than that: then the last of them
    are lowered, and who paid them is owed the difference. The rest goes over the months still to come of the wages
    unless these have ended, else by bills: a pension payment is not changed, it ends (年金特別徴収の停止).

    >>> billed = {"special": [], "ordinary": [30_000] * 4, "pension": []}
    >>> by_wages = {"special": [8_000] * 12, "ordinary": [], "pension": []}
    >>> found, back = changed(billed, by_wages, 96_000, {"special": 6, "ordinary": 2, "pension": 4})
    >>> found["special"][5:], found["ordinary"], back
    ([0, 6000, 6000, 6000, 6000, 6000, 6000], [30000, 30000, 0, 0], 0)
    >>> changed(billed, billed, 50_000, {"special": 6, "ordinary": 2, "pension": 4})[0]["ordinary"]
    [30000, 20000, 0, 0]
    """
    kept: Instalments = {}
    for way in (SPECIAL, ORDINARY, PENSION):
        parts = before[way] or [0] * len(after[way])
        due = _due(way, parts, opens)
        kept[way] = [*parts[:due], *[0] * (len(parts) - due)]
    left = annual - sum(sum(parts) for parts in kept.values())
    if left <= 0:
        return lowered(kept, -left), -left
    by_wages = not wages_ended and kept[SPECIAL] and opens[SPECIAL] < len(kept[SPECIAL])
    way = SPECIAL if by_wages else ORDINARY
    parts = kept[way] or [0] * BILLS
    kept[way], _ = spread_again(parts, sum(parts) + left, _due(way, parts, opens), UNITS[way])
    return kept, 0


def lowered(before: Instalments, amount: int) -> Instalments:
    """``amount`` yen taken off the parts, the last first: bills, then wages, then pension; none goes below nothing.

    >>> lowered({"special": [5_000, 5_000], "ordinary": [9_000, 0], "pension": []}, 11_000)
    {'ordinary': [0, 0], 'special': [5000, 3000], 'pension': []}
    """
    found: Instalments = {}
    for way in (ORDINARY, SPECIAL, PENSION):
        parts = list(before[way])
        for place in reversed(range(len(parts))):
            off = min(parts[place], amount)
            parts[place] -= off
            amount -= off
        found[way] = parts
    return found


@dataclass(frozen=True)
class Target:
    """What a correction comes to: the tax (less relief), its part on pensions now and before, yen.

    ``wages_ended``: the employer takes no more.
    """

    annual: int
    pension_tax: int
    pension_before: int | None
    wages_ended: bool = False


def changed_apart(
    before: Instalments, after: Instalments, target: Target, opens: Mapping[str, int]
) -> tuple[Instalments, int]:
    """``changed``, where wages and pension each took their part: a pension whose part stays goes on taking it.

    >>> apart = {"special": [5_000] * 12, "ordinary": [], "pension": [5_000] * 6}
    >>> now = {"special": 6, "ordinary": 3, "pension": 4}
    >>> found, back = changed_apart(apart, apart, Target(96_000, 30_000, 30_000), now)
    >>> found["special"][5:7], found["pension"], back
    ([5000, 6000], [5000, 5000, 5000, 5000, 5000, 5000], 0)
    >>> found, back = changed_apart(apart, apart, Target(102_000, 42_000, 30_000), now)
    >>> found["special"] == apart["special"], found["pension"], found["ordinary"], back
    (True, [5000, 5000, 5000, 5000, 0, 0], [0, 0, 0, 22000], 0)
    """
    if not any(before[PENSION]):
        return changed(before, after, target.annual, opens, target.wages_ended)
    taken = sum(before[PENSION])
    rest = target.annual - target.pension_tax
    if target.pension_tax == target.pension_before and rest >= 0 and target.annual >= taken:
        others, back = changed(
            {**before, PENSION: []}, {**after, PENSION: []}, target.annual - taken, opens, target.wages_ended
        )
        return {**others, PENSION: list(before[PENSION])}, back
    if not before[SPECIAL] or rest < 0:
        return changed(before, after, target.annual, opens, target.wages_ended)
    wages, one = changed({**_nothing(), SPECIAL: before[SPECIAL]}, _nothing(), rest, opens, target.wages_ended)
    bills = {**_nothing(), ORDINARY: before[ORDINARY], PENSION: before[PENSION]}
    others, two = changed(bills, _nothing(), target.pension_tax, opens, True)
    return {way: [sum(pair) for pair in zip_longest(wages[way], others[way], fillvalue=0)] for way in before}, one + two


def _nothing() -> Instalments:
    return {SPECIAL: [], ORDINARY: [], PENSION: []}


def _due(way: str, parts: list[int], opens: Mapping[str, int]) -> int:
    """How many parts of a way are due; a bill outside the four terms is when it is made."""
    return len(parts) if way == ORDINARY and opens[way] >= BILLS else opens[way]
