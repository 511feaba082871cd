"""模擬カード: a card reader with its client software and the demo's My Number cards in one small web page.

It is neither J-LIS's software nor a card. The portal leads a resident here with ``?challenge=…&purpose=sign-in|sign&
return=…``; the resident chooses a card and types the PIN (4 digits, 3 tries) or the signature password (5 tries); the
card signs the challenge, and a form brings certificate and signature back. Works without script. Cards are files.
"""

import base64
import html
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from yakuba.operation.simulators.card_authority import CardAuthority, Holder, key_from, key_text, write_whole
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity.certificates import Kind
from yakuba.platform.identity.errors import AnswerRefused

TRIES = {"sign-in": 3, "sign": 5}
KINDS = {"sign-in": Kind.USER, "sign": Kind.SIGNATURE}
SECRETS = {"sign-in": "pin", "sign": "password"}
LABELS = {"sign-in": "利用者証明用の暗証番号（4桁）", "sign": "署名用の暗証番号（6から16文字）"}
LARGEST = 100_000  # bytes of a request
_LOCK = threading.Lock()
Start = Callable[[str, list[tuple[str, str]]], object]


@dataclass(frozen=True)
class Person:
    """Whom a demo card is for. ``sex`` is 1, 2 or 3; ``address`` from the prefecture on."""

    label: str
    name: str
    birth_date: date
    sex: str
    address: str
    pin: str = "1234"
    password: str = "ABC123"  # noqa: S105 - of a simulated card, printed on its page


def make_cards(folder: Path, people: Iterable[Person], at: datetime) -> int:
    """Cards of these people, each made once, by the test authority in the folder; lists published. How many are new."""
    authority = CardAuthority.found(folder / "authority", at)
    (folder / "cards").mkdir(mode=0o700, parents=True, exist_ok=True)
    known = {card["label"] for card in cards_in(folder).values()}
    made = 0
    for person in people:
        if person.label in known:
            continue
        holder = Holder(person.name, person.birth_date, person.sex, person.address)
        card: dict[str, Any] = {"label": person.label, "pin": person.pin, "password": person.password, "wrong": {}}
        for purpose, kind in KINDS.items():
            issued = authority.issue(kind, holder, at)
            card[purpose] = {
                "certificate": base64.b64encode(issued.certificate).decode(),
                "key": key_text(issued.key),
            }
        write_whole(folder / "cards" / f"{len(known) + made + 1:03}.json", json.dumps(card).encode())
        made += 1
    authority.publish(at, days=3650)
    return made


def cards_in(folder: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_bytes()) for path in sorted((folder / "cards").glob("*.json"))}


class Refused(Exception):
    """What the page says instead of signing."""


def sign(folder: Path, card_id: str, purpose: str, secret: str, challenge: str) -> tuple[str, str]:
    """Certificate and signature (base64) of the card, once the PIN or password is right. Raises Refused."""
    card = check_secret(folder, card_id, purpose, secret)
    key, data = key_from(card[purpose]["key"]), challenges.read(challenge).to_sign()
    signed = key.sign(data, PKCS1v15(), SHA256()) if isinstance(key, RSAPrivateKey) else key.sign(data, ECDSA(SHA384()))
    return card[purpose]["certificate"], base64.b64encode(signed).decode()


def check_secret(folder: Path, card_id: str, purpose: str, secret: str) -> dict[str, Any]:
    """The card, once its PIN or password is right; a wrong one counts. Raises Refused."""
    with _LOCK:
        card = cards_in(folder).get(card_id)
        if card is None:
            raise Refused("カードを選んでください。")
        wrong = int(card["wrong"].get(purpose, 0))
        if wrong >= TRIES[purpose]:
            raise Refused("暗証番号を続けて間違えたため、このカードは使えません（市区町村の窓口で初期化します）。")
        right = secret == card[SECRETS[purpose]] if purpose == "sign-in" else secret.upper() == card["password"]
        card["wrong"][purpose] = 0 if right else wrong + 1
        write_whole(folder / "cards" / f"{card_id}.json", json.dumps(card).encode())
    if not right:
        raise Refused(f"暗証番号が違います。あと{TRIES[purpose] - wrong - 1}回です。")
    return card


