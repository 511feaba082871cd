"""A move-out filed at home goes on: the visit at the other town is booked in its thread, and told when it is done."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.frontyard.portal.test_filing_online import answered, family, key_of, refs, with_card
from tests.frontyard.portal.test_visit_booking import slots
from tests.frontyard.portal.zone import Resident, rounds
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival, ExpectedPerson
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter import bookings
from yakuba.frontyard.counter.models import Booking
from yakuba.frontyard.reception import moving
from yakuba.operation.simulators import SIMULATORS
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, NewProtection
from yakuba.platform.exchange.models import InboxMessage, OutboxMessage
from yakuba.platform.exchange.registry import Incoming
from yakuba.platform.tenancy.context import JST, now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["family"]
THERE = {
    "q-postcode": "273-0011",
    "q-prefecture": "千葉県",
    "q-municipality": "船橋市",
    "q-town": "湊町二丁目",
    "q-lot": "10番25号",
}


def left(town: Town, family: list[Record], **changed: str) -> tuple[Resident, str]:
    """The whole household told from home that it moves today; approved. The path of the filing's page."""
    resident = with_card(town, family[0])
    everybody = refs(resident.get("file/move_out/q/movers/"))
    day = now().astimezone(JST).date()
    answers: dict[str, dict[str, Any]] = {
        "movers": {"q": everybody},
        "moved_on": {"q-era": "seireki", "q-year": str(day.year), "q-month": str(day.month), "q-day": str(day.day)},
        "where": {"q": "japan"},
        "new_address": THERE | changed,
        "phone": {"q": "0157112222"},
        "note": {},
    }
    page = answered(resident, "move_out", answers)
    where = resident.post("file/move_out/send/", {"key": key_of(page)}).split("/", 2)[2]
    rounds(town)
    with town.open("chief", now()):
        cases.approve(Case.objects.get(action="resident_registry.move_out").id)
    rounds(town, 5)
    return resident, where


@pytest.fixture
def funabashi(town: Town) -> Town:
    return found_town("122041")


def test_booked_there_from_the_same_thread_and_told_when_it_is_done(
    town: Town, funabashi: Town, family: list[Record]
) -> None:
    resident, where = left(town, family)
    page = resident.get(where)
    assert "船橋市での転入の届出" in page and "来る日時を選んでください" in page and "完了" in page
    first, second, *_ = slots(page)
    for wish in (first, second):
        resident.post(f"{where}visit/", {"do": "book", "slot": wish})
        assert "予約を確認しています" in resident.get(where)
        rounds(town, 5)
        assert "予約した日時" in resident.get(where)
    with funabashi.open("clerk", now()):
        row = Booking.objects.get()
        assert (row.starts_at, row.state) == (datetime.fromisoformat(second), Booking.State.BOOKED)
        assert row.arrival_id == ExpectedArrival.objects.get().id
        assert [one.id for one in bookings.of_day(row.starts_at.astimezone(JST).date())] == [row.id]
        people = list(ExpectedPerson.objects.order_by("place").values_list("addressee_number", flat=True))
    begun = signed_in(funabashi, "madoguchi").get(f"/122041/counter/start/arrival/{row.arrival_id}/")
    assert begun.headers["Location"].endswith(f"/counter/start/{people[0]}/")
    registered_there(funabashi, people)
    with funabashi.open("clerk", now()):
        assert bookings.of_day(row.starts_at.astimezone(JST).date()) == [], "they have come"
    rounds(town, 5)
    with town.open("chief", now()):
        cases.approve(Case.objects.get(action="resident_registry.move_out_confirmed").id)
    rounds(town)
    page = resident.get(where)
    assert "転入先での転入の届出も済みました" in page and "来る日時を選んでください" not in page


def registered_there(funabashi: Town, people: list[int]) -> None:
    with funabashi.open("clerk", now()) as context:
        facts = registry.facts_for(people[0], Channel.COUNTER)
        assert facts is not None
        known = registry.known_of_arrival(facts.number)
        tokens = {number: f"t{place}" for place, number in enumerate(people)}
        answers = known | {
            "movers": [tokens[one] for one in known["movers"]],
            "new_head": [tokens[one] for one in known["new_head"]],
            "moved_on": str(context.business_date),
            "phone": "0471112222",
        }
        arrival = filings.Arrival(
            key=uuid4(),
            procedure="move_in_arrival",
            version=1,
            channel="counter",
            level="counter",
            answers=answers,
            provenance=dict.fromkeys(answers, "register"),
            people={token: number for number, token in tokens.items()},
            applicant=facts.number,
            filed_at=context.instant,
        )
        filing = filings.receive(arrival)
        assert filing.state == Filing.State.ENTERED, filing.findings
    with funabashi.open("chief", now()):
        assert filing.case_id is not None
        cases.approve(filing.case_id)


