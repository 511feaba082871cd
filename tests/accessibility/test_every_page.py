"""Every page of staff, of the counter and before signing in: filled, empty and refused; wide and narrow."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.accessibility import pages
from tests.accessibility.filled import build
from tests.accessibility.filling import Filled
from tests.accessibility.looking import Look, quick_page
from tests.browser import served
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.world import PASSWORD, Town, found_town, signed_in
from yakuba.frontyard.counter.views import devices
from yakuba.platform.access import staff
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import StaffSession
from yakuba.platform.tenancy.context import now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
CORE = "yakuba.operation.settings.urls_core"
SAME = ({"backyard:audit", "backyard:audit_export"}, {"resident_registry:change", "resident_registry:change_edit"})
"""Names of one and the same page."""


@pytest.fixture
def site() -> Iterator[str]:
    with served() as at:
        yield f"{at.replace('127.0.0.1', 'localhost')}/012084/"


def enter(look: Look, town: Town, login: str = "kakaricho") -> None:
    """Signed in, the second factor shown a moment ago."""
    token = signed_in(town, login).cookies[SESSION_COOKIE].value
    with town.open():
        StaffSession.objects.update(step_up_until=now() + timedelta(hours=2))
    look.cookie(SESSION_COOKIE, token)


def test_pages_of_staff_filled_and_refused(
    town: Town, site: str, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CARD_READER", "http://localhost:9")  # nobody answers there
    full = build(town, tmp_path, monkeypatch)
    with quick_page(chromium) as page:
        look = Look(page, site, CORE)
        enter(look, town)
        for name, paths in pages.STAFF.items():
            for path in paths:
                look.at(path.format(**full.names))
                if name not in pages.SENT_BY_A_DEVICE:
                    look.sent_empty()
        devices_of_the_hall(look, full)
        signing_in(look, town)
    assert look.found == {}
    assert look.taken <= set(pages.TAKES_NOTHING)
    assert {*pages.STAFF, *pages.BY_STEPS} - look.seen == set()
    told_apart = [names & set(pages.STAFF) for names in look.same_titles()]
    assert [names for names in told_apart if len(names) > 1 and names not in SAME] == []


def devices_of_the_hall(look: Look, full: Filled) -> None:
    """The visitor's tablet, the ticket machine and the board: none of them signed in."""
    page = look.page
    page.context.clear_cookies()
    for path in ("ticket/", "ticket/board/"):
        look.at(path, 403)  # not yet set up
    for kind, path in (
        ("machine", "ticket/"),
        ("machine", f"ticket/{full.names['ticket']}/"),
        ("board", "ticket/board/"),
    ):
        with full.town.open():
            look.cookie(devices.COOKIE, devices.token(kind))
        look.at(path)
    look.at("tablet/")
    assert look.sent_empty()
    page.fill("#code", full.names["code"])
    page.click("#go")
    page.wait_for_url("**/tablet/paper/")
    look.look()
    page.click("#right")
    page.locator("#name").wait_for()
    look.look()
    assert look.sent_empty()


def signing_in(look: Look, town: Town) -> None:
    """The town halls, the password, the second factor; a newcomer's first one."""
    page = look.page
    page.context.clear_cookies()
    look.at("../")
    look.at("sign-in/")
    assert look.sent_empty()
    with town.open("chief", now()):
        initial = staff.add_account("atarashii", "新人 花子", "市民課").initial_password
    for login, password, path in (("madoguchi", PASSWORD, "second-factor"), ("atarashii", initial, "enrol")):
        page.goto(f"{look.site}sign-in/")
        page.fill("#id_login_name", login)
        page.fill("#id_password", password)
        page.click("#sign-in-go")
        page.wait_for_url(f"**/{path}/**")
        look.look()
        look.sent_empty()


def test_pages_of_staff_where_nothing_has_happened_yet(
    transactional_db: None, site: str, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CARD_READER", "http://localhost:9")  # nobody answers there
    town = found_town("012084")
    with quick_page(chromium) as page:
        look = Look(page, site, CORE)
        enter(look, town)
        for path in pages.EMPTY:
            look.at(path)
    assert look.found == {}
