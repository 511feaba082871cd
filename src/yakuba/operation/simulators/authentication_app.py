"""模擬認証アプリ: the authentication app's provider, played for trials and tests. It is not the Digital Agency's.

OpenID Connect below ``<issuer>/protocol/openid-connect/``: ``auth`` (choose one of the demo's simulated cards, PIN,
consent), ``token`` (code once, PKCE, private_key_jwt), ``userinfo``, ``certs``. Codes live in memory, for two minutes.
"""

import base64
import hmac
import html
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIServer, make_server

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from yakuba.operation.simulators.card_client import Quiet, Refused, Start, Threaded, cards_in, check_secret
from yakuba.platform.identity.authentication_app import ITEMS, client_key, scopes_of
from yakuba.platform.identity.certificates import FourItems, four_items, read

LIVES = 120.0  # seconds
LARGEST = 100_000  # bytes of a form
ROOT = "/protocol/openid-connect/"
Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass(frozen=True)
class Client:
    """Who may ask: an origin, and the key file the operator keeps (here only its public half is used)."""

    client_id: str
    origin: str
    key: Path


@dataclass(frozen=True)
class Given:
    """What a code or an access token stands for."""

    card: str
    asked: Mapping[str, str]
    until: float


@dataclass
class App:
    """The WSGI application. ``spoil`` changes claims of the next ID tokens; for tests of what must be refused."""

    folder: Path
    issuer: str
    client: Client
    spoil: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))

    def __post_init__(self) -> None:
        self._given: dict[str, Given] = {}
        self._used: set[str] = set()
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(32)

    def __call__(self, environ: Mapping[str, Any], start: Start) -> list[bytes]:
        pages = {"auth": self._auth, "token": self._token, "userinfo": self._userinfo, "certs": self._certs}
        page = pages.get(str(environ.get("PATH_INFO", "")).partition(ROOT)[2])
        try:
            status, headers, body = page(environ) if page else ("404 Not Found", [], b"")
        except Refused as refusal:
            status, headers, body = _json({"error": "invalid_request", "error_description": str(refusal)}, "400 Bad")
        start(status, [*headers, ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
        return [body]

    def _auth(self, environ: Mapping[str, Any]) -> Answer:
        """The page, and the way back with a code or an error."""
        asked = _flat(str(environ.get("QUERY_STRING", "")))
        back = urlsplit(asked.get("redirect_uri", ""))
        if asked.get("client_id") != self.client.client_id or f"{back.scheme}://{back.netloc}" != self.client.origin:
            raise Refused("unknown client or redirect_uri")
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            raise Refused("only code with S256")
        if environ["REQUEST_METHOD"] != "POST":
            return self._page(asked, "")
        form = _form(environ)
        if form.get("do") == "cancel":
            return _to(asked, {"error": "access_denied", "error_description": "cancelled"})
        try:
            check_secret(self.folder, form.get("card", ""), "sign-in", form.get("secret", ""))
        except Refused as refusal:
            return self._page(asked, str(refusal))
        granted = " ".join(one for one in scopes_of(asked.get("scope", "")) if form.get(f"give_{one}"))
        return _to(asked, {"code": self._keep(Given(form["card"], {**asked, "granted": granted}, _end()))})

    def _keep(self, given: Given) -> str:
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._given[name] = given
        return name

    def _pop(self, name: str) -> Given:
        with self._lock:
            given = self._given.pop(name, None)
        if given is None or given.until < time.time():
            raise Refused("unknown or used")
        return given

    def _token(self, environ: Mapping[str, Any]) -> Answer:
        form = _form(environ)
        self._check_client(form.get("client_assertion", ""))
        given = self._pop(form.get("code", ""))
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != given.asked["code_challenge"] or form.get("redirect_uri") != given.asked["redirect_uri"]:
            raise Refused("invalid_grant")
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self.client.client_id,
            "azp": self.client.client_id,
            "sub": self.subject(given.card),
            "nonce": given.asked.get("nonce", ""),
            "acr": given.asked.get("acr_values", ""),
            "iat": now,
            "exp": now + 300,
            **self.spoil,
        }
        id_token = jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)
        told = {"id_token": id_token, "access_token": self._keep(given), "token_type": "Bearer", "expires_in": 120}
        return _json(told)

    def _check_client(self, assertion: str) -> None:
        """private_key_jwt: signed by the client's key, for this address, in time, once."""
        try:
            claims = jwt.decode(assertion, client_key(self.client.key.read_bytes()), ["ES256", "RS256"]).claims
        except (JoseError, ValueError):
            raise Refused("invalid_client") from None
        right = claims.get("iss") == claims.get("sub") == self.client.client_id
        fits = right and claims.get("aud") == f"{self.issuer}{ROOT}token" and claims.get("exp", 0) > time.time()
        with self._lock:
            if not fits or claims.get("jti") in self._used:
                raise Refused("invalid_client")
            self._used.add(str(claims["jti"]))

    def subject(self, card: str) -> str:
        """Another one for each client."""
        return hmac.new(self._salt, f"{self.client.client_id}/{card}".encode(), sha256).hexdigest()

    def _userinfo(self, environ: Mapping[str, Any]) -> Answer:
        given = self._pop(str(environ.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer "))
        items = self._items(given.card)
        said = dict(zip(ITEMS, (items.name, items.address, items.born_text.replace("-", ""), items.sex), strict=True))
        granted = given.asked["granted"].split()
        return _json({"sub": self.subject(given.card), **{one: said[one] for one in granted if one in said}})

    def _items(self, card: str) -> FourItems:
        return four_items(read(base64.b64decode(cards_in(self.folder)[card]["sign"]["certificate"])))

    def _certs(self, environ: Mapping[str, Any]) -> Answer:
        return _json({"keys": [{**self.key.as_dict(private=False), "use": "sig", "alg": "ES256"}]})

    def _page(self, asked: Mapping[str, str], wrong: str) -> Answer:
        cards = "".join(
            f'<p><label><input type="radio" name="card" value="{html.escape(one)}"> '
            f"{html.escape(str(card['label']))}</label></p>"
            for one, card in cards_in(self.folder).items()
        )
        consent = "".join(
            f'<p><label><input type="checkbox" name="give_{html.escape(one)}" value="1" checked> '
            f"{_LABELS.get(one, html.escape(one))}を渡す</label></p>"
            for one in scopes_of(asked.get("scope", ""))
        )
        told = f'<p role="alert"><strong>{html.escape(wrong)}</strong></p>' if wrong else ""
        body = (
            f'{told}<form method="post"><fieldset><legend>カードを選んでください</legend>{cards}</fieldset>{consent}'
            '<p><label for="secret">利用者証明用の暗証番号（4桁。見本は 1234）</label><br>'
            '<input id="secret" name="secret" type="password" autocomplete="off"></p>'
            '<p><button id="go">読み取る</button> <button name="do" value="cancel">やめる</button></p></form>'
        )
        policy = f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {self.client.origin}"
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)]
        return ("422 Unprocessable Content" if wrong else "200 OK"), headers, (_HEAD + body).encode()


