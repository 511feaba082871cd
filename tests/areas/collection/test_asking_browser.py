"""Refunds, slips, debits and plans in Chromium: accessible, nothing sticks out; a plan agreed by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.areas.collection import asking
from tests.areas.collection.payments import PAYER, levy
from tests.browser import axe, open_page, screenshot, served, sideways
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.collection.models import InstalmentPlan
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


@pytest.fixture
def at(town: Town) -> Iterator[str]:
    with served() as where:
        yield f"{where}/012084/collection/"


def enter(page: Page, at: str, town: Town) -> None:
    token = signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": at}])


@pytest.mark.parametrize("width", [1366, 320])
def test_the_pages_are_accessible_and_fit(town: Town, at: str, chromium: Browser, width: int) -> None:
    names = asking.build(town)
    pages = {
        "desk": "",
        "account": f"payers/{PAYER}/",
        "payee": f"payers/{PAYER}/payee/",
        "refund-runs": "refund-runs/",
        "refund-run": "refund-runs/{refund_run}/",
        "refund-return": "refund-runs/{refund_run}/refunds/{refund}/return/",
        "slips": "slips/",
        "slip-batch": "slips/{slip_batch}/",
        "payer-slips": f"payers/{PAYER}/slips/",
        "mandates": f"payers/{PAYER}/mandates/",
        "mandate-stop": "mandates/{debit_mandate}/stop/",
        "debits": "debits/",
        "debit-request": "debits/{debit_request}/",
        "plans": "plans/",
        "plan": "plans/{plan}/",
        "plan-new": f"payers/{PAYER}/plan/",
    }
    found = {}
    with open_page(chromium, width) as page:
        enter(page, at, town)
        for name, path in pages.items():
            page.set_viewport_size({"width": width, "height": 768})
            answer = page.goto(at + path.format(**names))
            assert answer is not None and answer.status == 200, name
            height = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(768, height)})
            screenshot(page, f"collection-{name}-{width}")
            if wrong := axe(page) + [f"{sideways(page)}px too wide"] * (sideways(page) > 0):
                found[name] = wrong
    assert found == {}


def test_a_plan_is_agreed_by_keyboard_alone(town: Town, at: str, chromium: Browser) -> None:
    with town.open("chief"):
        levy(60_000)
    with open_page(chromium) as page:
        enter(page, at, town)
        page.goto(f"{at}payers/{PAYER}/plan/")
        page.locator("#id_first_on").fill("R8.12.25")
        page.locator("#id_times").fill("3")
        page.locator("#id_reason").fill("収入の減少")
        page.keyboard.press("F9")
        page.wait_for_selector("#shown-table")
        page.locator("#id_sure").focus()
        page.keyboard.press("Space")
        page.keyboard.press("F9")
        page.wait_for_url("**/?done=agreed")
    with town.open():
        assert InstalmentPlan.objects.get().principal == 60_000
