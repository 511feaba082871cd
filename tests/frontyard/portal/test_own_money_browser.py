"""The pages of the own tax and allowance on a telephone and a desk, in three languages: clean, and nothing sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import open_page
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_filing_online import family, with_card
from tests.frontyard.portal.test_portal_browser import cookies, held_to
from tests.frontyard.portal.test_portal_targets import small
from tests.frontyard.portal.told_money import TOLD
from tests.frontyard.portal.zone import Resident, as_portal
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import vault
from yakuba.frontyard.portal.middleware import LANGUAGE, SESSION
from yakuba.frontyard.portal.models import PortalAccount
from yakuba.frontyard.portal.models import Told as Kept
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.scope import tenant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
__all__ = ["family"]


@pytest.fixture
def resident(town: Town, family: list[Record]) -> Resident:
    """Somebody whom the core has told everything there can be."""
    who = with_card(town, family[1])
    with as_portal(), tenant(town.id):
        account = PortalAccount.objects.get().id
        content = vault.seal(f"told/{account}/money", TOLD)
        Kept.objects.create(account_id=account, kind="money", content=content, got_at=now())
    return who


@pytest.fixture
def site(town: Town, resident: Resident, settings: Any) -> Iterator[str]:
    with portal_process(settings) as address:
        yield f"{address}/{town.place.address}/"


@pytest.mark.parametrize("width", [320, 1366])
def test_pages_of_ones_own_money_are_clean(resident: Resident, site: str, chromium: Browser, width: int) -> None:
    with open_page(chromium, width) as page:
        for language in ("ja", "easy", "en"):
            for path in ("money/", "money/tax/2026/", "money/allowance/"):
                cookies(page, site, **{LANGUAGE: language, SESSION: resident.client.cookies[SESSION].value})
                page.goto(site + path)
                assert small(page) == [], (language, path)
                held_to(page, f"{path.replace('/', '-')}{language}")
