"""The pages of process comparison in a browser: clean for axe, nothing sideways, consent by keyboard, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.accessibility.looking import Look, quick_page
from tests.browser import served
from tests.insight.work_comparison.test_pages import RARE, published
from tests.insight.work_comparison.working import YEAR, Work, add, analysed
from tests.world import found_town, signed_in
from yakuba.insight.work_comparison.models import StepDecision
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
AT = "work-comparison/"


def test_the_pages_wide_and_narrow_and_a_consent_by_keyboard(chromium: Browser) -> None:
    town = found_town("012084")
    add(town, Work(days=9.0), RARE)
    analysed(town)
    published("012025", Work(days=2.0, again=60))
    published("011002", Work(days=3.0, again=60))
    with served() as at, quick_page(chromium) as page:
        site = f"{at.replace('127.0.0.1', 'localhost')}/012084/"
        look = Look(page, site, "yakuba.operation.settings.urls_core", narrow=True)
        look.cookie(SESSION_COOKIE, signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value)
        for path in (
            "",
            "?year=0",
            f"{YEAR}/move_out/",
            f"{YEAR}/dog_registration/",
            f"{YEAR}/move_out/cases/?again=1",
            f"{YEAR}/move_out/cases/?step=x",
            f"{YEAR}/move_out/compare/",
            f"{YEAR}/move_out/compare/?peers=near",
            f"{YEAR}/move_out/compare/?peers=similar",
            "steps/?year=0",
            f"steps/?year={YEAR}",
            f"{YEAR}/dog_registration/steps/",
            "consents/",
        ):
            look.at(AT + path)
        page.goto(f"{site}{AT}{YEAR}/move_out/")
        page.emulate_media(media="print")
        assert page.locator("#traps-heading").is_visible() and page.locator("#to-compare").is_hidden()
        page.emulate_media(media="screen")
        page.keyboard.press("F9")
        page.wait_for_url("**/compare/")
        page.goto(f"{site}{AT}consents/")
        page.keyboard.press("F9")
        page.wait_for_url("**/consents/new/")
        look.look()
        page.locator("input[name=procedures]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.focus("#id_last")
        page.keyboard.type("21001231")
        page.keyboard.press("F8")
        page.wait_for_selector("#preview-heading")
        look.look(" preview")
        page.keyboard.press("F9")
        page.wait_for_url(f"**/{AT}consents/*-*/")
        look.look(" given")
        page.focus("#withdraw-ask")
        page.keyboard.press("Enter")
        look.look(" asked")
        page.focus("#withdraw-go")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=取下げ済み")
        look.look(" withdrawn")
    assert not look.found, "\n".join(f"{at}: {one[:400]}" for at, many in look.found.items() for one in many)


def test_steps_are_mapped_and_taken_back_by_keyboard_alone(chromium: Browser) -> None:
    town = found_town("012084")
    add(town, Work(days=9.0))
    analysed(town)
    with served() as at, quick_page(chromium) as page:
        page.set_default_timeout(60_000)
        site = f"{at.replace('127.0.0.1', 'localhost')}/012084/"
        look = Look(page, site, "yakuba.operation.settings.urls_core", narrow=True)
        look.cookie(SESSION_COOKIE, signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value)
        page.goto(f"{site}{AT}{YEAR}/move_out/steps/")
        look.look()
        page.keyboard.press("F8")
        page.wait_for_url("**fill=1**")
        look.look(" filled")
        page.keyboard.press("F9")
        page.wait_for_selector("text=これまでの決定")
        look.look(" decided")
        page.goto(f"{site}{AT}{YEAR}/move_out/")
        assert page.locator("#standard").is_visible()
        page.focus("#to-steps")
        page.keyboard.press("Enter")
        page.wait_for_url("**/steps/")
        chosen = page.locator("select[name=choice]").first
        assert chosen.input_value() == "resident_move.reception.receive_notification"
        chosen.focus()
        page.keyboard.press("Home")
        page.keyboard.press("F9")
        page.wait_for_function("document.querySelector('select[name=choice]').value === ''")
        with town.open():
            last = StepDecision.objects.filter(name="受付").order_by("-version").first()
        assert last is not None and (last.version, last.state) == (2, "taken_back")
        page.keyboard.press("F4")
        page.wait_for_url("**/steps/?year=*")
        look.look(" list")
    assert not look.found, "\n".join(f"{at}: {one[:400]}" for at, many in look.found.items() for one in many)
