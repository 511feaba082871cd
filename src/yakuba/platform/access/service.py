"""Accounts, duties and sessions: the room's door for others."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, QuerySet

from yakuba.platform.access import limits, passwords
from yakuba.platform.access.duties import DUTIES, label
from yakuba.platform.access.models import Account, Attempt, DutyAssignment, StaffSession, Terminal
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import Actor, current_context
from yakuba.platform.tenancy.statements import Read


class Refused(PermissionError):
    """The actor may not do this. ``duty`` is the one that is needed."""

    def __init__(self, duty: str, reason: str = "") -> None:
        self.duty = duty
        super().__init__(reason or f"この操作には「{label(duty)}」の事務が必要です")


class StepUpNeeded(PermissionError):
    """The act needs the second factor again, within the last minutes."""


def require(duty: str) -> Actor:
    """The actor, if the duty is in force. Raises Refused."""
    if duty not in DUTIES:
        raise KeyError(duty)
    actor = current_context().actor
    if actor.kind != "system" and duty not in actor.duties:
        raise Refused(duty)
    return actor


def require_step_up(duty: str = "") -> Actor:
    """As ``require`` (any signed-in person without a duty), and the second factor was shown again lately.

    Raises Refused or StepUpNeeded.
    """
    actor = require(duty) if duty else current_context().actor
    if actor.kind != "system" and not current_context().stepped_up:
        raise StepUpNeeded("もう一度、第二要素で本人確認をしてください")
    return actor


@dataclass(frozen=True)
class NewAccount:
    login_name: str
    display_name: str
    section: str
    password: str
    is_demo: bool = False
    must_change_password: bool = False


def create_account(new: NewAccount) -> Account:
    """Register a staff member. Raises passwords.WeakPassword; an existing login name is an IntegrityError."""
    return Account.objects.create(
        login_name=new.login_name,
        display_name=new.display_name,
        section=new.section,
        password=passwords.hashed(new.password, new.login_name),
        is_demo=new.is_demo,
        must_change_password=new.must_change_password,
        created_at=current_context().instant,
    )


def assign(account: Account, duty: str, valid_from: date, valid_to: date | None = None) -> DutyAssignment:
    """Give a duty for a period. Raises KeyError for a duty that does not exist."""
    label(duty)
    context = current_context()
    return DutyAssignment.objects.create(
        account_id=account.id,
        duty=duty,
        valid_from=valid_from,
        valid_to=valid_to,
        assigned_by=context.actor.id,
        assigned_at=context.instant,
    )


_DUTIES_ON = Read("""
SELECT duty FROM duty_assignment
WHERE municipality_id = %(municipality)s AND account_id = %(account)s AND revoked_at IS NULL
  AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
