"""The console of the assessment: start a year, watch it, compare it with last year, decide; one taxpayer's view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import assessments, certifying, explaining, notices, returns
from yakuba.areas.resident_tax.domain.names import ORDINARY, SPECIAL
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, OutsidePerson, SourceDocument
from yakuba.areas.resident_tax.pages.documents import to
from yakuba.areas.resident_tax.pages.forms import TaxpayerForm, YearForm
from yakuba.areas.resident_tax.pages.letters import offered
from yakuba.areas.resident_tax.rows import opens_on
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.views import csv_response, fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context

State = AssessmentRun.State
_BANDS = (1, 6_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000)


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All runs, the newest first, and the form that starts one."""
    form = YearForm(request.POST) if request.method == "POST" else YearForm()
    if form.is_bound and form.is_valid():
        try:
            return to(request, "run", assessments.start(int(form.cleaned_data["year"])).id)
        except assessments.CannotAssess as problem:
            form.add_error("year", str(problem))
    lines = AssessmentRun.objects.filter(cause=AssessmentRun.Cause.COMPUTED).order_by("-number")[:50]
    return render_form_page(request, "resident_tax/runs.html", form, {"lines": lines, "crumbs": [Crumb("賦課")]})


def _run(run_id: UUID) -> AssessmentRun:
    found = AssessmentRun.objects.filter(id=run_id).first()
    if found is None:
        raise Http404
    return found


def _progress(run: AssessmentRun) -> jobs.Progress | None:
    return jobs.progress(run.job_id) if run.job_id else None


@dataclass(frozen=True)
class MethodLine:
    """One way of collection in a run, beside last year's."""

    label: str
    people: int
    annual_tax: int
    last_people: int
    last_tax: int

    @property
    def change(self) -> int:
        """Yen more than last year."""
        return self.annual_tax - self.last_tax


def _lines(run: AssessmentRun) -> list[MethodLine]:
    before = assessments.approved_runs(run.fiscal_year - 1).filter(initial=True).first() if run.initial else None
    last = before.totals.get("methods", {}) if before else {}
    now = run.totals.get("methods", {})
    made = []
    for method, label in notices.METHODS.items():
        this, old = now.get(method, {}), last.get(method, {})
        counts = (this.get("people", 0), this.get("annual_tax", 0), old.get("people", 0), old.get("annual_tax", 0))
        if any(counts):
            made.append(MethodLine(label, *counts))
    return made


def _distribution(run: AssessmentRun) -> BarPlot:
    edges = [*_BANDS, None]
    wanted: dict[str, Any] = {"b0": Count("addressee_number", filter=Q(annual_tax__lt=_BANDS[0]))}
    labels = ["かからない"]
    for place, low in enumerate(_BANDS, start=1):
        high = edges[place]
        band = Q(annual_tax__gte=low) if high is None else Q(annual_tax__gte=low, annual_tax__lt=high)
        wanted[f"b{place}"] = Count("addressee_number", filter=band)
        labels.append(f"{low:,}円以上" if high is None else f"{high:,}円未満")
    counts = Assessment.objects.filter(run_id=run.id).aggregate(**wanted)
    pairs = [(label, counts[f"b{place}"]) for place, label in enumerate(labels)]
    return bars("distribution", "年税額の分布", "年税額", "人", pairs)


