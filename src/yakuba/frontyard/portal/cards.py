"""Signing in and stating the four items by My Number card: challenges, answers, what the card proved."""

import base64
import binascii
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from yakuba.frontyard.portal import vault
from yakuba.frontyard.portal.models import CardChallenge
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity import signed_items
from yakuba.platform.identity.challenge import SignedIn
from yakuba.platform.identity.errors import AnswerRefused
from yakuba.platform.identity.signed_items import SignedItems
from yakuba.platform.identity.verification import Answer, Verifier
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

LARGEST = 20_000  # characters of a certificate or a signature as they come in


class NoSuchChallenge(LookupError):
    """It was never made, was answered already, or belongs to another browser."""


@cache
def verifier() -> Verifier:
    """Authorities and revocation lists from the portal's folders; without lists every status is unknown."""
    return Verifier.open(Path(settings.CARD_AUTHORITIES), Path(settings.CARD_LISTS), test=settings.CARD_TEST)


def is_offered() -> bool:
    return bool(settings.CARD_CLIENT)


def ask(purpose: str, browser: str, back: str, account_id: Any = None) -> str:
    """A new challenge for this browser; the address of the card client's page."""
    at, code, origin = current_context().instant, directory.by_id(current()).lg_code, settings.PORTAL_ORIGIN
    if purpose == "sign":
        made = challenges.for_signing(origin, code, at, _statement(account_id))
    else:
        made = challenges.for_sign_in(origin, code, at)
    CardChallenge.objects.create(
        nonce=made.nonce,
        browser_hash=vault.plain_hash(browser),
        text=made.text(),
        account_id=account_id,
        made_at=at,
    )
    query = {"challenge": made.text(), "purpose": purpose, "return": origin + back}
    return f"{settings.CARD_CLIENT}?{urlencode(query)}"


def _statement(account_id: Any) -> bytes:
    return f"この口座の本人であることを示します {account_id}".encode()


def keep_answer(text: str, certificate: str, signature: str) -> str:
    """What the card client sent back, kept once for the browser that asked; the nonce. Raises NoSuchChallenge."""
    try:
        nonce = challenges.read(text).nonce
    except AnswerRefused:
        raise NoSuchChallenge from None
    row = CardChallenge.objects.select_for_update().filter(nonce=nonce, text=text, used=False, answer=None).first()
    if row is None or len(certificate) > LARGEST or len(signature) > LARGEST:
        raise NoSuchChallenge
    sealed = vault.seal(f"card/{nonce}", {"certificate": certificate, "signature": signature})
    CardChallenge.objects.filter(id=row.id).update(answer=sealed)
    return nonce


def _taken(nonce: str, browser: str) -> tuple[CardChallenge, Answer]:
    """The answer, which is used up by being looked at. Raises NoSuchChallenge."""
    row = CardChallenge.objects.select_for_update().filter(nonce=nonce, used=False).exclude(answer=None).first()
    if row is None or row.answer is None or bytes(row.browser_hash) != vault.plain_hash(browser):
        raise NoSuchChallenge
    given = vault.opened(f"card/{nonce}", row.answer)
    CardChallenge.objects.filter(id=row.id).update(used=True, answer=None)
    try:
        parts = [base64.b64decode(given[name], validate=True) for name in ("certificate", "signature")]
    except (binascii.Error, ValueError):
        raise NoSuchChallenge from None
    return row, Answer(*parts)


def signed_in(nonce: str, browser: str) -> SignedIn:
    """Who answered. Raises NoSuchChallenge, IdentityError."""
    row, answer = _taken(nonce, browser)
    return challenges.sign_in(challenges.read(row.text), answer, verifier(), current_context().instant, ())


def stated(nonce: str, browser: str, account_id: Any) -> SignedItems:
    """The four items of the signer, for the account that asked. Raises NoSuchChallenge, IdentityError."""
    row, answer = _taken(nonce, browser)
    if row.account_id != account_id:
        raise NoSuchChallenge
    return signed_items.answer_to(challenges.read(row.text), answer, verifier(), current_context().instant, ())
