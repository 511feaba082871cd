"""A family of four moves from 北見市 to 船橋市: filed once at home, one visit, no pen; both towns' records are right.

Counted, both towns together. At home, after the sign-in: 14 presses, a day, an address and a telephone number. In the
new town: 114 keys and 75 typed characters of the clerk on 27 screens for the move-in, the child allowance and a copy of
the new record (a day and a telephone number for the move-in, the rest for the others); 6 screens at the tablet.
144 keys of the two chiefs for four approvals, Tab by Tab. Nobody types a name or a birth date of the family again.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, served
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.frontyard.portal.zone import rounds
from tests.residents import FAMILY, move_in
from tests.stories.hands import Hands
from tests.stories.test_a_resident_files_online import move_out_filed, signed_in, site  # noqa: F401 site is a fixture
from tests.stories.test_elderly_at_the_counter import COUNT
from tests.world import Town, found_town
from tests.world import signed_in as staff_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter.models import Booking
from yakuba.platform.access import service as access
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.cases.models import Filing
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import JST, now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
HERE = date(2026, 4, 1)


class Desk(Hands):
    """A clerk's or a chief's keyboard."""

    def __init__(self, page: Page, at: str, story: str) -> None:
        super().__init__(page, at, story)
        self.typed = 0
        page.context.add_init_script(COUNT)

    @property
    def keys(self) -> int:
        return int(self.page.evaluate("localStorage.keys"))

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.insert_text(text)
        self.typed += len(text)

    def answer(self, given: Any) -> None:
        """What the visitor says to the question on the screen: None for later, a choice, a text, a day, persons."""
        page = self.page
        if given is None:
            self.push("#later")
            return
        if isinstance(given, date):
            for part, text in (("#field", str(given.year - 2018)), ("#q-month", str(given.month))):
                self.type(part, text)
            self.type("#q-day", str(given.day))
        elif isinstance(given, dict):
            for part, text in given.items():
                self.type(part, text)
        elif isinstance(given, tuple):
            for name in given:
                ref = page.locator("label.choice", has_text=name).locator("input").get_attribute("value")
                self.tick(f'input[name=q][value="{ref}"]')
        elif page.locator("input[type=radio][name=q]").count():
            self.radio("q", given)
        else:
            self.type("#field", given)
        self.press("F9")


@pytest.fixture
def family(town: Town) -> list[Record]:
    """The children are young enough for the allowance for years: the portal and the counter go by the real clock."""
    born = (FAMILY[0][4], FAMILY[1][4], date(2018, 7, 7), date(2021, 3, 9))
    with town.open():
        rows = move_in(tuple((*row[:4], birth, *row[5:]) for row, birth in zip(FAMILY, born, strict=True)))
    with town.open("chief"):
        parameters.set("certifier.mayor.title", HERE, "北見市長", "試験")
        parameters.set("certifier.mayor.name", HERE, "北見　太郎", "試験")
    return rows


@pytest.fixture
def funabashi(town: Town) -> Town:
    there = found_town("122041")
    with there.open("chief"):
        parameters.set("certifier.mayor.title", HERE, "船橋市長", "試験")
        parameters.set("certifier.mayor.name", HERE, "船橋　花子", "試験")
        for duty in DUTIES:
            if duty.startswith(("handover.", "child_allowance.")):
                access.assign(there.clerk, duty, HERE)
    return there


@pytest.fixture
def desks(town: Town, funabashi: Town, chromium: Browser) -> Iterator[dict[str, Desk]]:
    """The clerk and the chief of 船橋市, the chief of 北見市."""
    wanted = (("clerk", funabashi, "madoguchi"), ("chief", funabashi, "kakaricho"), ("there", town, "kakaricho"))
    found = {}
    with served() as at, ExitStack() as pages:
        for name, place, login in wanted:
            page = pages.enter_context(open_page(chromium))
            token = staff_in(place, login).cookies[SESSION_COOKIE].value
            cookie = {"name": SESSION_COOKIE, "value": token, "domain": urlsplit(at).hostname or ""}
            page.context.add_cookies([{**cookie, "path": f"/{place.place.address}/"}])  # type: ignore[typeddict-item]
            found[name] = Desk(page, f"{at}/{place.place.address}/", f"family-{name}")
        yield found


def approve(desk: Desk) -> None:
    desk.open("approvals/")
    desk.push("main a[data-row]")
    desk.press("F9")
    desk.says("本登録しました")


def booked(page: Page, town: Town) -> None:
    """The thread of the move-out offers the times of the other town hall."""
    page.reload()
    page.get_by_role("heading", name="船橋市での転入の届出").wait_for()
    page.locator("#slot").select_option(index=1)
    page.locator("#book").click()
    page.get_by_text("予約を確認しています").wait_for()
    rounds(town, 6)
    page.reload()
    page.get_by_text("予約した日時").wait_for()
    assert axe(page) == []
    screenshot(page, "family-booked")


def visited(clerk: Desk, tablet: Page, at: str) -> int:
    """One visit: three procedures, said by mouth, looked over and signed at the tablet. Screens of the tablet."""
    clerk.open("counter/")
    clerk.type("#id_kana", "サトウ　ハナコ")
    clerk.press("F9")
    clerk.says("転入予定（北見市から")
    clerk.push("main a[data-row]")
    clerk.says("前の市区町村から届いた情報", "佐藤　二葉")
    clerk.radio("identification", "card")
    for words, code in (
        ("転入届（前", "move_in_arrival"),
        ("認定請求", "child_allowance_claim"),
        ("住民票の写しの請", "resident_copy"),
    ):
        clerk.reach("#id_find")
        clerk.page.keyboard.press("Control+A")
        clerk.type("#id_find", words)
        clerk.page.keyboard.press("Enter")
        assert clerk.page.is_checked(f"input[name=procedures][value={code}]"), code
    clerk.press("F9")
    today, account = now().astimezone(JST).date(), {"#field": "0001", "#q-branch": "002", "#q-number": "0123456"}
    said: dict[str, Any] = {
        "why": "moved_in",
        "moved_on": today,
        "since": today,
        "phone": "0471112222",
        "children": ("佐藤　一郎", "佐藤　二葉"),
        "whose": ("佐藤　太郎", "佐藤　花子", "佐藤　一郎", "佐藤　二葉"),
        "care": "parent",
        "apart": "no",
        "older": "none",
        "spouse": "household",
        "main_earner": "yes",
        "pension": "employee",
        "public_servant": "no",
        "pay_to": "other",
        "account": {**account, "#q-holder": "サトウ　ハナコ"},
    }
    while "/ask/" in clerk.page.url:
        clerk.answer(said.get(clerk.page.url.rstrip("/").rsplit("/", 1)[-1]))
    clerk.says("内容の確認と署名", "湊町二丁目10番25号", "佐藤　二葉")
    clerk.press("F9")
    tablet.goto(f"{at}tablet/")
    tablet.fill("#code", clerk.page.inner_text("#tablet-code"))
    screens = 2
    with tablet.expect_navigation():
        tablet.click("#go")
    for _ in range(3):
        screenshot(tablet, f"family-tablet-{screens}")
        assert axe(tablet) == []
        with tablet.expect_navigation():
            tablet.click("#right")
        screens += 1
    tablet.fill("#name", "佐藤花子")
    with tablet.expect_navigation():
        tablet.click("#go")
    assert "受け付けました" in tablet.inner_text("main")
    return screens + 1


def drawn(town: Town) -> None:
    with town.open():
        waiting = list(Job.objects.filter(kind="resident_registry.draw_copy").values_list("id", flat=True))
    assert waiting
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"


def test_filed_at_home_one_visit_and_nobody_writes(
    town: Town,
    funabashi: Town,
    family: list[Record],
    site: str,  # noqa: F811 the fixture
    desks: dict[str, Desk],
    chromium: Browser,
) -> None:
    today = now().astimezone(JST).date()
    clerk, chief, there = desks["clerk"], desks["chief"], desks["there"]
    with open_page(chromium, 375) as phone, open_page(chromium, 820, has_touch=True) as tablet:
        signed_in(phone, site, town)
        phone.context.add_init_script(COUNT)
        move_out_filed(phone, site, today, "湊町二丁目")
        rounds(town)
        approve(there)
        rounds(town, 5)
        booked(phone, town)
        screens = visited(clerk, tablet, clerk.at)
        clerk.page.wait_for_selector("text=本登録されるのを待っています")
        clerk.look()
        approve(chief)
        rounds(town, 5)
        approve(chief)  # the child allowance, which went on by itself
        drawn(funabashi)
        clerk.page.reload()
        clerk.says("証明書を表示して印刷する")
        approve(there)
        rounds(town, 5)
        phone.reload()
        phone.get_by_text("転入先での転入の届出も済みました").wait_for()
        screenshot(phone, "family-done")
        home = int(phone.evaluate("localStorage.keys"))
        counted = (home, clerk.keys, clerk.typed, clerk.shots, chief.keys + there.keys, screens)
    rows_agree(town, funabashi, family, today)
    most = (14, 120, 75, 27, 240, 6)  # as told above; Tabs grow with the menu
    assert all(one <= limit for one, limit in zip(counted, most, strict=True)), counted


def rows_agree(town: Town, funabashi: Town, family: list[Record], today: date) -> None:
    """The same four people, in both towns, and nobody typed what was known."""
    with town.open():
        rows = storage.latest([int(one.addressee_number) for one in family])
        assert {one.move_out_confirmed_on for one in rows} == {today}
        assert {one.move_out_confirmed_municipality for one in rows} == {"船橋市"}
        assert set(Filing.objects.get().provenance.values()) == {"typed"}
    with funabashi.open():
        filings = {one.procedure: one for one in Filing.objects.all()}
        move = filings["move_in_arrival"]
        rows = storage.latest(list(move.people.values()))
        told = {(one.name, one.name_kana, one.birth_date, one.relationship, one.origin_domicile) for one in rows}
        assert told == {
            (one.name, one.name_kana, one.birth_date, one.relationship, one.origin_domicile) for one in family
        }
        assert len({one.household_number for one in rows}) == 1 and {one.address_lot for one in rows} == {
            "１０番２５号"
        }
        spoken = {name for name, source in move.provenance.items() if source != "register"}
        assert spoken == {"moved_on", "phone"}, "nothing else was asked"
        assert filings["resident_copy"].state == Filing.State.DONE
        assert filings["child_allowance_claim"].state in (Filing.State.DECIDED, Filing.State.DONE)
        assert Booking.objects.get().state == Booking.State.BOOKED
