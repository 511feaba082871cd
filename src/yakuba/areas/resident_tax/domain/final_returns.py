"""Final returns (所得税の確定申告書) as columns: lines of layout 700, read by the keys of its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from yakuba.areas.resident_tax.domain.layouts import FAMILY, FINAL_RETURNS, Layout, choose
from yakuba.areas.resident_tax.domain.reading import PREFIX
from yakuba.areas.resident_tax.domain.returns import FINAL, TOLD, TOLD_DEPENDANTS, Returns
from yakuba.areas.resident_tax.material_shape import AMOUNTS

_DISABILITIES: Final = {"1": "general", "2": "special"}
_SINGLE: Final = {"1": "mother", "2": "father"}
_RELATIONS: Final = {"1": "child", "2": "parent", "3": "other"}
_AGE_OF_SPOUSE: Final = 45
_LOAN: Final = "credits.housing_loan"
_DEPENDANTS: Final = FAMILY[1:]


@dataclass(frozen=True)
class Line:
    """One accepted line and whom it is about. `holders`: addressee numbers of its relatives by place of `FAMILY`."""

    number: int
    original: str
    holders: Mapping[int, int]


def columns_of(lines: Sequence[Line]) -> Returns:
    """The returns. Of a person with several lines the first counts (the newest goes first); `documents` counts them."""
    people: dict[int, dict[str, Any]] = {}
    dependants: list[dict[str, Any]] = []
    for one in lines:
        if one.number in people:
            people[one.number]["documents"] += 1
            continue
        told = _Told(one)
        people[one.number] = _person(told)
        dependants += _dependants(told)
    return Returns(
        pl.DataFrame(list(people.values()), schema=TOLD, orient="row"),
        pl.DataFrame(dependants, schema=TOLD_DEPENDANTS, orient="row"),
    )


class _Told:
    """The cells of a line by the keys of its layout."""

    def __init__(self, line: Line) -> None:
        self.line = line
        (cells,) = csv.reader([PREFIX.sub(r"\1", line.original)])
        layout = choose(FINAL_RETURNS, len(cells), 0)
        assert layout is not None, "an accepted line has a layout"
        self.layout: Layout = layout
        self.cells = cells

    def text(self, key: str) -> str:
        item = self.layout.by_key.get(key)
        return self.cells[item.at - 1] if item else ""

    def yen(self, key: str) -> int | None:
        text = self.text(key)
        return int(text) if text else None

    def day(self, key: str) -> date | None:
        """A day written as eight digits; None for one the calendar does not have."""
        text = self.text(key)
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
        except ValueError:
            return None

    def holder(self, place: str) -> int | None:
        return self.line.holders.get(FAMILY.index(place))


def _person(told: _Told) -> dict[str, Any]:
    claimed = told.text("spouse_claimed") == "1"
    born = told.day("spouse_birth") if claimed else None
    return {
        **dict.fromkeys(TOLD, None),
        **{name: told.yen(name) for name in AMOUNTS},
        **_housing(told),
        "number": told.line.number,
        "source": FINAL,
        "no_income": False,
        "family": True,
        "self.disability": _DISABILITIES.get(told.text("self_disability")),
        "self.widow": told.text("self_widow") == "1",
        "self.single_parent": _SINGLE.get(told.text("self_single")),
        "self.working_student": told.text("self_student") == "1",
        "self.public_assistance": False,
        "spouse.claimed": claimed,
        "spouse.number": told.holder("spouse") if claimed else None,
        "spouse.income": (told.yen("spouse_income") or 0) if claimed else None,
        "spouse.birth_date": born,
        "spouse.age": _AGE_OF_SPOUSE if claimed and born is None else None,
        "spouse.disability": _DISABILITIES.get(told.text("spouse_disability")) if claimed else None,
        "documents": 1,
        "employers": 0,
    }


def _housing(told: _Told) -> dict[str, Any]:
    """What income tax could not absorb of the housing credit; nothing where the return has none."""
    possible = told.yen("loan_possible")
    if possible is None:
        return {}
    return {
        f"{_LOAN}.remaining": max(possible - (told.yen("loan_used") or 0), 0),
        f"{_LOAN}.income_tax_taxable": told.yen("loan_taxable") or 0,
        f"{_LOAN}.move_in": told.day("loan_move_in"),
        f"{_LOAN}.specified_acquisition": told.text("loan_specified") == "1",
    }


def _dependants(told: _Told) -> Iterable[dict[str, Any]]:
    position = 0
    for place in _DEPENDANTS:
        if not (told.text(f"{place}_name") or told.text(f"{place}_kana")):
            continue
        yield {
            "number": told.line.number,
            "position": position,
            "birth_date": told.day(f"{place}_birth"),
            "age": None if told.day(f"{place}_birth") else 10 if place.startswith("under16") else None,
            "relation": _RELATIONS.get(told.text(f"{place}_relation"), "child"),
            "cohabiting": told.text(f"{place}_together") != "0",
            "disability": _DISABILITIES.get(told.text(f"{place}_disability")),
            "income": told.yen(f"{place}_income") or 0,
            "source": FINAL,
            "relative": told.holder(place),
        }
        position += 1
