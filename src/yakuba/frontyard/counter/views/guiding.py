"""The clerk chooses what happened and asks a few things; the guide ticks the procedures on the start page."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.counter import guiding
from yakuba.frontyard.counter.views.staff import FORM_METHODS, INQUIRE, crumbs, start_page
from yakuba.frontyard.guide import definition
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import render_form_page


@gate(INQUIRE)
@FORM_METHODS
def guide(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """First the event, then its questions on one page, then the start page with what the guide ticked."""
    facts = registry.facts_for(number, Channel.COUNTER) if number < 2**63 else None
    if facts is None:
        raise Http404
    start = reverse("counter:start", args=[address, number])
    context = {"facts": facts, "start_url": start, "crumbs": [*crumbs(address, "")[:1], Crumb("出来事から選ぶ")]}
    chosen = guiding.EventForm(request.POST or None)
    if not chosen.can_go_on:
        return render_form_page(request, "counter/guide.html", chosen, context)
    event = chosen.cleaned_data["event"]
    form = guiding.AnswersForm(event, request.POST if request.POST.get("do") == "answers" else None)
    if not form.can_go_on:
        context |= {"event": event, "title": definition.load().events[event].ja}
        return render_form_page(request, "counter/guide.html", form, context)
    return start_page(request, facts, form.answers)
