"""An elderly resident gets a 住民票の写し at the counter: no pen, no paper form, the clerk's mouse untouched.

Counted: 60 keys of the clerk (Tab, arrows, Space, Enter, F9) and 17 typed characters: what she came for,
her reading and birth date. 17 pages and states at the clerk's screen, from the empty search to the
question whether it printed well, one error and one item asked again included; 7 at the tablet, where she types the code
and her name. Nobody writes by hand; nothing is retyped.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, sideways
from tests.residents import ALONE, move_in
from tests.stories.conftest import Office
from yakuba.platform.cases.models import Filing
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.register.models import RegisterEntry

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.browser]

COUNT = "addEventListener('keydown', () => { localStorage.keys = Number(localStorage.keys || 0) + 1; }, true)"
SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), a.big')]
  .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 56)
  .map(one => one.outerHTML.slice(0, 120))"""
LETTERS = """() => [...document.querySelectorAll('main, main *')]
  .filter(one => one.getClientRects().length && !one.closest('rt, .visually-hidden') && one.childNodes.length)
  .filter(one => parseFloat(getComputedStyle(one).fontSize) < 20).map(one => one.outerHTML.slice(0, 120))"""


class Tablet:
    """The visitor's fingers: every page is looked at for size and accessibility."""

    def __init__(self, page: Page, at: str) -> None:
        self.page, self.at, self.screens = page, at, 0

    def look(self) -> None:
        self.screens += 1
        screenshot(self.page, f"counter-tablet-{self.screens:02}")
        assert not axe(self.page), self.page.url
        assert self.page.evaluate(SMALL) == []
        assert self.page.evaluate(LETTERS) == []
        assert sideways(self.page) == 0

    def open(self) -> None:
        self.page.goto(self.at)
        self.look()

    def tap(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)
        self.look()


@pytest.fixture
def tablet(chromium: Browser, office: Office) -> Iterator[Tablet]:
    with open_page(chromium, width=820, has_touch=True) as page:
        yield Tablet(page, f"{office.clerk.at}tablet/")


def start(office: Office) -> None:
    """Find her, say how identity was checked, pick the procedure."""
    clerk = office.clerk
    clerk.open("counter/")
    clerk.press("F9")  # nothing given: the error state
    clerk.says("検索の条件：どれもない")
    clerk.write(kana="タカハシ", birth="S25.1.3")
    clerk.press("F9")
    clerk.push("main a[data-row]")
    clerk.says("髙橋　幸")
    clerk.press("F9")
    clerk.says("本人確認")
    clerk.radio("identification", "card")
    clerk.reach("#id_find")
    clerk.page.keyboard.insert_text("住民票の写し")
    clerk.page.keyboard.press("Enter")  # there is one such procedure
    assert clerk.page.is_checked("input[name=procedures][value=resident_copy]")
    assert clerk.page.is_visible("input[name=procedures][value=move_out]"), "and the list is whole again"
    clerk.press("F9")


