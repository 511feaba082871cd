"""Ticket machine, board, the clerk's page and the guide in Chromium: clean for axe, narrow and wide, by keyboard."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, served, sideways
from tests.residents import ALONE, move_in
from tests.world import Town, found_town, signed_in
from yakuba.frontyard.counter import tickets
from yakuba.frontyard.counter.views import devices
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def served_at() -> Iterator[str]:
    with served() as at:
        yield at.replace("127.0.0.1", "localhost")


def looked_at(page: Page, name: str) -> None:
    for width in (1366, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert not axe(page), (name, width)
        assert not sideways(page), (name, width)
        screenshot(page, f"{name}-{width}")


def test_the_ticket_pages_for_everyone(chromium: Browser, served_at: str) -> None:
    town, url = found_town("012084"), served_at
    with town.open("system", now()):
        for queue in "AAB":
            tickets.take(queue, uuid4())
    with open_page(chromium) as page:
        _as_device(page, town, url, "machine")
        page.goto(f"{url}/012084/ticket/")
        looked_at(page, "ticket-machine")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="番号札 A-003").wait_for()
        looked_at(page, "ticket-paper")
        _as_device(page, town, url, "board")
        page.goto(f"{url}/012084/ticket/board/")
        page.get_by_text("お呼出し中の番号はありません").wait_for()
        _call(page, town, url)
        page.goto(f"{url}/012084/ticket/board/")
        page.get_by_text("A-001").wait_for()
        looked_at(page, "ticket-board")
        page.goto(f"{url}/012084/counter/tickets/")
        looked_at(page, "tickets")
        _by_event(page, town, url)


def _as_device(page: Page, town: Town, url: str, kind: str) -> None:
    with town.open():
        page.context.add_cookies([{"name": devices.COOKIE, "value": devices.token(kind), "url": url}])


def _call(page: Page, town: Town, url: str) -> None:
    """The clerk presses F8 on the page of visits."""
    token = signed_in(town, "madoguchi").cookies[SESSION_COOKIE].value
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": url}])
    page.goto(f"{url}/012084/counter/")
    page.keyboard.press("F8")
    page.get_by_role("button", name="もう一度呼ぶ").wait_for()


def _by_event(page: Page, town: Town, url: str) -> None:
    """No mouse: the start page, what happened, what applies, and the procedures are ticked."""
    with town.open():
        (alone,) = move_in(ALONE)
    page.goto(f"{url}/012084/counter/start/{int(alone.addressee_number)}/")
    page.keyboard.press("F8")
    page.locator("#id_event:focus").wait_for()
    page.keyboard.press("End")  # 証明書がほしい, the last event
    page.keyboard.press("F9")
    page.locator("input[name=papers]:focus").wait_for()
    page.keyboard.press("Space")
    looked_at(page, "guide-answers")
    page.keyboard.press("F9")
    page.get_by_role("heading", name="このあとの窓口").wait_for()
    assert page.locator("input[name=procedures]:checked").evaluate_all("all => all.map((one) => one.value)") == [
        "resident_copy"
    ]
    looked_at(page, "guide-ticked")
