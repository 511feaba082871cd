"""The residents' pages in Chromium: clean for axe when filled, empty and wrong, narrow and wide, in three languages."""

import gzip
import urllib.request
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser import axe, open_page, screenshot, sideways
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_filing_online import with_card
from tests.frontyard.portal.zone import Resident, rounds
from tests.frontyard.reception.test_reception import draw
from tests.residents import FAMILY, move_in
from tests.world import Town
from yakuba.frontyard.portal.middleware import LANGUAGE, SESSION
from yakuba.frontyard.reception import catalogues
from yakuba.platform.parameters import service as parameters

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
WIDTHS = [320, pytest.param(1366, marks=pytest.mark.proof)]  # the phone each time, the wide screen in the proof
LARGEST = 100 * 1024  # bytes of a first visit, compressed


@pytest.fixture
def resident(town: Town) -> Resident:
    with town.open():
        family = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    catalogues.publish()
    rounds(town)
    catalogues.publish()
    rounds(town)
    return with_card(town, family[1])


@pytest.fixture
def site(town: Town, settings: Any) -> Iterator[str]:
    with portal_process(settings) as address:
        yield f"{address}/{town.place.address}/"


def cookies(page: Page, site: str, **values: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in values.items()])


def held_to(page: Page, name: str) -> None:
    """Axe, no sideways scrolling; a picture for the eye."""
    width = (page.viewport_size or {"width": 0})["width"]
    screenshot(page, f"portal-{name}-{width}")
    assert axe(page) == [], name
    assert sideways(page) == 0, name


@pytest.mark.parametrize("width", WIDTHS)
def test_before_sign_in_every_page_is_clean(
    town: Town, resident: Resident, site: str, chromium: Browser, width: int
) -> None:
    with open_page(chromium, width) as page:
        for language in ("ja", "easy", "en"):
            cookies(page, site, **{LANGUAGE: language})
            for path in ("", "procedures/move_out/", "sign-in/", "sign-in/email/", "sign-in/card/", "nothing/"):
                page.goto(site + path)
                held_to(page, f"{language}-{path.strip('/').replace('/', '-') or 'home'}")
        page.goto(f"{site}?q=zzz")
        held_to(page, "nothing-found")
        page.goto(site + "sign-in/email/")
        page.get_by_role("textbox").fill("no address")
        page.keyboard.press("Enter")
        page.locator("#summary:focus").wait_for()
        assert page.title().startswith("Error: ")
        held_to(page, "email-wrong")
        through_the_guide(page, site)


def through_the_guide(page: Page, site: str) -> None:
    """By keyboard alone: the events, a wrong day, the way out for who is in danger, the list."""
    page.goto(site + "guide/")
    held_to(page, "guide")
    page.get_by_role("button", name="Moving to another municipality").press("Enter")
    page.wait_for_url("**/guide/q/1/")
    page.locator("#field").fill("99")
    page.keyboard.press("Enter")
    page.locator("#summary:focus").wait_for()
    held_to(page, "guide-wrong")
    for part, typed in (("#field", "8"), ("#q-month", "11"), ("#q-day", "20")):
        page.locator(part).fill(typed)
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/guide/q/2/")
    held_to(page, "guide-private")
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/guide/q/3/")
    page.locator("#field").press("Space")
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/guide/q/4/")
    page.locator("#field").press("Space")
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/guide/list/")
    assert page.get_by_role("button", name="Print").is_visible()
    for language in ("ja", "easy"):
        cookies(page, site, **{LANGUAGE: language})
        page.reload()
        held_to(page, f"guide-list-{language}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_copy_by_keyboard_alone_and_every_page_on_the_way_is_clean(
    town: Town, resident: Resident, site: str, chromium: Browser, width: int
) -> None:
    with open_page(chromium, width) as page:
        cookies(page, site, **{SESSION: resident.client.cookies[SESSION].value})
        page.goto(site + "file/resident_copy/")
        held_to(page, "whose-empty")
        page.locator("main button.main").press("Enter")
        page.locator("#summary").wait_for()
        assert page.title().startswith("エラー：")
        held_to(page, "whose-wrong")
        page.locator("#field").press("Space")
        page.locator("main button.main").press("Enter")
        page.wait_for_url("**/q/shown/")
        held_to(page, "shown")
        page.locator("#field").press("Space")
        page.locator("main button.main").press("Enter")
        page.wait_for_url("**/q/use/")
        page.locator("#field").press("Space")
        held_to(page, "use")
        page.locator("main button.main").press("Enter")
        page.wait_for_url("**/check/")
        held_to(page, "check")
        page.locator("main button.main").press("Enter")
        page.wait_for_url("**/mine/**")
        held_to(page, "receipt")
        rounds(town)
        draw(town)
        rounds(town)
        page.get_by_role("link", name="書類を見る（PDF）").wait_for()
        held_to(page, "done")
        page.get_by_role("link", name="受付票").press("Enter")
        page.wait_for_url("**/receipt/")
        page.get_by_role("button", name="印刷する").wait_for()
        held_to(page, "sheet")
        for path in ("", "mine/", "inbox/"):
            page.goto(site + path)
            held_to(page, f"in-{path.strip('/') or 'home'}")


