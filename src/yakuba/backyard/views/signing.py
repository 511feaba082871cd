"""Sign-in: password, then second factor; step-up; sign-out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.backyard.forms import OneTimeForm, SignInForm
from yakuba.platform.access import factors, service
from yakuba.platform.access.gates import AuthenticatedRequest, gate, public
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import StaffSession
from yakuba.platform.register import service as register
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.tenancy.context import current_context

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


def source_of(request: HttpRequest) -> str:
    """Where a sign-in comes from, for counting failures."""
    return str(request.META.get("REMOTE_ADDR", ""))


def next_url(request: HttpRequest, address: str) -> str:
    """Where to go afterwards: a page of this municipality, never another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith(f"/{address}/") else reverse("backyard:home", args=[address])


def _with_cookie(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    place = request.place  # type: ignore[attr-defined]
    response.set_cookie(
        SESSION_COOKIE,
        token,
        path=f"/{place.address}/",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )
    return response


@public
@FORM_METHODS
def sign_in(request: HttpRequest, address: str) -> HttpResponse:
    """First factor."""
    form = SignInForm(request.POST or None)
    if form.can_go_on:
        given = service.Credentials(form.cleaned_data["login_name"], form.cleaned_data["password"], source_of(request))
        try:
            account = service.check_password(given)
        except service.SignInRefused as refusal:
            register.record("sign_in_failed", note=register.Note(outcome="refused", detail={"step": "password"}))
            form.add_error(None, str(refusal))
        else:
            token = service.open_session(account, StaffSession.Stage.PASSWORD, service.Seat())
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
    form = OneTimeForm(request.POST or None)
    if form.can_go_on and _accepted(request, form, row):
        service.close_session(row)
        token = service.open_session(row.account, StaffSession.Stage.FULL, service.seat_of(request.COOKIES))
        register.record("sign_in", note=register.Note(detail={"account": str(row.account_id)}))
        return _with_cookie(request, HttpResponseRedirect(next_url(request, address)), token)
    return render_form_page(request, "backyard/second_factor.html", form, {"purpose": "sign_in"})


@gate()
@FORM_METHODS
def step_up(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The second factor again, before a sensitive act."""
    form = OneTimeForm(request.POST or None)
    row: StaffSession = request.session_row
    if form.can_go_on and _accepted(request, form, row):
        service.step_up(row)
        register.record("step_up")
        return HttpResponseRedirect(next_url(request, address))
    return render_form_page(request, "backyard/second_factor.html", form, {"purpose": "step_up"})


def _accepted(request: HttpRequest, form: OneTimeForm, row: StaffSession) -> bool:
    instant = current_context().instant
    locked = row.account.locked_until is not None and row.account.locked_until > instant
    if not locked and factors.totp_accepts(row.account, form.cleaned_data["code"]):
        return True
    service.count_factor_failure(row.account, source_of(request))
    register.record("sign_in_failed", note=register.Note(outcome="refused", detail={"step": "second factor"}))
    form.add_error("code", "ワンタイムパスワードが合いません。次の番号に変わるのを待って、もう一度入力してください")
    return False


@gate()
@require_POST
def sign_out(request: AuthenticatedRequest, address: str) -> HttpResponse:
    service.close_session(request.session_row)
    register.record("sign_out")
    response = HttpResponseRedirect(reverse("backyard:sign_in", args=[address]))
    response.delete_cookie(SESSION_COOKIE, path=f"/{address}/")
    return response
