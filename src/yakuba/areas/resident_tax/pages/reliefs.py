"""Pages of 減免: the application at the counter, the list that waits, the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_tax import assessments
from yakuba.areas.resident_tax.actions import relieving
from yakuba.areas.resident_tax.models import Relief
from yakuba.areas.resident_tax.pages.collecting import row_of
from yakuba.areas.resident_tax.pages.collection_forms import GRANT, DecideReliefForm, ReliefForm
from yakuba.areas.resident_tax.pages.documents import to
from yakuba.areas.resident_tax.parameter_definitions import WORDS
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

_SHOWN = 300


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def relief_new(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Enter an application."""
    row = row_of(request, number)
    form = ReliefForm(request.POST) if request.method == "POST" else ReliefForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        year, press = row.run.fiscal_year, given["idempotency_key"]
        wanted = relieving.Application(year, number, given["ground"], given["applied_on"], given["told"], press)
        try:
            return to(request, "relief", relieving.apply(wanted).id)
        except relieving.CannotRelieve as problem:
            form.add_error(None, str(problem))
    back = reverse("resident_tax:taxpayer", args=[request.place.address, number])
    crumbs = [Crumb("税額の照会", reverse("resident_tax:taxpayers", args=[request.place.address])), Crumb("減免の申請")]
    context = {"row": row, "number": number, "back": back, "crumbs": crumbs}
    return render_form_page(request, "resident_tax/relief_new.html", form, context)


@gate(assessments.DUTY)
@require_safe
def reliefs(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Applications, those that wait first."""
    found = list(Relief.objects.order_by("state", "-entered_at", "-id")[:_SHOWN])
    numbers = [one.addressee_number for one in found]
    detail = {"page": "減免"}
    register.record(register.Act.VIEW_DOCUMENT, numbers, note=register.Note(duty=assessments.DUTY, detail=detail))
    names = panels.people_of(numbers)
    lines = [(one, names.get(one.addressee_number), WORDS[one.ground]) for one in found]
    return page(request, "resident_tax/reliefs.html", {"lines": lines, "crumbs": [Crumb("減免")]})


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def relief(request: AuthenticatedRequest, address: str, relief_id: UUID) -> HttpResponse:
    """One application; who may decide and did not enter it, decides it here. Sent twice is once."""
    found = Relief.objects.filter(id=relief_id).first()
    if found is None:
        raise Http404
    form = DecideReliefForm(request.POST) if request.method == "POST" else DecideReliefForm()
    if form.is_bound and form.is_valid():
        try:
            if form.cleaned_data["act"] == GRANT:
                relieving.grant(found.id)
            else:
                relieving.refuse(found.id, form.cleaned_data["answer"])
        except relieving.CannotRelieve as problem:
            form.add_error(None, str(problem))
        else:
            return to(request, "relief", found.id)
    detail = {"relief": str(found.id), "page": "減免"}
    number = found.addressee_number
    register.record(register.Act.VIEW_DOCUMENT, [number], note=register.Note(duty=assessments.DUTY, detail=detail))
    actor = current_context().actor
    context = {
        "relief": found,
        "ground": WORDS[found.ground],
        "name": panels.people_of([number]).get(number),
        "expected": _expected(found),
        "may_decide": assessments.APPROVE in actor.duties and found.entered_by != actor.id,
        "crumbs": [Crumb("減免", reverse("resident_tax:reliefs", args=[request.place.address])), Crumb(str(number))],
    }
    return render_form_page(request, "resident_tax/relief.html", form, context)


def _expected(found: Relief) -> str:
    """What a grant would take off now, in words; empty for what is decided."""
    if found.state != Relief.State.APPLIED:
        return ""
    wanted = relieving.application_of(found)
    amount, fault = relieving.worth_of(wanted)
    return fault or f"{amount:,}円（条例の割合 {relieving.rate_of(wanted)}％）"
