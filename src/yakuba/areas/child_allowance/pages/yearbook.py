"""The yearly report (事業年報): a year beside the one before, as a page to read or print, and as CSV."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.areas.child_allowance import queries, yearbook
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens import plots
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, page

FIRST_YEAR = 2025
"""The first whose months are all of the law since October 2024, but for its year before."""


def _rows(year: int) -> list[yearbook.Row]:
    queries.require_read()
    if not FIRST_YEAR <= year <= yearbook.newest():
        raise Http404
    return yearbook.report(year)


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """Every line, and a small plot of the yen by class."""
    rows = _rows(year)
    worth = [
        one for one in rows if one.part.startswith("受けるべき額") and one.name != "計" and (one.now or one.before)
    ]
    newest = yearbook.newest()
    crumbs = [Crumb("児童手当", reverse("child_allowance:rights", args=[address]))]
    context = {
        "year": year,
        "rows": rows,
        "years": [one for one in (newest, newest - 1, newest - 2) if one >= FIRST_YEAR],
        "plot": plots.bars("worth", "区分ごとの受けるべき額", "区分", "円", [(one.name, one.now) for one in worth]),
        "worth": worth,
        "crumbs": [*crumbs, Crumb("統計", reverse("child_allowance:statistics", args=[address])), Crumb("事業年報")],
    }
    return page(request, "child_allowance/yearbook.html", context)


@gate()
@require_safe
def as_csv(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """The same lines."""
    rows = [(one.part, one.name, one.now, one.before, one.change) for one in _rows(year)]
    header = ("表", "区分", f"{year}年度", f"{year - 1}年度", "増減")
    return csv_response(f"児童手当事業年報{year}", header, rows)
