"""Own cases held against a flow: where they leave it, how often, what goes with it, month by month, and which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.insight.processes.conformance.judging import KINDS
from yakuba.insight.processes.conformance.result import JAPANESE
from yakuba.insight.processes.pictures import adoption
from yakuba.insight.work_comparison import check_showing, checking, flows, matters, showing
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.models import FlowCheck, FlowCheckCase, WorkFlow
from yakuba.insight.work_comparison.names import ANALYSE, VIEW
from yakuba.insight.work_comparison.views import flows as flow_views
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, ListPage
from yakuba.platform.screens.views import csv_response, fragment, page

PAGE = 50
MOST_ROWS = 20_000  # of a CSV of cases
FITS = {"yes": True, "no": False, "unknown": None}
State = FlowCheck.State


def _found(check_id: UUID) -> tuple[FlowCheck, WorkFlow]:
    check = FlowCheck.objects.filter(id=check_id).first()
    if check is None:
        raise Http404
    return check, WorkFlow.objects.get(id=check.flow_id)


def _done(check_id: UUID) -> tuple[FlowCheck, WorkFlow, Figures]:
    """A check with its result as the actor may see it. Http404 while there is none."""
    check, row = _found(check_id)
    if check.state != State.DONE:
        raise Http404
    return check, row, check_showing.visible(check)


@gate(VIEW)
@require_safe
def check(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """One check: drawn, as tables, before and after adoption; while it runs, how far it is."""
    one, row = _found(check_id)
    context: dict[str, Any] = {
        "check": one,
        "row": row,
        "progress": flow_views.progress_of(one.job_id) if one.state != State.DONE else None,
        "progress_url": reverse("work_comparison:check_progress", args=[address, one.id]),
        "counted": check_showing.counted(one),
        "may_analyse": showing.sees_all(),
        "left_out": "" if showing.sees_all() else showing.LEFT_OUT,
        "crumbs": [
            Crumb(row.name, reverse("work_comparison:flow", args=[address, row.id])),
            Crumb(f"照合{one.number}"),  # two only: at 320 px they stand in one line
        ],
    }
    if one.state == State.DONE:
        seen = check_showing.visible(one)
        context["hidden"] = check_showing.is_hidden(seen)
        if not check_showing.is_hidden(seen) and seen["cases"]:
            context |= _told(one, row, seen)
    return page(request, "work_comparison/check.html", context)


def _told(one: FlowCheck, row: WorkFlow, seen: Figures) -> dict[str, Any]:
    may_list = showing.sees_all()
    return {
        "seen": seen,
        "finding": check_showing.finding(seen),
        "counts": check_showing.counts(seen),
        "areas": check_showing.areas(flows.flow_of(row), seen) if may_list else [],
        "deviations": check_showing.deviations(seen, may_list=may_list),
        "deviation_heads": check_showing.DEVIATION_HEADS,
        "months": check_showing.months(seen),
        "month_heads": check_showing.MONTH_HEADS,
        "sides": check_showing.sides(seen),
        "change": check_showing.change(seen),
        "picture": adoption.draw(adoption.figures(seen["adoption"]), "ja"),
        "cautions": check_showing.cautions(one, seen),
    }


@gate(VIEW)
@require_safe
def progress(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while cases are held against the flow."""
    one, _ = _found(check_id)
    now = flow_views.progress_of(one.job_id)
    url = reverse("work_comparison:check_progress", args=[address, one.id])
    answer = fragment(request, "work_comparison/flow_progress.html", {"progress": now, "progress_url": url})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _to(address: str, one: FlowCheck) -> HttpResponse:
    return HttpResponseRedirect(reverse("work_comparison:check", args=[address, one.id]))


