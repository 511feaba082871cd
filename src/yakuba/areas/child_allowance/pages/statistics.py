"""The figures of the child allowance, as a page to read or print, and as CSV."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.areas.child_allowance import queries, statistics, yearbook
from yakuba.areas.child_allowance.domain import months
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context


def _figures() -> statistics.Figures:
    queries.require_read()
    return statistics.of_month(months.of(current_context().business_date))


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """This month's figures and the yen of twelve months."""
    figures = _figures()
    context = {
        "figures": figures,
        "year": yearbook.newest(),
        "month": months.words(figures.month),
        "orders": statistics.ORDERS,
        "classes": [(name, figures.children[name], sum(figures.children[name])) for name in statistics.CLASSES],
        "yen": [(months.words(month), due, paid) for month, due, paid in figures.yen],
        "crumbs": [Crumb("児童手当", reverse("child_allowance:rights", args=[address])), Crumb("統計")],
    }
    return page(request, "child_allowance/statistics.html", context)


@gate()
@require_safe
def as_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The same as one table: what, of which kind, how many."""
    figures = _figures()
    rows: list[tuple[str, str, int]] = [("受給者", "", figures.recipients), ("差止中", "", figures.held)]
    rows.append(("施設等の児童", "", figures.in_bodies))
    for name in statistics.CLASSES:
        rows += [(name, order, count) for order, count in zip(statistics.ORDERS, figures.children[name], strict=True)]
    rows += [("受けるべき額", month, due) for month, due, _ in figures.yen]
    rows += [("払った額", month, paid) for month, _, paid in figures.yen]
    return csv_response(f"児童手当統計{figures.month}.csv", ("項目", "区分・月", "数・円"), rows)
