"""Accounts, codes by e-mail, sessions. A session counts under its town hall only; its cookie is a random token."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from yakuba.frontyard.portal import mailing, uploads, vault
from yakuba.frontyard.portal.models import CardChallenge, Draft, EmailCode, PortalAccount, PortalSession, Told
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.statements import Read, stored

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
CODE_LIVES = timedelta(minutes=10)
ANSWER_LIVES = timedelta(minutes=10)  # of a card; longer than its challenge counts
DRAFT_LIVES = timedelta(days=30)
TRIES = 5
CODES_AN_HOUR = 5  # for one address; from one source four times as many
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


_OF_SESSION = ("id", "account_id", "token_hash", "level", "certificate", "began_at", "used_at")
_OF_ACCOUNT = ("id", "email_hash", "email", "card_hash", "level", "link", "words", "created_at", "letters")
# Each request of who is signed in begins with this.
_ASKED = ", ".join([*(f"session.{one}" for one in _OF_SESSION), *(f"account.{one}" for one in _OF_ACCOUNT)])
_SIGNED = Read(
    f"""SELECT {_ASKED}
    FROM portal_session AS session JOIN portal_account AS account
      ON account.municipality_id = session.municipality_id AND account.id = session.account_id
    WHERE session.municipality_id = %(municipality)s AND account.municipality_id = %(municipality)s
      AND session.token_hash = %(token)s"""  # noqa: S608 our own column names
)


class NotNow(Exception):
    """What was tried cannot be done; the argument is the key of the words that say so."""


@dataclass(frozen=True)
class Signed:
    """Who is at the browser."""

    session: PortalSession
    account: PortalAccount

    @property
    def is_linked(self) -> bool:
        return self.account.link == "linked"

    @property
    def has_card(self) -> bool:
        return self.session.level in ("card", "card_unconfirmed", "app")


def ask_code(email: str, source: str, language: str) -> str:
    """Send a code; the address in one form. The same answer whether the address is known or not. Raises NotNow."""
    address = email.strip().lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise NotNow("error.email")
    instant = current_context().instant
    since = instant - timedelta(hours=1)
    mine, theirs = vault.keyed("email", address), vault.keyed("source", source)
    recent = EmailCode.objects.filter(made_at__gt=since)
    if recent.filter(email_hash=mine).count() >= CODES_AN_HOUR:
        raise NotNow("error.too_many_codes")
    if recent.filter(source_hash=theirs).count() >= CODES_AN_HOUR * 4:
        raise NotNow("error.too_many_codes")
    code = f"{secrets.randbelow(1_000_000):06d}"
    EmailCode.objects.create(
        email_hash=mine, source_hash=theirs, code_hash=vault.keyed("code", address, code), made_at=instant
    )
    mailing.send_code(address, code, language)
    return address


def check_code(address: str, code: str) -> PortalAccount:
    """The account of the address, made at the first right code. Raises NotNow; a wrong code counts."""
    instant = current_context().instant
    mine = vault.keyed("email", address)
    row = (
        EmailCode.objects.select_for_update()
        .filter(email_hash=mine, used=False, made_at__gt=instant - CODE_LIVES)
        .order_by("-made_at", "-id")
        .first()
    )
    if row is None or row.tries >= TRIES:
        raise NotNow("error.code_old")
    if bytes(row.code_hash) != vault.keyed("code", address, re.sub(r"\D", "", _narrow(code))):
        EmailCode.objects.filter(id=row.id).update(tries=row.tries + 1)
        raise NotNow("error.code_wrong")
    EmailCode.objects.filter(id=row.id).update(used=True)
    account = PortalAccount.objects.filter(email_hash=mine).first()
    if account is None:
        account = PortalAccount(email_hash=mine, created_at=instant)
        account.email = vault.seal(f"email/{account.id}", {"email": address})
        account.save(force_insert=True)
    return account


def _narrow(code: str) -> str:
    return code.translate({ord("０") + n: str(n) for n in range(10)})


def of_card(serial_line: str, existing: PortalAccount | None) -> PortalAccount:
    """The account of a card; an account signed in by e-mail takes the card along when the card has none yet."""
    mine = vault.keyed("card", serial_line)
    account = PortalAccount.objects.filter(card_hash=mine).first()
    if account is None and existing is not None and existing.card_hash is None:
        PortalAccount.objects.filter(id=existing.id).update(card_hash=mine)
        return existing
    return account or PortalAccount.objects.create(card_hash=mine, created_at=current_context().instant)


def begin(account: PortalAccount, level: str, certificate: dict[str, Any] | None = None) -> str:
    """A session; its token, for the cookie."""
    token = secrets.token_urlsafe(32)
    instant = current_context().instant
    PortalSession.objects.create(
        account_id=account.id,
        token_hash=vault.plain_hash(token),
        level=level,
        certificate=certificate,
        began_at=instant,
        used_at=instant,
    )
    return token


def find(token: str) -> Signed | None:
    """Whose session it is; None when it has ended. Being used keeps it alive."""
    instant = current_context().instant
    found = _SIGNED.first(token=vault.plain_hash(token))
    if found is None:
        return None
    row = stored(PortalSession, _OF_SESSION, found[: len(_OF_SESSION)])
    row.account = stored(PortalAccount, _OF_ACCOUNT, found[len(_OF_SESSION) :])
    if row.used_at < instant - IDLE or row.began_at < instant - LONGEST:
        return None
    if row.used_at < instant - timedelta(minutes=1):
        _touch(PortalSession.objects.filter(id=row.id), instant)
    return Signed(row, row.account)


def _touch(session: QuerySet[PortalSession], instant: datetime) -> None:
    """Note the use, unless another request of the session does: a long one must not hold up all the others."""
    if session.select_for_update(skip_locked=True).values_list("id", flat=True):
        session.update(used_at=instant)


def end(signed: Signed) -> None:
    """Sign out: the facts to fill in are forgotten with it."""
    PortalSession.objects.filter(id=signed.session.id).delete()
    Told.objects.filter(account_id=signed.account.id).delete()


def forget_old() -> None:
    """Sessions that ended, facts nobody is signed in for, card answers nobody came for, old codes and drafts."""
    instant = current_context().instant
    PortalSession.objects.filter(Q(used_at__lt=instant - IDLE) | Q(began_at__lt=instant - LONGEST)).delete()
    alive = PortalSession.objects.values_list("account_id", flat=True)
    Told.objects.exclude(account_id__in=list(alive)).delete()
    CardChallenge.objects.filter(made_at__lt=instant - ANSWER_LIVES, answer__isnull=False).update(
        used=True, answer=None
    )
    EmailCode.objects.filter(made_at__lt=instant - timedelta(days=1)).delete()
    Draft.objects.filter(saved_at__lt=instant - DRAFT_LIVES).delete()
    uploads.forget_loose()
