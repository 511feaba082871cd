"""The simulated card: right and wrong PINs, the lock, portals it does not know, and one card each."""

import base64
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from yakuba.operation.simulators.card_client import Client, Person, Refused, make_cards, sign
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity.status import CrlFolder
from yakuba.platform.identity.trust import Anchors
from yakuba.platform.identity.verification import Answer, Verifier

AT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
ORIGIN = "http://localhost:8001"
HANAKO = Person("花子", "佐藤　花子", date(1980, 12, 26), "2", "北海道北見市大通西三丁目１番地２")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    assert make_cards(folder, [HANAKO], AT) == 1
    assert make_cards(folder, [HANAKO], AT) == 0, "made once"
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    card = made / "cards" / "001.json"
    before = card.read_bytes()
    yield made
    card.write_bytes(before)


def asked(purpose: str = "sign-in", origin: str = ORIGIN, back: str = f"{ORIGIN}/012084/card/answer/") -> str:
    made = (
        challenges.for_sign_in(origin, "012084", AT)
        if purpose == "sign-in"
        else challenges.for_signing(origin, "012084", AT, b"x")
    )
    return urlencode({"challenge": made.text(), "purpose": purpose, "return": back})


def answer(folder: Path, query: str, form: dict[str, str] | None = None) -> tuple[str, str, dict[str, str]]:
    seen: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        seen["status"], seen["headers"] = status, dict(headers)

    data = urlencode(form or {}).encode()
    environ = {
        "REQUEST_METHOD": "POST" if form is not None else "GET",
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
    }
    body = b"".join(Client(folder, ORIGIN)(environ, start)).decode()
    return seen["status"], body, seen["headers"]


def test_what_it_signs_is_verified_by_the_portal(folder: Path) -> None:
    made = challenges.for_sign_in(ORIGIN, "012084", AT)
    certificate, signature = sign(folder, "001", "sign-in", "1234", made.text())
    anchors = Anchors.open_test(folder / "authority" / "ca")
    verifier = Verifier(anchors, CrlFolder(folder / "authority" / "crl", anchors))
    given = Answer(base64.b64decode(certificate), base64.b64decode(signature))
    assert challenges.sign_in(made, given, verifier, AT, ()).level.code == "card"


def test_it_says_everywhere_that_it_is_none(folder: Path) -> None:
    status, body, headers = answer(folder, asked())
    assert status == "200 OK" and "模擬です" in body and "佐藤" not in body and "花子" in body
    assert "form-action 'self' http://localhost:8001" in headers["Content-Security-Policy"]
    status, body, _ = answer(folder, asked("sign"), {"card": "001", "secret": "abc123"})
    assert status == "200 OK" and 'action="http://localhost:8001/012084/card/answer/"' in body


def test_three_wrong_pins_lock_the_card(folder: Path) -> None:
    for left in ("あと2回", "あと1回", "あと0回"):
        assert left in answer(folder, asked(), {"card": "001", "secret": "0000"})[1]
    with pytest.raises(Refused, match="使えません"):
        sign(folder, "001", "sign-in", "1234", challenges.for_sign_in(ORIGIN, "012084", AT).text())


def test_a_right_pin_counts_from_anew(folder: Path) -> None:
    query = asked()
    answer(folder, query, {"card": "001", "secret": "0000"})
    answer(folder, query, {"card": "001", "secret": "1234"})
    assert "あと2回" in answer(folder, query, {"card": "001", "secret": "0000"})[1]


@pytest.mark.parametrize(
    "query",
    [
        "",
        asked(origin="http://evil.example"),
        asked(back="http://evil.example/"),
        asked().replace("purpose=sign-in", "purpose=sign"),
        urlencode({"challenge": "AAAA", "purpose": "sign-in", "return": ORIGIN}),
    ],
)
def test_a_portal_it_does_not_know_gets_no_signature(folder: Path, query: str) -> None:
    status, body, _ = answer(folder, query, {"card": "001", "secret": "1234"})
    assert status.startswith("422") and "signature" not in body


def test_no_card_chosen(folder: Path) -> None:
    assert "カードを選んで" in answer(folder, asked(), {"secret": "1234"})[1]
