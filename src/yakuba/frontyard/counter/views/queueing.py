"""The clerk's side of tickets: calling the next, what became of the one called, figures of the day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.frontyard.counter import tickets
from yakuba.frontyard.counter.models import Ticket
from yakuba.frontyard.counter.views import devices
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

INQUIRE = "resident_registry.inquire"
PERIODS = {1: "今日", 7: "7日間", 30: "30日間"}
HEADER = ("時", "番号札", "来なかった人", "待ち時間（分・中央値）", "対応時間（分・中央値）")
STEPS: dict[str, Callable[[UUID], Ticket]] = {
    "again": tickets.again,
    "absent": tickets.absent,
    "done": tickets.done,
}


@gate(INQUIRE)
@require_safe
def tickets_page(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Who waits, who was called, how long it takes."""
    return _page(request)


def _page(request: AuthenticatedRequest, notice: Notice | None = None) -> HttpResponse:
    days = small_number(request.GET.get("days", "1"))
    days = days if days in PERIODS else 1
    hours = tickets.by_hour(*_period(days))
    context = {
        "lines": tickets.lines(),
        "mine": tickets.mine(),
        "aside": tickets.put_aside(),
        "hours": hours,
        "plots": _plots(hours),
        "days": days,
        "periods": PERIODS.items(),
        "devices": devices.KINDS.items(),
        "notice": notice,
        "crumbs": [Crumb("窓口受付", reverse("counter:visits", args=[request.place.address])), Crumb("番号札")],
    }
    return page(request, "counter/tickets.html", context, 409 if notice and notice.kind == "error" else 200)


def _period(days: int) -> tuple[date, date]:
    today = current_context().business_date
    return today - timedelta(days=days - 1), today


def _plots(hours: list[tickets.Hour]) -> list[BarPlot]:
    if not hours:
        return []
    taken = [(f"{one.hour}時台", one.taken) for one in hours]
    waits = [(f"{one.hour}時台", round(one.wait)) for one in hours if one.wait is not None]
    found = [bars("taken", "番号札を取った人", "時", "人", taken)]
    if not waits:
        return found
    longest = max(waits, key=lambda one: one[1])
    told = f"最も長いのは{longest[0]}の{longest[1]}分"
    return [*found, replace(bars("waits", "待ち時間（中央値）", "時", "分", waits), finding=told)]


@gate(INQUIRE)
@require_safe
def tickets_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The same figures as a file; no person is in it."""
    days = small_number(request.GET.get("days", "1"))
    first, last = _period(days if days in PERIODS else 1)
    hours = tickets.by_hour(first, last)
    register.record("print_list", note=register.Note(detail={"list": "番号札", "rows": len(hours)}))
    rows = [(one.hour, one.taken, one.absent, _figure(one.wait), _figure(one.service)) for one in hours]
    return csv_response(f"番号札_{first:%Y%m%d}-{last:%Y%m%d}", HEADER, rows)


def _figure(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:.1f}"


def _back(request: AuthenticatedRequest) -> HttpResponseRedirect:
    """To the page the button stood on: the visits, else the tickets."""
    name = "counter:visits" if request.POST.get("from") == "visits" else "counter:tickets"
    return HttpResponseRedirect(reverse(name, args=[request.place.address]))


@gate(INQUIRE)
@require_POST
def call(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """次の人を呼ぶ."""
    try:
        tickets.call_next(request.POST.get("queue", "")[:1])
    except tickets.TicketError as problem:
        return _page(request, Notice("error", "呼べません", str(problem)))
    return _back(request)


@gate(INQUIRE)
@require_POST
def step(request: AuthenticatedRequest, address: str, ticket_id: UUID) -> HttpResponse:
    """もう一度呼ぶ, いない, 終わり."""
    taken = STEPS.get(request.POST.get("do", ""))
    if taken is None:
        raise Http404
    try:
        taken(ticket_id)
    except tickets.TicketError as problem:
        return _page(request, Notice("error", "進められません", str(problem)))
    return _back(request)


@gate(INQUIRE)
@require_POST
def device(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """This browser becomes a ticket machine or a board; the clerk's session in it ends."""
    kind = request.POST.get("kind", "")
    if kind not in devices.KINDS:
        raise Http404
    register.record("sign_out", note=register.Note(detail={"device": kind}))
    access.close_session(request.session_row)
    response = HttpResponseRedirect(reverse(f"ticket:{kind}", args=[address]))
    response.set_cookie(
        devices.COOKIE,
        devices.token(kind),
        max_age=devices.LIVES,
        path=f"/{address}/ticket/",
        httponly=True,
        samesite="Strict",
        secure=settings.TLS or request.is_secure(),
    )
    return response
