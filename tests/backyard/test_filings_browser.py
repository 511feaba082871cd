"""Application management in Chromium: filled, empty and wrong, wide and narrow; a filing worked by keyboard alone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, served, sideways
from tests.filings import arrival, clerk, copy_of, move_out_of
from tests.residents import ALONE, COUPLE, FAMILY, FORMER_ADDRESS, address, move_in
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange.models import OutboxMessage, OutState

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    """The day is that of the filings: what is late in them is late, nothing else."""
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def fill(town: Town) -> dict[str, Filing]:
    """Something in every state, late and due today, online and at the counter, one protected person."""
    with town.open():
        family, couple = move_in(FAMILY), move_in(COUPLE)
        alone, more = move_in(ALONE), move_in(ALONE, address(lot="９番地"), FORMER_ADDRESS)
        found = {
            "errors": filings.receive(_moving(family, answers={"phone": "12"})),
            "alerts": filings.receive(_moving(couple, answers={"where": "abroad", "country": "大韓民国"})),
            "entered": filings.receive(_moving(alone)),
            "unknown": filings.receive(copy_of(family, ["t0", "lost"], applicant=None, language="en")),
            "counter": filings.receive(_moving(more, channel="counter", level="counter", typed_by=clerk(town))),
        }
        for name, days in {"errors": -2, "alerts": 0, "entered": 1, "unknown": 9, "counter": 3}.items():
            Filing.objects.filter(id=found[name].id).update(
                promised_on=TODAY + timedelta(days=days), filed_at=MORNING - timedelta(minutes=9)
            )
    with town.open("clerk"):
        filings.ask(found["unknown"].id, {"whose": "だれの分か選び直してください"})
        filings.assign(found["errors"].id, town.clerk.id, "窓口 花子")
    with town.open("chief"):
        new = disclosure.NewProtection(
            applicant=int(couple[1].addressee_number),
            measure="violence",
            received_on=TODAY,
            requesting_body="北見警察署",
            starts_on=TODAY,
        )
        disclosure.set_protection(new)
    return found


def stuck(town: Town) -> Filing:
    """A hand-over that the other system did not take."""
    answers = {"place": "own", "start_on": "2026-12-01", "pay": "slip", "phone": "0157112222"}
    with town.open():
        filing = filings.receive(arrival("water_start", move_in(ALONE, address(lot="２番地")), answers))
        error = "連携先が受け付けない：使用場所の区分を読めない"
        OutboxMessage.objects.filter(kind="handover").update(state=OutState.DEAD, error=error)
    return filing


def _moving(family: list[Record], **changes: Any) -> filings.Arrival:
    provenance = {"movers": "typed", "moved_on": "typed", "where": "typed", "new_address": "card", "phone": "register"}
    return move_out_of(family, [f"t{place}" for place in range(len(family))], provenance=provenance, **changes)


@pytest.fixture
def at(town: Town) -> Iterator[str]:
    with served() as where:
        yield f"{where}/012084/"


def enter(page: Page, at: str, town: Town, login: str = "kakaricho") -> None:
    token = signed_in(town, login).cookies[SESSION_COOKIE].value
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": at}])


def troubles(page: Page, name: str, width: int) -> list[str]:
    """What axe finds and what sticks out, the whole page in view; and a picture of it."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(768, height)})
    screenshot(page, f"filings-{name}-{width}")
    return axe(page) + [f"{sideways(page)}px too wide"] * (sideways(page) > 0)


@pytest.mark.parametrize("width", [1366, 320])
def test_filled_pages_are_accessible_and_fit(town: Town, at: str, chromium: Browser, width: int) -> None:
    filed = fill(town)
    pages = {
        "inbox": "filings/",
        "narrowed": "filings/?channel=counter&scope=entered",
        "errors": f"filings/{filed['errors'].id}/",
        "alerts": f"filings/{filed['alerts'].id}/?done=recheck",
        "asked": f"filings/{filed['unknown'].id}/?done=ask",
        "entered": f"filings/{filed['entered'].id}/",
        "ask": f"filings/{filed['errors'].id}/ask/",
        "decline": f"filings/{filed['errors'].id}/decline/",
        "decisions": "filings/decide/",
        "measures": "filings/measures/",
        "home": "",
        "handover": f"filings/{stuck(town).id}/",
        **{
            f"correct-{name}": f"filings/{filed['errors'].id}/correct/{name}/"
            for name in ("phone", "moved_on", "movers", "where", "new_address")
        },
    }
    found = {}
    with open_page(chromium, width) as page:
        enter(page, at, town)
        for name, path in pages.items():
            page.set_viewport_size({"width": width, "height": 768})
            answer = page.goto(at + path)
            assert answer is not None and answer.status == 200, name
            if wrong := troubles(page, name, width):
                found[name] = wrong
    assert found == {}


