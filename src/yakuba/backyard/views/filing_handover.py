"""A hand-over that is stuck, from the filing's page: sent again, or given up so that the filing can be mended."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from yakuba.areas.handover import service as handover
from yakuba.backyard import filing_words as words
from yakuba.backyard.views.filings import filing_page, found_filing
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases.registry import actions
from yakuba.platform.screens.parts import Notice

STEPS = {"again": (handover.send_again, "sent_again"), "recall": (handover.recall, "recalled")}


@gate()
@require_POST
def change(request: AuthenticatedRequest, address: str, filing_id: UUID, handover_id: UUID) -> HttpResponse:
    """もう一度送る, or 取りやめて確認に戻す. Pressed twice, it is the same."""
    filing = found_filing(filing_id)
    access.require(actions.get(words.procedure_of(filing).action).enter_duty)
    step, done = STEPS.get(request.POST.get("do", ""), (None, ""))
    if step is None or handover_id not in [one.id for one in handover.of_filing(filing.receipt_number)]:
        raise Http404
    try:
        step(handover_id)
    except handover.CannotNow as refusal:
        return filing_page(request, filing, notice=Notice("error", "進められません", str(refusal)))
    target = reverse("backyard:filing", args=[request.place.address, filing.id])
    return HttpResponseRedirect(f"{target}?done={done}")
