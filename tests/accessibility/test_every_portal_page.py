"""Every page of the residents' portal in Chromium: filled, empty, and refused; wide and on a phone; two languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.accessibility import pages
from tests.accessibility.looking import Look, quick_page
from tests.accessibility.portal import busy, by_level, one_of_each_kind, told
from tests.frontyard.portal.conftest import town as town
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_filing_online import with_card
from tests.frontyard.portal.test_portal_browser import cookies
from tests.frontyard.portal.zone import Resident
from tests.residents import ALONE, move_in
from tests.world import Town, found_town
from yakuba.frontyard.portal.middleware import LANGUAGE, SESSION

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
PORTAL = "yakuba.operation.settings.urls_portal"
SAME = (
    {
        "portal:start",
        "portal:inbox",
        "portal:access",
        "portal:money",
        "portal:money_year",
        "portal:money_allowance",
    },  # the card is needed first
    {"portal:app", "portal:app_identify"},
)
"""Addresses that show one and the same page."""


@pytest.fixture
def filled(town: Town) -> tuple[Resident, dict[str, str], Resident]:
    """Somebody with filings and where they are, and somebody with none. All there before the portal's process is."""
    told(town)
    resident, paths = busy(town)
    with town.open():
        (alone,) = move_in(ALONE)
    found_town("122041")
    return resident, paths, with_card(town, alone, serial="78")


@pytest.fixture
def site(town: Town, filled: tuple[Resident, dict[str, str], Resident], settings: Any, tmp_path: Path) -> Iterator[str]:
    """The portal, where a card client and an authentication app are offered."""
    key = tmp_path / "app.pem"
    key.write_text("")
    more = {"YAKUBA_CARD_CLIENT": "http://localhost:9/", "YAKUBA_CARD_TEST": "1", "YAKUBA_APP_TEST": "1"}
    more |= {"YAKUBA_APP_ISSUER": "http://localhost:9", "YAKUBA_APP_CLIENT_ID": "x", "YAKUBA_APP_KEY": str(key)}
    with portal_process(settings, **more) as address:
        yield f"{address}/{town.place.address}/"


def as_who(look: Look, who: Resident | None, language: str = "ja") -> None:
    look.page.context.clear_cookies()
    cookies(look.page, look.site, **{LANGUAGE: language})
    if who is not None:
        cookies(look.page, look.site, **{SESSION: who.client.cookies[SESSION].value})


def test_pages_of_the_portal(
    town: Town, filled: tuple[Resident, dict[str, str], Resident], site: str, chromium: Browser
) -> None:
    resident, paths, newcomer = filled
    with quick_page(chromium) as page:
        look = Look(page, site, PORTAL, narrow=True)
        as_who(look, None)
        look.at("../")
        look.at("../122041/")  # a town hall that has not told of its procedures yet
        before_signing_in(look)
        nothing_yet(look, newcomer)
        without_a_card(look, town)
        for language in ("ja", "en"):
            as_who(look, resident, language)
            everything(look, paths)
        as_who(look, resident)
        every_kind_of_question(look)
    assert look.found == {}
    assert pages.PORTAL - look.seen == set()
    assert [names for names in look.same_titles() if not any(names <= each for each in SAME)] == []
    assert {"portal:email", "portal:code", "portal:whom", "portal:question", "portal:mend"} <= look.refused


def before_signing_in(look: Look) -> None:
    for language in ("ja", "en"):
        as_who(look, None, language)
        for path in ("", "?q=zzz", "procedures/move_out/", "sign-in/", "sign-in/card/", "sign-in/app/"):
            look.at(path)
        look.at("sign-in/email/")
        assert look.sent_empty()
        look.at("card/done/unknown/", 422)
        look.at("app/answer/?state=x&code=y", 422)
        through_the_guide(look)
        through_the_estimates(look)
    look.page.goto(look.site + "sign-in/email/")
    look.page.get_by_role("textbox").fill("hanako@example.jp")
    look.page.locator("main button.main").click()
    look.page.wait_for_url("**/sign-in/code/")
    look.look()
    assert look.sent_empty()


def through_the_guide(look: Look) -> None:
    """The events, questions with nothing answered and answered, the list."""
    page = look.page
    look.at("guide/")
    page.locator("main button[value=move_out]").click()
    page.wait_for_url("**/guide/q/1/")
    look.look()
    page.locator("#field").fill("99")
    page.locator("main button.main").click()
    page.locator("#summary").wait_for()
    look.look(" wrong")
    for part, typed in (("#field", "8"), ("#q-month", "11"), ("#q-day", "20")):
        page.locator(part).fill(typed)
    page.locator("main button.main").click()
    page.wait_for_url("**/guide/q/2/")
    look.look()
    look.at("guide/list/")


def through_the_estimates(look: Look) -> None:
    """Sent empty, and answered."""
    page = look.page
    for path, typed in (
        ("estimate/resident-tax/", {"#age": "40", "#salary": "5000000"}),
        ("estimate/child-allowance/", {"#child1": "6", "#child1-month": "1", "#child1-day": "5"}),
    ):
        look.at(path)
        assert look.sent_empty()
        look.at(path)
        for part, words in typed.items():
            page.locator(part).fill(words)
        page.locator("main button.main").click()
        page.locator("#steps").wait_for()
        look.look(" answered")


def nothing_yet(look: Look, who: Resident) -> None:
    as_who(look, who)
    for path in ("", "mine/", "inbox/", "access/", "file/resident_copy/check/"):
        look.at(path)
    look.at(f"mine/{'0' * 8}-0000-7000-8000-{'0' * 12}/", 404)


def without_a_card(look: Look, town: Town) -> None:
    as_who(look, by_level(town, "email", "AB/90"))
    for path in ("file/resident_copy/", "inbox/", "access/", "money/"):
        look.at(path)
    as_who(look, by_level(town, "card", "AB/91"))
    for path in ("identify/", "identify/waiting/"):
        look.at(path)
    as_who(look, by_level(town, "app", "app/AB/92"))
    look.at("app/identify/")


def everything(look: Look, paths: dict[str, str]) -> None:
    for path in ("", "mine/", "inbox/", "access/", "file/resident_copy/check/", "file/move_out/check/"):
        look.at(path)
    for path in ("money/", "money/tax/2026/", "money/allowance/"):
        look.at(path)
    for name in ("visit", "done", "asked", "withdrawn"):
        look.at(paths[name])
    look.at(f"{paths['done']}receipt/")
    look.at("file/family_register_certificate/for/")
    assert look.sent_empty()
    for path in ("mandates/", "mandates/give/"):
        look.at(path)
    assert look.sent_empty()
    look.at(paths["mandate_end"])
    look.at(f"{paths['asked']}answer/")
    assert look.sent_empty()
    look.at(f"{paths['asked']}withdraw/")


def every_kind_of_question(look: Look) -> None:
    for path in one_of_each_kind().values():
        look.at(path)
        look.sent_empty()
