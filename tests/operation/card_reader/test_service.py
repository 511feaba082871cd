"""The terminal's local service, asked by HTTP as the counter's page asks it, with the simulated chip."""

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from yakuba.operation.card_reader.service import Service, server
from yakuba.operation.cli.main import main
from yakuba.operation.simulators.card_authority import CardAuthority
from yakuba.operation.simulators.card_chip import SimulatedReaders
from yakuba.operation.simulators.card_client import Person, cards_in, make_cards
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.status import CrlFolder
from yakuba.platform.identity.trust import Anchors
from yakuba.platform.identity.verification import Answer, Verifier

PAGE = "https://yakuba.example.lg.jp"
WOMAN = Person("花子", "佐藤　花子", date(1980, 12, 26), "2", "北海道北見市大通西三丁目１番地２")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    make_cards(folder, [WOMAN], datetime.now(UTC))
    return folder


@pytest.fixture
def cards(made: Path) -> Path:
    path = made / "cards" / "001.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "wrong": {}}))
    return made


class Terminal:
    """The service on a free port."""

    def __init__(self, folder: Path) -> None:
        self.server = server(SimulatedReaders(folder), 0, [PAGE])
        self.port = self.server.server_port

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        sent = {
            "Origin": PAGE,
            "Content-Type": "application/json",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        connection.request(
            "OPTIONS" if body is None else "POST", path, None if body is None else json.dumps(body), sent
        )
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None, dict(answer.getheaders())

    def begin(self, challenge: challenges.Challenge | None = None) -> tuple[int, Any]:
        made = challenge or challenges.for_sign_in(PAGE, "012084", datetime.now(UTC))
        return self.ask("/begin", {"challenge": made.text()})[:2]

    def read(self, token: str, **given: str) -> tuple[int, Any]:
        return self.ask("/read", {"token": token, "slot": "001", "pin": "1234", **given})[:2]


@pytest.fixture
def terminal(cards: Path) -> Iterator[Terminal]:
    made = Terminal(cards)
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def test_a_page_gets_a_signature_that_verifies_and_the_four_items(terminal: Terminal, cards: Path) -> None:
    challenge = challenges.for_sign_in(PAGE, "012084", datetime.now(UTC))
    status, begun = terminal.begin(challenge)
    assert (status, begun["simulated"]) == (200, True)
    assert begun["slots"] == [{"name": "001", "label": "模擬カード　花子"}]
    status, told = terminal.read(begun["token"])
    assert status == 200 and told["items_problem"] == ""
    assert told["items"] == {"name": WOMAN.name, "address": WOMAN.address, "birth_date": "19801226", "sex": "2"}
    anchors = Anchors.open_test(cards / "authority" / "ca")
    verifier = Verifier(anchors, CrlFolder(cards / "authority" / "crl", anchors))
    answer = Answer(*(base64.b64decode(told[name]) for name in ("certificate", "signature")))
    proved = challenges.sign_in(challenge, answer, verifier, datetime.now(UTC), ())
    assert proved.level is Level.CARD and proved.serial in CardAuthority(cards / "authority").issued()
    assert terminal.read(begun["token"])[1]["code"] == "stale", "a token reads once"


def test_wrong_pins_count_in_the_card_and_are_told_with_the_tries_left(terminal: Terminal, cards: Path) -> None:
    told = [terminal.read(terminal.begin()[1]["token"], pin="0000") for _ in range(3)]
    assert [(status, one["code"], one["tries"]) for status, one in told] == [
        (409, "wrong_pin", 2), (409, "wrong_pin", 1), (409, "locked", 0),
    ]  # fmt: skip
    assert "もう一度" not in told[2][1]["message"] and "ほかの本人確認書類" in told[2][1]["message"]
    assert cards_in(cards)["001"]["wrong"] == {"sign-in": 3}, "the portal's simulated card is the same card"
    assert terminal.read(terminal.begin()[1]["token"])[1]["code"] == "locked"


def test_another_pin_for_the_four_items_and_a_wrong_one_leaves_the_signature(terminal: Terminal) -> None:
    status, told = terminal.read(terminal.begin()[1]["token"], items_pin="9999")
    assert status == 200 and told["items"] is None and told["signature"]
    assert "券面事項入力補助用" in told["items_problem"] and "あと2回" in told["items_problem"]


def test_only_the_town_halls_own_page_is_answered(terminal: Terminal) -> None:
    status, _, headers = terminal.ask("/read")
    assert status == 204 and headers["Access-Control-Allow-Origin"] == PAGE
    for wrong in ({"Origin": "https://evil.example"}, {"Origin": ""}, {"Origin": "null"}, {"Host": "evil.example"}):
        for body in (None, {"challenge": ""}):
            status, told, headers = terminal.ask("/begin", body, **wrong)
            assert (status, told["code"]) == (403, "origin")
            assert not any(name.lower().startswith("access-control") for name in headers), wrong


def test_a_foreign_old_or_unreadable_challenge_opens_nothing(terminal: Terminal) -> None:
    at = datetime.now(UTC)
    assert terminal.begin(challenges.for_sign_in("https://evil.example", "012084", at))[1]["code"] == "challenge"
    assert terminal.begin(challenges.for_signing(PAGE, "012084", at, b"a deed"))[1]["code"] == "challenge"
    assert terminal.begin(challenges.for_sign_in(PAGE, "012084", at - timedelta(minutes=6)))[1]["code"] == "stale"
    assert terminal.ask("/begin", {"challenge": "x"})[1]["code"] == "challenge"
    assert terminal.ask("/begin", {"challenge": 5})[:2][0] == 400
    assert terminal.ask("/begin", ["x"])[0] == 400 and terminal.ask("/other", {})[0] == 400
    assert terminal.ask("/begin", {"challenge": "x" * 9000})[0] == 400
    assert terminal.ask("/begin", {}, Content_Type="text/plain")[0] == 400, "a form of a page needs no permission"
    assert terminal.read("not a token")[1]["code"] == "stale"


def test_a_begun_reading_lasts_two_minutes_and_there_are_few(cards: Path) -> None:
    at = datetime.now(UTC)
    service = Service(SimulatedReaders(cards), frozenset({PAGE}), frozenset({"127.0.0.1:8004"}), lambda: at)
    text = challenges.for_sign_in(PAGE, "012084", at).text()
    tokens = [service._begin({"challenge": text}, PAGE)["token"] for _ in range(9)]
    assert len(service._begun) == 8 and tokens[0] not in service._begun
    at += timedelta(minutes=2)
    with pytest.raises(Exception, match="準備が古く"):
        service._read({"token": tokens[-1], "slot": "001", "pin": "1234"}, PAGE)


def test_nothing_is_written_about_who_was_read(terminal: Terminal, capfd: pytest.CaptureFixture[str]) -> None:
    terminal.read(terminal.begin()[1]["token"])
    terminal.read(terminal.begin()[1]["token"], pin="0000")
    assert capfd.readouterr() == ("", "")
    assert "1234" not in repr(vars(terminal.server)) and "0000" not in repr(terminal.server.get_app())


def test_the_command_looks_and_refuses_without_an_address(cards: Path, capfd: pytest.CaptureFixture[str]) -> None:
    simulated = ["card-reader", "--simulated", "--folder", str(cards)]
    assert main([*simulated, "--check"]) == 0 and "花子" in capfd.readouterr().out
    assert main(simulated) == 1 and "--origin" in capfd.readouterr().err
    assert main([*simulated, "--origin", "yakuba"]) == 1 and "住所ではありません" in capfd.readouterr().err
