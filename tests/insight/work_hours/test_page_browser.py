"""The comparison of surveys in a browser: clean for axe, nothing sideways, by keyboard, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.accessibility.looking import Look, quick_page
from tests.browser import served
from tests.insight.processes.surveys import row
from tests.insight.work_hours.test_pages import MINUTES, surveys
from tests.world import found_town, signed_in
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
STEPS = (("届出書の確認", "4"), ("前住所地市町村への転入通知の送信と確認", "7"), ("通知", "約3"))


def test_the_page_before_and_after_the_surveys_are_chosen(chromium: Browser, tmp_path: Path) -> None:
    town = found_town("012084")
    surveys(tmp_path, extra=tuple(row(step, minutes=minutes) for step, minutes in STEPS))
    files = [tmp_path / f"{body}.csv" for body in MINUTES]
    with served() as at, quick_page(chromium) as page:
        site = f"{at.replace('127.0.0.1', 'localhost')}/012084/"
        look = Look(page, site, "yakuba.operation.settings.urls_core", narrow=True)
        look.cookie(SESSION_COOKIE, signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value)
        look.at("work-hours/")
        page.set_input_files("#id_surveys", files)
        page.keyboard.press("F9")
        page.wait_for_selector("#found-heading")
        look.look(" compared")
        assert "480 時間減り" in page.inner_text("main")
        page.emulate_media(media="print")
        assert page.locator("#surveys-form").is_hidden() and page.locator("#zone-plot-title").is_visible()
    assert not look.found, "\n".join(f"{at}: {one[:400]}" for at, many in look.found.items() for one in many)
