"""デジタル認証アプリ (OpenID Connect): what is asked of the provider, and what its answers prove. Pure, no network.

Authorization code flow with PKCE (S256) and private_key_jwt. The provider has read the card and its PIN; a municipality
sees only signed statements. What the national provider documents is in docs/front-yard.md with what could not be read.
"""

import base64
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from yakuba.platform.identity.certificates import FourItems
from yakuba.platform.identity.errors import AnswerRefused, NotTrusted
from yakuba.platform.identity.levels import Level
from yakuba.standards import eras

ALGORITHMS = ["ES256", "RS256"]
ITEMS = ("name", "address", "birthdate", "gender")
SIGN_IN, WITH_ITEMS = "openid", "openid name address birthdate gender"
LEEWAY = 30  # seconds between two clocks
ASSERTION_LIVES = timedelta(minutes=2)
LARGEST = 20_000  # characters of a token
SUBSTITUTES = "〓●"  # what stands for a character that could not be written
_SEXES = {"1": "1", "2": "2", "3": "3", "male": "1", "female": "2", "other": "3"}
_BORN = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")


@dataclass(frozen=True)
class Provider:
    """An issuer and who we are there. ``acr`` is what is asked and must be answered for the full level."""

    issuer: str
    client_id: str
    acr: tuple[str, ...] = ("aal3", "crl")

    def endpoint(self, name: str) -> str:
        """``auth``, ``token``, ``userinfo`` or ``certs``."""
        return f"{self.issuer}/protocol/openid-connect/{name}"


@dataclass(frozen=True)
class Attempt:
    """One sign-in under way: the browser is bound by ``state``, the code by ``verifier``, the token by ``nonce``."""

    state: str
    nonce: str
    verifier: str
    redirect: str
    scope: str = SIGN_IN


@dataclass(frozen=True)
class Holder:
    """Who signed in: the provider's name for this person at this client (pairwise), and how surely."""

    issuer: str
    subject: str
    level: Level
    until: datetime

    def as_letter(self) -> dict[str, Any]:
        """The part ``certificate`` of a letter, in the places of a card's: kind app, serial, issuer_key_id, …"""
        return {
            "kind": "app",
            "serial": self.key,
            "issuer_key_id": sha256(self.issuer.encode()).hexdigest(),
            "not_after": None,
            "status": "good" if self.level is Level.APP else "unknown",
        }

    @property
    def key(self) -> str:
        """The subject, or its hash when it is too long for a row."""
        return self.subject if len(self.subject) <= 64 else sha256(self.subject.encode()).hexdigest()


def address_to_ask(provider: Provider, attempt: Attempt) -> str:
    """Where the resident goes. The verifier itself stays here; only its hash is shown."""
    challenge = base64.urlsafe_b64encode(sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": attempt.redirect,
        "scope": attempt.scope,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "acr_values": " ".join(provider.acr),
    }
    return f"{provider.endpoint('auth')}?{urlencode(asked)}"


def client_key(pem: bytes) -> ECKey | RSAKey:
    """Our private key: P-256 or RSA. Raises NotTrusted code client_key."""
    for kind in (ECKey, RSAKey):
        try:
            key: ECKey | RSAKey = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        if key.is_private and (isinstance(key, RSAKey) or key.curve_name == "P-256"):
            return key
    raise _refusal("client_key")


def public_jwk(key: ECKey | RSAKey) -> dict[str, Any]:
    """What is registered with the provider."""
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": _algorithm(key)}


def _algorithm(key: ECKey | RSAKey) -> str:
    return "ES256" if isinstance(key, ECKey) else "RS256"


def token_form(provider: Provider, attempt: Attempt, code: str, key: ECKey | RSAKey, at: datetime) -> dict[str, str]:
    """The form for the token endpoint: the code, the verifier, and a signed statement who asks (good once)."""
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": provider.endpoint("token"),
        "jti": secrets.token_urlsafe(24),
        "iat": int(at.timestamp()),
        "exp": int((at + ASSERTION_LIVES).timestamp()),
    }
    header = {"alg": _algorithm(key), "kid": key.thumbprint(), "typ": "JWT"}
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect,
        "client_id": provider.client_id,
        "code_verifier": attempt.verifier,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(header, claims, key),
    }


def key_set(given: object) -> KeySet:
    """The provider's keys. Raises NotTrusted code keys."""
    try:
        keys = given["keys"]  # type: ignore[index]
        usable = [one for one in keys if one.get("use", "sig") == "sig" and one.get("kty") in ("EC", "RSA")]
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise _refusal("keys") from None


