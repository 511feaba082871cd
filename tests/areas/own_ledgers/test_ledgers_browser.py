"""The ledgers in Chromium: no accessibility violation, no sideways scrolling, searched and ended by keyboard."""

import pytest
from playwright.sync_api import Browser, Page

from tests.areas.own_ledgers.ledgers import CODE, name_the_mayor, publish
from tests.areas.own_ledgers.test_entries import approve, draw, file
from tests.browser import axe, open_page, screenshot, served, sideways
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town, signed_in
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.disclosure import service as disclosure

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def filled_ledger(town: Town) -> LedgerEntry:
    """A protected holder's entry with its letter drawn."""
    with town.open():
        family = move_in(FAMILY)
        publish()
    with town.open("chief"):
        name_the_mayor()
        filing = file(family, {"note": "熊の足跡がある"})
        approve(filing)
        holder = int(family[0].addressee_number)
        disclosure.set_protection(disclosure.NewProtection(holder, "violence", TODAY, "警察署", starts_on=TODAY))
    draw(town)
    with town.open():
        return LedgerEntry.objects.get()


def looked_over(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, with the whole of it in view."""
    width = int(page.evaluate("window.innerWidth"))
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(768, height)})
    troubles = axe(page) + [f"{sideways(page)}px too wide"] * (sideways(page) > 0)
    screenshot(page, f"ledger-{name}-{width}")
    return troubles


@pytest.mark.proof
@pytest.mark.parametrize("width", [1366, 320])
def test_the_ledgers_are_accessible_and_worked_by_keyboard(chromium: Browser, width: int) -> None:
    town = found_town("012084")
    entry = filled_ledger(town)
    token = signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value
    with served() as at, open_page(chromium, width) as page:
        home = f"{at.replace('127.0.0.1', 'localhost')}/012084/ledgers/"
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": home}])
        page.goto(home)
        found = {"ledgers": looked_over(page, "ledgers")}
        page.click("a[data-row]")
        page.wait_for_url(f"**/{CODE}/")
        page.fill("#id_text", "太郎 熊")
        page.keyboard.press("Enter")
        page.wait_for_selector("#entries")
        assert "太郎" not in page.url, "no name stands in an address"
        found["ledger"] = looked_over(page, "ledger")
        with page.expect_download() as out:
            page.click("#ledger-csv")
        assert out.value.suggested_filename == "防獣柵設置費補助金台帳_20261124.csv"
        page.click(f"text={entry.number}")
        page.wait_for_selector("#show-letter")
        found["entry"] = looked_over(page, "entry")
        page.click("#to-close")
        page.wait_for_selector("#id_reason")
        page.wait_for_load_state("load")  # the keys are there once the scripts are
        page.keyboard.press("F9")
        page.wait_for_selector("#error-summary")
        found["close"] = looked_over(page, "close")
        page.fill("#id_reason", "本人の届出")
        page.keyboard.press("F9")
        page.wait_for_url("**?done=closing")
        found["waits"] = looked_over(page, "waits")
    assert not any(found.values()), found