@gate(ANALYSE)
@require_POST
def again(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """Go on where a failure stopped."""
    one, _ = _found(check_id)
    flow_views.go_on(one.job_id)
    return _to(address, one)


@gate(ANALYSE)
@require_POST
def renew(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """The same definition until today; pressed again on the same day, it is the same check."""
    one, row = _found(check_id)
    return _to(address, checking.renew(one, row))


@gate(VIEW)
@require_safe
def drawing(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """The flow with what cases do otherwise at each step."""
    _, row, seen = _done(check_id)
    if check_showing.is_hidden(seen):
        raise Http404
    return flow_views.svg_response(check_showing.drawing(flows.flow_of(row), seen))


@gate(VIEW)
@require_safe
def adoption_svg(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """Adoption month by month."""
    _, _, seen = _done(check_id)
    if check_showing.is_hidden(seen):
        raise Http404
    return flow_views.svg_response(adoption.draw(adoption.figures(seen["adoption"]), "ja").svg)


@gate(VIEW)
@require_safe
def table_csv(request: AuthenticatedRequest, address: str, check_id: UUID, table: str) -> HttpResponse:
    """Where cases leave the flow, or adoption month by month, as the actor may see it."""
    one, row, seen = _done(check_id)
    if check_showing.is_hidden(seen):
        raise Http404
    tables = {
        "deviations": ("外れ", check_showing.CSV_DEVIATIONS, check_showing.csv_deviations),
        "months": ("月ごと", check_showing.CSV_MONTHS, check_showing.csv_months),
    }
    if table not in tables:
        raise Http404
    words, heads, rows = tables[table]
    return csv_response(f"標準の流れ_{row.title}_照合{one.number}_{words}", heads, rows(seen))


@dataclass(frozen=True)
class Asked:
    """Which cases of a check: all, those that leave the flow in one way, those that fit, those of a month."""

    kind: str = ""
    step: str = ""
    fits: str = ""
    month: str = ""

    @classmethod
    def of(cls, request: AuthenticatedRequest) -> Asked:
        """From the address. Http404 for what there is not."""
        asked = cls(*(request.GET.get(name, "")[:200] for name in ("kind", "step", "fits", "month")))
        if (asked.kind and asked.kind not in KINDS) or (asked.fits and asked.fits not in FITS):
            raise Http404
        return asked

    @property
    def words(self) -> str:
        """What the list shows."""
        parts = [f"{self.month}に始まった"] if self.month else []
        if self.kind:
            parts.append(f"「{self.step}」の{JAPANESE[self.kind]}がある")
        if self.fits:
            parts.append({"yes": "流れどおりの", "no": "外れのある", "unknown": "判定できない"}[self.fits])
        return "、".join(parts) + "案件" if parts else "すべての案件"

    @property
    def query(self) -> str:
        """As an address has it."""
        return urlencode({name: value for name, value in vars(self).items() if value})

    def rows(self, check: FlowCheck) -> QuerySet[FlowCheckCase]:
        """In order of the day they began."""
        found = FlowCheckCase.objects.filter(check_id=check.id)
        if self.kind:
            found = found.filter(deviations__contains=[{"kind": self.kind, "step": self.step}])
        if self.fits:
            found = found.filter(fits=FITS[self.fits])
        if self.month:
            try:
                first = date.fromisoformat(f"{self.month}-01")
            except ValueError:
                raise Http404 from None
            found = found.filter(first_day__year=first.year, first_day__month=first.month)
        return found.order_by("first_day", "matter_id")


@gate(ANALYSE)
@require_safe
def cases(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """The cases behind a figure; each with its receipt number for whoever may see it."""
    one, row, _ = _done(check_id)
    asked = Asked.of(request)
    rows, number = asked.rows(one), small_number(request.GET.get("page", "1"))
    total = rows.count()
    listed = list(rows[(number - 1) * PAGE : number * PAGE])
    links = matters.links(address, [case.matter_id for case in listed], _detail(one, asked), register.Act.VIEW_CASE)
    context = {
        "check": one,
        "row": row,
        "asked": asked,
        "lines": [(case, links.get(case.matter_id), check_showing.ways(case.deviations)) for case in listed],
        "unseen": len(listed) - len(links),
        "fitting": check_showing.FITTING,
        "pages": ListPage(number, max(1, -(-total // PAGE)), total, "案件のページ"),
        "crumbs": [
            Crumb(f"照合{one.number}", reverse("work_comparison:check", args=[address, one.id])),
            Crumb("案件"),
        ],
    }
    return page(request, "work_comparison/check_cases.html", context)


@gate(ANALYSE)
@require_safe
def cases_csv(request: AuthenticatedRequest, address: str, check_id: UUID) -> HttpResponse:
    """The same list as a file."""
    one, row, _ = _done(check_id)
    asked = Asked.of(request)
    listed = list(asked.rows(one)[:MOST_ROWS])
    links = matters.links(address, [case.matter_id for case in listed], _detail(one, asked), register.Act.PRINT_LIST)
    name = f"標準の流れ_{row.title}_照合{one.number}_案件"
    return csv_response(name, check_showing.CSV_CASES, _csv_rows(listed, links))


def _csv_rows(listed: Sequence[FlowCheckCase], links: dict[UUID, matters.Link]) -> Iterator[Sequence[object]]:
    for case in listed:
        link = links.get(case.matter_id)
        yield (
            case.name, link.number if link else "", f"{case.first_day}", f"{case.days:.2f}",
            check_showing.FITTING[case.fits], case.cost, "、".join(check_showing.ways(case.deviations)),
        )  # fmt: skip


def _detail(one: FlowCheck, asked: Asked) -> dict[str, object]:
    return {"page": "標準の流れとの照合の案件", "check": one.number, "asked": asked.words}
