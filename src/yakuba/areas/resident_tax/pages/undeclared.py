"""Who has to be asked for a return (未申告者): counts, a list, and data for the letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import material, taking
from yakuba.areas.resident_tax.domain.undeclared import REASONS
from yakuba.areas.resident_tax.pages.forms import years
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, page

MOST = 200
COLUMNS = ("年度", "宛名番号", "郵便番号", "住所", "氏名", "理由", "送付の前に")


def _year(typed: str) -> int:
    """A fiscal year that documents may be for. Raises Http404."""
    if typed not in {year for year, _ in years()}:
        raise Http404
    return int(typed)


@gate(taking.DUTY)
@require_safe
def undeclared(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Choose a year; the persons by reason, the first of them with names and marks."""
    context: dict[str, Any] = {"years": years(), "crumbs": [Crumb("未申告者")], "year": None}
    if "year" in request.GET:
        year = _year(request.GET["year"])
        found = material.undeclared(year)
        counts = dict(found["reason"].value_counts().iter_rows())
        shown = found.head(MOST).to_dicts()
        numbers = [row["number"] for row in shown]
        detail = {"undeclared": year, "listed": len(shown)}
        register.record(register.Act.VIEW_DOCUMENT, numbers, note=register.Note(duty=taking.DUTY, detail=detail))
        people = panels.people_of(set(numbers))
        context |= {
            "year": year,
            "counts": [(words, counts[code]) for code, words in REASONS.items() if code in counts],
            "lines": [(row, people.get(row["number"]), REASONS[row["reason"]]) for row in shown],
            "total": len(found),
        }
    return page(request, "resident_tax/undeclared.html", context)


@gate(taking.DUTY)
@require_safe
def undeclared_csv(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """Everybody of a year, ready for the letters: where each may be written to, as all letters of the town are.

    Who may not be written to stands there without name and address; the list does not say why.
    """
    found = material.undeclared(_year(str(year)))
    subjects = found["number"].to_list()
    detail = {"list": "未申告者", "year": year, "rows": len(found)}
    register.record(register.Act.PRINT_LIST, subjects[:MOST], note=register.Note(duty=taking.DUTY, detail=detail))
    return csv_response(f"未申告者_{year}", COLUMNS, _rows(year, found))


def _rows(year: int, found: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for row in found.iter_rows(named=True):
        number, reason = row["number"], REASONS[row["reason"]]
        try:
            to = registry.correspondent(number, [], online=False)
        except registry.NotByPost:
            yield year, number, "", "", "", reason, "送り先は責任者が確かめる"
        except registry.NoResident:
            yield year, number, "", "", "", reason, "住民票がない"
        else:
            yield year, number, to.postcode, to.address, to.name, reason, ""
