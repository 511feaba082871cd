"""A decided refund or offset is asked to be taken back; somebody else decides."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.collection import decisions, queries
from yakuba.areas.collection.actions import withdraw_case
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.actions.withdraw_case import Withdrawing
from yakuba.areas.collection.pages.files import crumbs
from yakuba.areas.collection.pages.refund_forms import WithdrawForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases.service import CaseError
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import render_form_page
from yakuba.standards import business_days

TERM = timedelta(days=30)
"""Proposed for giving back what was paid out; staff may set another day."""


@gate(REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """One decision with what became of it, and the form that asks for its withdrawal."""
    found = decisions.one(entry_id)
    if found is None:
        raise Http404
    initial = {"due_on": business_days.on_or_after(queries.today() + TERM)}
    form = WithdrawForm(request.POST) if request.method == "POST" else WithdrawForm(initial=initial)
    if form.is_bound and form.can_go_on:
        given = Withdrawing(entry=entry_id, **{name: form.cleaned_data[name] for name in ("reason", "due_on")})
        try:
            case = withdraw_case.ask(given, form.key)
        except (CaseError, Refused) as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("backyard:case", args=[address, case.id]))
    number = found.claim.addressee_number
    register.record("view_account", [number], note=register.Note(duty=REFUND))
    standing = ledger.balance(found.claim.id)
    context: dict[str, Any] = {
        "decided": found,
        "standing": standing,
        "gone": 0 if found.withdrawn else withdraw_case.paid_out(found, standing),
        "waiting": withdraw_case.waiting(entry_id),
        "named": queries.names_of([number])[number],
        "crumbs": crumbs(
            request,
            Crumb("収納状況", reverse("collection:account", args=[address, number])),
            Crumb("過誤納", reverse("collection:refund", args=[address, found.claim.id])),
            Crumb("決定の取消し"),
        ),
    }
    return render_form_page(request, "collection/withdraw.html", form, context)
