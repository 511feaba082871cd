"""What staff enter on a recipient's page without a filing: 差止 and its end, 返還請求. Somebody else decides."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.child_allowance.actions import changes, names, paying
from yakuba.areas.child_allowance.models import AllowanceVersion
from yakuba.areas.child_allowance.pages.forms import HoldForm, ReleaseForm, RepayForm
from yakuba.areas.child_allowance.pages.register import found
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.cases import service as cases
from yakuba.platform.register import service as register
from yakuba.platform.screens.forms import EntryForm
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import render_form_page

METHODS = ["GET", "HEAD", "POST"]


def _enter(action: str, value: Any, form: EntryForm) -> None:
    """To the approver. Sent twice with the same key, it is one case. Raises cases.CaseError."""
    if cases.find_submission(form.key) is None:
        stops = [one for one in cases.check(action, value) if one.level == "error"]
        if stops:
            raise cases.CaseError("".join(f"{one.message}。{one.remedy}" for one in stops))
        cases.enter(cases.draft(cases.Draft(action, value, form.key, {})).id)


def _page(
    request: AuthenticatedRequest, row: AllowanceVersion, form: EntryForm, enter: Callable[[], tuple[str, Any]]
) -> HttpResponse:
    what = request.resolver_match.url_name if request.resolver_match else ""
    target = reverse("child_allowance:right", args=[request.place.address, row.right_id])
    if form.is_bound and form.can_go_on:
        try:
            _enter(*enter(), form)
        except cases.CaseError as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{target}?done={what}")
    register.record("view_ledger", [row.claimant_number], note=register.Note(detail={"entry": row.number}))
    context = {
        "row": row,
        "what": what,
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
