"""Sign-in: password, then second factor; step-up; sign-out; going on before the time is up."""

from dataclasses import replace
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.backyard.forms import SignInForm
from yakuba.backyard.views.factor_check import FactorCheck
from yakuba.platform.access import factors, service
from yakuba.platform.access.front import source_of
from yakuba.platform.access.gates import AuthenticatedRequest, gate, public
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import StaffSession
from yakuba.platform.register import service as register
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.tenancy.context import current_context, use_context

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


def next_url(request: HttpRequest, address: str) -> str:
    """Where to go afterwards: a page of this municipality, never another host or, through ``..``, another town."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    climbs = ".." in unquote(wanted) or "\\" in unquote(wanted)
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and not climbs
    return wanted if safe and wanted.startswith(f"/{address}/") else reverse("backyard:home", args=[address])


def _with_cookie(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    place = request.place  # type: ignore[attr-defined]
    response.set_cookie(
        SESSION_COOKIE,
        token,
        path=f"/{place.address}/",
        httponly=True,
        samesite="Strict",
        secure=settings.TLS or request.is_secure(),
    )
    return response


@public
@FORM_METHODS
def sign_in(request: HttpRequest, address: str) -> HttpResponse:
    """First factor."""
    form = SignInForm(request.POST or None)
    if form.can_go_on:
        source = source_of(request.META)
        given = service.Credentials(form.cleaned_data["login_name"], form.cleaned_data["password"], source)
        try:
            account = service.check_password(given)
        except service.SignInRefused as refusal:
            register.record("sign_in_failed", note=register.Note(outcome="refused", detail={"step": "password"}))
            form.add_error(None, str(refusal))
        else:
            if request.session_row is not None:  # type: ignore[attr-defined]
                service.close_session(request.session_row)  # type: ignore[attr-defined]
            token = service.open_session(account, StaffSession.Stage.PASSWORD, service.Seat(source=source))
            target = f"{reverse('backyard:second_factor', args=[address])}?{request.GET.urlencode()}"
            return _with_cookie(request, HttpResponseRedirect(target), token)
    return render_form_page(request, "backyard/sign_in.html", form)


@public
@FORM_METHODS
def second_factor(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Second factor of the account whose password was right. The session's token is changed on success."""
    row: StaffSession | None = request.session_row
    if row is None:
        return HttpResponseRedirect(reverse("backyard:sign_in", args=[address]))
    if factors.may_enrol(row.account):
        return HttpResponseRedirect(reverse("backyard:enrol", args=[address]))
    check = FactorCheck(request, row, "sign_in")
    return enter(request, row) if check.passed() else check.page()


def enter(request: AuthenticatedRequest, row: StaffSession) -> HttpResponse:
    """Both factors were shown: a full session under a new token."""
    service.close_session(row)
    seat = service.seat_of(request.COOKIES, source_of(request.META))
    token = service.open_session(row.account, StaffSession.Stage.FULL, seat)
    context = current_context()
    with use_context(replace(context, actor=service.actor_of(row.account, context.business_date))):
        register.record("sign_in", note=register.Note(detail={"account": str(row.account_id)}))
    return _with_cookie(request, HttpResponseRedirect(next_url(request, request.place.address)), token)


@gate(newcomer=True)
@FORM_METHODS
def step_up(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The second factor again, before a sensitive act."""
    row: StaffSession = request.session_row
    check = FactorCheck(request, row, "step_up")
    if not check.passed():
        return check.page()
    token = service.step_up(row)
    register.record("step_up")
    return _with_cookie(request, HttpResponseRedirect(next_url(request, address)), token)


@gate(newcomer=True)
@require_POST
def extend(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """［続ける］ before the time is up: the request itself keeps the session alive."""
    return HttpResponse(status=204)


@gate(newcomer=True)
@require_POST
def sign_out(request: AuthenticatedRequest, address: str) -> HttpResponse:
    service.close_session(request.session_row)
    register.record("sign_out")
    response = HttpResponseRedirect(reverse("backyard:sign_in", args=[address]))
    response.delete_cookie(SESSION_COOKIE, path=f"/{address}/", samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not "cookies": another town hall may be open here
    return response
