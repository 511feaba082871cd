"""過誤納金 of one claim: used for another claim, decided to be given back, or noted as paid out."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.collection import decisions, queries
from yakuba.areas.collection.actions import refunding
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.pages.files import crumbs
from yakuba.areas.collection.pages.forms import OFFSET, PAID, RefundForm
from yakuba.law.parameters import ParameterMissing
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import render_form_page


@gate(REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: AuthenticatedRequest, address: str, claim_id: UUID) -> HttpResponse:
    """What is too much of a claim, and the decision about it."""
    claim = Claim.objects.filter(id=claim_id).first()
    if claim is None:
        raise Http404
    owed = [one for one in ledger.open_claims(claim.addressee_number) if one[0].id != claim.id]
    choices = [(str(one.id), f"{one.title}　未収{standing.open:,}円（{one.number}）") for one, standing in owed]
    standing = ledger.balance(claim.id)
    whole = {"amount": standing.overpaid or standing.refund_payable or ""}
    form = RefundForm(request.POST if request.method == "POST" else None, targets=choices, initial=whole)
    if form.is_bound and form.can_go_on:
        try:
            _do(claim, form)
        except (Refused, ParameterMissing) as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("collection:account", args=[address, claim.addressee_number]))
    register.record("view_account", [claim.addressee_number], note=register.Note(duty=REFUND))
    back = reverse("collection:account", args=[address, claim.addressee_number])
    context: dict[str, Any] = {
        "claim": claim,
        "standing": standing,
        "named": queries.names_of([claim.addressee_number])[claim.addressee_number],
        "owed": owed,
        "decisions": decisions.of_claim(claim.id),
        "crumbs": crumbs(request, Crumb("収納状況", back), Crumb("過誤納")),
    }
    return render_form_page(request, "collection/refund.html", form, context)


def _do(claim: Claim, form: RefundForm) -> None:
    given = form.cleaned_data
    press = refunding.Press(form.key, given["reason"])
    if given["act"] == OFFSET:
        target = Claim.objects.get(id=UUID(given["target"]))
        refunding.use_for(claim, target, given["amount"], press)
    elif given["act"] == PAID:
        refunding.paid(claim, given["amount"], press)
    else:
        refunding.decide(claim, given["amount"], given["interest_from"], press)
