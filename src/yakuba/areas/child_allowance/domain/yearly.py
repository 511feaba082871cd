"""現況届: who must still file it, by when, and what not filing does to payments.

Source: 児童手当法26条 (届出), 11条 (一時差止め); 児童手当法施行規則4条. Since June 2022 most recipients need not file
it; it is asked of those whose circumstances the municipality cannot see by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from yakuba.areas.child_allowance.domain.right import Right
from yakuba.standards import business_days

GROUNDS: Final = {
    "parting": "離婚の協議中で、配偶者と別居している",
    "evacuated": "配偶者からの暴力などのため、住民票の住所と違うところにいる",
    "spouse_unknown": "配偶者の住所がわからない",
    "unregistered": "児童の戸籍や住民票がない",
    "guardian_body": "法人である未成年後見人である",
    "asked": "市区町村から提出の案内を受けた",
}
"""Grounds that are entered. 施設等受給者 are asked by what they are, without an entry."""
FACILITY: Final = "facility"
WORDS: Final = {**GROUNDS, FACILITY: "施設等の設置者か里親である"}
HELD_FROM: Final = "08"
"""The first month that is not paid without the report: paid in October."""


def grounds_in(right: Right, year: int) -> tuple[str, ...]:
    """Why this recipient is asked in a year: as of June. Nobody whose right begins later, or ended before."""
    june = f"{year:04d}-06"
    if not right.covers(june):
        return ()
    found = [FACILITY] if right.care == FACILITY else []
    return (*found, *(ground for ground, since in right.grounds if since <= june))


def due_on(year: int) -> date:
    """The last day to file: 30 June, or the next open day (地方自治法4条の2).

    >>> due_on(2027), due_on(2029)
    (datetime.date(2027, 6, 30), datetime.date(2029, 7, 2))
    """
    return business_days.on_or_after(date(year, 6, 30))


def year_of(filed_on: date) -> int:
    """Which year's report is filed on a day: that of the last 1 June.

    >>> year_of(date(2027, 6, 1)), year_of(date(2027, 5, 31))
    (2027, 2026)
    """
    return filed_on.year if filed_on.month >= 6 else filed_on.year - 1


def is_filed(right: Right, year: int) -> bool:
    """Whether the year's report is there; a later one says that nothing ended in between."""
    return any(one >= year for one in right.reported)


def missing(right: Right, through: str) -> int | None:
    """The year whose report stands in the way of a payment through a month: asked, not filed, August reached.

    A right that has ended is not held for it: its end was decided, and nobody could file any more.
    """
    if right.last:
        return None
    year = int(through[:4]) - (through[5:] < HELD_FROM)
    return year if grounds_in(right, year) and not is_filed(right, year) else None


def reported(right: Right, year: int, settled: tuple[str, ...] = ()) -> Right:
    """The right with the year's report; grounds that no longer hold are gone."""
    kept = tuple(one for one in right.grounds if one[0] not in settled)
    return replace(right, reported=tuple(sorted({*right.reported, year})), grounds=kept)


def with_grounds(right: Right, wanted: tuple[str, ...], since: str) -> Right:
    """The right with exactly these grounds; those it had keep the month they began with."""
    known = dict(right.grounds)
    return replace(right, grounds=tuple((one, known.get(one, since)) for one in GROUNDS if one in wanted))
