"""Residents who change address or household: move within, split, merge, change of household, change of head."""

from typing import Any

from . import relationships as rel
from .changes import FollowUp, FollowUpKind
from .event_inputs import ExistingHousehold, Mover, NewHousehold
from .events import HeadChange, HouseholdChange, HouseholdMerge, HouseholdSplit, MoveWithin
from .household import Household, next_order, residence_items
from .ordering import ordered
from .reasons import FilingKind, Reason
from .record import Record
from .record_address import AddressItems, MovedFromItems
from .record_values import group_of, items_of
from .settling import head_change_request, paper, settle, supplement_notices
from .sheet import Sheet


def move_within(event: MoveWithin, sheet: Sheet) -> None:
    """New address for the movers; a whole household moving to an address of its own keeps its number."""
    sources = _sources(sheet, event.movers)
    if isinstance(event.destination, ExistingHousehold):
        target = sheet.household(event.destination.household_number)
        items = residence_items(target.members[0])
    else:
        number = _kept_number(sources, event.movers) or sheet.numbers.household()
        items = _own_residence(sheet, event.destination, number)
    for mover in event.movers:
        before = sheet.now(mover.addressee_number)
        moved = {**items, **_moved_from(before), **sheet.filing.change_date.items("address_set_date")}
        _join(sheet, mover, moved)
    _finish(sheet, sources, items["household_number"])
    rows = [sheet.now(mover.addressee_number) for mover in event.movers]
    persons = tuple(row.addressee_number for row in rows)
    sheet.follow(FollowUp(kind=FollowUpKind.CS_CORRECTION, persons=persons), *supplement_notices(rows))
    sheet.follow(paper(sheet, persons))


def household_split(event: HouseholdSplit, sheet: Sheet) -> None:
    """The movers get a household number of their own and stay where they are."""
    _regroup(sheet, event.movers, sheet.numbers.household())


def household_merge(event: HouseholdMerge, sheet: Sheet) -> None:
    """The movers, all members of their households, join one at the same address; buildings may differ."""
    _regroup(sheet, event.movers, event.household_number)


def household_change(event: HouseholdChange, sheet: Sheet) -> None:
    """The movers go over to another household at the same address."""
    _regroup(sheet, event.movers, event.household_number)


def head_change(event: HeadChange, sheet: Sheet) -> None:
    """Every member's relationship is set anew and the members are put in order (juki-1.0:4.1.4.2, 5.2)."""
    before = sheet.household(event.household_number)
    for member in event.members:
        sheet.about(member.addressee_number)
        sheet.set(member.addressee_number, rel.items(member.relationship))
    _order(sheet, event.household_number)
    sheet.repeat_head(event.household_number, Reason.HEAD_CHANGE)
    after = sheet.household(event.household_number)
    persons = tuple(member.addressee_number for member in event.members)
    sheet.follow(paper(sheet, persons))
    if after.head is None:
        sheet.follow(head_change_request(before, after))
    elif sheet.filing.kind == FilingKind.EX_OFFICIO:
        head = after.head.addressee_number
        sheet.follow(
            FollowUp(
                kind=FollowUpKind.HEAD_CHANGE_NOTICE, persons=persons, household_number=after.number, addressee=head
            )
        )


def _regroup(sheet: Sheet, movers: tuple[Mover, ...], number: str) -> None:
    sources = _sources(sheet, movers)
    for mover in movers:
        _join(sheet, mover, {"household_number": number})
    _finish(sheet, sources, number)
    sheet.follow(paper(sheet, tuple(mover.addressee_number for mover in movers)))


def _sources(sheet: Sheet, movers: tuple[Mover, ...]) -> tuple[Household, ...]:
    """Households the movers leave, as they were before."""
    numbers = dict.fromkeys(sheet.now(mover.addressee_number).household_number for mover in movers)
    return tuple(sheet.household(number) for number in numbers)


def _kept_number(sources: tuple[Household, ...], movers: tuple[Mover, ...]) -> str:
    """Household number that goes along: that of one whole household; blank otherwise."""
    moving = {mover.addressee_number for mover in movers}
    whole = len(sources) == 1 and {member.addressee_number for member in sources[0].members} == moving
    return sources[0].number if whole else ""


def _own_residence(sheet: Sheet, destination: NewHousehold, number: str) -> dict[str, Any]:
    return {
        **items_of(destination.address),
        "ward_code": destination.ward_code,
        "household_number": number,
        "municipality_code": sheet.view.municipality_code,
    }


def _moved_from(before: Record) -> dict[str, str]:
    """転居前住所: the address that is left."""
    address = items_of(group_of(AddressItems, before))
    names = [name.removeprefix("moved_from_") for name in items_of(group_of(MovedFromItems, before))]
    return {f"moved_from_{name}": address[f"address_{name}"] for name in names}


def _join(sheet: Sheet, mover: Mover, items: dict[str, Any]) -> None:
    """Put a mover into the household that `items` names; the relationship stays when none is entered."""
    number = mover.addressee_number
    before = sheet.now(number)
    newcomer = before.household_number != items["household_number"]
    sheet.about(number)
    order = next_order(sheet.household(items["household_number"]).members) if newcomer else before.display_order
    relationship = rel.items(mover.relationship) if mover.relationship else {}
    sheet.set(number, {**items, **relationship, "display_order": order})


def _finish(sheet: Sheet, sources: tuple[Household, ...], number: str) -> None:
    """Order and head of the household joined, and of those left."""
    if not sheet.view.members(number):
        _order(sheet, number)
    sheet.repeat_head(number, Reason.HEAD_CHANGE)
    for source in sources:
        if source.number != number:
            settle(sheet, source)


def _order(sheet: Sheet, number: str) -> None:
    for position, member in enumerate(ordered(sheet.household(number).members), 1):
        sheet.set(member.addressee_number, {"display_order": position})
