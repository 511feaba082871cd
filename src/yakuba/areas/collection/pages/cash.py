"""Cash at the desk, and its receipt to print."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import cash
from yakuba.areas.collection.actions.receiving import ENTER
from yakuba.areas.collection.pages.files import crumbs
from yakuba.areas.collection.pages.forms import CashForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import page, render_form_page


def _shown(claim: Claim) -> dict[str, Any]:
    """The claim and its payer, kept in the register as shown."""
    register.record("view_account", [claim.addressee_number], note=register.Note(duty=ENTER))
    return {
        "claim": claim,
        "standing": ledger.balance(claim.id),
        "named": queries.names_of([claim.addressee_number])[claim.addressee_number],
    }


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: AuthenticatedRequest, address: str, claim_id: UUID) -> HttpResponse:
    """How much is taken; then the receipt."""
    claim = Claim.objects.filter(id=claim_id).first()
    if claim is None:
        raise Http404
    form = CashForm(request.POST) if request.method == "POST" else CashForm()
    if form.is_bound and form.can_go_on:
        try:
            entry = cash.take(claim, form.cleaned_data["amount"], form.key)
        except Refused as stop:
            form.add_error("amount", str(stop))
        else:
            return HttpResponseRedirect(reverse("collection:receipt", args=[address, entry.id]))
    back = reverse("collection:account", args=[address, claim.addressee_number])
    context = {**_shown(claim), "crumbs": crumbs(request, Crumb("収納状況", back), Crumb("窓口での収納"))}
    return render_form_page(request, "collection/cash.html", form, context)


@gate(ENTER)
@require_safe
def receipt(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """The receipt of one payment in cash, to print; one that was turned round says so."""
    entry = ledger.Entry.objects.filter(id=entry_id, source_kind=cash.SOURCE).first()
    if entry is None:
        raise Http404
    found = ledger.lines_of(entry.id)
    claim = Claim.objects.get(id=next(line.claim for line in found if line.claim))
    context = {
        **_shown(claim),
        "entry": entry,
        "amount": next(line.amount for line in found if line.account == "cash"),
        "undone": ledger.Entry.objects.filter(reverses_id=entry.id).exists(),
        "crumbs": crumbs(request, Crumb("領収証書")),
    }
    return page(request, "collection/receipt.html", context)