def test_move_out_pages_are_clean_filled_and_wrong(
    town: Town, resident: Resident, site: str, chromium: Browser
) -> None:
    with open_page(chromium, 320) as page:
        cookies(page, site, **{SESSION: resident.client.cookies[SESSION].value})
        page.goto(site + "file/move_out/q/moved_on/")
        page.locator("main button.main").press("Enter")
        page.locator("#summary").wait_for()
        held_to(page, "day-wrong")
        page.goto(site + "file/move_out/q/where/")
        page.locator("#field").press("Space")
        page.locator("main button.main").press("Enter")
        page.wait_for_url("**/q/new_address/")
        page.locator("#field").fill("273-0011")
        page.get_by_role("button", name="住所を入れる").press("Enter")
        page.locator('#q-municipality[value="船橋市"]').wait_for()
        held_to(page, "address")
        page.goto(site + "file/move_out/check/")
        page.locator("main button.main").press("Enter")
        page.locator("#summary").wait_for()
        held_to(page, "check-wrong")
        page.goto(site + "access/")
        held_to(page, "access-fetching")
        rounds(town)
        page.get_by_role("table").wait_for()
        held_to(page, "access")


@pytest.mark.proof
@pytest.mark.parametrize("width", [320, 1366])
def test_pages_for_somebody_else_are_clean_and_done_by_keyboard(
    town: Town, resident: Resident, site: str, chromium: Browser, width: int
) -> None:
    """Mandates empty, wrong and listed; whom one files for; every field by keyboard."""
    with open_page(chromium, width) as page:
        cookies(page, site, **{SESSION: resident.client.cookies[SESSION].value})
        page.goto(site + "mandates/")
        rounds(town)
        page.get_by_role("link", name="委任する").wait_for()
        held_to(page, "mandates-empty")
        page.goto(site + "mandates/give/")
        held_to(page, "mandate-give")
        page.locator("main button.main").press("Enter")
        page.locator("#summary").wait_for()
        held_to(page, "mandate-wrong")
        page.locator("#name").fill("髙橋 幸")
        page.locator("#code").fill("AAAA")
        page.get_by_role("checkbox", name="水道の使用中止").press("Space")
        page.get_by_role("radio").first.press("Space")
        page.locator("main button.main").press("Enter")
        page.wait_for_url("**/mandates/?sent=given")
        rounds(town)
        page.goto(site + "mandates/")
        page.get_by_text("登録できません", exact=True).wait_for()
        held_to(page, "mandates")
        page.goto(site + "file/water_stop/for/")
        held_to(page, "whom")
        page.locator("main button.main").press("Enter")
        page.locator("#summary").wait_for()
        held_to(page, "whom-wrong")


def test_a_first_visit_is_light(town: Town, resident: Resident, site: str) -> None:
    for path in ("", "procedures/resident_copy/", "sign-in/", "guide/"):
        with urllib.request.urlopen(site + path) as answer:
            page = answer.read()
        parts = [page]
        for tag in page.decode().split("<")[1:]:
            for attribute in ('href="', 'src="'):
                if tag.startswith(("link", "script")) and attribute in tag:
                    with urllib.request.urlopen(urljoin(site, tag.split(attribute)[1].split('"')[0])) as answer:
                        parts.append(answer.read())
        assert len(parts) > 4
        assert sum(len(gzip.compress(part)) for part in parts) <= LARGEST


@pytest.mark.proof
def test_no_page_weighs_more_for_who_comes_for_the_first_time(
    town: Town, resident: Resident, site: str, chromium: Browser
) -> None:
    """As a browser with an empty cache counts it on the line: the page with everything it loads, as the server sends
    it. Signed in too, as letters and inbox lead right there."""
    before = ["", "?q=zzz", "guide/", "sign-in/", "sign-in/email/", "sign-in/card/", "estimate/resident-tax/"]
    before += ["procedures/resident_tax_return/", "estimate/child-allowance/", "nothing/"]
    after = ["", "inbox/", "mine/", "access/", "mandates/", "mandates/give/", "money/", "procedures/move_out/"]
    after += ["file/resident_copy/", "file/childcare_admission/", "file/dog_register/"]
    weights = {}
    for session, paths in (("", before), (resident.client.cookies[SESSION].value, after)):
        for language in ("ja", "easy", "en"):
            for path in paths:
                weights[session != "", language, path] = _weight(chromium, site + path, language, session)
    heaviest = max(weights, key=lambda one: weights[one])
    print(f"heaviest first visit: {heaviest}, {weights[heaviest]} bytes")  # noqa: T201 for docs/benchmarks.md
    assert min(weights.values()) > 5_000, "nothing was loaded"
    assert weights[heaviest] <= LARGEST, heaviest


def _weight(chromium: Browser, url: str, language: str, session: str) -> int:
    """Bytes on the line, head and body, of everything the page loads into an empty cache."""
    with open_page(chromium, 390) as page:
        cookies(page, url, **{LANGUAGE: language}, **({SESSION: session} if session else {}))
        loaded: list[Request] = []
        page.on("requestfinished", lambda one: loaded.append(one))
        page.goto(url, wait_until="networkidle")
        sizes = [one.sizes() for one in loaded]
    return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
