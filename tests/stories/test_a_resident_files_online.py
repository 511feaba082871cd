"""A resident files at home: by card, on a phone, with a keyboard alone; a clerk approves; the paper comes back.

Three processes: the portal (its own role), the simulated card, and the core's side in the test. Nobody types anything
twice: for the copy the resident chooses, for the move-out she types a day, an address and a telephone number.
"""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.zone import rounds
from tests.frontyard.reception.test_reception import draw
from tests.operation.test_townhall import free_port
from tests.residents import FAMILY, move_in
from tests.world import Town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages.words import address_text
from yakuba.frontyard.reception import catalogues
from yakuba.operation.simulators.card_client import Person, make_cards, server
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return rows


@pytest.fixture
def site(town: Town, family: list[Record], settings: Any, tmp_path: Path) -> Iterator[str]:
    """The portal, and a card for the mother."""
    folder, port = tmp_path / "card-simulator", free_port()
    mother = family[1]
    assert mother.birth_date is not None
    with town.open():
        address = address_text(mother)
    make_cards(folder, [Person("花子のカード", mother.name, mother.birth_date, mother.sex, address)], now())
    cards = {
        "YAKUBA_CARD_CLIENT": f"http://localhost:{port}/",
        "YAKUBA_CARD_TEST": "1",
        "YAKUBA_CARD_AUTHORITIES": str(folder / "authority" / "ca"),
        "YAKUBA_CARD_LISTS": str(folder / "authority" / "crl"),
    }
    with portal_process(settings, **cards) as portal:
        client = server(folder, port, portal)
        threading.Thread(target=client.serve_forever, daemon=True).start()
        catalogues.publish()
        rounds(town)
        yield f"{portal}/{town.place.address}/"
        client.shutdown()
        client.server_close()


def by_card(page: Page, secret: str) -> None:
    """On the simulated card's page: choose, type, sign, back."""
    page.get_by_role("radio").press("Space")
    page.locator("#secret").fill(secret)
    page.keyboard.press("Enter")
    page.locator("#back").press("Enter")


def signed_in(page: Page, site: str, town: Town) -> None:
    page.goto(site)
    page.get_by_role("link", name="サインイン").press("Enter")
    page.get_by_role("link", name="マイナンバーカードでサインイン").press("Enter")
    page.get_by_role("link", name="カードの読み取りへ進む").press("Enter")
    assert axe(page) == []
    screenshot(page, "story-card")
    by_card(page, "1234")
    page.get_by_role("link", name="カードの読み取りへ進む").press("Enter")
    by_card(page, "abc123")
    page.wait_for_url("**/identify/waiting/")
    rounds(town)
    page.wait_for_url(site)


def go_on(page: Page, name: str) -> None:
    page.locator("main button.main").press("Enter")
    page.wait_for_url(f"**/{name}/")


def all_of_the_household(page: Page) -> None:
    for box in page.get_by_role("checkbox").all():
        box.press("Space")


def copy_asked_for(page: Page) -> None:
    page.get_by_role("link", name="住民票の写しの請求").press("Enter")
    page.get_by_role("link", name="この手続きを始める").press("Enter")
    all_of_the_household(page)
    for name in ("q/shown", "q/use", "check"):
        go_on(page, name)
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/mine/**")


def move_out_filed(page: Page, site: str, day: date, there: str = "") -> None:
    """``there``: the town with its block (丁目), where the postcode names none."""
    page.goto(f"{site}procedures/move_out/")
    page.get_by_role("link", name="この手続きを始める").press("Enter")
    all_of_the_household(page)
    go_on(page, "q/moved_on")
    page.locator("#q-era").select_option("seireki")
    for name, value in (("field", day.year), ("q-month", day.month), ("q-day", day.day)):
        page.locator(f"#{name}").fill(str(value))
    go_on(page, "q/where")
    page.locator("#field").press("Space")
    go_on(page, "q/new_address")
    page.locator("#field").fill("273-0011")
    page.get_by_role("button", name="住所を入れる").press("Enter")
    page.locator('#q-municipality[value="船橋市"]').wait_for()
    if there:
        page.locator("#q-town").fill(there)
    page.locator("#q-lot").fill("10番25号")
    go_on(page, "q/phone")
    page.locator("#field").fill("０９０ー１２３４ー５６７８")
    for name in ("q/note", "check"):
        go_on(page, name)
    screenshot(page, "story-move-out-check")
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/mine/**")


def test_a_copy_comes_back_and_a_move_out_reaches_the_record(
    town: Town, family: list[Record], site: str, chromium: Browser
) -> None:
    day = now().date() + timedelta(days=3)
    with open_page(chromium, 375) as page:
        signed_in(page, site, town)
        copy_asked_for(page)
        rounds(town)
        draw(town)
        rounds(town)
        page.get_by_role("link", name="書類を見る（PDF）").wait_for()
        screenshot(page, "story-paper-is-there")
        move_out_filed(page, site, day)
        rounds(town)
        with town.open("chief", now()):
            case = Case.objects.get(action="resident_registry.move_out")
            assert case.drafted_by is None, "the resident's own filing is the draft"
            cases.approve(case.id)
        rounds(town)
        page.reload()
        page.get_by_text("完了").first.wait_for()
        screenshot(page, "story-move-out-done")
    with town.open():
        copy, leaving = (Filing.objects.get(procedure=name) for name in ("resident_copy", "move_out"))
        assert {copy.state, leaving.state} == {Filing.State.DONE}
        assert {*copy.provenance.values(), *leaving.provenance.values()} == {"typed"}, "nobody typed it again"
        rows = storage.latest(int(one.addressee_number) for one in family)
        assert {row.move_out_planned_on for row in rows} == {day}
        assert {row.move_out_planned_municipality for row in rows} == {"船橋市"}
        assert OutboxMessage.objects.filter(kind="move_out_information").count() == 1
