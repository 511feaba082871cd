"""The steps of a procedure on a filing, in Chromium: accessible, wide and narrow, ticked by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.backyard.test_filings_browser import enter, troubles
from tests.backyard.test_work_steps import adopt, filed
from tests.browser import open_page, served
from tests.world import found_town

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.browser,
    pytest.mark.proof,
]


@pytest.mark.parametrize("width", [1366, 320])
def test_steps_are_ticked_by_keyboard(chromium: Browser, width: int) -> None:
    town = found_town("012084")
    adopt(town)
    filing = filed(town)
    with served() as where, open_page(chromium, width) as page:
        enter(page, f"{where}/012084/", town)
        page.goto(f"{where}/012084/filings/{filing.id}/")
        page.locator("button[name=step][value=電話での確認]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**?done=ticked")
        assert page.get_by_text("手順を済みにしました").is_visible()
        assert page.get_by_role("button", name="済みにする").count() == 1
        assert troubles(page, "work-steps", width) == []
