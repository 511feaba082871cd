"""Flows as they should be: of every procedure, of one, one of them drawn, and taking in or proposing a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.insight.processes.model.checklist import checklist
from yakuba.insight.processes.model.flow import FlowError
from yakuba.insight.work_comparison import check_showing, checking, flows, showing
from yakuba.insight.work_comparison.flow_forms import AdoptForm, CheckForm, ProposeForm, UploadForm
from yakuba.insight.work_comparison.flows import Adopted, Procedure
from yakuba.insight.work_comparison.models import FlowCheck, WorkFlow
from yakuba.insight.work_comparison.names import ANALYSE, PARAMETERS, VIEW
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases.work_line import key_of
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.parameters import service as parameters
from yakuba.platform.parameters.errors import ParameterRefused, UnknownParameter
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context

TITLE = "標準の流れ"
ADOPTED = Notice("success", "手順にしました", "その日に受け付けた申請から、申請の画面に並びます")


@dataclass(frozen=True)
class Line:
    """A procedure in the list: its flows, the steps in force, and how many cases kept to a flow when last looked."""

    procedure: Procedure
    flows: int
    steps: str
    since: Any
    share: str

    @property
    def is_bare(self) -> bool:
        return not self.flows and not self.steps


def of_procedure_url(address: str, code: str) -> str:
    """The page of a procedure's flows."""
    return reverse("work_comparison:flows_of", args=[address, code])


