"""Every input can be written to JSON and read back, and every kind is described."""

import datetime
from typing import get_args

import pytest
from pydantic import TypeAdapter

from yakuba.areas.resident_registry.domain import events as ev
from yakuba.areas.resident_registry.domain.event_inputs import (
    CancelledChange,
    Correction,
    Decision,
    ExistingHousehold,
    Filing,
    Mover,
    NewHousehold,
    Person,
    RecordedDate,
    VersionKey,
)
from yakuba.areas.resident_registry.domain.kinds import KINDS, reason_of
from yakuba.areas.resident_registry.domain.needs import Needs, needs
from yakuba.areas.resident_registry.domain.reasons import REASONS, EntryKind, FilingKind, Reason, reason_label
from yakuba.areas.resident_registry.domain.record_address import AddressItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import ConfirmedDestinationItems, PlannedDestinationItems

FILING = Filing(
    change_date=RecordedDate(datetime.date(2026, 11, 1), "1", "令和８年１１月１日頃"),
    kind=FilingKind.APPLICATION,
    applied_on=datetime.date(2026, 11, 2),
)
PERSON = Person(
    names=NameItems(name="乙川　太郎", surname="乙川", given_name="太郎"),
    birth=BirthItems(sex="1", birth_date=datetime.date(1990, 1, 2)),
    relationship=("20", "12"),
    addressee_number="77",
)
HOME = NewHousehold(address=AddressItems(address_town="北一丁目"))
JOINED = ExistingHousehold(household_number="100")
MOVERS = (Mover("11", ("02",)), Mover("12", ("12",)))
EVENTS: list[ev.Event] = [
    ev.MoveIn(filing=FILING, persons=(PERSON,), destination=HOME, origin="abroad"),
    ev.Birth(filing=FILING, persons=(PERSON,), household_number="100"),
    ev.ExOfficioEntry(filing=FILING, persons=(PERSON,), destination=JOINED),
    ev.MoveWithin(filing=FILING, movers=MOVERS, destination=JOINED),
    ev.HouseholdSplit(filing=FILING, movers=MOVERS),
    ev.HouseholdMerge(filing=FILING, movers=MOVERS, household_number="100"),
    ev.HouseholdChange(filing=FILING, movers=MOVERS, household_number="100"),
    ev.HeadChange(filing=FILING, members=MOVERS, household_number="100"),
    ev.MoveOut(filing=FILING, persons=("11",), destination=PlannedDestinationItems(), special=True),
    ev.MoveOutEffect(filing=FILING, persons=("11",)),
    ev.ConfirmMoveOut(filing=FILING, persons=("11",), destination=ConfirmedDestinationItems()),
    ev.Death(filing=FILING, persons=("11",)),
    ev.ExOfficioRemoval(filing=FILING, persons=("11",), ground="disappearance"),
    ev.ExOfficioCorrection(filing=FILING, corrections=(Correction("11", {"birth_date": "1980-01-02"}),)),
    ev.FormerSurname(filing=FILING, addressee_number="11", action="change"),
    ev.Alias(filing=FILING, addressee_number="11", action="enter", municipality="", municipality_code=""),
    ev.NationalityChange(filing=FILING, addressee_number="11", action="loss", names=NameItems(name="KONO ICHIRO")),
    ev.Cancellation(
        filing=FILING,
        cancels=CancelledChange(kind="death", subjects=("11",), rows=(VersionKey("11", 2), VersionKey("12", 4))),
        decisions=(Decision("11", "name", "before"), Decision("12", "relationship", relationship=("12",))),
    ),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_input_survives_json(event: ev.Event) -> None:
    adapter: TypeAdapter[ev.Event] = TypeAdapter(ev.EVENT_TYPES[event.kind])
    assert adapter.validate_json(adapter.dump_json(event)) == event


def test_every_event_has_type_kind_and_example() -> None:
    types = [type(event) for event in EVENTS]
    assert types == list(get_args(ev.Event)) == list(ev.EVENT_TYPES.values())
    assert list(KINDS) == list(ev.EVENT_TYPES) == [event.kind for event in EVENTS]


def test_the_reason_of_an_event_is_one_of_its_kind() -> None:
    assert [event.kind for event in EVENTS if reason_of(event) not in KINDS[event.kind].reasons] == []
    assert reason_of(EVENTS[0]) == Reason.MOVE_IN_FROM_ABROAD
    assert reason_of(EVENTS[14]) == Reason.FORMER_SURNAME_CHANGE


def test_every_reason_of_the_standard_has_its_wording() -> None:
    assert set(REASONS) == set(Reason)
    assert len(set(REASONS.values())) == len(REASONS) - 2  # 改製 and 再製 enter and remove
    assert (reason_label("31"), reason_label("99")) == ("転居", "99")


def test_kinds_tell_what_happens_to_the_record() -> None:
    assert KINDS["move_in"].entry_kinds == (EntryKind.ENTRY,)
    assert KINDS["cancellation"].entry_kinds == (EntryKind.ENTRY, EntryKind.REMOVAL, EntryKind.CORRECTION)
    assert [kind.id for kind in KINDS.values() if kind.future_date] == ["move_out"]


def test_needs_name_persons_and_households_to_load() -> None:
    assert needs(EVENTS[2]) == Needs(("77",), ("100",))
    assert needs(EVENTS[4]) == Needs(("11", "12"))
    assert needs(EVENTS[13]) == Needs(("11",))
    assert needs(EVENTS[16]) == Needs(("11",))
    assert needs(EVENTS[17]) == Needs(("11", "12"), history=True)
