"""A filing that needs a visit: booked from home, everything there when the resident comes, on the record afterwards."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.frontyard.portal.test_filing_online import answered, family, key_of, refs, with_card
from tests.frontyard.portal.zone import Resident, rounds
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.frontyard.counter import bookings
from yakuba.frontyard.counter.models import Booking
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import JST, current_context, now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["family"]
HERE = {"q-prefecture": "北海道", "q-municipality": "北見市", "q-town": "北1条東6丁目", "q-lot": "2番地"}


def moved(town: Town, family: list[Record]) -> tuple[Resident, str]:
    """The whole household has moved inside the town and filed it from home; the path of the filing's page."""
    resident = with_card(town, family[0])
    everybody = refs(resident.get("file/move_within/q/movers/"))
    day = now().astimezone(JST).date()
    date = {"q-era": "seireki", "q-year": str(day.year), "q-month": str(day.month), "q-day": str(day.day)}
    answers: dict[str, dict[str, Any]] = {
        "movers": {"q": everybody},
        "moved_on": date,
        "new_address": HERE,
        "home": {"q": "own"},
        "new_head": {"q": everybody[:1]},
        "relations": {},
        "phone": {"q": "0157112222"},
        "note": {},
    }
    page = answered(resident, "move_within", answers)
    where = resident.post("file/move_within/send/", {"key": key_of(page)}).split("/", 2)[2]
    rounds(town)
    return resident, where


def slots(page: str) -> list[str]:
    return re.findall(r'<option value="(\d[^"]+)"', page)


def test_from_home_to_one_visit_with_nothing_to_write(town: Town, family: list[Record]) -> None:
    resident, where = moved(town, family)
    page = resident.get(where)
    assert "窓口に来てください" in page and "来る日時を選んでください" in page
    first, second, *_ = slots(page)
    resident.post(f"{where}visit/", {"do": "book", "slot": first})
    assert "予約を確認しています" in resident.get(where)
    rounds(town)
    assert "予約した日時" in resident.get(where)
    resident.post(f"{where}visit/", {"do": "book", "slot": second})
    rounds(town)
    with town.open():
        row, filing = Booking.objects.get(), Filing.objects.get()
        assert (row.starts_at, row.state) == (datetime.fromisoformat(second), Booking.State.BOOKED)
    clerk = signed_in(town, "madoguchi")
    sent = {"idempotency_key": str(uuid4()), "identification": "individual_number_card"}
    assert clerk.post(f"/012084/filings/{filing.id}/arrive/", sent).status_code == 302
    with town.open("chief", now()):
        assert Booking.objects.get().state == Booking.State.CAME
        cases.approve(Case.objects.get(action="resident_registry.move_within").id)
        lots = ResidentRecord.objects.filter(is_latest=True).values_list("address_lot", flat=True)
        assert set(lots) == {"２番地"}
        assert set(Filing.objects.get().provenance.values()) <= {"typed", "register"}, "nobody typed it again"
    rounds(town)
    assert "完了" in resident.get(where)


def test_the_last_place_goes_to_one_and_is_free_again(town: Town, family: list[Record]) -> None:
    with town.open("chief"):
        parameters.set("booking.places", current_context().business_date, 1, "試験")
    resident, where = moved(town, family)
    slot = slots(resident.get(where))[0]
    with town.open(instant=now()):  # the times offered are those after the clock
        other = Filing.objects.get()
        other.pk, other.id, other.key = None, uuid4(), uuid4()
        other.receipt_number = "F2026-900000"
        other.municipality_id = town.id
        other.save(force_insert=True)
        bookings.book(other, datetime.fromisoformat(slot))
    resident.post(f"{where}visit/", {"do": "book", "slot": slot})
    rounds(town)
    page = resident.get(where)
    assert "いっぱいになりました" in page and slot not in slots(page)
    with town.open():
        bookings.cancel(other)
    resident.post(f"{where}visit/", {"do": "anew"})
    rounds(town)
    page = resident.get(where)
    assert slot in slots(page) and "いっぱいになりました" not in page
    resident.post(f"{where}visit/", {"do": "book", "slot": slot})
    rounds(town)
    resident.post(f"{where}withdraw/")
    rounds(town)
    with town.open():
        assert set(Booking.objects.values_list("state", flat=True)) == {Booking.State.CANCELLED}


def test_what_is_no_offered_time_books_nothing(town: Town, family: list[Record]) -> None:
    resident, where = moved(town, family)
    assert "visit=none" in resident.post(f"{where}visit/", {"do": "book", "slot": ""})
    assert "日時を選んでから" in resident.get(f"{where}?visit=none")
    for slot in ("2026-01-01T09:00:00+09:00", "x", "9" * 300):
        resident.post(f"{where}visit/", {"do": "book", "slot": slot})
    rounds(town)
    with town.open():
        filing = Filing.objects.get()
        assert not Booking.objects.exists()
        sunday = datetime(2026, 11, 29, 10, 0, tzinfo=JST)
        for at in (sunday, bookings.free()[0] + timedelta(minutes=1)):
            with pytest.raises(bookings.BookingError):
                bookings.book(filing, at)
    with town.open("chief"):
        parameters.set("booking.places", current_context().business_date, 0, "試験")
        assert bookings.free() == []
    resident.post(f"{where}visit/", {"do": "anew"})
    rounds(town)
    assert "予約は要りません" in resident.get(where)
