"""The figures of a year of resident tax beside those of the year before: a page with plot and tables, and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.areas.resident_tax import assessments, statistics
from yakuba.areas.resident_tax.notices import METHODS
from yakuba.areas.resident_tax.statistics import Count, Figures
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.plots import bars
from yakuba.platform.screens.views import csv_response, page

Row = tuple[str, int, int, int, int]
"""What, people and yen of the year, people and yen of the year before."""
CSV_HEADER: Final = ("表", "区分", "人数", "年税額（円）", "前年度の人数", "前年度の年税額（円）")
SUMS_TABLE: Final = "税額の合計"


@dataclass(frozen=True)
class Table:
    """One table of the page: counts of people by class."""

    id: str
    title: str
    head: str
    rows: tuple[Row, ...]

    @property
    def caption(self) -> str:
        """Another name than the section's, so that both are told apart when heard."""
        return f"{self.title}の人数と年税額"


def _rows(names: Mapping[str, str], now: Mapping[str, Count], before: Mapping[str, Count]) -> tuple[Row, ...]:
    found = ((label, now[name], before[name]) for name, label in names.items())
    return tuple((label, one.people, one.yen, old.people, old.yen) for label, one, old in found)


def _tables(now: Figures, before: Figures) -> list[Table]:
    bands = zip(statistics.BANDS, now.bands, before.bands, strict=True)
    by_band = tuple((label, one.people, one.yen, old.people, old.yen) for label, one, old in bands)
    return [
        Table("kinds", "納税義務者の区分", "区分", _rows(statistics.KINDS, now.kinds, before.kinds)),
        Table("bands", "合計所得金額ごと", "合計所得金額", by_band),
        Table("methods", "徴収の方法ごと", "方法", _rows(METHODS, now.methods, before.methods)),
        Table("exempt", "非課税", "区分", _rows(statistics.EXEMPT, now.exempt, before.exempt)),
    ]


def _chosen(wanted: str) -> tuple[int, list[int]]:
    """The year asked for, else the newest; 0 where nothing is decided. Raises Http404 for a year without a decision."""
    years = statistics.years()
    if not wanted:
        return (years[0] if years else 0), years
    found = [year for year in years if str(year) == wanted]
    if not found:
        raise Http404
    return found[0], years


def _figures(year: int, what: str) -> tuple[Figures, Figures]:
    """The year and the one before; that they were looked at is registered."""
    note = register.Note(duty=assessments.DUTY, detail={"statistics": "住民税", "year": year, "as": what})
    register.record(register.Act.VIEW_FIGURES, note=note)
    return statistics.of_year(year), statistics.of_year(year - 1)


@gate(assessments.DUTY)
@require_safe
def show(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """One year's figures, year beside year."""
    year, years = _chosen(request.GET.get("year", ""))
    crumbs = [Crumb("賦課", reverse("resident_tax:runs", args=[address])), Crumb("統計")]
    if not year:
        return page(request, "resident_tax/statistics.html", {"year": 0, "crumbs": crumbs})
    now, before = _figures(year, "page")
    counted = [(label, one.people) for label, one in zip(statistics.BANDS, now.bands, strict=True)]
    context = {
        "year": year,
        "years": years,
        "now": now,
        "before": before,
        "taxed": now.people - now.kinds["none"].people,
        "sums": [(label, now.sums[name], before.sums[name]) for name, label in statistics.SUMS.items()],
        "tables": _tables(now, before),
        "plot": bars("income", "合計所得金額ごとの人数", "合計所得金額", "人", counted),
        "crumbs": crumbs,
    }
    return page(request, "resident_tax/statistics.html", context)


@gate(assessments.DUTY)
@require_safe
def as_csv(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """The same as one table."""
    found, _ = _chosen(str(year))
    now, before = _figures(found, "CSV")
    return csv_response(f"住民税統計_{found}", CSV_HEADER, _lines(now, before))


def _lines(now: Figures, before: Figures) -> Iterator[tuple[object, ...]]:
    for name, label in statistics.SUMS.items():
        yield SUMS_TABLE, label, "", now.sums[name], "", before.sums[name]
    for table in _tables(now, before):
        for row in table.rows:
            yield table.title, *row