_LABELS = {"name": "氏名", "address": "住所", "birthdate": "生年月日", "gender": "性別"}
_HEAD = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>模擬認証アプリ</title><style>body{font:1.0625rem/1.7 sans-serif;max-width:36rem;margin:0 auto;padding:1rem}"
    "button,input[type=password]{min-height:3rem;font:inherit;padding:0 1rem}label{min-height:2.75rem}</style>"
    "<h1>模擬認証アプリ</h1><p>デジタル認証アプリの模擬です。本物のカードは使えません。</p>"
)


def _end() -> float:
    return time.time() + LIVES


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def _form(environ: Mapping[str, Any]) -> dict[str, str]:
    told = str(environ.get("CONTENT_LENGTH") or "0")
    size = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else LARGEST + 1
    if size > LARGEST:
        raise Refused("too large")
    return _flat(environ["wsgi.input"].read(size).decode("utf-8", "replace"))


def _json(told: Mapping[str, Any], status: str = "200 OK") -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(told, ensure_ascii=False).encode()


def _to(asked: Mapping[str, str], said: Mapping[str, str]) -> Answer:
    where = f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked.get('state', '')})}"
    return "303 See Other", [("Location", where)], b""


def server(folder: Path, port: int, client: Client) -> WSGIServer:
    """A server that is not running yet; its issuer is its own address."""
    app = App(folder, f"http://localhost:{port}", client)
    return make_server("127.0.0.1", port, app, server_class=Threaded, handler_class=Quiet)
