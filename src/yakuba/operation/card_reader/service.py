"""The service of a clerk's terminal: on the loopback, for the pages of one town hall, one reading at a time.

``POST /begin`` {challenge} → {token, slots, simulated}; ``POST /read`` {token, slot, pin, items_pin} → {certificate,
signature, items, items_problem}. Refusals are {code, message, tries}. A page must be of a configured origin, which is
also the challenge's; a token is good for one reading and two minutes. PINs pass through; nothing keeps or logs them.
"""

import base64
import json
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from yakuba.operation.card_reader.card import Card
from yakuba.operation.card_reader.errors import CardError
from yakuba.operation.card_reader.transport import Readers
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity.challenge import Challenge
from yakuba.platform.identity.errors import AnswerRefused

LIVES = timedelta(minutes=2)
MOST = 8  # readings begun at a time: pages that were left open
LARGEST = 8_000  # bytes of a request
Start = Callable[[str, list[tuple[str, str]]], object]
_STATUS = {"origin": "403 Forbidden", "request": "400 Bad Request", "challenge": "422 Unprocessable Content"}


@dataclass
class Service:
    """The WSGI application. ``origins``: the pages it answers, as scheme, host and port."""

    readers: Readers
    origins: frozenset[str]
    hosts: frozenset[str]
    clock: Callable[[], datetime]
    _begun: dict[str, tuple[Challenge, datetime]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __call__(self, environ: Mapping[str, Any], start: Start) -> list[bytes]:
        origin = str(environ.get("HTTP_ORIGIN", ""))
        known = origin in self.origins and environ.get("HTTP_HOST") in self.hosts
        try:
            if not known:
                raise CardError("origin")
            status, body = self._answer(environ, origin)
        except CardError as error:
            status = _STATUS.get(error.code, "409 Conflict")
            body = {"code": error.code, "message": str(error), "tries": error.tries}
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Vary", "Origin"),
        ]
        start(status, headers + (_to_page(origin) if known else []))
        return [content]

    def _answer(self, environ: Mapping[str, Any], origin: str) -> tuple[str, dict[str, Any] | None]:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return "204 No Content", None
        acts = {"/begin": self._begin, "/read": self._read}
        act = acts.get(str(environ.get("PATH_INFO", "")))
        if act is None or environ["REQUEST_METHOD"] != "POST":
            raise CardError("request")
        return "200 OK", act(_form(environ), origin)

    def _begin(self, form: Mapping[str, str], origin: str) -> dict[str, Any]:
        at = self.clock()
        try:
            challenge = challenges.read(form.get("challenge", ""))
            challenges.check_fresh(challenge, at, ())
        except AnswerRefused as error:
            raise CardError("stale" if error.code == "stale" else "challenge") from None
        if challenge.origin != origin or challenge.purpose != "sign-in":
            raise CardError("challenge")
        with self._lock:
            slots = self.readers.slots()
            self._begun = {token: one for token, one in self._begun.items() if at < one[1]}
            while len(self._begun) >= MOST:
                del self._begun[next(iter(self._begun))]
            token = secrets.token_urlsafe(32)
            self._begun[token] = (challenge, at + LIVES)
        return {"token": token, "slots": [asdict(one) for one in slots], "simulated": self.readers.simulated}

    def _read(self, form: Mapping[str, str], origin: str) -> dict[str, Any]:
        with self._lock:
            challenge, until = self._begun.pop(form.get("token", ""), (None, datetime.min.replace(tzinfo=UTC)))
            if challenge is None or challenge.origin != origin or self.clock() >= until:
                raise CardError("stale")
            with self.readers.open(form.get("slot", "")) as transport:
                return _reading(Card(transport), challenge, form)


def _reading(card: Card, challenge: Challenge, form: Mapping[str, str]) -> dict[str, Any]:
    """Certificate and signature are needed; where the four items cannot be read, why."""
    pin = form.get("pin", "")
    certificate = card.user_certificate()
    signature = card.sign(pin, challenge.to_sign())
    told: dict[str, Any] = {"items": None, "items_problem": ""}
    try:
        told["items"] = asdict(card.four_items(form.get("items_pin", "") or pin))
    except CardError as error:
        told["items_problem"] = str(error)
    encoded = {"certificate": certificate, "signature": signature}
    return told | {name: base64.b64encode(value).decode() for name, value in encoded.items()}


def _to_page(origin: str) -> list[tuple[str, str]]:
    """What lets that one page, and no other, read the answer."""
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Methods", "POST"),
        ("Access-Control-Allow-Headers", "content-type"),
        ("Access-Control-Allow-Private-Network", "true"),
    ]


def _form(environ: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a JSON object. Only JSON: another page's form cannot send it without being asked for its origin."""
    told = str(environ.get("CONTENT_LENGTH") or "0")
    size = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else LARGEST + 1
    if size > LARGEST or not str(environ.get("CONTENT_TYPE", "")).startswith("application/json"):
        raise CardError("request")
    found: Any = None
    with suppress(ValueError):
        found = json.loads(environ["wsgi.input"].read(size))
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise CardError("request")
    return found


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Who held a card here is nobody's business."""


def now() -> datetime:
    return datetime.now(UTC)


def server(readers: Readers, port: int, origins: Iterable[str], clock: Callable[[], datetime] = now) -> WSGIServer:
    """A server that is not running yet: ``serve_forever`` runs it. Reached from this machine alone."""
    made = _Threaded(("127.0.0.1", port), _Quiet)
    hosts = frozenset(f"{name}:{made.server_port}" for name in ("127.0.0.1", "localhost"))
    made.set_app(Service(readers, frozenset(origins), hosts, clock))
    return made
