"""One line, column by column: what is wrong with it. The slow and exact reading, for lines in doubt and for mending."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yakuba.areas.resident_tax.domain.layouts import Item, Layout
from yakuba.standards.eras import HEISEI, MEIJI, REIWA, SHOWA, TAISHO, Era

ERAS: Final[Mapping[int, Era]] = {1: SHOWA, 2: TAISHO, 3: MEIJI, 4: HEISEI, 5: REIWA}
"""Eras as the reports number them, newest last; not the numbers of the resident registry."""
BIRTH: Final = ("birth_era", "birth_year", "birth_month", "birth_day")


@dataclass(frozen=True)
class Expected:
    """What an intake is for: the fiscal year (its income is of the year before) and the receiver's code."""

    fiscal_year: int
    lg_code: str

    @property
    def income_year(self) -> int:
        return self.fiscal_year - 1

    @property
    def years(self) -> frozenset[int]:
        """年分 as written, without an era: 7 (令和) or 37 (平成) for 2025.

        >>> sorted(Expected(2026, "012084").years)
        [7, 37]
        """
        return frozenset((self.income_year - REIWA.offset, self.income_year - HEISEI.offset))

    @property
    def codes(self) -> frozenset[str]:
        """The receiving municipality as files write it: five or six digits, the leading zero lost or not."""
        both = (self.lg_code, self.lg_code[:5])
        return frozenset((*both, *(code.lstrip("0") for code in both)))


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a column: its name, and what stands there (never an individual number)."""

    field: str
    value: str
    code: str


def birth_date(era: int, year: int, month: int, day: int) -> datetime.date | None:
    """The day, None when the calendar or the era has none.

    >>> birth_date(1, 64, 1, 7), birth_date(1, 64, 1, 8), birth_date(4, 2, 2, 30)
    (datetime.date(1989, 1, 7), None, None)
    """
    found = ERAS.get(era)
    try:
        born = datetime.date(found.offset + year, month, day) if found and year else None
    except ValueError:
        return None
    return born if found and born and found.covers(born) else None


def faults(cells: Sequence[str], layout: Layout, expected: Expected) -> list[Fault]:
    """Everything wrong with a line that has at least the layout's columns."""
    found = [
        Fault(item.name, "" if item in layout.numbers else cells[item.at - 1], code)
        for item in layout.items
        if (code := _fault(item, cells[item.at - 1], expected))
    ]
    wrong = {fault.field for fault in found}
    parts = [layout.by_key[key] for key in BIRTH]
    if not wrong & {item.name for item in parts} and birth_date(*(int(cells[item.at - 1]) for item in parts)) is None:
        found.append(Fault(parts[0].name, ".".join(cells[item.at - 1] for item in parts), "birth"))
    return found


def _fault(item: Item, text: str, expected: Expected) -> str:
    if not text:
        return "missing" if item.required else ""
    if len(text) > item.length:
        return "length"
    if item.kind not in ("N", "S"):
        return ""
    digits = text.removeprefix("-") if item.kind == "S" else text
    if not (digits.isascii() and digits.isdigit()):
        return "digits"
    value = int(text)
    if item.least is not None and item.most is not None and not item.least <= value <= item.most:
        return "choice"
    if item.key.endswith("number") and item.kind == "N" and item.length == 12 and len(text) != 12:
        return "length"
    if item.key == "income_year" and value not in expected.years:
        return "year"
    if item.key == "municipality_code" and text not in expected.codes:
        return "municipality"
    return ""