@pytest.mark.parametrize("width", [1366, 320])
def test_empty_pages_are_accessible(town: Town, at: str, chromium: Browser, width: int) -> None:
    found = {}
    with open_page(chromium, width) as page:
        enter(page, at, town)
        for name, path in {
            "inbox": "filings/",
            "narrowed": "filings/?channel=counter",
            "decisions": "filings/decide/",
            "measures": "filings/measures/",
        }.items():
            page.goto(at + path)
            assert page.locator(".empty").is_visible(), name
            if wrong := troubles(page, f"empty-{name}", width):
                found[name] = wrong
    assert found == {}


@pytest.mark.proof
def test_the_figures_can_be_printed_and_people_cannot(town: Town, at: str, chromium: Browser) -> None:
    fill(town)
    with open_page(chromium) as page:
        enter(page, at, town)
        page.emulate_media(media="print")
        page.goto(at + "filings/measures/")
        assert page.locator("#compared").is_visible() and page.locator("figure svg").first.is_visible()
        assert page.get_by_text("北見市").first.is_visible(), "a sheet says whose figures it has"
        for screen_only in (".print-notice", ".staff-nav", ".action-bar", "#period", "#measures-csv"):
            assert page.locator(screen_only).is_hidden(), screen_only
        page.goto(at + "filings/")
        assert page.locator(".print-notice").is_visible() and page.locator("main").is_hidden()


def test_wrong_pages_are_accessible_and_the_summary_leads_to_the_control(
    town: Town, at: str, chromium: Browser
) -> None:
    filed = fill(town)
    ways = {
        "ask": (f"filings/{filed['errors'].id}/ask/", "ask-phone"),
        "decline": (f"filings/{filed['errors'].id}/decline/", "reason"),
        "correct-phone": (f"filings/{filed['errors'].id}/correct/phone/", "q"),
        "correct-moved_on": (f"filings/{filed['errors'].id}/correct/moved_on/", "q-year"),
        "correct-new_address": (f"filings/{filed['errors'].id}/correct/new_address/", "q-municipality"),
        "proceed": (f"filings/{filed['alerts'].id}/", "reason-P-09"),
        "decisions": ("filings/decide/", ""),
    }
    with open_page(chromium) as page:
        enter(page, at, town)
        for name, (path, control) in ways.items():
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto(at + path)
            if control:
                page.fill(f"[name='{control}']", "")
            page.keyboard.press("F9")
            page.wait_for_selector("#error-summary")
            assert page.title().startswith("エラー："), name
            page.locator("#error-summary:focus").wait_for()
            page.click("#error-summary a")
            focused = page.evaluate("document.activeElement.name")
            assert focused in (control, "filing", "ask-movers"), name
            assert troubles(page, f"wrong-{name}", 1366) == [], name


def test_from_the_inbox_to_the_next_filing_by_keyboard_alone(town: Town, at: str, chromium: Browser) -> None:
    filed = fill(town)
    with open_page(chromium) as page:
        enter(page, at, town, "madoguchi")
        page.goto(at + "filings/")
        page.focus("#filings a[data-row]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/filings/{filed['alerts'].id}/")
        page.focus("[name='reason-P-09']")
        page.keyboard.type("電話で案内した")
        page.keyboard.press("F9")
        page.wait_for_url("**?done=proceed")
        assert "理由を記録して" in page.inner_text("#frame-banner") and axe(page) == []
        page.keyboard.press("F9")
        page.wait_for_url(f"**/filings/{filed['errors'].id}/")
        page.keyboard.press("F4")
        page.wait_for_url("**/filings/")
    with town.open():
        assert Filing.objects.get(id=filed["alerts"].id).state == Filing.State.ENTERED


def test_several_are_decided_by_keyboard_alone(town: Town, at: str, chromium: Browser) -> None:
    filed = fill(town)
    with open_page(chromium) as page:
        enter(page, at, town)
        page.goto(at + "filings/")
        page.keyboard.press("F9")
        page.wait_for_url("**/filings/decide/")
        page.focus("#decisions a[data-row]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        page.keyboard.press("F9")
        page.wait_for_selector("#outcomes")
        assert troubles(page, "decided", 1366) == []
    with town.open():
        states = {Filing.objects.get(id=filed[name].id).state for name in ("entered", "counter")}
    assert states == {Filing.State.DONE}
