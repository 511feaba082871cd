"""Cancellations through the action, as they are saved: whole, for one person of several, of a record that ended."""

from datetime import date
from uuid import uuid4

import pytest

from tests.residents import COUPLE, FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.event_inputs import (
    CancelledChange,
    Filing,
    Mover,
    NewHousehold,
    RecordedDate,
    VersionKey,
)
from yakuba.areas.resident_registry.domain.events import Cancellation, Death, Event, MoveWithin, NationalityChange
from yakuba.areas.resident_registry.domain.needs import residents
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record, content
from yakuba.areas.resident_registry.domain.record_person import NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.cases import service as cases

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
DAY = date(2026, 11, 20)
OFFICIAL = Filing(change_date=RecordedDate(DAY), kind=FilingKind.EX_OFFICIO)


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def done(event: Event) -> CancelledChange:
    """Register an event as the system; returns what a cancellation of it names."""
    action = f"resident_registry.{event.kind}"
    alerts = {found.code: "試験のため" for found in cases.check(action, event)}
    case = cases.draft(cases.Draft(action=action, input=event, key=uuid4(), alerts=alerts))
    cases.enter(case.id)
    outcome = cases.approve(case.id).outcome
    assert outcome is not None
    rows = ResidentRecord.objects.filter(event_id=outcome["event"]).order_by("addressee_number")
    keys = rows.values_list("addressee_number", "history_number")
    subjects = tuple(number for number in residents(event) if number)
    made = tuple(VersionKey(str(number), history) for number, history in keys)
    return CancelledChange(kind=event.kind, subjects=subjects, rows=made)


def now(record: Record) -> Record:
    return storage.latest([int(record.addressee_number)])[0]


def test_when_a_death_is_cancelled_the_widow_is_no_longer_head(kitami: Town) -> None:
    with kitami.open():
        husband, wife = move_in(COUPLE)
        change = done(Death(filing=OFFICIAL, persons=(husband.addressee_number,)))
        assert now(wife).relationship == "世帯主"
        done(Cancellation(filing=OFFICIAL, cancels=change))
        assert content(now(husband)) == content(husband)
        assert content(now(wife)) == content(wife)
        assert len(storage.versions([int(wife.addressee_number)])) == 3


def test_what_was_cancelled_for_one_is_still_in_force_for_the_others(kitami: Town) -> None:
    with kitami.open():
        family = move_in(FAMILY)
        movers = tuple(Mover(record.addressee_number) for record in family)
        there = NewHousehold(address=address(lot="９番地"))
        change = done(MoveWithin(filing=OFFICIAL, movers=movers, destination=there))
        mother, son = family[1], family[2]
        done(Cancellation(filing=OFFICIAL, cancels=change, persons=(mother.addressee_number,)))
        assert (now(mother).address_lot, now(son).address_lot) == ("１番地２", "９番地")
        numbers = [int(record.addressee_number) for record in family]
        assert storage.cancelled_rows(numbers) == {(mother.addressee_number, 2)}
        on_that_day = {record.addressee_number: record.address_lot for record in storage.as_of(numbers, DAY)}
        assert (on_that_day[mother.addressee_number], on_that_day[son.addressee_number]) == ("１番地２", "９番地")


def test_loss_of_nationality_is_saved_as_two_rows_and_cancelled(kitami: Town) -> None:
    with kitami.open():
        husband, _ = move_in(COUPLE)
        event = NationalityChange(
            filing=OFFICIAL,
            addressee_number=husband.addressee_number,
            action="loss",
            names=NameItems(name="SATO TARO", name_roman="SATO TARO"),
            foreign=ForeignItems(article_30_45_class="5"),
        )
        change = done(event)
        versions = storage.versions([int(husband.addressee_number)])
        assert [(row.resident_type, row.is_removed, row.is_latest) for row in versions] == [
            ("1", False, False),
            ("1", True, False),
            ("2", False, True),
        ]
        done(Cancellation(filing=OFFICIAL, cancels=change))
        assert content(now(husband)) == content(husband)
