"""現況届 of a year: who must file, who has, whose payment stays back, the letters."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.areas.child_allowance import queries, yearly_reports
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.domain import yearly
from yakuba.areas.child_allowance.mailings import CannotMail
from yakuba.areas.child_allowance.yearly_reports import Line
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

FIRST_YEAR, SHOWN = 2022, 500
HEADER = ("受給者番号", "受給者", "提出の理由", "提出", "支払", "今月の月額")
KEPT = {"open": False, "filed": True}
ACTS = {"ask": yearly_reports.ask, "remind": yearly_reports.remind}


def _year(year: int) -> int:
    queries.require_read()
    if not FIRST_YEAR <= year <= current_context().business_date.year:
        raise Http404
    return year


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """The list, narrowed to who has not filed (催促の一覧) or who has."""
    return _shown(request, _year(year))


def _shown(request: AuthenticatedRequest, year: int, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    lines = yearly_reports.listed(year)
    state = request.GET.get("state", "")
    wanted = [one for one in lines if state not in KEPT or one.is_filed == KEPT[state]]
    newest = current_context().business_date.year
    context = {
        "year": year,
        "due": yearly.due_on(year),
        "total": len(lines),
        "filed": sum(one.is_filed for one in lines),
        "held": sum(one.is_held for one in lines),
        "lines": _named(wanted[:SHOWN], "view_ledger"),
        "more": max(0, len(wanted) - SHOWN),
        "state": state,
        "mailings": yearly_reports.mailings_of(year),
        "years": [one for one in (newest, newest - 1, newest - 2) if one >= FIRST_YEAR],
        "may_enter": queries.may_enter(),
        "may_remind": current_context().business_date > yearly.due_on(year),
        "may_ask": year == newest,
        "notice": notice,
        "crumbs": [Crumb("児童手当", reverse("child_allowance:rights", args=[request.place.address])), Crumb("現況届")],
    }
    return page(request, "child_allowance/reports.html", context, status)


def _named(lines: Sequence[Line], act: str) -> list[tuple[Line, panels.Named | None, int]]:
    """With names and this month's yen; that they were shown is registered with the persons."""
    numbers = {one.row.claimant_number for one in lines}
    if numbers:
        note = register.Note(detail={"ledger": "child_allowance", "listed": len(numbers)})
        register.record(act, sorted(numbers), note=note)
    people, yen = panels.people_of(numbers), yearly_reports.monthly_of(lines)
    return [(one, people.get(one.row.claimant_number), amount) for one, amount in zip(lines, yen, strict=True)]


@gate()
@require_safe
def as_csv(request: AuthenticatedRequest, address: str, year: int) -> HttpResponse:
    """The whole list; the output is registered with all persons."""
    rows = _named(yearly_reports.listed(_year(year)), "print_list")
    table = (
        (
            line.row.number,
            named.name if named else "",
            line.words,
            "提出済み" if line.is_filed else "未提出",
            "差止" if line.is_held else "",
            yen,
        )
        for line, named, yen in rows
    )
    return csv_response(f"児童手当現況届{year}", HEADER, table)


@gate(names.ENTER)
@require_POST
def mail(request: AuthenticatedRequest, address: str, year: int, what: str) -> HttpResponse:
    """Begin the letters that ask, or those that remind."""
    if what not in ACTS:
        raise Http404
    try:
        mailing = ACTS[what](_year(year))
    except CannotMail as stop:
        return _shown(request, year, Notice("error", "作れませんでした", str(stop)), 409)
    return HttpResponseRedirect(reverse("child_allowance:mailing", args=[address, mailing.id]))
