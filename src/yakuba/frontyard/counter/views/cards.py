"""［カードで確認］: the page that speaks with the terminal's card reader, and what it found."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yakuba.frontyard.counter import card_reading
from yakuba.frontyard.counter.forms import CardForm
from yakuba.frontyard.counter.views.staff import FORM_METHODS, INQUIRE, crumbs
from yakuba.frontyard.counter.visits import CounterError
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.views import render_form_page

NAMES = ("challenge", "certificate", "signature", "items", "items_problem")


@gate(INQUIRE)
@FORM_METHODS
def card(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Read, check, and on to the visit; where several fit, the clerk chooses."""
    if not card_reading.is_offered():
        raise Http404
    form = CardForm(request.POST if request.method == "POST" else None)
    hits: list[card_reading.Hit] = []
    if form.can_go_on:
        try:
            _, hits = card_reading.take(card_reading.Told(*(form.cleaned_data[name] for name in NAMES)))
        except CounterError as problem:
            form.add_error(None, str(problem))
    if len(hits) == 1:
        return HttpResponseRedirect(reverse("counter:start", args=[address, hits[0].number]))
    return _page(request, form, hits)


def _page(request: AuthenticatedRequest, form: CardForm, hits: list[card_reading.Hit]) -> HttpResponse:
    """The one page whose script may speak to the terminal's reader, and to nothing else outside of the town hall."""
    challenge, signed = card_reading.ask(f"{request.scheme}://{request.get_host()}")
    context: dict[str, Any] = {
        "reader": settings.CARD_READER,
        "challenge": challenge,
        "signed": signed,
        "hits": hits,
        "crumbs": crumbs(request.place.address, "カードで確認"),
    }
    response = render_form_page(request, "counter/card.html", form, context)
    setattr(response, "_csp_update", {"connect-src": [settings.CARD_READER]})  # noqa: B010 read by CSPMiddleware
    return response
