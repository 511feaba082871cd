"""Use cases on accounts, duties, offices and terminals. Each leaves its row in the register of processing."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from yakuba.platform.access import factors, passwords, service
from yakuba.platform.access.duties import DUTIES, label
from yakuba.platform.access.models import Account, DutyAssignment, Office, SecondFactor, StaffSession, Terminal
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

DUTY = "staff.manage"


class WrongPassword(ValueError):
    """The present password is another one."""


class StaffRefused(ValueError):
    """What was asked of an account, duty, office or terminal cannot be done. The message says why and what to do."""


def _note(act: str, **detail: Any) -> None:
    register.record(act, note=register.Note(duty=DUTY, detail=detail))


def change_own_password(row: StaffSession, present: str, new: str) -> None:
    """Raises WrongPassword, or passwords.WeakPassword. Sessions elsewhere end."""
    account = Account.objects.select_for_update().get(id=row.account_id)
    if not passwords.matches(present, account.password):
        raise WrongPassword("今のパスワード：違う。確認して入力し直す")
    if present == new:
        raise passwords.WeakPassword("今のパスワードと同じです。新しいものを入力してください")
    stored = passwords.hashed(new, account.login_name)
    Account.objects.filter(id=account.id).update(password=stored, must_change_password=False)
    for other in service.sessions_of(account):
        if other.id != row.id:
            service.close_session(other)
    register.record("change_staff", note=register.Note(detail={"change": "own password", "account": str(account.id)}))


def remove_own_factor(account: Account, factor_id: UUID) -> None:
    """Raises SecondFactor.DoesNotExist, factors.LastFactor."""
    factors.remove(account, factor_id)
    detail = {"change": "factor removed", "account": str(account.id), "factor": str(factor_id)}
    register.record("change_staff", note=register.Note(detail=detail))


def end_own_session(row: StaffSession) -> None:
    """End one session; it is a sign-out from afar."""
    service.close_session(row)
    register.record("sign_out", note=register.Note(detail={"session": str(row.id)}))


@dataclass(frozen=True)
class Newcomer:
    """A new account and the password to hand over on paper: shown once, never stored in the clear."""

    account: Account
    initial_password: str


def _initial_password() -> str:
    """Fourteen letters and digits in groups, without look-alikes: about 70 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(3))


def add_account(login_name: str, display_name: str, section: str) -> Newcomer:
    """Register a staff member. Raises StaffRefused when the login name is taken."""
    service.require(DUTY)
    if Account.objects.filter(login_name=login_name).exists():
        raise StaffRefused("職員ID：使われている。別の職員IDを入力")
    password = _initial_password()
    new = service.NewAccount(login_name, display_name, section, password, must_change_password=True)
    account = service.create_account(new)
    _note("change_staff", change="account added", account=str(account.id), login_name=login_name)
    return Newcomer(account, password)


def start_over(account_id: UUID) -> Newcomer:
    """All factors off, sessions ended, a new initial password: for somebody who lost the key or the password."""
    service.require(DUTY)
    account = _other(account_id)
    instant = current_context().instant
    SecondFactor.objects.filter(account_id=account.id, removed_at__isnull=True).update(removed_at=instant)
    password = _initial_password()
    stored = passwords.hashed(password, account.login_name)
    Account.objects.filter(id=account.id).update(
        password=stored, must_change_password=True, failures=0, locked_until=None
    )
    service.revoke_sessions(account)
    _note("change_staff", change="factors and password reset", account=str(account.id))
    return Newcomer(account, password)


def set_active(account_id: UUID, active: bool) -> None:
    """停止 or 再開. A stopped account's sessions end at once. Raises StaffRefused for the own account."""
    service.require(DUTY)
    account = _other(account_id)
    Account.objects.filter(id=account.id).update(is_active=active)
    if not active:
        service.revoke_sessions(account)
    _note("change_staff", change="resumed" if active else "stopped", account=str(account.id))