@gate(assessments.DUTY)
@require_safe
def run(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """One run: progress, totals beside last year's, the distribution, the decision."""
    return _shown(request, _run(run_id), None)


def _shown(request: AuthenticatedRequest, found: AssessmentRun, notice: Notice | None) -> HttpResponse:
    done = found.state in (State.COMPUTED, State.APPROVED)
    context = {
        "run": found,
        "progress": _progress(found),
        "lines": _lines(found) if done else [],
        "plot": _distribution(found) if done and found.totals.get("people") else None,
        "letters": offered(found) if found.state == State.APPROVED else [],
        "notice": notice,
        "may_decide": assessments.APPROVE in current_context().actor.duties,
        "crumbs": [Crumb("賦課", reverse("resident_tax:runs", args=[request.place.address])), Crumb(_title(found))],
    }
    return page(request, "resident_tax/run.html", context, status=422 if notice else 200)


def _title(found: AssessmentRun) -> str:
    return f"令和{found.fiscal_year - 2018}年度 {'当初' if found.initial else '更正'} {found.number}"


@gate(assessments.DUTY)
@require_safe
def run_progress(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    found = _run(run_id)
    now = _progress(found)
    answer = fragment(request, "resident_tax/run_progress.html", {"run": found, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(assessments.DUTY)
@require_POST
def run_again(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Go on where a failure stopped."""
    found = _run(run_id)
    now = _progress(found)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    return to(request, "run", found.id)


@gate(assessments.DUTY)
@require_POST
def run_discard(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Give up a run before its decision."""
    found = _run(run_id)
    try:
        assessments.discard(found.id)
    except assessments.CannotAssess as problem:
        return _shown(request, found, Notice("error", "取りやめられません", str(problem)))
    return to(request, "runs")


@gate(assessments.APPROVE)
@require_POST
def run_approve(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Decide; sent twice is once."""
    found = _run(run_id)
    try:
        assessments.approve(found.id)
    except assessments.CannotAssess as problem:
        return _shown(request, found, Notice("error", "決裁できません", str(problem)))
    return to(request, "run", found.id)


def _decided(run_id: UUID, kind: str) -> AssessmentRun:
    found = _run(run_id)
    if found.state != State.APPROVED:
        raise Http404
    detail = {"run": str(found.id), "list": kind}
    register.record(register.Act.PRINT_LIST, note=register.Note(duty=assessments.DUTY, detail=detail))
    return found


@gate(assessments.DUTY)
@require_safe
def notices_csv(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Tax notices (納税通知書) of a decided run as data."""
    found = _decided(run_id, "納税通知書")
    return csv_response(f"納税通知書_{found.number}", notices.NOTICE_COLUMNS, notices.notices(found.id))


@gate(assessments.DUTY)
@require_safe
def employers_csv(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Notices to employers (特別徴収税額通知) of a decided run as data."""
    found = _decided(run_id, "特別徴収税額通知")
    return csv_response(
        f"特別徴収税額通知_{found.number}", notices.EMPLOYER_COLUMNS, notices.employer_notices(found.id)
    )


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def taxpayers(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """By addressee number or number of the notice to the taxpayer's page."""
    form = TaxpayerForm(request.POST) if request.method == "POST" else TaxpayerForm()
    if form.is_bound and form.is_valid():
        number = int(form.cleaned_data["number"])
        rows = Assessment.objects.filter(run__state=State.APPROVED)
        found = rows.filter(Q(addressee_number=number) | Q(notice_number=number)).order_by("-run__number").first()
        if found is not None:
            return to(request, "taxpayer", found.addressee_number)
        form.add_error("number", "この番号の決定はありません。番号を確かめるか、賦課が決定済みかを確かめてください")
    return render_form_page(request, "resident_tax/taxpayers.html", form, {"crumbs": [Crumb("税額の照会")]})


@dataclass(frozen=True)
class Shown:
    """A decided row with its instalments as (label, yen)."""

    row: Assessment
    method: str
    parts: Sequence[tuple[str, int]]


def _of(row: Assessment) -> Shown:
    months = zip(notices.MONTHS, notices.collector_names(row), strict=False)
    bills = [*notices.BILLS, *(f"随時{place}" for place in range(1, len(row.ordinary)))]
    parts = [
        *zip([f"給与 {month}（{name}）" for month, name in months], row.special, strict=False),
        *zip(bills, row.ordinary, strict=False),
        *zip([f"年金 {month}" for month in notices.PAYMENTS], row.pension, strict=False),
    ]
    return Shown(row, notices.METHODS[row.method], [one for one in parts if one[1]])


def _still_taken(rows: Sequence[Assessment]) -> int:
    """The year before, where wages take a month of it now or later although a newer one is decided; else 0."""
    year = rows[0].run.fiscal_year - 1
    before = next((row for row in rows if row.run.fiscal_year == year), None)
    if before is None or before.method != SPECIAL:
        return 0
    now = max(opens_on(year, current_context().business_date)[SPECIAL] - 1, 0)
    return year if any(before.special[now:]) else 0


@gate(assessments.DUTY)
@require_safe
def taxpayer(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """One taxpayer: what was decided, why it is that much, and the documents it rests on."""
    rows = assessments.history(number)
    if not rows:
        raise Http404
    newest = rows[0]
    detail = {"addressee": number, "page": "税額の照会"}
    register.record(register.Act.VIEW_DOCUMENT, [number], note=register.Note(duty=assessments.DUTY, detail=detail))
    outside = OutsidePerson.objects.filter(addressee_number=number).first()
    known = registry.people_to_compare([number])
    context = {
        "number": number,
        "person": known[0] if known else outside,
        "mark": known[0].mark if known else "",
        "newest": _of(newest),
        "history": [_of(row) for row in rows],
        "steps": explaining.steps_of(newest),
        "may_certify": certifying.DUTY in current_context().actor.duties,
        "documents": SourceDocument.objects.filter(
            addressee_number=number, fiscal_year=newest.run.fiscal_year, state=SourceDocument.State.ACTIVE
        ).order_by("sequence"),
        "filed": returns.latest(newest.run.fiscal_year, number),
        "may_move": newest.method == SPECIAL,
        "may_begin": newest.method == ORDINARY,
        "may_stop": any(newest.pension),
        "year_before": _still_taken(rows),
        "crumbs": [
            Crumb("税額の照会", reverse("resident_tax:taxpayers", args=[request.place.address])),
            Crumb(str(number)),
        ],
    }
    return page(request, "resident_tax/taxpayer.html", context)
