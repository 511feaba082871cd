"""The cashier's pages in Chromium: accessible, nothing sticks out, wide and narrow; a fee taken by keyboard alone."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, served, sideways
from tests.filings import copy_of
from tests.residents import FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.cases import fees, filings
from yakuba.platform.cases.fee_balance import State
from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry
from yakuba.platform.cases.models import Filing
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import now

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def town() -> Town:
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
        parameters.set("fee.collection", date(2026, 4, 1), "online", "試験")
    return town


@pytest.fixture
def at(town: Town) -> Iterator[str]:
    with served() as where:
        yield f"{where}/012084/"


def charged(town: Town) -> list[tuple[Filing, FeeCharge]]:
    """Three copies filed from home: one paid and taken back, one paid by mistake and cancelled, one open."""
    with town.open():
        family = move_in(FAMILY)
        filed = [filings.receive(copy_of(family, [one])) for one in ("t0", "t1", "t2")]
        found = [(one, FeeCharge.objects.get(filing_id=one.id)) for one in filed]
    with town.open("chief", now()):
        fees.receive_cash(found[0][1].id, uuid4())
        filings.withdraw(found[0][0].key)
        mistaken = fees.receive_cash(found[1][1].id, uuid4())
        fees.cancel(mistaken.id, uuid4(), "別の申請の手数料だった")
        fees.receive_cash(found[1][1].id, uuid4())
        return found


def enter(page: Page, at: str, town: Town) -> None:
    token = signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": at}])


@pytest.mark.parametrize("width", [1366, 320])
def test_the_pages_are_accessible_and_fit(town: Town, at: str, chromium: Browser, width: int) -> None:
    (taken_back, dropped), (_, paid), (_, unpaid) = charged(town)
    with town.open():
        entry = FeeEntry.objects.get(charge_id=paid.id, receipt_number="R2026-000003")
        due = FeeEntry.objects.get(charge_id=dropped.id, kind="return_due")
    pages = {
        "books": "fees/",
        "empty": "fees/?day=2026-01-05",
        "sheet": "fees/sheet/",
        "returns": "fees/returns/",
        "unpaid": "fees/unpaid/",
        "charge": f"fees/{paid.id}/",
        "open": f"fees/{unpaid.id}/",
        "waive": f"fees/{unpaid.id}/waive/",
        "cancel": f"fees/entry/{entry.id}/cancel/",
        "return": f"fees/entry/{due.id}/return/",
        "receipt": f"fees/entry/{entry.id}/receipt/",
        "filing": f"filings/{unpaid.filing_id}/",
        "ended": f"filings/{taken_back.id}/",
    }
    found = {}
    with open_page(chromium, width) as page:
        enter(page, at, town)
        for name, path in pages.items():
            page.set_viewport_size({"width": width, "height": 768})
            answer = page.goto(at + path)
            assert answer is not None and answer.status == 200, name
            height = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(768, height)})
            screenshot(page, f"fees-{name}-{width}")
            if wrong := axe(page) + [f"{sideways(page)}px too wide"] * (sideways(page) > 0):
                found[name] = wrong
    assert found == {}


def test_taken_and_waived_by_keyboard_alone(town: Town, at: str, chromium: Browser) -> None:
    _, (_, paid), (_, unpaid) = charged(town)
    with open_page(chromium) as page:
        enter(page, at, town)
        page.goto(f"{at}fees/{unpaid.id}/")
        page.keyboard.press("F9")
        page.wait_for_url("**/?done=paid")
        page.goto(f"{at}fees/{paid.id}/waive/")
        page.locator("#id_reason").fill("手数料条例第5条")
        page.keyboard.press("F9")
        page.wait_for_url("**/?done=waive")
    with town.open():
        assert fees.standing(unpaid.id).state == State.PAID
        assert fees.standing(paid.id).state == State.RETURNING
