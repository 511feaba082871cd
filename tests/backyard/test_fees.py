"""The cashier's pages: taken at a visit's end or on the filing's page, waived, cancelled, given back, the books."""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.filings import copy_of
from tests.residents import FAMILY, move_in
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter import visits
from yakuba.frontyard.counter.models import Visit
from yakuba.platform.access import service as access
from yakuba.platform.cases import fees, filings
from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.exchange import delivery
from yakuba.platform.parameters import service as parameters

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
        parameters.set("fee.collection", date(2026, 4, 1), "counter", "試験")
    return town


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        return move_in(FAMILY)


def press() -> dict[str, str]:
    return {"idempotency_key": str(uuid4())}


def text(browser: Client, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def filed(town: Town, family: list[Record], **changes: Any) -> tuple[Filing, FeeCharge]:
    with town.open():
        filing = filings.receive(copy_of(family, ["t0"], **changes))
        charge = fees.of(filing)
        assert charge is not None
        return filing, charge


def visit_of(town: Town, family: list[Record], language: str) -> Visit:
    with town.open("clerk"):
        facts = registry.facts_for(int(family[0].addressee_number), Channel.COUNTER)
        assert facts is not None
        visit = visits.begin(facts, visits.Start(uuid4(), "card", ("resident_copy",), language))
        said: dict[str, Any] = {"whose": list(visit.people)[:1], "shown": [], "use": "school"}
        while (following := visits.next_question(visit)) is not None:
            visit = visits.answer(visit.id, following[0], following[1], said.get(following[1].id))
        visits.sign(visit.id, visits.Signature("paper", facts.name))
        return visit


def test_taken_at_the_end_of_a_visit_and_printed_on_its_sheet(town: Town, family: list[Record]) -> None:
    visit = visit_of(town, family, "en")
    clerk, page = signed_in(town, "madoguchi"), f"/012084/counter/{visit.id}/"
    assert "未払い" in text(clerk, page) and 'id="cash-go"' not in text(clerk, page), "not his duty"
    assert "Not paid yet" in text(clerk, f"{page}sheet/")
    with town.open("chief"):
        access.assign(town.clerk, fees.DUTY, date(2026, 4, 1))
        charge = FeeCharge.objects.get()
    sent = press() | {"back": page}
    assert 'id="cash-go"' in text(clerk, page)
    for _ in range(2):
        answer = clerk.post(f"/012084/fees/{charge.id}/cash/", sent)
        assert answer.headers["Location"] == f"{page}?done=paid"
    outside = press() | {"back": "//example.org/012084/counter/"}
    assert clerk.post(f"/012084/fees/{charge.id}/cash/", outside).status_code == 409, "paid already"
    with town.open():
        entry = FeeEntry.objects.get()
        assert (entry.amount, entry.way, entry.actor_name) == (300, "cash", "窓口 花子")
    assert "支払済み" in text(clerk, page) and entry.receipt_number in text(clerk, page)
    assert entry.receipt_number in text(clerk, f"{page}sheet/") and "Received" in text(clerk, f"{page}sheet/")


def test_the_cashier_keeps_the_books_of_the_day(town: Town, family: list[Record]) -> None:
    chief = signed_in(town, "kakaricho")
    first, charge = filed(town, family)
    filing_page = f"/012084/filings/{first.id}/"
    shown = text(chief, filing_page)
    assert "支払い待ち" in shown and "現金で受領" in shown
    assert chief.post(f"/012084/fees/{charge.id}/cash/", press()).status_code == 302
    delivery.deliver_due()
    delivery.handle_due()
    with town.open():
        assert Filing.objects.get().state == Filing.State.DECIDED
        entry = FeeEntry.objects.get()
    here = f"/012084/fees/{charge.id}/"
    assert "R2026-000001" in text(chief, f"/012084/fees/entry/{entry.id}/receipt/")
    assert chief.post(f"/012084/fees/entry/{entry.id}/cancel/", press() | {"reason": " "}).status_code == 422
    answer = chief.post(f"/012084/fees/entry/{entry.id}/cancel/", press() | {"reason": "別の申請の分"})
    assert answer.headers["Location"] == f"{here}?done=cancel"
    text(chief, f"/012084/fees/entry/{entry.id}/receipt/", 404)
    assert "別の申請の分" in text(chief, here) and first.receipt_number in text(chief, "/012084/fees/unpaid/")
    chief.post(f"{here}cash/", press())
    books = text(chief, "/012084/fees/?day=2026-11-24")
    assert re.sub(r"\s+", "", books).count("R2026-00000") == 2 and "差引" in books
    assert "北見市" in text(chief, "/012084/fees/sheet/?day=2026-11-24")
    lines = chief.get("/012084/fees/day.csv?day=2026-11-24").content.decode("utf-8-sig").splitlines()
    assert [one.split(",")[5] for one in lines[1:]] == ["300", "-300", "300"]
    assert chief.get(f"/012084/fees/?number={first.receipt_number}").headers["Location"] == here
    assert "請求はありません" in text(chief, "/012084/fees/?number=F2026-999999")


def test_waived_and_given_back_with_words(town: Town, family: list[Record]) -> None:
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    filing, charge = filed(town, family)
    here = f"/012084/fees/{charge.id}/"
    for path in ("/012084/fees/", here, f"{here}waive/", "/012084/fees/day.csv"):
        text(clerk, path, 403)
    chief.post(f"{here}cash/", press())
    with town.open():
        filings.withdraw(filing.key)
        due = FeeEntry.objects.get(kind="return_due")
    assert "本人の取下げ" in text(chief, "/012084/fees/returns/") and "返金待ち 1件" in text(chief, "/012084/fees/")
    back = f"/012084/fees/entry/{due.id}/return/"
    assert chief.post(back, press() | {"way": "cash", "reason": ""}).status_code == 422
    assert chief.post(back, press() | {"way": "cash", "reason": "本人に手渡し"}).status_code == 302
    assert chief.post(back, press() | {"way": "cash", "reason": "二度目"}).status_code == 409
    assert "返金待ち 0件" in text(chief, "/012084/fees/returns/")
    _, other = filed(town, family)
    assert "免除" in text(chief, f"/012084/fees/{other.id}/waive/")
    assert chief.post(f"/012084/fees/{other.id}/waive/", press() | {"reason": "条例第5条"}).status_code == 302
    assert "免除" in text(chief, f"/012084/fees/{other.id}/")
    strangers(charge.id, due.id, filing.receipt_number)


def strangers(charge_id: UUID, entry_id: UUID, receipt_number: str) -> None:
    """Another town reaches nothing of it, by any address."""
    stranger = signed_in(found_town("122041"), "kakaricho")
    paths = [f"fees/{charge_id}/", f"fees/{charge_id}/waive/"]
    paths += [f"fees/entry/{entry_id}/{what}/" for what in ("cancel", "return", "receipt")]
    for path in paths:
        text(stranger, f"/122041/{path}", 404)
    for what in ("cash", "renew"):
        assert stranger.post(f"/122041/fees/{charge_id}/{what}/", press()).status_code == 404
    assert "請求はありません" in text(stranger, f"/122041/fees/?number={receipt_number}")
