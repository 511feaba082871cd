"""One payer's account: every claim, and every entry with the source of its yen."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import planning
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.actions.planning import PLAN
from yakuba.areas.collection.actions.receiving import ENTER, INQUIRE
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.domain.sources import source_words
from yakuba.areas.collection.pages.files import crumbs
from yakuba.areas.collection.pages.forms import FindForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context


@gate(INQUIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """From a number on a slip, on a notice, or of a person, to the account."""
    form = FindForm(request.POST) if request.method == "POST" else FindForm()
    payers: list[int] = []
    if form.is_bound and form.can_go_on:
        payers = queries.payers_of(form.cleaned_data["number"])
        if len(payers) == 1:
            return HttpResponseRedirect(reverse("collection:account", args=[address, payers[0]]))
        if not payers:
            form.add_error("number", "この番号の債権も宛名もありません。納付書・通知書の番号を確かめてください")
        else:
            register.record("search", payers, note=register.Note(duty=INQUIRE))
    names = queries.names_of(payers)
    context = {"payers": [(one, names[one]) for one in payers], "crumbs": crumbs(request, Crumb("納める人をさがす"))}
    return render_form_page(request, "collection/payers.html", form, context)


@gate(INQUIRE)
@require_safe
def account(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """The account; that it was shown is registered with the person."""
    found = queries.account(number)
    if found is None:
        raise Http404
    register.record("view_account", [number], note=register.Note(duty=INQUIRE, detail={"claims": len(found.claims)}))
    may_plan = PLAN in current_context().actor.duties
    context = {
        "account": found,
        "entries": [(row, source_words(row.entry.source_kind, row.entry.source_reference)) for row in found.rows],
        "may_enter": ENTER in current_context().actor.duties,
        "may_plan": may_plan,
        "plans": planning.of(number) if may_plan else [],
        "may_bill": BILL in current_context().actor.duties,
        "may_refund": REFUND in current_context().actor.duties,
        "named": queries.names_of([number])[number],
        "crumbs": crumbs(request, Crumb("収納状況")),
    }
    return page(request, "collection/account.html", context)
