"""A single-use challenge: the bytes a card signs, and the check of its answer.

The portal makes a challenge, keeps it in its own session (never takes it from the form that comes back), shows its
`text()` to the card's client and gives the answer to `sign_in`. These functions are pure and keep nothing: **the caller
keeps the nonces that were used** for at least `FRESH` and passes them as `used`, and notes the nonce in the same
transaction in which the sign-in counts (a unique key makes two answers at once safe).
"""

import base64
import binascii
import re
import secrets
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from yakuba.platform.identity.certificates import Kind
from yakuba.platform.identity.errors import AnswerRefused
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.status import Status
from yakuba.platform.identity.verification import Answer, Proof, Verifier

FRESH = timedelta(minutes=5)  # to take the card out, hold it and type the PIN
Purpose = Literal["sign-in", "sign"]
_ORIGIN = r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?"
_FORM = re.compile(
    rf"yakuba 1\npurpose (sign-in|sign)\norigin ({_ORIGIN})\nmunicipality ([0-9]{{6}})\n"
    r"instant ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\nnonce ([0-9a-f]{64})\nsubject ([0-9a-f]{64})?\n"
)
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Challenge:
    """`origin` is the portal's (scheme, host, port), `municipality` its six digits, `instant` aware, in seconds.

    `subject` is the SHA-256 (hex) of what is signed, "" for a sign-in, which signs nothing but itself.
    """

    purpose: Purpose
    origin: str
    municipality: str
    instant: datetime
    nonce: str
    subject: str = ""

    def to_sign(self) -> bytes:
        """Exactly the bytes the card signs: lines in a fixed order, so that no two challenges have the same bytes."""
        instant = self.instant.astimezone(UTC).strftime(_INSTANT)
        return (
            f"yakuba 1\npurpose {self.purpose}\norigin {self.origin}\nmunicipality {self.municipality}\n"
            f"instant {instant}\nnonce {self.nonce}\nsubject {self.subject}\n"
        ).encode()

    def text(self) -> str:
        """The bytes as base64url without padding, for the address of the client's page."""
        return base64.urlsafe_b64encode(self.to_sign()).rstrip(b"=").decode()


def for_sign_in(origin: str, municipality: str, at: datetime) -> Challenge:
    """A new challenge for signing in with the user certificate. Raises AnswerRefused for a wrong origin or code."""
    return _made("sign-in", origin, municipality, at, b"")


def for_signing(origin: str, municipality: str, at: datetime, content: bytes) -> Challenge:
    """A new challenge whose signature by the signature certificate stands for `content` (not empty)."""
    return _made("sign", origin, municipality, at, content)


def _made(purpose: Purpose, origin: str, municipality: str, at: datetime, content: bytes) -> Challenge:
    subject = sha256(content).hexdigest() if purpose == "sign" else ""
    made = Challenge(purpose, origin, municipality, at.replace(microsecond=0), secrets.token_hex(32), subject)
    return read(made.text())


def read(text: str) -> Challenge:
    """A challenge from its `text()`, for the session's store and for clients. Raises AnswerRefused code challenge."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        found = _FORM.fullmatch(plain)
        instant = datetime.strptime(found[4], _INSTANT).replace(tzinfo=UTC) if found else None
    except (ValueError, binascii.Error):
        found = instant = None
    if found is None or instant is None or (found[1] == "sign") != bool(found[6]):
        raise _refusal("challenge")
    purpose: Purpose = "sign" if found[1] == "sign" else "sign-in"
    return Challenge(purpose, found[2], found[3], instant, found[5], found[6] or "")


def check_fresh(challenge: Challenge, at: datetime, used: Container[str]) -> None:
    """Raises AnswerRefused: code used for a nonce in `used`, code stale when not issued within `FRESH` before `at`."""
    if challenge.nonce in used:
        raise _refusal("used")
    if not timedelta(seconds=-1) <= at - challenge.instant <= FRESH:
        raise _refusal("stale")


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, by certificate: never a name or an address. The holder is proved, not that a record is current."""

    serial: str
    issuer_key_id: str
    level: Level
    status: Status
    not_after: datetime
    letter: dict[str, Any]

    @classmethod
    def by(cls, proof: Proof) -> "SignedIn":
        held = proof.certificate
        return cls(held.serial, held.issuer_key_id, proof.level, proof.status, held.not_after, proof.as_letter())


def sign_in(challenge: Challenge, answer: Answer, verifier: Verifier, at: datetime, used: Container[str]) -> SignedIn:
    """Who answered the challenge at the aware instant `at` with a user certificate.

    `challenge` is the one the portal kept; `used` holds the nonces already used (see the module). Raises IdentityError.
    """
    if challenge.purpose != "sign-in":
        raise _refusal("challenge")
    check_fresh(challenge, at, used)
    return SignedIn.by(verifier.prove(answer, challenge.to_sign(), Kind.USER, at))


_WHY = {
    "challenge": "サインインの合図を読み取れません。はじめからやり直してください。",
    "used": "この合図はすでに使われています。もう一度サインインしてください。",
    "stale": "時間が過ぎました。5分以内にカードを読み取れるよう、はじめからやり直してください。",
}


def _refusal(code: str) -> AnswerRefused:
    return AnswerRefused(code, _WHY[code])
