"""What is still owed: entitled minus paid, month by month. A regular payment, a supplement and an offset are the same.

Each payment leaves lines (month, yen) whose sum is its amount; a returned payment's lines no longer count, so that its
months are owed again by themselves. A negative line takes back what was paid too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Lines = Mapping[str, int]


@dataclass(frozen=True)
class Due:
    """What a payment would be. `lines` are the differences by month, without zeros; `pay` is their sum when positive.

    `supplement` is what past periods were paid too little, `offset` (positive) what they were paid too much;
    `debt` is what is left of that when there is not enough to set it against.
    """

    lines: Mapping[str, int]
    pay: int
    supplement: int
    offset: int
    debt: int


def due(entitled: Lines, paid: Lines, regular_from: str) -> Due:
    """What is owed for all months in either mapping; months before `regular_from` are past periods.

    >>> due({"2026-10": 10000, "2026-11": 10000}, {"2026-10": 15000}, "2026-10")
    Due(lines={'2026-10': -5000, '2026-11': 10000}, pay=5000, supplement=0, offset=5000, debt=0)
    """
    every = sorted({*entitled, *paid})
    lines = {month: entitled.get(month, 0) - paid.get(month, 0) for month in every}
    lines = {month: yen for month, yen in lines.items() if yen}
    total = sum(lines.values())
    supplement = sum(yen for month, yen in lines.items() if yen > 0 and month < regular_from)
    offset = -sum(yen for yen in lines.values() if yen < 0)
    return Due(lines, max(total, 0), supplement, offset, max(-total, 0))
