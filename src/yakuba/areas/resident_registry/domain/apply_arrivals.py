"""Persons who come on the record: move-in, birth, ex-officio entry (juki-1.0:4.1.1, 4.2.1)."""

from typing import Any

from . import relationships as rel
from .changes import FollowUp, FollowUpKind
from .event_inputs import Destination, ExistingHousehold, NewHousehold, Person, PreviousAddress, RecordedDate
from .events import Birth, ExOfficioEntry, MoveIn
from .household import next_order, residence_items
from .ordering import ordered
from .reasons import FilingKind, Reason
from .record import FOREIGN, RESIDENT, Record
from .record_address import MovedFromItems
from .record_status import ConfirmedDestinationItems, MoveOutItems, PlannedDestinationItems, RemovalItems
from .record_values import cleared, items_of
from .settling import paper, supplement_notices
from .sheet import Sheet

_UNREPORTED = "（未届）"


def move_in(event: MoveIn, sheet: Sheet) -> None:
    """Enter the persons, each re-entrant under the former addressee number (juki-1.0:4.1.1.2), who was announced under
    the one given then."""
    entered = _enter_all(sheet, event.persons, event.destination, event.previous)
    if event.origin != "domestic":
        _new_to_the_nation(sheet, event.persons, entered)
    else:
        sheet.follow(*_move_in_notices(entered, event.previous))
    _announce(sheet, entered)


def birth(event: Birth, sheet: Sheet) -> None:
    """Enter children; they have no address before and need a resident code and an individual number."""
    destination = ExistingHousehold(household_number=event.household_number)
    entered = _enter_all(sheet, event.persons, destination, PreviousAddress())
    _new_to_the_nation(sheet, event.persons, entered)
    _announce(sheet, entered)


def ex_officio_entry(event: ExOfficioEntry, sheet: Sheet) -> None:
    """Enter persons without notification; the notice to them is for cases where a notification was due."""
    entered = _enter_all(sheet, event.persons, event.destination, event.previous)
    sheet.follow(*_move_in_notices(entered, event.previous))
    _announce(sheet, entered)
    persons = tuple(row.addressee_number for row in entered)
    sheet.follow(FollowUp(kind=FollowUpKind.EX_OFFICIO_NOTICE, persons=persons, optional=True))


def _enter_all(
    sheet: Sheet, persons: tuple[Person, ...], destination: Destination, previous: PreviousAddress
) -> tuple[Record, ...]:
    residence = _residence(sheet, destination)
    came_from = _came_from(sheet, previous)
    entered = []
    for person in persons:
        items = {**_person_items(sheet, person), **came_from, **residence}
        number = person.addressee_number or sheet.numbers.addressee()
        entered.append(number)
        if sheet.knows(number):
            sheet.about(number)
            sheet.set(number, {**_left_behind(), **items})
        else:
            sheet.enter(Record(addressee_number=number, **items))
        _line_up(sheet, residence["household_number"])
    household = sheet.household(residence["household_number"])
    if isinstance(destination, NewHousehold):
        for place, member in enumerate(ordered(household.members), 1):
            sheet.set(member.addressee_number, {"display_order": place})
    sheet.repeat_head(household.number, Reason.HEAD_CHANGE)
    return tuple(sheet.now(number) for number in entered)


def _line_up(sheet: Sheet, household_number: str) -> None:
    """Newcomers go to the end (juki-1.0:5.2)."""
    members = sheet.household(household_number).members
    for member in members:
        if member.display_order == 0:
            sheet.set(member.addressee_number, {"display_order": next_order(members)})


def _residence(sheet: Sheet, destination: Destination) -> dict[str, Any]:
    if isinstance(destination, ExistingHousehold):
        return residence_items(sheet.household(destination.household_number).members[0])
    return {
        **items_of(destination.address),
        "ward_code": destination.ward_code,
        "household_number": sheet.numbers.household(),
        "municipality_code": sheet.view.municipality_code,
    }


