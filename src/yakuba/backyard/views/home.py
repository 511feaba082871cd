"""Home and worklist; the list of municipalities at the root."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yakuba.areas.handover import service as handover
from yakuba.backyard.views.consoles import OPERATE
from yakuba.platform.access.gates import AuthenticatedRequest, gate, public
from yakuba.platform.cases import filing_queries, panels, queries
from yakuba.platform.cases.models import Case
from yakuba.platform.documents import signing
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import ListPage
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, current_context

PAGE = 25


@public
@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """The town halls of this service."""
    return render(request, "backyard/municipalities.html", {"places": directory.everyone()})


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answers when the web process and its database connection work."""
    directory.everyone()
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@dataclass(frozen=True)
class Scope:
    """A choice of the worklist."""

    key: str
    title: str


SCOPES = (
    Scope("open", "係の未完了"),
    Scope("mine", "自分"),
    Scope("returned", "差戻し（自分）"),
    Scope("provisional", "仮登録"),
    Scope("draft", "入力中"),
    Scope("done", "完了"),
)
HEADER = ("受付番号", "手続", "対象者", "状態", "入力", "入力した日時", "最後の更新")
MOST_ROWS = 5_000
DAYS = 14


@gate()
@require_safe
def home(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Counts, and the open cases."""
    scope = request.GET.get("scope", "open")
    number = small_number(request.GET.get("page", "1"))
    cases, total = queries.worklist(scope, (number - 1) * PAGE, PAGE)
    names = names_shown(cases)
    context = {
        "counts": queries.counts(),
        "filings": filing_queries.to_check() if filing_queries.any_visible() else None,
        "stuck": len(handover.stuck()),
        "signing": _signing(request),
        "cases": cases,
        "names": names,
        "plots": _plots(),
        "scopes": SCOPES,
        "scope": scope,
        "order": "並び：更新の新しい順" if scope == "done" else "並び：更新の古い順",
        "pages": ListPage(number, max(1, -(-total // PAGE)), total, "案件のページ"),
        "states": Case.State,
    }
    return page(request, "backyard/home.html", context)


def _signing(request: AuthenticatedRequest) -> str:
    """What whoever keeps the service running should know of the key that signs papers; empty for everybody else."""
    if OPERATE not in current_context().actor.duties:
        return ""
    return signing.warning(request.place.address, current_context().instant)


def names_shown(cases: Sequence[Case]) -> dict[UUID, str]:
    """Whom the listed cases are about; that names were shown is registered with the persons on the record."""
    names = panels.names_of(cases)
    if names:
        subjects = sorted(queries.subjects(names))
        register.record("view_case", subjects, note=register.Note(detail={"listed": len(names)}))
    return names


def _plots() -> list[BarPlot]:
    """For those who decide: what came in, by day and by procedure."""
    if not any(duty.endswith(".approve") for duty in current_context().actor.duties):
        return []
    today = current_context().business_date
    since = today - timedelta(days=DAYS - 1)
    days = [(f"{day.month}/{day.day}", count) for day, count in queries.per_day(since, today)]
    kinds = queries.per_title(since)[:DAYS]
    if not kinds:
        return []
    return [
        bars("per-day", f"受け付けた案件（{DAYS}日間）", "日", "件", days),
        bars("per-kind", f"手続別（{DAYS}日間）", "手続", "件", kinds),
    ]


@gate()
@require_safe
def worklist_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The list of the scope as a CSV file; the output is registered with the persons named in it."""
    scope = next((one for one in SCOPES if one.key == request.GET.get("scope")), SCOPES[0])
    cases, _ = queries.worklist(scope.key, 0, MOST_ROWS)
    names = panels.names_of(cases)
    detail = {"list": f"案件（{scope.title}）", "rows": len(cases)}
    register.record("print_list", sorted(queries.subjects(names)), note=register.Note(detail=detail))
    rows = [
        (
            case.receipt_number,
            case.title,
            names.get(case.id, ""),
            case.get_state_display(),
            case.drafted_by_name,
            f"{case.drafted_at.astimezone(JST):%Y-%m-%d %H:%M}",
            f"{case.changed_at.astimezone(JST):%Y-%m-%d %H:%M}",
        )
        for case in cases
    ]
    return csv_response(f"案件_{scope.title}_{current_context().business_date:%Y%m%d}", HEADER, rows)