def draw(office: Office) -> None:
    """What the worker does."""
    with office.town.open():
        waiting = list(Job.objects.filter(kind="resident_registry.draw_copy").values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(office.town.id, job).state == "succeeded"


def test_she_leaves_with_her_copy_and_wrote_nothing(office: Office, tablet: Tablet) -> None:
    clerk = office.clerk
    with office.town.open():
        (she,) = move_in(ALONE)
    clerk.page.context.add_init_script(COUNT)
    start(office)
    clerk.says("聞くこと 2 / 3", "What else should the copy show?")  # she lives alone: whose copy is known
    clerk.tick("input[name=q][value=head_and_relationship]")
    clerk.press("F9")
    clerk.push("#later")
    clerk.says("内容の確認と署名", "髙橋　幸", "住民票から")
    clerk.press("F9")
    code = clerk.page.inner_text("#tablet-code")
    assert re.fullmatch(r"\d{6}", code)

    tablet.open()
    tablet.page.fill("#code", "000000" if code != "000000" else "111111")
    tablet.tap("#go")  # the error state
    tablet.page.fill("#code", code)
    tablet.tap("#go")
    tablet.tap("#wrong-shown")
    clerk.page.wait_for_selector("text=「違うところがある」と言っています")
    clerk.look()
    clerk.push("#mend-0-shown")
    clerk.tick("input[name=q][value=earlier_address]")
    clerk.press("F9")
    tablet.page.wait_for_selector("text=前の住所")
    tablet.look()
    tablet.tap("#right")
    tablet.page.fill("#name", "髙橋幸")
    tablet.tap("#go")
    assert "受け付けました" in tablet.page.inner_text("main")

    clerk.page.wait_for_selector("text=証明書を作っています")
    clerk.look()
    draw(office)
    clerk.page.wait_for_selector("#paper-link")
    clerk.look()
    clerk.push("#sheet")
    clerk.push("#back")
    clerk.push("#paper-link")
    clerk.says("正しく印刷できましたか")
    keys = int(clerk.page.evaluate("localStorage.keys"))
    assert (keys <= 62, clerk.shots, tablet.screens) == (True, 17, 7)  # as told above
    words = clerk.printed()
    assert "髙橋" in words and "世帯主" in words and "千葉県船橋市" in words
    tablet.page.wait_for_url("**/tablet/", timeout=60_000)  # gone by itself
    tablet.page.go_back()
    assert "髙橋" not in tablet.page.content()
    with office.town.open():
        filing = Filing.objects.get()
        assert filing.provenance == {"whose": "register", "shown": "spoken"}
        assert RegisterEntry.objects.filter(act="issue", subjects=[int(she.addressee_number)]).exists()


@pytest.mark.proof
def test_she_signs_with_her_finger(office: Office, tablet: Tablet) -> None:
    clerk = office.clerk
    with office.town.open():
        move_in(ALONE)
    start(office)
    clerk.push("#later")
    clerk.push("#later")
    clerk.press("F9")
    code = clerk.page.inner_text("#tablet-code")
    tablet.open()
    tablet.page.fill("#code", code)
    tablet.tap("#go")
    tablet.tap("#right")
    box = tablet.page.locator("#pad").bounding_box()
    assert box is not None
    tablet.page.mouse.move(box["x"] + 30, box["y"] + 30)
    tablet.page.mouse.down()
    tablet.page.mouse.move(box["x"] + 200, box["y"] + 120, steps=8)
    tablet.page.mouse.up()
    tablet.tap("#go")
    clerk.page.wait_for_selector("text=署名：手書き")


@pytest.mark.proof
def test_a_tablet_that_nobody_touches_asks_and_hides(
    office: Office, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yakuba.frontyard.counter.views.tablet.STILL", (1, 3))
    clerk = office.clerk
    with office.town.open():
        move_in(ALONE)
    start(office)
    clerk.push("#later")
    clerk.push("#later")
    clerk.press("F9")
    tablet.open()
    tablet.page.fill("#code", clerk.page.inner_text("#tablet-code"))
    with tablet.page.expect_navigation():
        tablet.page.click("#go")
    tablet.page.wait_for_selector("#still:not([hidden])")
    tablet.look()
    assert not tablet.page.is_visible("text=髙橋"), "covered while it asks"
    tablet.page.click("#still-go")
    assert tablet.page.is_visible("text=髙橋")
    tablet.page.wait_for_selector("#code")  # asked again, not answered
    assert "髙橋" not in tablet.page.content()
    clerk.page.wait_for_selector("text=つながっていません")
    clerk.says("髙橋　幸")


@pytest.mark.proof
def test_everything_by_keyboard_without_a_tablet(office: Office) -> None:
    """The empty list, the filled one, and a signature on paper."""
    clerk = office.clerk
    clerk.open("counter/")
    clerk.says("今日の受付はまだありません")
    with office.town.open():
        move_in(ALONE)
    start(office)
    clerk.push("#later")
    clerk.push("#later")
    clerk.reach("summary")
    clerk.page.keyboard.press("Enter")
    clerk.push("#sign-go")
    clerk.says("署名の方法")
    clerk.radio("how", "paper")
    clerk.push("#sign-go")
    clerk.says("決定しました")
    clerk.press("F9")
    clerk.says("今日の受付（自分）", "終了")
