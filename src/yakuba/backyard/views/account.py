"""The own account: second factors, password, and the places where one is signed in."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.backyard.forms import NewPasswordForm
from yakuba.backyard.views.factor_setup import FactorSetup
from yakuba.backyard.views.signing import FORM_METHODS, enter
from yakuba.platform.access import factors, passwords, service, staff
from yakuba.platform.access.front import source_of
from yakuba.platform.access.gates import AuthenticatedRequest, gate, public
from yakuba.platform.access.models import SecondFactor, StaffSession
from yakuba.platform.screens.parts import Notice
from yakuba.platform.screens.views import page, render_form_page

DONE = {
    "password": Notice("success", "パスワードを変えました", "ほかの端末でのサインインは終了しました"),
    "factor": Notice("success", "第二要素を登録しました", "次のサインインから使えます"),
    "removed": Notice("success", "第二要素の登録を外しました"),
    "ended": Notice("success", "サインインを終了しました"),
}


@gate()
@require_safe
def overview(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Factors and living sessions of the person who asks."""
    return _overview(request, DONE.get(request.GET.get("done", "")))


def _overview(request: AuthenticatedRequest, notice: Notice | None, status: int = 200) -> HttpResponse:
    account = request.session_row.account
    context = {
        "account": account,
        "factors": factors.factors_of(account),
        "counting": factors.kinds_of(account),
        "sessions": service.sessions_of(account),
        "here": request.session_row.id,
        "notice": notice,
    }
    return page(request, "backyard/account.html", context, status)


def _back(request: AuthenticatedRequest, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('backyard:account', args=[request.place.address])}?done={done}")


@gate(newcomer=True)
@FORM_METHODS
def password(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """A new password; with the initial one this page comes before all others."""
    account = request.session_row.account
    form = NewPasswordForm(request.POST or None)
    if form.can_go_on and service.is_locked(account):
        form.add_error(None, service.LOCKED)
    elif form.can_go_on:
        try:
            staff.change_own_password(request.session_row, form.cleaned_data["present"], form.cleaned_data["new"])
        except staff.WrongPassword as problem:
            # Whoever sits at an open session must not be able to guess here without limit.
            service.count_factor_failure(account, source_of(request.META))
            form.add_error("present", str(problem))
        except passwords.WeakPassword as problem:
            form.add_error("new", str(problem))
        else:
            return _back(request, "password")
    return render_form_page(request, "backyard/password.html", form, {"first": account.must_change_password})


@gate(step_up=True)
@FORM_METHODS
def add_factor(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Register a further second factor, after showing one again."""
    setup = FactorSetup(request, request.session_row)
    return _back(request, "factor") if setup.registered() else setup.page(newcomer=False)


@public
@FORM_METHODS
def enrol(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The first second factor of a newcomer, whose initial password was right."""
    row: StaffSession | None = request.session_row
    if row is None or not factors.may_enrol(row.account):
        return HttpResponseRedirect(reverse("backyard:sign_in", args=[address]))
    setup = FactorSetup(request, row)
    return enter(request, row) if setup.registered() else setup.page(newcomer=True)


@gate(step_up=True)
@require_POST
def remove_factor(request: AuthenticatedRequest, address: str, factor_id: UUID) -> HttpResponse:
    """Take one of the own factors away, never the last that counts."""
    try:
        staff.remove_own_factor(request.session_row.account, factor_id)
    except SecondFactor.DoesNotExist:
        raise Http404 from None
    except factors.LastFactor as refusal:
        return _overview(request, Notice("error", "外せません", str(refusal)), status=409)
    return _back(request, "removed")


@gate()
@require_POST
def end_session(request: AuthenticatedRequest, address: str, session_id: UUID) -> HttpResponse:
    """End one of the own sessions elsewhere."""
    row = StaffSession.objects.filter(id=session_id, account_id=request.session_row.account_id).first()
    if row is None:
        raise Http404
    staff.end_own_session(row)
    return _back(request, "ended")
