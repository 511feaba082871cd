"""Places of work and their terminals (juki-1.0:1.3.1). A terminal is a browser that carries a token in its cookie."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.backyard.admin_forms import OfficeForm, TerminalForm
from yakuba.platform.access import service, staff
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.access.models import Office, Terminal
from yakuba.platform.screens.parts import Notice
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import UNPROCESSABLE, page

MANAGE = "staff.manage"
A_LONG_TIME = 10 * 365 * 24 * 3600  # seconds; the terminal is retired on the server, not by the browser
DONE = {
    "office": Notice("success", "場所を登録しました"),
    "terminal": Notice("success", "このブラウザーを端末として登録しました", "次のサインインから、端末名が記録されます"),
    "retired": Notice("success", "端末を廃止しました", "次のサインインから、登録のない端末として扱います"),
}


@gate(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Places and terminals; the two forms add one of each."""
    what = request.POST.get("form", "")
    office = OfficeForm(request.POST if what == "office" else None, prefix="office")
    terminal = TerminalForm(request.POST if what == "terminal" else None, prefix="terminal")
    try:
        if office.can_go_on:
            staff.add_office(office.cleaned_data["code"], office.cleaned_data["name"])
            return _back(request, "office")
        if terminal.can_go_on:
            return _registered(request, terminal)
    except staff.StaffRefused as refusal:
        wrong = office if what == "office" else terminal
        wrong.add_error("code" if what == "office" else "name", str(refusal))
    form = terminal if what == "terminal" else office
    problems = problems_of(form) if form.is_bound else None
    context = {
        "offices": Office.objects.order_by("code"),
        "terminals": Terminal.objects.select_related("office").order_by("retired_at", "name"),
        "office_form": office,
        "terminal_form": terminal,
        "seat": service.seat_of(request.COOKIES),
        "notice": DONE.get(request.GET.get("done", "")),
        **({"problems": problems} if problems else {}),
    }
    return page(request, "backyard/places.html", context, UNPROCESSABLE if problems else 200)


def _registered(request: AuthenticatedRequest, form: TerminalForm) -> HttpResponse:
    given = form.cleaned_data
    token = staff.register_terminal(UUID(given["office"]), given["name"], given["printer"])
    response = _back(request, "terminal")
    response.set_cookie(
        service.TERMINAL_COOKIE,
        token,
        max_age=A_LONG_TIME,
        path=f"/{request.place.address}/",
        httponly=True,
        samesite="Strict",
        secure=settings.TLS or request.is_secure(),
    )
    return response


@gate(MANAGE)
@require_POST
def retire(request: AuthenticatedRequest, address: str, terminal_id: UUID) -> HttpResponse:
    """The terminal's cookie means nothing from now on."""
    try:
        staff.retire_terminal(terminal_id)
    except Terminal.DoesNotExist:
        raise Http404 from None
    return _back(request, "retired")


def _back(request: AuthenticatedRequest, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('backyard:places', args=[request.place.address])}?done={done}")
