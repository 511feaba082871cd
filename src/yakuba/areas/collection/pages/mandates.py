"""口座振替の登録 of one person, and its end."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import mandates
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.domain.schemes import SCHEMES
from yakuba.areas.collection.models import DebitMandate
from yakuba.areas.collection.pages.billing_forms import ALL, MandateForm, MandateStopForm
from yakuba.areas.collection.pages.files import crumbs
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger.service import Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money.accounts import Account

DONE = {
    "entered": Notice("success", "登録しました", "開始の日以後の納期限の分から、引落しの依頼に入ります"),
    "stopped": Notice("success", "止めました", "停止の日以後の納期限の分は、納付書になります"),
}


def scheme_words(scheme: str) -> str:
    """A scheme as people read it."""
    return SCHEMES.get(scheme, scheme) if scheme else "すべて"


@gate(BILL)
@require_http_methods(["GET", "HEAD", "POST"])
def of_payer(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Registrations of a person, and the form for a new one; that they were shown is registered."""
    if not Addressee.objects.filter(addressee_number=number).exists():
        raise Http404
    initial = {"told_on": current_context().business_date}
    form = MandateForm(request.POST) if request.method == "POST" else MandateForm(initial=initial)
    if form.is_bound and form.can_go_on:
        given = form.cleaned_data
        account = Account(**{name: given[name] for name in ("bank", "branch", "kind", "number", "holder")})
        scheme = "" if given["scheme"] == ALL else given["scheme"]
        told = mandates.Told(given["told_how"], given["told_on"], scheme, given["starts_on"])
        try:
            mandates.enter(number, account, told)
        except Refused as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{reverse('collection:mandates', args=[address, number])}?done=entered")
    register.record("view_account", [number], note=register.Note(duty=BILL, detail={"account": "口座振替の登録"}))
    back = reverse("collection:account", args=[address, number])
    context = {
        "number": number,
        "named": queries.names_of([number])[number],
        "mandates": [(one, scheme_words(one.scheme)) for one in mandates.of(number)],
        "notice": DONE.get(request.GET.get("done", "")),
        "crumbs": crumbs(request, Crumb("収納状況", back), Crumb("口座振替の登録")),
    }
    return render_form_page(request, "collection/mandates.html", form, context)


@gate(BILL)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: AuthenticatedRequest, address: str, mandate_id: UUID) -> HttpResponse:
    """The end of a registration."""
    row = DebitMandate.objects.filter(id=mandate_id).first()
    if row is None:
        raise Http404
    initial = {"day": current_context().business_date}
    form = MandateStopForm(request.POST) if request.method == "POST" else MandateStopForm(initial=initial)
    target = reverse("collection:mandates", args=[address, row.addressee_number])
    if form.is_bound and form.can_go_on:
        try:
            mandates.stop(row.id, form.cleaned_data["day"], form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(f"{target}?done=stopped")
    register.record("view_account", [row.addressee_number], note=register.Note(duty=BILL))
    context = {
        "row": row,
        "scheme": scheme_words(row.scheme),
        "named": queries.names_of([row.addressee_number])[row.addressee_number],
        "crumbs": crumbs(request, Crumb("口座振替の登録", target), Crumb("停止")),
    }
    return render_form_page(request, "collection/mandate_stop.html", form, context)
