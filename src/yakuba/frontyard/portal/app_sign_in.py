"""Signing in by the national authentication app: an attempt bound to one browser, good once; what the app proved.

Sign-in asks the app for nothing but who it is; the four items are asked once, with consent, by a second attempt whose
person must be the one signed in.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from yakuba.frontyard.portal import app_wire, vault
from yakuba.frontyard.portal.cards import NoSuchChallenge
from yakuba.frontyard.portal.models import CardChallenge
from yakuba.platform.identity import authentication_app as app
from yakuba.platform.identity.certificates import FourItems
from yakuba.platform.identity.errors import AnswerRefused, NotTrusted
from yakuba.platform.tenancy.context import current_context

LIVES = timedelta(minutes=10)
MARK = "app "  # before the scope, where a card's challenge has its text: no card can answer it


@dataclass(frozen=True)
class Answered:
    """``items`` only where they were asked for."""

    holder: app.Holder
    items: FourItems | None
    account_id: UUID | None


def provider() -> app.Provider:
    return app.Provider(settings.APP_ISSUER.rstrip("/"), settings.APP_CLIENT_ID, tuple(settings.APP_ACR.split()))


def is_offered() -> bool:
    """Only with issuer, client and key: half a setting offers nothing."""
    return bool(settings.APP_ISSUER and settings.APP_CLIENT_ID) and Path(settings.APP_KEY).is_file()


def ask(browser: str, redirect: str, account_id: UUID | None) -> str:
    """The app's address for this browser; with an account, the four items are asked for it."""
    state = secrets.token_urlsafe(32)
    scope = app.WITH_ITEMS if account_id else app.SIGN_IN
    CardChallenge.objects.create(
        nonce=state,
        browser_hash=vault.plain_hash(browser),
        text=MARK + scope,
        account_id=account_id,
        made_at=current_context().instant,
    )
    return app.address_to_ask(provider(), _attempt(state, redirect, scope))


def _attempt(state: str, redirect: str, scope: str) -> app.Attempt:
    """Nonce and verifier follow from the state and the portal's key: nothing secret lies in the table."""
    secret = {name: vault.keyed(f"app/{name}", state) for name in ("nonce", "verifier")}
    texts = {name: base64.urlsafe_b64encode(one).rstrip(b"=").decode() for name, one in secret.items()}
    return app.Attempt(state, texts["nonce"], texts["verifier"], redirect, scope)


def take(state: str, browser: str) -> CardChallenge:
    """The attempt, used up by being looked at. Raises NoSuchChallenge: unknown, old, used, of another browser."""
    since = current_context().instant - LIVES
    row = (
        CardChallenge.objects.select_for_update()
        .filter(nonce=state[:64], used=False, made_at__gt=since, text__startswith=MARK)
        .first()
    )
    if row is None or bytes(row.browser_hash) != vault.plain_hash(browser):
        raise NoSuchChallenge
    CardChallenge.objects.filter(id=row.id).update(used=True)
    return row


def answered(row: CardChallenge, redirect: str, code: str) -> Answered:
    """Who is there, from a code. Raises app_wire.Unreachable, IdentityError."""
    attempt, at, us = _attempt(row.nonce, redirect, row.text[len(MARK) :]), current_context().instant, provider()
    key = app.client_key(Path(settings.APP_KEY).read_bytes())
    id_token, access = app_wire.tokens(us, app.token_form(us, attempt, code[:4000], key, at))
    holder = _holder(us, attempt, id_token, at)
    if attempt.scope != app.WITH_ITEMS:
        return Answered(holder, None, None)
    items = app.items_of(app_wire.asked(us.endpoint("userinfo"), bearer=access), holder)
    return Answered(holder, items, row.account_id)


def _holder(us: app.Provider, attempt: app.Attempt, id_token: str, at: Any) -> app.Holder:
    """By the keys known; a token they do not fit may be signed by a newer one."""
    certs = us.endpoint("certs")
    try:
        return app.holder(us, attempt, id_token, app.key_set(app_wire.keys.of(certs)), at)
    except NotTrusted as refusal:
        if refusal.code not in ("signature", "keys"):
            raise
    return app.holder(us, attempt, id_token, app.key_set(app_wire.keys.of(certs, anew=True)), at)


def items_for(signed: Any, found: Answered) -> FourItems:
    """The items, when they are asked and told for this account and person. Raises AnswerRefused, NoSuchChallenge."""
    if found.items is None or found.account_id != signed.account.id:
        raise NoSuchChallenge
    shown = signed.session.certificate or {}
    mine = found.holder.as_letter()
    if any(shown.get(name) != mine[name] for name in ("kind", "serial", "issuer_key_id")):
        why = "サインインした方と、アプリで確認した方が違います。はじめからやり直してください。"
        raise AnswerRefused("other_person", why)
    return found.items
