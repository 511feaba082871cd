"""A filing with a fee from home: amount, state and how to pay on its page; it goes on by itself once it is paid."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import open_page
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_filing_online import copy_checked, family, key_of, with_card
from tests.frontyard.portal.test_portal_browser import cookies, held_to
from tests.frontyard.portal.zone import Resident, rounds
from tests.frontyard.reception.test_reception import draw
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal.middleware import LANGUAGE, SESSION
from yakuba.operation.simulators.payments import Payment, Payments
from yakuba.platform.parameters import service as parameters

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["family"]


def collecting(town: Town, ways: str) -> None:
    with town.open("chief"):
        parameters.set("fee.collection", date(2026, 4, 1), ways, "試験")


def sent(town: Town, family: list[Record]) -> tuple[Resident, str]:
    """A copy filed from home; the path of its page."""
    resident = with_card(town, family[1])
    where = resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))}).split("/", 2)[2]
    rounds(town)
    return resident, where


@pytest.mark.proof
def test_paid_outside_with_the_numbers_on_the_page(town: Town, family: list[Record], settings: Any) -> None:
    collecting(town, "online")
    resident, where = sent(town, family)
    assert "準備しています" in resident.get(where) and "data-reload" in resident.get(where)
    service = Payments(Path(settings.SPOOL))
    delivered(town, service)
    (number,) = service.slips()
    page = resident.get(where)
    told = service.slips()[number]
    assert all(one in page for one in (told["number"], "99999", "https://payments.example/", "支払い待ち", "300円"))
    assert "窓口で払う" in page and re.search(r"F\d{4}-000001", page) and "申請を取り下げる" in page
    service.fail(number)
    delivered(town, service)
    assert "もう一度払えます" in resident.get(where)
    resident.client.cookies[LANGUAGE] = "easy"
    assert "<ruby>納付番号<rt>のうふばんごう</rt></ruby>" in resident.get(where)
    service.pay(Payment(number))
    delivered(town, service)
    draw(town)
    rounds(town)
    resident.client.cookies[LANGUAGE] = "ja"
    page = resident.get(where)
    assert "支払済みです" in page and "窓口で払う" not in page and told["number"] not in page and "papers/" in page


def delivered(town: Town, service: Payments) -> None:
    service.play()
    rounds(town)


@pytest.mark.proof
@pytest.mark.browser
def test_the_way_to_pay_is_clean_on_a_phone(town: Town, family: list[Record], settings: Any, chromium: Browser) -> None:
    collecting(town, "online")
    resident, where = sent(town, family)
    delivered(town, Payments(Path(settings.SPOOL)))
    with portal_process(settings) as address, open_page(chromium, 320) as page:
        site = f"{address}/{town.place.address}/"
        cookies(page, site, **{SESSION: resident.client.cookies[SESSION].value})
        for language in ("ja", "easy", "en"):
            cookies(page, site, **{LANGUAGE: language})
            page.goto(f"{site}{where}")
            assert page.locator("#pay-page").is_visible()
            page.set_viewport_size({"width": 320, "height": 1500})
            held_to(page, f"fee-{language}")