class Client:
    """The WSGI application. ``origin`` is the only portal it answers to."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.folder, self.origin = folder, origin

    def __call__(self, environ: Mapping[str, Any], start: Start) -> list[bytes]:
        asked = {name: values[0] for name, values in parse_qs(str(environ.get("QUERY_STRING", ""))).items()}
        status, body = "200 OK", ""
        try:
            purpose, challenge, back = self._checked(asked)
            if environ["REQUEST_METHOD"] == "POST":
                body = self._signed(self._form(environ), (purpose, challenge, back))
            else:
                body = self._ask(purpose, "")
        except Refused as refusal:
            status = "422 Unprocessable Content"
            body = self._ask(asked.get("purpose", "sign-in"), str(refusal)) if "challenge" in asked else _text(refusal)
        content = _page(body).encode()
        policy = (
            f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {self.origin}; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        start(
            status,
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(content))),
                ("Content-Security-Policy", policy),
                ("Referrer-Policy", "no-referrer"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [content]

    def _checked(self, asked: Mapping[str, str]) -> tuple[str, str, str]:
        purpose, challenge, back = (asked.get(name, "") for name in ("purpose", "challenge", "return"))
        try:
            read = challenges.read(challenge)
        except AnswerRefused:
            raise Refused("ポータルから、もう一度はじめてください。") from None
        parts = urlsplit(back)
        if f"{parts.scheme}://{parts.netloc}" != self.origin or read.origin != self.origin or read.purpose != purpose:
            raise Refused("このカードソフトが知らないポータルからの求めです。署名しません。")
        return purpose, challenge, back

    def _form(self, environ: Mapping[str, Any]) -> dict[str, str]:
        told = str(environ.get("CONTENT_LENGTH") or "0")
        size = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else LARGEST + 1
        if size > LARGEST:
            raise Refused("送られた内容が大きすぎます。")
        given = parse_qs(environ["wsgi.input"].read(size).decode("utf-8", "replace"))
        return {name: values[0] for name, values in given.items()}

    def _signed(self, form: Mapping[str, str], asked: tuple[str, str, str]) -> str:
        purpose, challenge, back = asked
        certificate, signature = sign(self.folder, form.get("card", ""), purpose, form.get("secret", ""), challenge)
        hidden = {"challenge": challenge, "certificate": certificate, "signature": signature}
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{_text(value)}">' for name, value in hidden.items()
        )
        button = '<p><button id="back">ポータルに戻る</button></p>'
        return f'<p>カードが署名しました。</p><form method="post" action="{_text(back)}">{fields}{button}</form>'

    def _ask(self, purpose: str, wrong: str) -> str:
        label = LABELS.get(purpose, LABELS["sign-in"])
        cards = "".join(
            f'<p><label><input type="radio" name="card" value="{_text(one)}"> {_text(card["label"])}</label></p>'
            for one, card in cards_in(self.folder).items()
        )
        told = f'<p role="alert"><strong>{_text(wrong)}</strong></p>' if wrong else ""
        hint = "見本のカードの暗証番号は 1234、署名用は ABC123 です。"
        return (
            f'{told}<form method="post"><fieldset><legend>カードを選んでください</legend>{cards}</fieldset>'
            f'<p><label for="secret">{label}</label><br><input id="secret" name="secret" type="password" '
            f'autocomplete="off"></p><p>{hint}</p><p><button id="sign">カードで署名する</button></p></form>'
        )


def _text(value: object) -> str:
    return html.escape(str(value))


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>模擬カード</title><style>'
        "body{font:1.0625rem/1.7 sans-serif;max-width:36rem;margin:0 auto;padding:1rem;color:#333}"
        "button,input[type=password]{min-height:3rem;font:inherit;padding:0 1rem}label{display:inline-block;"
        "min-height:2.75rem}fieldset{border:1px solid #949494;border-radius:8px}"
        "strong{color:#ce0000}.band{background:#fbf5e0;padding:.5rem 1rem}</style></head><body><main>"
        '<h1>模擬カード</h1><p class="band">カードリーダーとカードの模擬です。本物のカードは使えません。</p>'
        f"{body}</main></body></html>"
    )


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """What was asked of a card is nobody's business."""


def server(folder: Path, port: int, origin: str) -> WSGIServer:
    """A server that is not running yet: ``serve_forever`` runs it."""
    return make_server("127.0.0.1", port, Client(folder, origin), server_class=Threaded, handler_class=Quiet)
