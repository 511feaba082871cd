"""A visitor's My Number card at the counter: read, refused, read again, and the visit begins. No mouse, no name typed.

Counted from the list of visits to the first question: 2 keys to the page of the card, 4 digits and a key at the
reader, then the procedure. The card and its reader are simulated (`yakuba card-reader --simulated`).
"""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.residents import ALONE, address, move_in
from tests.stories.conftest import TEN_IN_JAPAN, Office
from yakuba.frontyard.counter import card_reading
from yakuba.frontyard.counter.models import Visit
from yakuba.operation.card_reader.service import server
from yakuba.operation.simulators.card_chip import SimulatedReaders
from yakuba.operation.simulators.card_client import Person, make_cards

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.browser,
    pytest.mark.proof,
]


@pytest.fixture
def cards(tmp_path: Path, settings: Any) -> Path:
    town = address()
    one = ALONE[0]
    she = Person("幸", f"{one[0]}　{one[1]}", one[4], one[5], f"北海道北見市{town.address_town}{town.address_lot}")
    make_cards(tmp_path, [she, replace(she, label="知らない人", name="知床　岬")], TEN_IN_JAPAN - timedelta(days=1))
    settings.CARD_AUTHORITIES = str(tmp_path / "authority" / "ca")
    settings.CARD_LISTS = str(tmp_path / "authority" / "crl")
    settings.CARD_TEST = True
    card_reading.verifier.cache_clear()
    return tmp_path


@pytest.fixture
def reader(cards: Path, office: Office, settings: Any) -> Iterator[Path]:
    """The service of the clerk's terminal, running."""
    page = urlsplit(office.clerk.at)
    made = server(SimulatedReaders(cards), 0, [f"{page.scheme}://{page.netloc}"], lambda: TEN_IN_JAPAN)
    settings.CARD_READER = f"http://127.0.0.1:{made.server_port}"
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield cards
    made.shutdown()
    made.server_close()
    thread.join()


def told(office: Office) -> str:
    page = office.clerk.page
    page.wait_for_selector("#card-problem:not([hidden])")
    office.clerk.look()
    assert page.evaluate("document.activeElement.id") == "card-problem", "the reason is read out"
    return str(page.inner_text("#card-problem"))


def pin(office: Office, digits: str) -> None:
    office.clerk.reach("#card-pin")
    office.clerk.page.keyboard.type(digits)


def test_her_card_begins_the_visit(office: Office, reader: Path) -> None:
    clerk, page = office.clerk, office.clerk.page
    with office.town.open():
        (she,) = move_in(ALONE)
    page.on("request", lambda request: sent.append(request.post_data or ""))
    sent: list[str] = []
    clerk.open("counter/")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "by-card", "one step before the search"
    clerk.press("Enter")
    page.wait_for_selector("text=カードがあります")
    clerk.look()
    assert page.evaluate("document.activeElement.id") == "card-pin"
    page.set_viewport_size({"width": 320, "height": 700})
    clerk.look()
    page.set_viewport_size({"width": 1366, "height": 768})

    pin(office, "0000")
    page.keyboard.press("F9")
    assert "あと2回" in told(office)
    pin(office, "12")
    page.keyboard.press("F9")
    assert "4桁" in told(office)
    page.keyboard.press("Shift+Tab")
    clerk.reach("#card-slot")  # two simulated readers to choose from
    page.keyboard.press("ArrowDown")
    pin(office, "1234")
    clerk.press("F9")
    clerk.says("合う人が見つかりません")
    page.wait_for_selector("text=カードがあります")
    pin(office, "1234")
    clerk.press("F9")
    assert page.url.endswith(f"/counter/start/{int(she.addressee_number)}/")
    clerk.says("髙橋　幸", "証明書は有効です")
    assert page.is_checked("input[name=identification][value=card_read]")
    clerk.reach("#id_find")
    page.keyboard.insert_text("住民票の写し")
    page.keyboard.press("Enter")
    clerk.press("F9")
    assert "カードの読取り（有効を確認済み）" in page.inner_text(".heading-row")
    with office.town.open():
        assert Visit.objects.get().identification == "card_read"
    ours = [one for one in sent if "csrfmiddlewaretoken" in one]
    assert ours and not any("1234" in part for one in ours for part in one.split("&") if part.startswith("pin"))


def test_a_terminal_without_reader_or_card_says_what_to_do(
    office: Office, cards: Path, reader: Path, settings: Any
) -> None:
    clerk, page = office.clerk, office.clerk.page
    shutil.move(cards / "cards", cards / "away")
    clerk.open("counter/card/")
    page.wait_for_selector("text=カードが置かれていません")
    shutil.move(cards / "away", cards / "cards")
    page.wait_for_selector("text=カードがあります")  # it looks again by itself
    settings.CARD_READER = "http://127.0.0.1:9"
    clerk.open("counter/card/")
    page.wait_for_selector("text=カードリーダーのソフトが動いていません")
    page.keyboard.press("F9")
    assert "情報システムの担当" in told(office)
    clerk.press("F4")
    clerk.says("来た人を探す")
