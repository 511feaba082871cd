"""What axe does not ask of residents' pages: targets of 44 pixels, fields that say what they are, a ring on focus."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import open_page
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_filing_online import family, with_card
from tests.frontyard.portal.test_portal_browser import cookies
from tests.frontyard.portal.zone import Resident, rounds
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal.middleware import LANGUAGE, SESSION

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
__all__ = ["family"]
SMALLEST = 44

TARGETS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
  .filter((one) => one.checkVisibility() && !one.classList.contains('skip-link'))
  .map((one) => one.closest('label.choice') || one)
  .map((one) => [one.textContent.trim().slice(0, 20) || one.id, one.getBoundingClientRect().height])"""
FIELDS = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].flatMap((one) => {
  const named = (one.getAttribute('aria-describedby') || '').split(' ').filter(Boolean);
  const wrong = named.filter((id) => !document.getElementById(id)).map((id) => 'describedby ' + id);
  if (!one.labels.length) wrong.push('no label');
  for (const bad of ['placeholder', 'disabled', 'readonly']) if (one.hasAttribute(bad)) wrong.push(bad);
  if (['number', 'date'].includes(one.type)) wrong.push(one.type);
  return wrong.map((text) => one.name + ': ' + text);
})"""
RING = """() => { const style = getComputedStyle(document.activeElement);
  return [document.activeElement.tagName, style.outlineWidth, style.outlineColor] }"""


@pytest.fixture
def resident(town: Town, family: list[Record]) -> Resident:
    return with_card(town, family[1])


@pytest.fixture
def site(town: Town, settings: Any) -> Iterator[str]:
    with portal_process(settings) as address:
        yield f"{address}/{town.place.address}/"


def small(page: Page) -> list[tuple[str, float]]:
    return [(name, height) for name, height in page.evaluate(TARGETS) if height < SMALLEST - 0.5]


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_targets_are_large_and_fields_are_plain(
    town: Town, resident: Resident, site: str, chromium: Browser, language: str
) -> None:
    resident.post("file/move_out/q/where/", {"q": "japan"})
    resident.get("access/")
    resident.get("money/")
    resident.get("mandates/")
    rounds(town)
    asked = [f"file/move_out/q/{name}/" for name in ("movers", "moved_on", "where", "new_address", "phone", "note")]
    asked += ["mandates/", "mandates/give/", "file/water_stop/for/"]
    mine = ["", "mine/", "inbox/", "access/", "money/", "file/move_out/check/", "procedures/move_out/", *asked]
    with open_page(chromium, 320) as page:
        for path in ("sign-in/", "sign-in/email/", "?q=zzz", *mine):
            cookies(page, site, **{LANGUAGE: language})
            if path == "":
                cookies(page, site, **{SESSION: resident.client.cookies[SESSION].value})
            page.goto(site + path)
            assert small(page) == [], path
            assert page.evaluate(FIELDS) == [], path


def test_the_ring_is_black_and_four_pixels_wherever_one_is(
    town: Town, resident: Resident, site: str, chromium: Browser
) -> None:
    with open_page(chromium, 320) as page:
        cookies(page, site, **{SESSION: resident.client.cookies[SESSION].value})
        page.goto(site + "file/resident_copy/q/whose/")
        seen = set()
        for _ in range(20):
            page.keyboard.press("Tab")
            tag, width, colour = page.evaluate(RING)
            if tag == "BODY":
                break
            seen.add(tag)
            assert (width, colour) == ("4px", "rgb(0, 0, 0)"), tag
        assert {"A", "BUTTON", "INPUT", "SUMMARY"} <= seen
