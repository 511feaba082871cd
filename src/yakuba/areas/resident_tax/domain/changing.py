"""A tax that changes in mid-year: what was due already stays, the difference goes over what is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias

from yakuba.areas.resident_tax.domain.assessing import ORDINARY, PENSION, SPECIAL

Instalments: TypeAlias = dict[str, list[int]]

_BILL_MONTHS: Final = (6, 8, 10, 13)  # June, August, October, January
_UNITS: Final = {"special": 100, "ordinary": 1000, "pension": 100}


def spread_again(before: list[int], annual: int, first_open: int, unit: int) -> tuple[list[int], int]:
    """The instalments after a change, and what has to be paid back, yen.

    ``before``: what was decided; the parts ahead of ``first_open`` are due already and stay. The rest of ``annual`` is
    divided over the others in multiples of ``unit``, what is left over in the first of them (地方税法321条の6).

    >>> spread_again([10_000] * 12, 96_000, 6, 100)
    ([10000, 10000, 10000, 10000, 10000, 10000, 6000, 6000, 6000, 6000, 6000, 6000], 0)
    >>> spread_again([30_000, 30_000, 30_000, 30_000], 50_000, 2, 1000)
    ([30000, 30000, 0, 0], 10000)
    >>> spread_again([30_000, 30_000, 30_000, 30_000], 150_000, 4, 1000)
    ([30000, 30000, 30000, 60000], 0)
    """
    due = before[:first_open]
    left = annual - sum(due)
    still = len(before) - first_open
    if left <= 0:
        return [*due, *[0] * still], -left
    if not still:  # nothing is to come any more: with the last part, to be paid at once (随時)
        return [*due[:-1], due[-1] + left], 0
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


def changed(before: Instalments, after: Instalments, annual: int, opens: Mapping[str, int]) -> tuple[Instalments, int]:
    """Instalments after a correction, and what has to be paid back, yen.

    ``before``: in force, nothing for whom is new; ``after``: as if it had been so from the start. What is due already
    (ahead of ``opens``) stays. The rest goes over the months still to come of the wages, else by bills: a pension
    payment is not changed, it ends (年金特別徴収の停止).

    >>> billed = {"special": [], "ordinary": [30_000] * 4, "pension": []}
    >>> by_wages = {"special": [8_000] * 12, "ordinary": [], "pension": []}
    >>> found, back = changed(billed, by_wages, 96_000, {"special": 6, "ordinary": 2, "pension": 4})
    >>> found["special"][5:], found["ordinary"], back
    ([0, 6000, 6000, 6000, 6000, 6000, 6000], [30000, 30000, 0, 0], 0)
    """
    kept: Instalments = {}
    for way in (SPECIAL, ORDINARY, PENSION):
        parts = before[way] or [0] * len(after[way])
        kept[way] = [*parts[: opens[way]], *[0] * (len(parts) - opens[way])]
    left = annual - sum(sum(parts) for parts in kept.values())
    if left <= 0:
        return kept, -left
    way = SPECIAL if kept[SPECIAL] and opens[SPECIAL] < len(kept[SPECIAL]) else ORDINARY
    parts = kept[way] or [0] * len(_BILL_MONTHS)
    kept[way], _ = spread_again(parts, sum(parts) + left, opens[way], _UNITS[way])
    return kept, 0