@gate(VIEW)
@require_safe
def index(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Every procedure with what there is of it; those without anything folded away."""
    lines = _lines()
    context = {
        "lines": [one for one in lines if not one.is_bare],
        "bare": [one for one in lines if one.is_bare],
        "crumbs": [Crumb(TITLE)],
    }
    return page(request, "work_comparison/flows.html", context)


def _lines() -> list[Line]:
    made: dict[str, list[WorkFlow]] = {}
    for row in WorkFlow.objects.defer("bpmn").order_by("number"):
        made.setdefault(row.procedure, []).append(row)
    settings = {one.definition.key: one for one in parameters.settings(current_context().business_date)}
    newest: dict[UUID, FlowCheck] = {one.flow_id: one for one in _done().order_by("number")}
    found = []
    for one in flows.procedures():
        own = made.get(one.code, [])
        steps = settings.get(key_of(one.code))
        checks = sorted((newest[row.id] for row in own if row.id in newest), key=lambda check: check.number)
        share = _share(checks[-1]) if checks else ""
        line = str(steps.value) if steps else ""
        found.append(Line(one, len(own), line, steps.since if steps and line else None, share))
    return found


def _done() -> Any:
    return FlowCheck.objects.filter(state=FlowCheck.State.DONE)


def _share(check: FlowCheck) -> str:
    """Of the cases that could be decided, as the actor may see it."""
    seen = check_showing.visible(check)
    if check_showing.is_hidden(seen) or seen["fitting"] is None:
        return showing.FEW
    return showing.share(seen["fitting"], seen["cases"] - (seen["undecided"] or 0))


def _procedure(code: str) -> Procedure:
    found = flows.procedure_named(code)
    if found is None:
        raise Http404
    return found


@gate(VIEW)
@require_safe
def of_procedure(request: AuthenticatedRequest, address: str, procedure: str) -> HttpResponse:
    """The flows of one procedure, the newest first, and which of them its steps come from."""
    one = _procedure(procedure)
    rows = flows.of_procedure(one.code)
    context = {
        "procedure": one,
        "lines": [(row, _adopted(row), _newest_share(row)) for row in rows],
        "steps": flows.steps_in_force(one.code, current_context().business_date),
        "may_analyse": showing.sees_all(),
        "crumbs": [Crumb(TITLE, reverse("work_comparison:flows", args=[address])), Crumb(one.title)],
    }
    return page(request, "work_comparison/flows_of.html", context)


def _adopted(row: WorkFlow) -> Adopted | None:
    return flows.adopted(row.procedure, line_or_reason(row)[0]) if row.is_ready else None


def _newest_share(row: WorkFlow) -> str:
    check = _done().filter(flow_id=row.id).order_by("-number").first()
    return "" if check is None else _share(check)


def line_or_reason(row: WorkFlow) -> tuple[str, str]:
    """The steps of a flow as the parameter takes them, or why it cannot."""
    try:
        return flows.line_of(flows.flow_of(row)), ""
    except ValueError as problem:
        return "", f"{problem}"


@gate(ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest, address: str, procedure: str) -> HttpResponse:
    """Take in a drawing, or let one be proposed from the own cases of a year."""
    one = _procedure(procedure)
    do = request.POST.get("do", "")
    upload = UploadForm(*((request.POST, request.FILES) if do == "upload" else ()), auto_id="upload_%s")
    propose = ProposeForm(*((request.POST,) if do == "propose" else ()), auto_id="propose_%s")
    row = None
    if upload.is_bound and upload.can_go_on:
        try:
            row = flows.upload(one, upload.cleaned_data["drawing"].read(), upload.key)
        except FlowError as problem:
            upload.add_error("drawing", f"流れの図：{problem}")
    elif propose.is_bound and propose.can_go_on:
        row = flows.propose(one, int(propose.cleaned_data["year"]), propose.choices(), propose.key)
    if row is not None:
        return HttpResponseRedirect(reverse("work_comparison:flow", args=[address, row.id]))
    context = {
        "procedure": one,
        "upload": upload,
        "propose": propose,
        "crumbs": [Crumb(one.title, of_procedure_url(address, one.code)), Crumb("加える")],
    }
    return render_form_page(request, "work_comparison/flow_new.html", propose if propose.is_bound else upload, context)


def found(flow_id: UUID) -> WorkFlow:
    """A flow of the open municipality. Http404."""
    row = WorkFlow.objects.filter(id=flow_id).first()
    if row is None:
        raise Http404
    return row


def ready(flow_id: UUID) -> WorkFlow:
    """One that is there. Http404."""
    row = found(flow_id)
    if not row.is_ready:
        raise Http404
    return row


def progress_of(job_id: UUID | None) -> jobs.Progress | None:
    """How far its work is."""
    return jobs.progress(job_id) if job_id else None


@gate(VIEW)
@require_safe
def flow(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """One flow: drawn, as a list, what came of holding cases against it, and the way to do so."""
    row = found(flow_id)
    return _flow_page(request, row, None)


def _flow_page(request: AuthenticatedRequest, row: WorkFlow, sent: CheckForm | None) -> HttpResponse:
    address = request.place.address
    context: dict[str, Any] = {
        "row": row,
        "progress": None if row.is_ready else progress_of(row.job_id),
        "may_analyse": showing.sees_all(),
        "crumbs": [Crumb(row.title, of_procedure_url(address, row.procedure)), Crumb(f"流れ{row.number}")],
    }
    if not row.is_ready:
        return page(request, "work_comparison/flow.html", context)
    drawn, (line, reason) = flows.flow_of(row), line_or_reason(row)
    steps = flows.steps_in_force(row.procedure, current_context().business_date)
    adopted = flows.adopted(row.procedure, line)
    known = adopted.since if adopted else None
    form = sent or CheckForm(drawn.tasks(), known)
    shares = row.proposal.get("steps", {}) if showing.sees_all() else {}
    checks = FlowCheck.objects.filter(flow_id=row.id).order_by("-number")
    context |= {
        "steps": [(name, needed, _percent(shares.get(name))) for name, needed in checklist(drawn)],
        "shares": bool(shares),
        "by_majority": row.proposal.get("by_majority", []),
        "left_aside": row.proposal.get("left_aside", 0),
        "in_force": steps,
        "adopted": adopted,
        "unfit": reason,
        "may_adopt": steps is not None and not reason and PARAMETERS in current_context().actor.duties,
        "checks": [(one, _share(one) if one.state == FlowCheck.State.DONE else "") for one in checks],
        "form": form,
        "notice": ADOPTED if request.GET.get("done") == "adopted" else None,
    }
    return render_form_page(request, "work_comparison/flow.html", form, context)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


@gate(VIEW)
@require_safe
def progress(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while a proposal is made."""
    row = found(flow_id)
    now = progress_of(row.job_id)
    url = reverse("work_comparison:flow_progress", args=[address, row.id])
    answer = fragment(request, "work_comparison/flow_progress.html", {"progress": now, "progress_url": url})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(ANALYSE)
@require_POST
def again(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """Go on with a proposal that a failure stopped."""
    row = found(flow_id)
    go_on(row.job_id)
    return HttpResponseRedirect(reverse("work_comparison:flow", args=[address, row.id]))


def go_on(job_id: UUID | None) -> None:
    """Take up work that a failure stopped; other work is left alone."""
    now = progress_of(job_id)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)


def svg_response(text: str) -> HttpResponse:
    """A drawing."""
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@gate(VIEW)
@require_safe
def drawing(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """The flow as a drawing."""
    return svg_response(check_showing.drawing(flows.flow_of(ready(flow_id)), None))


@gate(VIEW)
@require_safe
def bpmn(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """The flow as BPMN 2.0, byte by byte as it was taken in."""
    row = ready(flow_id)
    response = HttpResponse(bytes(row.bpmn or b""), content_type="application/octet-stream")
    name = f"標準の流れ_{row.title}_{row.number}.bpmn"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


@gate(ANALYSE)
@require_POST
def check(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """Hold the own cases against the flow."""
    row = ready(flow_id)
    form = CheckForm(flows.flow_of(row).tasks(), None, request.POST)
    if not form.can_go_on:
        return _flow_page(request, row, form)
    begun = checking.start(row, form.asking(), form.key)
    return HttpResponseRedirect(reverse("work_comparison:check", args=[address, begun.id]))


@gate(ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: AuthenticatedRequest, address: str, flow_id: UUID) -> HttpResponse:
    """The flow becomes the steps of the procedure from a day on: what is in force beside what will be."""
    access.require(PARAMETERS)
    row = ready(flow_id)
    form = AdoptForm(request.POST) if request.method == "POST" else AdoptForm()
    line, reason = line_or_reason(row)
    steps = flows.steps_in_force(row.procedure, current_context().business_date)
    if steps is None:
        raise Http404
    if form.is_bound and form.can_go_on:
        try:
            flows.adopt(row, form.cleaned_data["day"], form.cleaned_data["reason"])
        except (ParameterRefused, UnknownParameter, ValueError) as problem:
            form.add_error(None, f"{problem}")
        else:
            return HttpResponseRedirect(reverse("work_comparison:flow", args=[address, row.id]) + "?done=adopted")
    context = {
        "row": row,
        "line": line,
        "unfit": reason,
        "steps": steps,
        "crumbs": [Crumb(row.name, reverse("work_comparison:flow", args=[address, row.id])), Crumb("手順にする")],
    }
    return render_form_page(request, "work_comparison/flow_adopt.html", form, context)
