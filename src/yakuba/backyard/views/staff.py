"""Staff and duties: accounts, initial passwords, duties with periods, locks."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.backyard.admin_forms import AccountForm, DutyForm
from yakuba.platform.access import factors, service, staff
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.access.models import Account, DutyAssignment
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

MANAGE = "staff.manage"
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


class AccountState(StrEnum):
    """What an account can do just now."""

    ACTIVE = "active"
    NEW = "new"
    LOCKED = "locked"
    STOPPED = "stopped"


def state_of(account: Account) -> AccountState:
    if not account.is_active:
        return AccountState.STOPPED
    if service.is_locked(account):
        return AccountState.LOCKED
    return AccountState.NEW if account.must_change_password else AccountState.ACTIVE


class DutyState(StrEnum):
    """Whether an assignment is in force."""

    RUNNING = "running"
    COMING = "coming"
    ENDED = "ended"


def duty_state(row: DutyAssignment, day: date) -> DutyState:
    if row.revoked_at is not None or (row.valid_to is not None and row.valid_to < day):
        return DutyState.ENDED
    return DutyState.COMING if row.valid_from > day else DutyState.RUNNING


@gate(MANAGE)
@require_safe
def people(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All accounts with the duties in force today."""
    day = current_context().business_date
    duties: dict[UUID, list[str]] = {}
    for row in DutyAssignment.objects.order_by("valid_from", "id"):
        if duty_state(row, day) is DutyState.RUNNING:
            duties.setdefault(row.account_id, []).append(row.duty)
    accounts = Account.objects.order_by("-is_active", "section", "login_name")
    lines = [(account, state_of(account), duties.get(account.id, [])) for account in accounts]
    return page(request, "backyard/staff.html", {"lines": lines})


@gate(MANAGE)
@FORM_METHODS
def add(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """A new account; its initial password is shown once, to be handed over."""
    form = AccountForm(request.POST or None)
    if form.can_go_on:
        given = form.cleaned_data
        try:
            newcomer = staff.add_account(given["login_name"], given["display_name"], given["section"])
        except staff.StaffRefused as refusal:
            form.add_error("login_name", str(refusal))
        else:
            return _initial(request, newcomer, "職員を登録しました")
    crumbs = [Crumb("職員と事務", reverse("backyard:staff", args=[address])), Crumb("職員の登録")]
    return render_form_page(request, "backyard/staff_add.html", form, {"crumbs": crumbs})


def _initial(request: AuthenticatedRequest, newcomer: staff.Newcomer, heading: str) -> HttpResponse:
    context = {"newcomer": newcomer, "notice": Notice("success", heading)}
    return page(request, "backyard/staff_initial.html", context)


DONE = {
    "assigned": Notice("success", "事務を割り当てました"),
    "ended": Notice("success", "事務の割当てを終えました", "この職員の次の操作から効きます"),
    "unlocked": Notice("success", "ロックを解きました"),
    "stopped": Notice("success", "アカウントを停止しました", "サインインしていた画面も終了しました"),
    "resumed": Notice("success", "アカウントを再開しました"),
}


@gate(MANAGE)
@FORM_METHODS
def person(request: AuthenticatedRequest, address: str, account_id: UUID) -> HttpResponse:
    """One account: duties, factors, what can be done with it; the form gives a duty."""
    form = DutyForm(request.POST or None)
    if form.can_go_on:
        given = form.cleaned_data
        try:
            staff.assign_duty(account_id, given["duty"], given["valid_from"], given["valid_to"])
        except staff.StaffRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(request, account_id, "assigned")
    return _person(request, account_id, form, DONE.get(request.GET.get("done", "")))


def _person(
    request: AuthenticatedRequest, account_id: UUID, form: DutyForm, notice: Notice | None = None
) -> HttpResponse:
    account = Account.objects.filter(id=account_id).first()
    if account is None:
        raise Http404
    day = current_context().business_date
    rows = DutyAssignment.objects.filter(account_id=account.id).order_by("-valid_from", "-id")
    assignments = sorted(((row, duty_state(row, day)) for row in rows), key=lambda line: line[1] is DutyState.ENDED)
    context = {
        "account": account,
        "state": state_of(account),
        "assignments": assignments,
        "factors": factors.factors_of(account),
        "is_self": account.id == current_context().actor.id,
        "states": DutyState,
        "notice": notice,
        "crumbs": [
            Crumb("職員と事務", reverse("backyard:staff", args=[request.place.address])),
            Crumb(account.display_name),
        ],
    }
    return render_form_page(request, "backyard/staff_person.html", form, context)


def _back(request: AuthenticatedRequest, account_id: UUID, done: str) -> HttpResponse:
    target = reverse("backyard:staff_person", args=[request.place.address, account_id])
    return HttpResponseRedirect(f"{target}?done={done}")


@gate(MANAGE)
@require_POST
def end_duty(request: AuthenticatedRequest, address: str, assignment_id: UUID) -> HttpResponse:
    """Take a duty away at once."""
    row = DutyAssignment.objects.filter(id=assignment_id).first()
    if row is None:
        raise Http404
    return _act(request, row.account_id, lambda: staff.end_duty(assignment_id), "ended")


@gate(MANAGE)
@require_POST
def change(request: AuthenticatedRequest, address: str, account_id: UUID) -> HttpResponse:
    """ロックを解く, 停止, 再開."""
    steps: dict[str, Callable[[], None]] = {
        "unlocked": lambda: staff.unlock(account_id),
        "stopped": lambda: staff.set_active(account_id, False),
        "resumed": lambda: staff.set_active(account_id, True),
    }
    what = request.POST.get("do", "")
    if what not in steps:
        raise Http404
    return _act(request, account_id, steps[what], what)


def _act(request: AuthenticatedRequest, account_id: UUID, step: Callable[[], None], done: str) -> HttpResponse:
    try:
        step()
    except Account.DoesNotExist:
        raise Http404 from None
    except staff.StaffRefused as refusal:
        response = _person(request, account_id, DutyForm(), Notice("error", "できません", str(refusal)))
        response.status_code = 409
        return response
    return _back(request, account_id, done)


@gate(MANAGE)
@require_POST
def start_over(request: AuthenticatedRequest, address: str, account_id: UUID) -> HttpResponse:
    """All factors off and a new initial password, for somebody who lost the key."""
    try:
        newcomer = staff.start_over(account_id)
    except Account.DoesNotExist:
        raise Http404 from None
    except staff.StaffRefused as refusal:
        response = _person(request, account_id, DutyForm(), Notice("error", "できません", str(refusal)))
        response.status_code = 409
        return response
    return _initial(request, newcomer, "第二要素を外し、最初のパスワードを作りました")
