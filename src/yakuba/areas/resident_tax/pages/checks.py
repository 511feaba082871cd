"""What does not fit together between documents and persons (資料の点検): counts, a list, all of it as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from yakuba.areas.resident_tax import taking
from yakuba.areas.resident_tax.domain.findings import KINDS
from yakuba.areas.resident_tax.material import findings
from yakuba.areas.resident_tax.pages.forms import years
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, page

MOST = 200
COLUMNS = ("理由", "確かめること", "納税義務者の宛名番号", "関係する人の宛名番号", "金額")


def _year(typed: str) -> int:
    """A fiscal year that documents may be for. Raises Http404."""
    if typed not in {year for year, _ in years()}:
        raise Http404
    return int(typed)


@gate(taking.DUTY)
@require_safe
def checks(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Choose a year; its findings by kind, and the first of them with names and marks."""
    context: dict[str, Any] = {"years": years(), "crumbs": [Crumb("資料の点検")], "year": None}
    if "year" in request.GET:
        year = _year(request.GET["year"])
        found = findings(year)
        counts = dict(found["code"].value_counts().iter_rows())
        shown = found.head(MOST).to_dicts()
        numbers = {row[name] for row in shown for name in ("number", "other") if row[name] is not None}
        detail = {"checks": year, "listed": len(shown)}
        register.record(
            register.Act.VIEW_DOCUMENT, sorted(numbers), note=register.Note(duty=taking.DUTY, detail=detail)
        )
        people = panels.people_of(numbers)
        context |= {
            "year": year,
            "counts": [(KINDS[code].reason, counts[code]) for code in KINDS if code in counts],
            "lines": [
                (
                    KINDS[row["code"]],
                    row["number"],
                    _named(row["number"], people),
                    _named(row["other"], people),
                    row["amount"],
                )
                for row in shown
            ],
            "total": len(found),
        }
    return page(request, "resident_tax/checks.html", context)


def _named(number: int | None, people: dict[int, panels.Named]) -> panels.Named | None:
    """How the list names a person; who stands on no resident record is named by number."""
    return None if number is None else people.get(number, panels.Named(f"宛名番号 {number}"))


@gate(taking.DUTY)
@require_safe
def checks_csv(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """All findings of a year, persons by number."""
    found = findings(_year(str(year)))
    subjects = sorted(set(found["number"]) | set(found["other"].drop_nulls()))
    detail = {"list": "資料の点検", "year": year, "rows": len(found), "subjects": len(subjects)}
    register.record(register.Act.PRINT_LIST, subjects[:MOST], note=register.Note(duty=taking.DUTY, detail=detail))
    return csv_response(f"資料の点検_{year}", COLUMNS, _rows(found))


def _rows(found: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for row in found.iter_rows(named=True):
        kind = KINDS[row["code"]]
        yield (
            kind.reason,
            kind.remedy,
            row["number"],
            row["other"] or "",
            "" if row["amount"] is None else row["amount"],
        )