def _person_items(sheet: Sheet, person: Person) -> dict[str, Any]:
    since = sheet.filing.change_date
    items = {
        **items_of(person.names),
        **items_of(person.birth),
        **items_of(person.domicile),
        **items_of(person.foreign),
        **items_of(person.eligibility),
        **rel.items(person.relationship),
        "resident_type": person.resident_type,
        "resident_state": RESIDENT,
        "remarks": person.remarks,
        "display_order": 0,
        **since.items("became_resident_date"),
        **since.items("address_set_date"),
        **since.items("entry_change_date"),
        "entry_reason": str(sheet.reason),
    }
    return {**items, **_foreign_since(person, since)}


def _foreign_since(person: Person, since: RecordedDate) -> dict[str, Any]:
    """外国人住民となった年月日: as entered, else the day the person became a resident (juki-1.0:1.1.2)."""
    if person.resident_type == FOREIGN and person.foreign.foreign_resident_date is None:
        return since.items("foreign_resident_date")
    return {}


def _left_behind() -> dict[str, Any]:
    """What the former record of a re-entrant said about leaving."""
    return cleared(MoveOutItems, PlannedDestinationItems, ConfirmedDestinationItems, RemovalItems, MovedFromItems)


def _came_from(sheet: Sheet, previous: PreviousAddress) -> dict[str, Any]:
    """Former address; with unreported stays 「（未届）」 at its end and a note (juki-1.0:4.1.1.4)."""
    items = {**items_of(previous.address), **items_of(previous.last_registered)}
    if not previous.unreported:
        return items
    parts = ("prefecture", "municipality", "town", "lot", "building")
    names = [f"previous_address_{part}" for part in parts if items[f"previous_address_{part}"]]
    sheet.add_note(f"未届転入（未届の住所：{''.join(items[name] for name in names)}）")
    last = names[-1] if names else "previous_address_town"
    return {**items, last: f"{items[last]}{_UNREPORTED}"}


def _new_to_the_nation(sheet: Sheet, persons: tuple[Person, ...], entered: tuple[Record, ...]) -> None:
    """Newborns and first arrivals have no resident code yet; re-entrants keep theirs."""
    new = tuple(
        row.addressee_number for person, row in zip(persons, entered, strict=True) if not person.addressee_number
    )
    if new:
        sheet.follow(
            FollowUp(kind=FollowUpKind.ASSIGN_RESIDENT_CODE, persons=new),
            FollowUp(kind=FollowUpKind.REQUEST_INDIVIDUAL_NUMBER, persons=new),
        )


def _move_in_notices(entered: tuple[Record, ...], previous: PreviousAddress) -> list[FollowUp]:
    """転入通知 to the former municipality; with unreported stays also to the last registered one (juki-1.0:4.1.1.4)."""
    receivers = [previous.address.previous_address_municipality_code]
    if previous.unreported:
        receivers.append(previous.last_registered.last_registered_municipality_code)
    persons = tuple(row.addressee_number for row in entered)
    return [
        FollowUp(kind=FollowUpKind.MOVE_IN_NOTICE, persons=persons, receiver=receiver)
        for receiver in dict.fromkeys(receivers)
        if receiver
    ]


def _announce(sheet: Sheet, entered: tuple[Record, ...]) -> None:
    persons = tuple(row.addressee_number for row in entered)
    sheet.follow(FollowUp(kind=FollowUpKind.CS_ENTRY, persons=persons), *supplement_notices(entered))
    sheet.follow(paper(sheet, persons))
    if sheet.filing.kind == FilingKind.EX_OFFICIO and sheet.reason in (Reason.MOVE_IN, Reason.MOVE_IN_FROM_ABROAD):
        sheet.follow(FollowUp(kind=FollowUpKind.EX_OFFICIO_NOTICE, persons=persons, optional=True))
