"""A resident whose line breaks while sending files once; files nobody may open are refused on the page, clearly."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route

from tests.attachments import jpeg, pdf, png
from tests.browser import axe, open_page, screenshot
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_filing_online import copy_checked, with_card
from tests.frontyard.portal.test_filing_online import family as family
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.platform.attachments.test_examining import HOSTILE
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal.middleware import SESSION
from yakuba.frontyard.portal.models import Sent, Upload
from yakuba.platform.cases.models import Filing
from yakuba.platform.tenancy.scope import tenant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
QUESTION = "file/pension_exemption/q/proof_file/"


@pytest.fixture
def resident(town: Town, family: list[Record]) -> Resident:
    return with_card(town, family[1])


@pytest.fixture
def site(town: Town, settings: Any) -> Iterator[str]:
    with portal_process(settings) as address:
        yield f"{address}/{town.place.address}/"


def signed_in(page: Page, site: str, resident: Resident) -> None:
    page.context.add_cookies([{"name": SESSION, "value": resident.client.cookies[SESSION].value, "url": site}])


def cut_on_the_way_there(route: Route) -> None:
    route.abort("internetdisconnected")


def cut_on_the_way_back(route: Route) -> None:
    """What was sent arrived; the answer did not."""
    route.fetch(max_redirects=0)
    route.abort("connectionreset")


def soon_sent(page: Page, town: Town, wanted: int) -> int:
    """How many filings the portal holds; what is on its way has a minute to arrive."""
    for _ in range(600):
        with as_portal(), tenant(town.id):
            count = Sent.objects.count()
        if count >= wanted:
            break
        page.wait_for_timeout(100)
    return count


LINES: dict[str, tuple[Callable[[Route], None], int]] = {
    "the filing never left": (cut_on_the_way_there, 0),
    "the answer was lost": (cut_on_the_way_back, 1),
}


@pytest.mark.parametrize("line", LINES)
def test_who_sends_again_after_the_line_broke_has_sent_once(
    town: Town, resident: Resident, site: str, chromium: Browser, line: str
) -> None:
    breaks, arrived = LINES[line]
    copy_checked(resident)
    with open_page(chromium, 375) as page:
        signed_in(page, site, resident)
        page.goto(f"{site}file/resident_copy/check/")
        page.route("**/send/", breaks)
        with pytest.raises(Error):
            page.locator("main button.main").press("Enter")
            page.wait_for_url("**/mine/**", timeout=3_000)
        assert soon_sent(page, town, arrived) == arrived
        page.unroute("**/send/")
        page.goto(f"{site}file/resident_copy/check/" if not arrived else f"{site}mine/")
        if not arrived:
            page.locator("main button.main").press("Enter")
            page.wait_for_url("**/mine/**")
        else:
            page.get_by_role("link", name="住民票の写しの請求").first.press("Enter")
            page.wait_for_url("**/mine/**/")
        assert page.get_by_text("送信しました").first.is_visible()
        page.go_back()
        page.go_forward()
        rounds(town)
        page.reload()
    with as_portal(), tenant(town.id):
        assert Sent.objects.count() == 1
    with town.open():
        assert Filing.objects.count() == 1


def test_pressed_again_on_the_old_page_it_is_the_same_filing(
    town: Town, resident: Resident, site: str, chromium: Browser
) -> None:
    """The browser still shows the page from before the line broke, in two windows."""
    copy_checked(resident)
    with open_page(chromium, 375) as page:
        signed_in(page, site, resident)
        page.goto(f"{site}file/resident_copy/check/")
        other = page.context.new_page()
        other.goto(f"{site}file/resident_copy/check/")
        other.route("**/send/", cut_on_the_way_back)
        with pytest.raises(Error):
            other.locator("main button.main").press("Enter")
            other.wait_for_url("**/mine/**", timeout=3_000)
        page.locator("main button.main").dblclick()
        page.wait_for_url("**/mine/**")
        rounds(town)
    with town.open():
        assert Filing.objects.count() == 1


REFUSED = {
    "bomb.pdf": (HOSTILE["zip bomb called .pdf"][0], "PDF"),
    "script.pdf": (HOSTILE["script in an object stream"][0], "スクリプト"),
    "inflates.pdf": (HOSTILE["PDF bomb"][0], "inflates.pdf"),
    "program.jpg": (HOSTILE["program called .jpg"][0], "PDF"),
    "page.png": (HOSTILE["web page"][0], "PDF"),
    "pixels.png": (HOSTILE["PNG of 100,000 by 100,000"][0], "pixels.png"),
}


def chosen(page: Page, *files: Path) -> None:
    page.locator("#field").set_input_files(list(files))
    page.get_by_role("button", name="選んだファイルを預ける").press("Enter")
    page.locator("#summary").wait_for()


def test_hostile_files_are_refused_by_name_reason_and_remedy(
    town: Town, resident: Resident, site: str, chromium: Browser, tmp_path: Path
) -> None:
    with open_page(chromium, 320) as page:
        signed_in(page, site, resident)
        page.goto(site + QUESTION)
        for name, (content, words) in REFUSED.items():
            (tmp_path / name).write_bytes(content)
            chosen(page, tmp_path / name)
            said = page.locator("#summary").inner_text()
            assert name in said and words in said, said
            assert axe(page) == [], name
        screenshot(page, "story-file-refused")
        for name, content in (("good.pdf", pdf()), ("photo.jpg", jpeg()), ("scan.png", png())):
            (tmp_path / name).write_bytes(content)
        page.locator("#field").set_input_files([tmp_path / "good.pdf", tmp_path / "photo.jpg", tmp_path / "scan.png"])
        page.get_by_role("button", name="選んだファイルを預ける").press("Enter")
        page.get_by_text("photo.jpg").first.wait_for()
        assert axe(page) == []
        screenshot(page, "story-files-taken")
    with as_portal(), tenant(town.id):
        assert Upload.objects.count() == 3


@pytest.mark.parametrize("script", [True, False])
def test_two_gigabytes_are_refused_and_the_form_is_still_there(
    town: Town, resident: Resident, site: str, chromium: Browser, tmp_path: Path, script: bool
) -> None:
    """With script the page says so at once; without it the server refuses before it has read them."""
    large = tmp_path / "film.pdf"
    with large.open("wb") as opened:
        opened.truncate(2 * 1024**3)
    with open_page(chromium, 320, java_script_enabled=script) as page:
        signed_in(page, site, resident)
        page.goto(site + QUESTION)
        page.locator("#field").set_input_files(large)
        if script:
            assert page.locator("#file-large").is_visible()
            assert axe(page) == []
        else:
            page.get_by_role("button", name="選んだファイルを預ける").press("Enter")
            page.get_by_text("入力した内容は残っています").wait_for()
        page.goto(site + QUESTION)
        (tmp_path / "good.pdf").write_bytes(pdf())
        page.locator("#field").set_input_files(tmp_path / "good.pdf")
        page.get_by_role("button", name="選んだファイルを預ける").press("Enter")
        page.get_by_text("good.pdf").first.wait_for()
    with as_portal(), tenant(town.id):
        assert Upload.objects.count() == 1