""")


def duties_on(account: Account, day: date) -> frozenset[str]:
    """Codes of the duties in force on a day."""
    return frozenset(duty for (duty,) in _DUTIES_ON.rows(account=account.id, day=day))


def actor_of(account: Account, day: date) -> Actor:
    return Actor(id=account.id, name=account.display_name, duties=duties_on(account, day))


class SignInRefused(Exception):
    """Sign-in did not succeed. The message is the same whether the account exists or not, except when locked."""


LOCKED = (
    "続けて失敗したため、しばらくの間サインインできません。時間をおいてやり直すか、職員の管理の担当者に連絡してください"
)


@dataclass(frozen=True)
class Credentials:
    login_name: str
    password: str
    source: str


def check_password(given: Credentials) -> Account:
    """The account whose password was given. Counts failures and locks. Raises SignInRefused."""
    instant = current_context().instant
    if source_is_slowed(given.source):
        raise SignInRefused(LOCKED)  # before the costly hashing, or a flood of tries would use up the threads
    account = Account.objects.select_for_update().filter(login_name=given.login_name, is_active=True).first()
    right = passwords.matches(given.password, account.password if account else None)
    if account and account.locked_until and account.locked_until > instant:
        raise SignInRefused(LOCKED)
    if account is None or not right:
        _count_failure(account, given.source)
        raise SignInRefused("職員IDかパスワードが違います。確認して、もう一度入力してください")
    return account


def _count_failure(account: Account | None, source: str) -> None:
    instant = current_context().instant
    Attempt.objects.create(source=source, at=instant)
    if account is None:
        return
    failures = account.failures + 1
    rule = limits.lock_rule()
    locked = instant + rule.for_ if failures >= rule.after else None
    Account.objects.filter(id=account.id).update(failures=0 if locked else failures, locked_until=locked)
    if locked:
        register.record("lock_out", note=register.Note(detail={"account": str(account.id)}))


def source_is_slowed(source: str) -> bool:
    """Whether so many sign-ins from there failed lately that no more are looked at."""
    since = current_context().instant - limits.SOURCE_WINDOW
    return Attempt.objects.filter(source=source, at__gt=since).count() >= limits.SOURCE_LIMIT


def is_locked(account: Account) -> bool:
    return account.locked_until is not None and account.locked_until > current_context().instant


def count_factor_failure(account: Account, source: str) -> None:
    """A wrong second factor counts like a wrong password: both guard the same door."""
    _count_failure(Account.objects.select_for_update().get(id=account.id), source)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Seat:
    """Where a session is used. ``source`` is the network address."""

    place: str = ""
    terminal: str = ""
    source: str = ""


TERMINAL_COOKIE = "__Secure-yakuba_terminal" if settings.TLS else "yakuba_terminal"


def seat_of(cookies: Mapping[str, str], source: str = "") -> Seat:
    """The registered terminal a browser is, by its cookie; an unregistered browser has no terminal name."""
    token = cookies.get(TERMINAL_COOKIE, "")
    row = (
        Terminal.objects.filter(token_hash=token_hash(token), retired_at__isnull=True).select_related("office").first()
        if token
        else None
    )
    return Seat(place=row.office.name, terminal=row.name, source=source) if row else Seat(source=source)


def open_session(account: Account, stage: str, seat: Seat) -> str:
    """A new session; returns the token for the cookie. A full session resets the failures."""
    instant = current_context().instant
    token = secrets.token_urlsafe(32)
    StaffSession.objects.create(
        token_hash=token_hash(token),
        account_id=account.id,
        stage=stage,
        place=seat.place,
        terminal=seat.terminal,
        source=seat.source,
        started_at=instant,
        seen_at=instant,
        expires_at=instant + (limits.longest() if stage == StaffSession.Stage.FULL else limits.PASSWORD_ONLY_FOR),
    )
    if stage == StaffSession.Stage.FULL:
        Account.objects.filter(id=account.id).update(failures=0, locked_until=None)
    return token


_SESSION, _ACCOUNT = (
    tuple(str(field.column) for field in kind._meta.concrete_fields) for kind in (StaffSession, Account)
)
_LIVING_SESSION = Read(f"""
SELECT {", ".join(f"session.{name}" for name in _SESSION)}, {", ".join(f"account.{name}" for name in _ACCOUNT)}
FROM staff_session AS session
JOIN account ON account.municipality_id = session.municipality_id AND account.id = session.account_id
WHERE session.municipality_id = %(municipality)s AND session.token_hash = %(hash)s AND session.expires_at > %(now)s
  AND session.seen_at > %(since)s AND account.is_active
""")  # noqa: S608 - constants


def find_session(token: str) -> StaffSession | None:
    """The session of a cookie, if it is still alive; touching it keeps it alive."""
    instant, idle = current_context().instant, limits.idle()
    found = _LIVING_SESSION.first(hash=token_hash(token), now=instant, since=instant - idle)
    if found is None:
        return None
    row = StaffSession.from_db(DEFAULT_DB_ALIAS, _SESSION, found[: len(_SESSION)])
    row.account = Account.from_db(DEFAULT_DB_ALIAS, _ACCOUNT, found[len(_SESSION) :])
    row.idle = idle
    if instant - row.seen_at > timedelta(minutes=1):
        _touch(StaffSession.objects.filter(id=row.id), instant)
    return row


def _touch(session: QuerySet[StaffSession], instant: datetime) -> None:
    """Note the use, unless another request of the session does: a long one must not hold up all the others."""
    if session.select_for_update(skip_locked=True).values_list("id", flat=True):
        session.update(seen_at=instant)


def close_session(row: StaffSession) -> None:
    StaffSession.objects.filter(id=row.id).update(expires_at=current_context().instant)


def step_up(row: StaffSession) -> str:
    """The second factor was shown again: sensitive acts are open for some minutes, under a new token, returned here."""
    token = secrets.token_urlsafe(32)
    StaffSession.objects.filter(id=row.id).update(
        token_hash=token_hash(token), step_up_until=current_context().instant + limits.STEP_UP_FOR
    )
    return token


def set_purpose(row: StaffSession, purpose: str) -> None:
    StaffSession.objects.filter(id=row.id).update(purpose=purpose)


def revoke_sessions(account: Account) -> int:
    """End all sessions of an account; returns how many were alive."""
    instant = current_context().instant
    return StaffSession.objects.filter(account_id=account.id, expires_at__gt=instant).update(expires_at=F("seen_at"))


def sessions_of(account: Account) -> list[StaffSession]:
    """The account's living sessions, the one used last first."""
    instant = current_context().instant
    rows = StaffSession.objects.filter(account_id=account.id, expires_at__gt=instant, stage=StaffSession.Stage.FULL)
    return list(rows.filter(seen_at__gt=instant - limits.idle()).order_by("-seen_at", "-id"))


def seconds_left(row: StaffSession) -> int:
    """How long the page may lie untouched: the idle time, or less near the end of the longest time."""
    return max(1, int(min(row.idle or limits.idle(), row.expires_at - current_context().instant).total_seconds()))
