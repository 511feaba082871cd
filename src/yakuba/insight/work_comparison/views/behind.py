"""The cases behind the figures of a procedure's year, listed for whoever sees its figures as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.insight.work_comparison import analysing, behind, flow_map, matters, source
from yakuba.insight.work_comparison.behind import Behind, Condition
from yakuba.insight.work_comparison.models import WorkFigures
from yakuba.insight.work_comparison.names import ANALYSE
from yakuba.insight.work_comparison.views.own import figures_row, year_words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, ListPage
from yakuba.platform.screens.views import csv_response, page

PAGE: Final = 50
MOST_STEPS: Final = 12  # of a case, that the list shows
HEADS: Final = ("案件", "受付番号", "始まった日", "所要日数", "作業")


def _asked(request: AuthenticatedRequest) -> Condition:
    """From the address. Http404 for what there is not."""
    asked = Condition(**{one.name: request.GET.get(one.name, "")[:200] for one in fields(Condition)})
    if not asked.is_one:
        raise Http404
    return asked


def _found(year: int, procedure: str, asked: Condition) -> tuple[WorkFigures, list[Behind]]:
    """The cases, as the journal stood when the figures were counted; the reading is registered."""
    row = figures_row(year, procedure)
    analysis = analysing.latest(year)
    assert analysis is not None and analysis.finished_at is not None
    log, ids = source.log_with_matters(*analysing.days_of(year), procedure=procedure)
    shown = [one["name"] for one in row.figures.get(flow_map.MAP, {}).get("steps", [])]
    return row, behind.cases(behind.until(log, analysis.finished_at), ids, asked, shown)


def _links(
    request: AuthenticatedRequest, row: WorkFigures, asked: Condition, found: Sequence[Behind]
) -> dict[UUID, matters.Link]:
    act = register.Act.PRINT_LIST if request.path.endswith(".csv") else register.Act.VIEW_CASE
    detail = {"page": "業務比較の案件", "procedure": row.procedure, "asked": asked.words}
    return matters.links(request.place.address, [one.matter for one in found], detail, act)


@gate(ANALYSE)
@require_safe
def cases(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """A figure's cases; each with its receipt number for whoever may see it."""
    asked = _asked(request)
    row, found = _found(year, procedure, asked)
    number = small_number(request.GET.get("page", "1"))
    listed = found[(number - 1) * PAGE : number * PAGE]
    links = _links(request, row, asked, listed)
    context = {
        "row": row,
        "year": year,
        "year_words": year_words(year),
        "asked": asked,
        "lines": [(one, links.get(one.matter), _way(one)) for one in listed],
        "unseen": len(listed) - len(links),
        "pages": ListPage(number, max(1, -(-len(found) // PAGE)), len(found), "案件のページ"),
        "crumbs": [
            Crumb(row.title, reverse("work_comparison:procedure", args=[address, year, procedure])),
            Crumb("案件"),
        ],
    }
    return page(request, "work_comparison/cases.html", context)


def _way(one: Behind) -> str:
    more = len(one.way) - MOST_STEPS
    return " → ".join(one.way[:MOST_STEPS]) + (f" …（ほか{more}）" if more > 0 else "")


@gate(ANALYSE)
@require_safe
def cases_csv(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """The same list as a file."""
    asked = _asked(request)
    row, found = _found(year, procedure, asked)
    rows = _rows(found, _links(request, row, asked, found))
    return csv_response(f"業務比較_{row.title}_{year}年度_案件", HEADS, rows)


def _rows(found: Sequence[Behind], links: Mapping[UUID, matters.Link]) -> Iterator[Sequence[object]]:
    for one in found:
        link = links.get(one.matter)
        yield one.name, link.number if link else "", f"{one.first_day}", f"{one.days:.2f}", " → ".join(one.way)
