"""The account a person told for refunds, with those told before."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import payees
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.pages.files import crumbs
from yakuba.areas.collection.pages.refund_forms import PayeeForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger.service import Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money.accounts import Account


@gate(REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def payee(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """The form, and the accounts that were told; that they were shown is registered with the person."""
    if not Addressee.objects.filter(addressee_number=number).exists():
        raise Http404
    initial = {"told_on": current_context().business_date}
    form = PayeeForm(request.POST) if request.method == "POST" else PayeeForm(initial=initial)
    if form.is_bound and form.can_go_on:
        given = form.cleaned_data
        account = Account(**{name: given[name] for name in ("bank", "branch", "kind", "number", "holder")})
        try:
            payees.enter(number, account, payees.Told(given["told_how"], given["told_on"], given["remark"]))
        except Refused as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{reverse('collection:payee', args=[address, number])}?done=1")
    register.record("view_account", [number], note=register.Note(duty=REFUND, detail={"account": "還付先の口座"}))
    back = reverse("collection:account", args=[address, number])
    done = Notice("success", "口座を登録しました", "次の還付の振込から、この口座に振り込みます")
    context = {
        "number": number,
        "named": queries.names_of([number])[number],
        "accounts": payees.of(number),
        "notice": done if "done" in request.GET else None,
        "crumbs": crumbs(request, Crumb("収納状況", back), Crumb("還付先の口座")),
    }
    return render_form_page(request, "collection/payee.html", form, context)