def holder(provider: Provider, attempt: Attempt, id_token: object, keys: KeySet, at: datetime) -> Holder:
    """Whom an ID token names. Signature, issuer, audience, party, nonce, issue and end are checked.

    Raises NotTrusted, code signature, or the claim that does not fit: iss, aud, azp, nonce, exp, iat, sub.
    """
    if not isinstance(id_token, str) or len(id_token) > LARGEST:
        raise _refusal("signature")
    try:
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError):
        raise _refusal("signature") from None
    wrong = _wrong(provider, attempt, claims, at.timestamp())
    if wrong:
        raise _refusal(wrong)
    answered = str(claims.get("acr", "")).split()
    level = Level.APP if set(provider.acr) <= set(answered) else Level.CARD_UNCONFIRMED
    until = datetime.fromtimestamp(claims["exp"], at.tzinfo)
    return Holder(provider.issuer, claims["sub"], level, until)


def _wrong(provider: Provider, attempt: Attempt, claims: Mapping[str, Any], now: float) -> str:
    """The first claim that does not fit, or nothing. Times must be numbers, and ``True`` is none."""
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    subject = claims.get("sub")
    if claims.get("iss") != provider.issuer:
        return "iss"
    if provider.client_id not in named:
        return "aud"
    if (len(named) > 1 or "azp" in claims) and claims.get("azp") != provider.client_id:
        return "azp"
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()):
        return "nonce"
    for name in ("exp", "iat"):
        if not isinstance(claims.get(name), int | float) or isinstance(claims[name], bool):
            return name
    if claims["exp"] + LEEWAY < now:
        return "exp"
    if not now - 600 <= claims["iat"] <= now + LEEWAY:
        return "iat"
    return "" if isinstance(subject, str) and 0 < len(subject) <= 255 else "sub"


def items_of(told: object, of: Holder) -> FourItems:
    """The four items of a userinfo answer about the same person.

    Raises AnswerRefused: code other_person, no_consent (an item is missing), unreadable.
    """
    if not isinstance(told, Mapping) or told.get("sub") != of.subject:
        raise _unusable("other_person")
    texts = {name: _text(told.get(name)) for name in ITEMS}
    if not all(texts.values()):
        raise _unusable("no_consent")
    born, sex = _born(texts["birthdate"]), _SEXES.get(texts["gender"].lower())
    if born is None or sex is None or len(texts["name"]) > 200 or len(texts["address"]) > 400:
        raise _unusable("unreadable")
    marks = {name: "".join("1" if one in SUBSTITUTES else "0" for one in texts[name]) for name in ("name", "address")}
    return FourItems(texts["name"], born, sex, texts["address"], marks["name"], marks["address"])


def _text(value: object) -> str:
    """A claim as text; an address may come as an object with ``formatted``."""
    if isinstance(value, Mapping):
        value = value.get("formatted")
    return value.strip() if isinstance(value, str) else ""


def _born(text: str) -> str | None:
    """As the certificate writes it: era and YYYYMMDD."""
    found = _BORN.fullmatch(text)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
        return f"{eras.era_of(day).code}{day:%Y%m%d}" if day else None
    except ValueError:
        return None


def scopes_of(scope: str) -> Iterable[str]:
    """The claims a scope asks for, without ``openid``."""
    return [one for one in scope.split() if one != "openid"]


_AGAIN = "はじめからやり直してください。"
_WHY = {
    "client_key": "この役場の鍵がないため、アプリでの確認を使えません。マイナンバーカードか窓口をご利用ください。",
    "keys": "認証アプリの側の鍵を読み取れません。時間をおいてやり直してください。",
    "signature": "認証アプリからの証明の署名を確かめられません。" + _AGAIN,
    "other_person": "認証アプリの二つの答えが、別の人のものです。" + _AGAIN,
    "no_consent": "氏名・住所・生年月日・性別を渡すことに同意がなかったため、住民票と照合できません。" + _AGAIN,
    "unreadable": "認証アプリから渡された氏名などを読み取れません。マイナンバーカードか窓口をご利用ください。",
}


def _refusal(code: str) -> NotTrusted:
    return NotTrusted(code, _WHY.get(code, f"認証アプリからの証明の内容（{code}）が、求めたものと違います。{_AGAIN}"))


def _unusable(code: str) -> AnswerRefused:
    return AnswerRefused(code, _WHY[code])
