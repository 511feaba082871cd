"""Claims for certificates that were stopped: the responsible officer looks at them and lifts the stop for one claim."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_registry import queries, stops
from yakuba.areas.resident_registry.pages.certificate_forms import APPLICANTS
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.screens.fields import TextAreaField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

LIFT = "protection.lift"
CAPACITY = dict(APPLICANTS)


class LiftForm(FormKit):
    """What the officer found out."""

    reason = TextAreaField(
        label="一時解除の理由", limit=300, support="確かめた本人確認書類と、申出者に連絡した日時などを書く"
    )


@dataclass(frozen=True)
class Line:
    """One stopped claim as the officer's list shows it."""

    row: RegisterEntry
    claim: stops.Claim
    capacity: str
    people: tuple[str, ...]


def _line(row: RegisterEntry, claim: stops.Claim) -> Line:
    people = tuple(queries.person(number).name for number in claim.numbers)
    return Line(row, claim, CAPACITY[claim.applicant], people)


@gate(LIFT)
@require_safe
def held(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Stopped claims of the last seven days that wait for the officer."""
    lines = [_line(row, claim) for row, claim in stops.held()]
    done = Notice("success", "一時解除しました", "窓口で、同じ請求をもう一度発行できます")
    context = {"lines": lines, "notice": done if request.GET.get("done") else None}
    return page(request, "resident_registry/held_claims.html", context)


@gate(LIFT)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AuthenticatedRequest, address: str, claim_id: UUID) -> HttpResponse:
    """One claim with what stands beside each person; lifting is bound to the claim and ends by itself."""
    found = stops.find(claim_id)
    if found is None:
        raise Http404
    row, claim = found
    form = LiftForm(request.POST or None)
    named = stops.other_party_of(claim)
    if form.can_go_on and not named:
        disclosure.lift(claim.numbers, disclosure.Processing.ISSUE, claim.id, form.cleaned_data["reason"])
        return HttpResponseRedirect(f"{reverse('resident_registry:held_claims', args=[address])}?done=1")
    states = stops.states_of(claim)
    context = {
        "line": _line(row, claim),
        "people": [(queries.person(number), states[number], number in named) for number in claim.numbers],
        "named": bool(named),
        "day": current_context().business_date,
        "crumbs": [
            Crumb("止めた請求", reverse("resident_registry:held_claims", args=[address])),
            Crumb("請求の審査"),
        ],
    }
    return render_form_page(request, "resident_registry/review_claim.html", form, context)