def test_no_wish_of_a_stranger_is_answered(town: Town, funabashi: Town, family: list[Record]) -> None:
    """An offer from a town the family does not move to changes nothing; a wish for nobody expected is refused."""
    resident, where = left(town, family)
    with town.open():
        filing = Filing.objects.get()
        offer = InboxMessage.objects.get(kind="visit_offer")
        told = offer.payload["records"][0]
        assert moving.asked_about(told, "431001") is None and moving.asked_about({"filing_key": "x"}, "122041") is None
        assert moving.asked_about(told, "122041") == filing
        claims = Incoming("431001", "1", "visit_offer", "", 1, {"records": [{**told, "from_lg_code": "122041"}]})
        assert claims.from_municipality == "431001", "the door says who sends, not the record"
    with funabashi.open():
        ExpectedArrival.objects.all().update(subject="somebody else")
    resident.post(f"{where}visit/", {"do": "book", "slot": slots(resident.get(where))[0]})
    rounds(town, 5)
    with funabashi.open():
        assert not Booking.objects.exists()
        assert "転入予定になっていない" in InboxMessage.objects.get(kind="visit_wanted", state="dead").error


def test_a_town_outside_the_service_is_asked_through_the_network(
    town: Town, family: list[Record], settings: Any
) -> None:
    resident, where = left(town, family, **{"q-municipality": "市川市", "q-postcode": "", "q-town": "八幡一丁目"})
    with town.open():
        sent = {one.kind: one.subject for one in OutboxMessage.objects.filter(receiver="juki-net")}
        assert sent["move_out_information"] != sent["visit_wanted"], "a wish does not hold back what the law wants told"
    page = resident.get(where)
    assert "完了" in page and not re.search(r"<option", page), "nothing is pretended while there is no answer"
    for _ in range(2):  # the next message of a subject leaves when the one before is settled
        SIMULATORS["juki-net"](settings.SPOOL, frozenset({"012084"})).play()
        rounds(town, 3)
    page = resident.get(where)
    assert "市川市での転入の届出" in page
    wish = slots(page)[0]
    resident.post(f"{where}visit/", {"do": "book", "slot": wish})
    for _ in range(2):  # the next message of a subject leaves when the one before is settled
        SIMULATORS["juki-net"](settings.SPOOL, frozenset({"012084"})).play()
        rounds(town, 3)
    assert "予約した日時" in resident.get(where)


def test_no_time_before_the_planned_day_is_offered(town: Town, funabashi: Town, family: list[Record]) -> None:
    left(town, family)
    with funabashi.open("clerk", now()):
        planned = now().astimezone(JST).date() + timedelta(days=40)
        assert min(one.date() for one in bookings.free(planned)) >= planned
        ExpectedArrival.objects.all().update(planned_on=planned)
        arrival = registry.arrival_by_subject("012084", ExpectedArrival.objects.get().subject)
        assert arrival is not None
        with pytest.raises(bookings.BookingError):
            bookings.book_arrival(arrival, bookings.free()[0])


def test_of_who_is_protected_no_visit_is_told(town: Town, funabashi: Town, family: list[Record]) -> None:
    """The account may be in the other party's hands: no town hall, no day, no time; and none when it begins later."""
    resident, where = left(town, family)
    assert "船橋市での転入の届出" in resident.get(where)
    with funabashi.open("chief", now()):
        (first, *_) = ExpectedPerson.objects.order_by("place").values_list("addressee_number", flat=True)
        disclosure.set_protection(NewProtection(first, "violence", now().astimezone(JST).date(), "船橋警察署"))
    slot = slots(resident.get(where))[0]
    resident.post(f"{where}visit/", {"do": "book", "slot": slot})
    rounds(town, 5)
    page = resident.get(where)
    assert not slots(page) and "予約した日時" not in page and "いつでも来てください" in page
    with funabashi.open():
        assert not Booking.objects.exists()
        assert set(InboxMessage.objects.filter(kind="visit_wanted").values_list("state", flat=True)) == {"handled"}
    with town.open("chief", now()):
        mother = int(family[1].addressee_number)
        disclosure.set_protection(NewProtection(mother, "violence", now().astimezone(JST).date(), "北見警察署"))
        filing = Filing.objects.get()
        sent = OutboxMessage.objects.filter(kind="visit_wanted").count()
        moving.follow(filing)
        moving.wish(filing, slot)
        assert OutboxMessage.objects.filter(kind="visit_wanted").count() == sent
        assert (
            moving.asked_about(InboxMessage.objects.filter(kind="visit_offer")[0].payload["records"][0], "122041")
            is None
        )
    rounds(town)
    page = resident.get(where)
    assert "いつでも来てください" not in page and "での転入の届出" not in page and "完了" in page
