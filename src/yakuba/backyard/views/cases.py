"""One case: what it changes, its journal, approval, sending back, withdrawal; the same for every area's actions."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.backyard.forms import ReasonForm
from yakuba.backyard.views.home import names_shown
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels, queries, service
from yakuba.platform.cases.findings import blocking
from yakuba.platform.cases.models import Case
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.problems import problem_of
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context


def _found(case_id: UUID) -> Case:
    case = queries.find(case_id)
    if case is None:
        raise Http404
    return case


@gate()
@require_safe
def approvals(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Provisional entries waiting for the actor's decision (juki-1.0:4.0.8)."""
    cases = queries.to_approve()
    return page(request, "backyard/approvals.html", {"cases": cases, "names": names_shown(cases)})


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """The case: before and after, findings, journal, and the steps open to the actor."""
    return _page(request, _found(case_id))


DONE = {
    "approved": Notice("success", "本登録しました", "住民票に記載され、証明書に反映されます"),
    "withdrawn": Notice("success", "取り下げました", "対象者はほかの案件で処理できます"),
    "returned": Notice("success", "差し戻しました", "入力した職員の一覧に表示されます"),
    "entered": Notice(
        "success", "仮登録しました（決裁待ち）", "別の担当者が審査・決裁します。決裁まで証明書には反映されません"
    ),
}


def _page(request: AuthenticatedRequest, case: Case, status: int = 200, error: str = "") -> HttpResponse:
    action = service.action_of(case)
    panel = panels.panel_of(case)
    actor = current_context().actor
    register.record("view_case", panel.subjects, note=register.Note(case_id=case.id))
    open_case = case.state in (Case.State.DRAFT, Case.State.RETURNED, Case.State.PROVISIONAL)
    waiting = case.state == Case.State.PROVISIONAL
    done = request.GET.get("done", "")
    left = queries.to_approve() if done in ("approved", "returned") else []
    findings = service.check(case.action, service.input_of(case)) if open_case else []
    context = {
        "case": case,
        "panel": panel,
        "findings": [(found, problem_of(found)) for found in findings],
        "errors": bool(blocking(findings)),
        "accepted": case.accepted_alerts,
        "journal": queries.journal(case),
        "notice": Notice("error", "進められません", error) if error else DONE.get(done),
        "may_decide": waiting and action.approve_duty in actor.duties and actor.id != case.drafted_by,
        "own_draft": waiting and actor.id == case.drafted_by,
        "may_change": open_case and not waiting and action.enter_duty in actor.duties,
        "may_withdraw": open_case and action.enter_duty in actor.duties,
        "back_url": reverse("backyard:home", args=[request.place.address]),
        "left": len(left),
        "next_url": reverse("backyard:case", args=[request.place.address, left[0].id]) if left else "",
        "send_back_url": reverse("backyard:send_back", args=[request.place.address, case.id]),
        "crumbs": [
            Crumb("業務の一覧", reverse("backyard:home", args=[request.place.address])),
            Crumb(f"{case.title} {case.receipt_number}"),
        ],
    }
    return page(request, "backyard/case.html", context, status)


def _step(request: AuthenticatedRequest, case_id: UUID, step: Callable[[UUID], Case], done: str) -> HttpResponse:
    _found(case_id)
    try:
        case = step(case_id)
    except service.CaseError as error:
        return _page(request, _found(case_id), status=409, error=str(error))
    target = reverse("backyard:case", args=[request.place.address, case.id])
    return HttpResponseRedirect(f"{target}?done={done}")


@gate()
@require_POST
def approve(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """本登録する. Pressing twice changes nothing."""
    return _step(request, case_id, service.approve, "approved")


@gate()
@require_POST
def enter(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """仮登録する, with the reasons given for the alerts."""
    reasons = {
        name.removeprefix("reason-"): str(text) for name, text in request.POST.items() if name.startswith("reason-")
    }
    return _step(request, case_id, lambda key: service.enter(service.accept_alerts(key, reasons).id), "entered")


@gate()
@require_POST
def withdraw(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """取り下げる."""
    return _step(request, case_id, service.withdraw, "withdrawn")


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """差し戻す, with a reason."""
    case = _found(case_id)
    form = ReasonForm(request.POST or None)
    if form.can_go_on:
        return _step(request, case_id, lambda key: service.send_back(key, form.cleaned_data["reason"]), "returned")
    return render_form_page(request, "backyard/send_back.html", form, {"case": case})