def unlock(account_id: UUID) -> None:
    """Lift the lock that failed sign-ins set."""
    service.require(DUTY)
    account = Account.objects.select_for_update().get(id=account_id)
    Account.objects.filter(id=account.id).update(failures=0, locked_until=None)
    _note("change_staff", change="unlocked", account=str(account.id))


def _other(account_id: UUID) -> Account:
    """Nobody stops or resets the own account: the last manager would be locked out, and it would hide misuse."""
    if account_id == current_context().actor.id:
        raise StaffRefused("自分のアカウント：自分では停止・やり直しができない。別の担当者に頼む")
    return Account.objects.select_for_update().get(id=account_id)


def assign_duty(account_id: UUID, duty: str, valid_from: date, valid_to: date | None) -> None:
    """Give a duty for a period (both days included). Raises StaffRefused when it overlaps one in place."""
    service.require(DUTY)
    account = Account.objects.select_for_update().get(id=account_id)
    if duty not in DUTIES:
        raise StaffRefused("事務：一覧にない。選び直す")
    if valid_to is not None and valid_to < valid_from:
        raise StaffRefused("期間の終わり：始まりより前。終わりの日を直す")
    same = DutyAssignment.objects.filter(account_id=account.id, duty=duty, revoked_at__isnull=True)
    same = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
    if valid_to is not None:
        same = same.filter(valid_from__lte=valid_to)
    if same.exists():
        raise StaffRefused(f"事務「{label(duty)}」：期間が重なる割当てがある。先にその割当てを終える")
    service.assign(account, duty, valid_from, valid_to)
    until = valid_to.isoformat() if valid_to else None
    _note(
        "change_duty", change="assigned", account=str(account.id), duty=duty, since=valid_from.isoformat(), until=until
    )


def end_duty(assignment_id: UUID) -> None:
    """Take a duty away at once; the row stays with its period. Raises StaffRefused when it is not in force any more."""
    service.require(DUTY)
    row = DutyAssignment.objects.select_for_update().get(id=assignment_id)
    context = current_context()
    if row.revoked_at is not None or (row.valid_to is not None and row.valid_to < context.business_date):
        raise StaffRefused("割当て：終わっている。変えるところはない")
    DutyAssignment.objects.filter(id=row.id).update(revoked_at=context.instant)
    _note("change_duty", change="ended", account=str(row.account_id), duty=row.duty)


def add_office(code: str, name: str, ward_code: str = "") -> Office:
    """Register a place of work. Raises StaffRefused for a code that is taken."""
    service.require(DUTY)
    if Office.objects.filter(code=code).exists():
        raise StaffRefused("場所コード：使われている。別のコードを入力")
    office = Office.objects.create(code=code, name=name, ward_code=ward_code)
    _note("change_staff", change="office added", office=str(office.id), code=code)
    return office


def register_terminal(office_id: UUID, name: str, printer: str) -> str:
    """Make a browser a terminal of an office (juki-1.0:1.3.1); returns the token for its cookie.

    Raises StaffRefused for a name that is taken, Office.DoesNotExist.
    """
    service.require(DUTY)
    office = Office.objects.get(id=office_id, closed_on__isnull=True)
    if Terminal.objects.filter(name=name).exists():
        raise StaffRefused("端末名：使われている。別の端末名を入力（廃止した端末の名前も使えない）")
    token = secrets.token_urlsafe(32)
    row = Terminal.objects.create(
        office_id=office.id,
        name=name,
        printer=printer,
        token_hash=service.token_hash(token),
        registered_at=current_context().instant,
    )
    _note("change_staff", change="terminal registered", terminal=str(row.id), name=name, office=office.name)
    return token


def retire_terminal(terminal_id: UUID) -> None:
    """The browser's cookie means nothing from now on. Raises Terminal.DoesNotExist."""
    service.require(DUTY)
    row = Terminal.objects.select_for_update().get(id=terminal_id, retired_at__isnull=True)
    Terminal.objects.filter(id=row.id).update(retired_at=current_context().instant)
    _note("change_staff", change="terminal retired", terminal=str(row.id), name=row.name)
