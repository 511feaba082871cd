"""What staff enter on a recipient's page without a filing: 差止, its end, 返還請求, 現況届. Somebody else decides."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.actions import changes, names, paying, placing
from yakuba.areas.child_allowance.actions import yearly as yearly_actions
from yakuba.areas.child_allowance.domain import months, yearly
from yakuba.areas.child_allowance.domain.right import counted_now
from yakuba.areas.child_allowance.models import AllowanceVersion
from yakuba.areas.child_allowance.pages.forms import (
    AccountForm,
    GroundsForm,
    HoldForm,
    LeaveForm,
    ReleaseForm,
    RepayForm,
    ReportForm,
)
from yakuba.areas.child_allowance.pages.register import found
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.cases import service as cases
from yakuba.platform.register import service as register
from yakuba.platform.screens.forms import EntryForm
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money.accounts import Account

METHODS = ["GET", "HEAD", "POST"]
HEADINGS = {
    "hold": "支払を差し止める",
    "release": "差止を解除する",
    "repay": "返還を求める",
    "report": "現況届を受け付ける",
    "grounds": "現況届を求める理由を変える",
    "account": "振込先の口座を変える",
    "leave": "退所を入力する",
}


def enter(action: str, value: Any, form: EntryForm) -> None:
    """To the approver. Sent twice with the same key, it is one case. Raises cases.CaseError."""
    if cases.find_submission(form.key) is None:
        stops = [one for one in cases.check(action, value) if one.level == "error"]
        if stops:
            raise cases.CaseError("".join(f"{one.message}。{one.remedy}" for one in stops))
        cases.enter(cases.draft(cases.Draft(action, value, form.key, {})).id)


def _page(
    request: AuthenticatedRequest, row: AllowanceVersion, form: EntryForm, given: Callable[[], tuple[str, Any]]
) -> HttpResponse:
    what = str(request.resolver_match.url_name) if request.resolver_match else ""
    target = reverse("child_allowance:right", args=[request.place.address, row.right_id])
    if form.is_bound and form.can_go_on:
        try:
            enter(*given(), form)
        except cases.CaseError as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{target}?done={what}")
    register.record("view_ledger", [row.claimant_number], note=register.Note(detail={"entry": row.number}))
    context = {
        "row": row,
        "what": what,
        "heading": HEADINGS[what],
        "holder": panels.people_of({row.claimant_number}).get(row.claimant_number),
        "owed": paying.owed_back(row) if what == "repay" else None,
        "crumbs": [Crumb(row.number, target), Crumb("入力")],
    }
    return render_form_page(request, "child_allowance/enter.html", form, context)


@gate(names.ENTER)
@require_http_methods(METHODS)
def hold(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """差止 with its reason."""
    row = found(right_id)
    form = HoldForm(request.POST) if request.method == "POST" else HoldForm()

    def given() -> tuple[str, Any]:
        return names.HOLD, changes.Holding(claimant=row.claimant_number, reason=form.cleaned_data["reason"])

    return _page(request, row, form, given)


@gate(names.ENTER)
@require_http_methods(METHODS)
def release(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """The payments go on again."""
    row = found(right_id)
    form = ReleaseForm(request.POST) if request.method == "POST" else ReleaseForm()
    return _page(request, row, form, lambda: (names.HOLD, changes.Holding(claimant=row.claimant_number)))


@gate(names.ENTER)
@require_http_methods(METHODS)
def repay(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """返還請求 of what was paid too much."""
    row = found(right_id)
    form = RepayForm(request.POST) if request.method == "POST" else RepayForm()
    return _page(
        request, row, form, lambda: (names.REPAY, paying.Demand(right=right_id, reason=form.cleaned_data["reason"]))
    )


@gate(names.ENTER)
@require_http_methods(METHODS)
def report(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """現況届 that came on paper, by post or from a body."""
    row = found(right_id)
    initial = {"filed_on": current_context().business_date}
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial=initial)

    def given() -> tuple[str, Any]:
        told = form.cleaned_data
        return names.REPORT, yearly_actions.Report(
            claimant=row.claimant_number,
            year=yearly.year_of(told["filed_on"]),
            filed_on=told["filed_on"],
            still=told["still"] == "yes",
            settled=tuple(told["settled"]),
            note=told["note"],
        )

    return _page(request, row, form, given)


@gate(names.ENTER)
@require_http_methods(METHODS)
def grounds(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """Why the yearly report is asked of this recipient."""
    row = found(right_id)
    initial = {"grounds": [one for one, _ in rights.value_of(row).grounds]}
    form = GroundsForm(request.POST) if request.method == "POST" else GroundsForm(initial=initial)

    def given() -> tuple[str, Any]:
        return names.GROUNDS, yearly_actions.GroundChange(
            claimant=row.claimant_number,
            grounds=tuple(form.cleaned_data["grounds"]),
            since=months.of(current_context().business_date),
            reason=form.cleaned_data["reason"],
        )

    return _page(request, row, form, given)


@gate(names.ENTER)
@require_http_methods(METHODS)
def account(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """口座変更 that came on paper, by post or from a body; residents file it online or at the counter."""
    row = found(right_id)
    form = AccountForm(request.POST) if request.method == "POST" else AccountForm()

    def given() -> tuple[str, Any]:
        told = {name: str(form.cleaned_data[name]) for name in Account.__dataclass_fields__}
        return names.ACCOUNT, changes.AccountChange(claimant=row.claimant_number, account=Account(**told))

    return _page(request, row, form, given)


@gate(names.ENTER)
@require_http_methods(METHODS)
def leave(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """退所: a child less for a body."""
    row = found(right_id)
    form = LeaveForm(request.POST) if request.method == "POST" else LeaveForm()
    children = counted_now(rights.value_of(row))
    form.fields["child"].choices = [(one.key, one.name) for one in children]  # type: ignore[attr-defined]

    def given() -> tuple[str, Any]:
        told = form.cleaned_data
        leaving = placing.Leaving(claimant=row.claimant_number, key=told["child"], left_on=told["left_on"])
        return names.LEAVE, leaving

    return _page(request, row, form, given)
