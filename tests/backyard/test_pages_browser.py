"""Administration pages in Chromium: no accessibility violation, no sideways scrolling, keys that work.

Wide (1366 px) as at a desk, narrow (320 px) as with 400 % zoom.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, served, sideways
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town, signed_in
from yakuba.areas.resident_registry import stops
from yakuba.platform.access import staff
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import Account, StaffSession
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.models import ProtectionCase, Suppression
from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.models import OutboxMessage, OutState
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.mail.models import MailMessage, MailState
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register import service as register
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CLAIM = UUID("00000000-0000-4000-8000-00000000000c")


@pytest.fixture
def town() -> Town:
    """北見市 with something on every page."""
    town = found_town("012084")
    with town.open():
        records = move_in(FAMILY)
    numbers = [int(record.addressee_number) for record in records]
    with town.open("chief", now()):
        administration(town)
        protection(numbers)
    with town.open("clerk", now()), pytest.raises(stops.Stopped):
        household = int(records[0].household_number)
        stops.hold(stops.Claim(CLAIM, "third_party", "鈴木　三郎", (numbers[1],), tuple(numbers), household))
    return town


def administration(town: Town) -> None:
    office = staff.add_office("01", "本庁 市民課")
    staff.register_terminal(office.id, "本庁1", "市民課プリンタ1")
    staff.add_account("shinjin", "新人 三郎", "市民課")
    Account.objects.filter(id=town.clerk.id).update(locked_until=now() + timedelta(minutes=10))
    parameters.set("search.cap", TODAY - timedelta(days=3), 100, "窓口の要望")
    register.record("search", range(400), note=register.Note(purpose="転居の届出"))
    created = {"created_at": now(), "due_at": now(), "created_by_name": "係長 一郎"}
    Job.objects.create(
        kind="residents.load", state=JobState.RUNNING, done=31, total=50, counts={"取込み": 310}, **created
    )
    failure = "32番目の区切り：ファイルを読めない。置き直してから［再開］を押す"
    Job.objects.create(kind="residents.load", state=JobState.FAILED, done=31, total=50, failure=failure, **created)
    key = exchange.post(exchange.Message(exchange.to_area("tax"), "resident.moved", "19", {"number": 19}))
    OutboxMessage.objects.filter(id=key).update(state=OutState.DEAD, attempts=6, error="受け手がない。版を確かめる")
    for state in (MailState.UNKNOWN, MailState.SENT):
        MailMessage.objects.create(
            template="x",
            recipient="a@example.jp",
            subject="お知らせ",
            body="",
            state=state,
            next_try=now(),
            created_at=now(),
        )


def protection(numbers: list[int]) -> None:
    new = disclosure.NewProtection(
        applicant=numbers[1],
        measure="violence",
        received_on=TODAY,
        requesting_body="北見警察署",
        together={numbers[3]: "子"},
        other_parties=(disclosure.Party("山田　次郎", address="北海道網走市南六条東一丁目"),),
    )
    disclosure.set_protection(new)
    levels = disclosure.Levels(issue=disclosure.Level.ERROR, inquiry=disclosure.Level.ALERT)
    disclosure.set_suppression(disclosure.NewSuppression("係争中", levels, addressee_number=numbers[2]))


def pages_of(town: Town) -> dict[str, str]:
    """Name → path of every page of administration, with what each needs."""
    with town.open():
        job = Job.objects.get(state=JobState.FAILED)
        letter = OutboxMessage.objects.get(kind="resident.moved")
        measure, suppression = ProtectionCase.objects.get(), Suppression.objects.get()
        entry = RegisterEntry.objects.filter(act="search").get()
    return {
        "account": "account/",
        "password": "account/password/",
        "add_factor": "account/factors/add/",
        "staff": "staff/",
        "staff_add": "staff/add/",
        "staff_person": f"staff/{town.clerk.id}/",
        "places": "places/",
        "parameters": "parameters/",
        "parameter": "parameters/search.cap/",
        "audit": "audit/?off_hours_only=",
        "audit_entry": f"audit/{entry.id}/",
        "audit_mass": "audit/mass/",
        "jobs": "jobs/",
        "job": f"jobs/{job.id}/",
        "messages": "messages/",
        "message": f"messages/message/?direction=out&id={letter.id}",
        "mails": "mails/",
        "protections": "residents/protections/",
        "protection_who": "residents/protections/add/",
        "protection_add": "residents/protections/add/?number=19",
        "protection": f"residents/protections/{measure.id}/",
        "suppressions": "residents/suppressions/",
        "suppression_release": f"residents/suppressions/{suppression.id}/release/",
        "held_claims": "residents/certificates/held/",
        "review_claim": f"residents/certificates/held/{CLAIM}/",
        "step_up": "step-up/",
        "home_done": "?scope=done",
    }


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with served() as at:
        yield f"{at.replace('127.0.0.1', 'localhost')}/012084/"


def enter(page: Page, address: str, town: Town) -> None:
    """Sign the chief in, with the second factor shown a moment ago."""
    token = signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value
    with town.open():
        StaffSession.objects.update(step_up_until=now() + timedelta(minutes=5))
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])


@pytest.mark.parametrize("width", [320, pytest.param(1366, marks=pytest.mark.proof)])
def test_every_page_is_accessible_and_fits(town: Town, address: str, chromium: Browser, width: int) -> None:
    found: dict[str, list[str]] = {}
    with open_page(chromium, width) as page:
        enter(page, address, town)
        for name, path in pages_of(town).items():
            page.set_viewport_size({"width": width, "height": 768})
            answer = page.goto(address + path)
            assert answer is not None and answer.status == 200, name
            # Whole page in view: what the action bar covers for the moment is a scroll away, not too small a target.
            height = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(768, height)})
            troubles = axe(page) + [f"{sideways(page)}px too wide"] * (sideways(page) > 0)
            screenshot(page, f"administration-{name}-{width}")
            if troubles:
                found[name] = troubles
    assert found == {}


def test_errors_dialogs_and_confirmations_are_accessible_too(town: Town, address: str, chromium: Browser) -> None:
    with open_page(chromium) as page:
        enter(page, address, town)
        page.goto(address + "staff/add/")
        page.keyboard.press("F9")
        page.wait_for_selector("#error-summary")
        assert page.title().startswith("エラー：") and axe(page) == []
        page.goto(f"{address}staff/{town.clerk.id}/")
        page.click("#over-open")
        assert page.locator("#over").is_visible() and axe(page) == []
        page.keyboard.press("Escape")
        page.goto(address + "parameters/search.cap/")
        page.fill("#id_value", "50")
        page.fill("#id_reason", "絞る")
        page.keyboard.press("F9")
        page.wait_for_selector("#diff")
        assert axe(page) == []
        page.keyboard.press("F9")
        page.wait_for_url("**/parameters/search.cap/?done=1")
        assert axe(page) == []


def test_a_new_staff_member_and_a_duty_are_entered_by_keyboard_alone(
    town: Town, address: str, chromium: Browser
) -> None:
    with open_page(chromium) as page:
        enter(page, address, town)
        page.goto(address + "staff/")
        page.keyboard.press("F9")
        page.wait_for_url("**/staff/add/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # to the content: the menu is long for who holds every duty
        for _ in range(10):
            if page.evaluate("document.activeElement.id") == "id_login_name":
                break
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "id_login_name"
        page.keyboard.type("tantou")
        page.keyboard.press("Tab")
        page.keyboard.type("担当 四郎")
        page.keyboard.press("F9")
        page.wait_for_selector("#initial-password")
        assert axe(page) == []
        page.keyboard.press("F9")
        page.wait_for_selector("#id_duty")
        page.focus("#id_duty")
        while page.input_value("#id_duty") != "audit.view":
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("R8.4.1")
        page.keyboard.press("F9")
        page.wait_for_url("**?done=assigned")
        page.keyboard.press("F4")
        page.wait_for_url("**/staff/")
        assert "担当 四郎" in page.inner_text("#staff") and "監査" in page.inner_text("#staff")


def test_a_running_job_moves_on_by_itself(town: Town, address: str, chromium: Browser) -> None:
    with town.open():
        running = Job.objects.get(state=JobState.RUNNING)
    with open_page(chromium) as page:
        enter(page, address, town)
        page.goto(f"{address}jobs/{running.id}/")
        assert "62%" in page.inner_text("#job")
        with town.open():
            Job.objects.filter(id=running.id).update(done=50, state=JobState.SUCCEEDED)
        page.get_by_text("正常終了").wait_for()
        assert "100%" in page.inner_text("#job")


def test_the_officer_lifts_a_stop_from_the_list(town: Town, address: str, chromium: Browser) -> None:
    with open_page(chromium) as page:
        enter(page, address, town)
        page.goto(address + "residents/certificates/held/")
        page.focus("#held a[data-row]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#id_reason")
        page.fill("#id_reason", "本人と確かめた")
        page.keyboard.press("F9")
        page.wait_for_url("**/held/?done=1")
        assert axe(page) == []
    with town.open():
        assert RegisterEntry.objects.get(act="lift_stop").purpose == "本人と確かめた"
