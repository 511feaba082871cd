"""Layouts of the reports by year, as data (``layouts/*.yaml``): which column means what.

Source: 地方税法317条の6, the recording rules as public programs show them; each layout tells how certain it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

WAGES: Final = 315
PENSIONS: Final = 331
FINAL_RETURNS: Final = 700  # a number of our own: the tax office's record is not public
KINDS: Final[Mapping[int, str]] = MappingProxyType(
    {WAGES: "給与支払報告書", PENSIONS: "公的年金等支払報告書", FINAL_RETURNS: "所得税の確定申告書"}
)
FOLDER: Final = Path(__file__).parent.parent / "layouts"
FAMILY: Final = ("spouse", *(f"dependant{n}" for n in range(1, 5)), *(f"under16_{n}" for n in range(1, 5)))
"""Places of named relatives, in the order of the columns."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the layouts are long, and every process reads them


@dataclass(frozen=True, slots=True)
class Item:
    """One column. ``kind`` N digits, S digits with a minus or not, Z full width, H half width; ``length`` in
    characters; no ``key``: only kept."""

    at: int
    name: str
    kind: str
    length: int
    required: bool = False
    key: str = ""
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Layout:
    """All columns of one report in the years from ``first`` to ``last`` (income years)."""

    code: int
    columns: int
    first: int
    last: int
    certainty: str
    source: str
    items: tuple[Item, ...]

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items if item.key}

    @cached_property
    def numbers(self) -> tuple[Item, ...]:
        """Columns that hold individual numbers: they are never stored in the clear."""
        keys = {"number", *(f"{place}_number" for place in FAMILY)}
        return tuple(item for item in self.items if item.key in keys)

    def covers(self, income_year: int) -> bool:
        return self.first <= income_year <= self.last


@cache
def layouts(code: int) -> tuple[Layout, ...]:
    """The layouts of a report, narrowest first; none for a code yakuba does not know."""
    path = FOLDER / f"{code}.yaml"
    if code not in KINDS or not path.exists():
        return ()
    told = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    found = [_layout(code, each) for each in told["layouts"]]
    return tuple(sorted(found, key=lambda one: (one.columns, one.first)))


def _layout(code: int, told: Mapping[str, Any]) -> Layout:
    first, last = (int(year) for year in told["income_years"])
    items = tuple(Item(**each) for each in told["items"])
    if [item.at for item in items] != list(range(1, told["columns"] + 1)):
        raise ValueError(f"layout {code}/{told['columns']}: columns are not numbered from 1 without a gap")
    return Layout(code, len(items), first, last, str(told["certainty"]), str(told["source"]), items)


def choose(code: int, columns: int, income_year: int) -> Layout | None:
    """The layout of a line with so many columns. None: too few, or between two known ones, so that no column is sure.

    A line with more columns than any known layout is read by the widest; what is behind is kept with the line.

    >>> [found.columns if (found := choose(315, n, 2025)) else None for n in (97, 98, 120, 144, 150)]
    [None, 98, None, 144, 144]
    """
    known = layouts(code)
    same = [one for one in known if one.columns == columns]
    if same:
        return next((one for one in same if one.covers(income_year)), same[-1])
    return known[-1] if known and columns > known[-1].columns else None


def exactly(code: int, columns: int) -> Layout | None:
    """The newest layout of just so many columns, for who writes such a line."""
    return next((one for one in reversed(layouts(code)) if one.columns == columns), None)
