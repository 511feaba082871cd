"""Which persons and households a change is about: what an action has to load into the view and to lock."""

from dataclasses import dataclass

from .event_inputs import ExistingHousehold
from .events import (
    Alias,
    Birth,
    Cancellation,
    Event,
    ExOfficioCorrection,
    ExOfficioEntry,
    FormerSurname,
    HeadChange,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    MoveIn,
    MoveWithin,
    NationalityChange,
)


@dataclass(frozen=True)
class Needs:
    """Addressee and household numbers named by an event, each once, in the order of the input.

    The view must hold the latest row of these persons, of all members of their households and of these households;
    with `history` also every earlier row of the persons, and the members of the households they had before.
    """

    persons: tuple[str, ...]
    households: tuple[str, ...] = ()
    history: bool = False


def needs(event: Event) -> Needs:
    """What to load for an event."""
    return Needs(
        persons=tuple(dict.fromkeys(number for number in residents(event) if number)),
        households=_households(event),
        history=isinstance(event, Cancellation),
    )


def residents(event: Event) -> tuple[str, ...]:
    """Addressee numbers of the persons the event is about; blank for each person who comes on the record anew."""
    match event:
        case MoveIn() | Birth() | ExOfficioEntry():
            return tuple(person.addressee_number for person in event.persons)
        case MoveWithin() | HouseholdSplit() | HouseholdMerge() | HouseholdChange():
            return tuple(mover.addressee_number for mover in event.movers)
        case HeadChange():
            return tuple(member.addressee_number for member in event.members)
        case ExOfficioCorrection():
            return tuple(correction.addressee_number for correction in event.corrections)
        case FormerSurname() | Alias() | NationalityChange():
            return (event.addressee_number,)
        case Cancellation():
            return tuple(dict.fromkeys(key.addressee_number for key in event.cancels.rows))
        case _:
            return event.persons


def _households(event: Event) -> tuple[str, ...]:
    match event:
        case MoveIn() | ExOfficioEntry() | MoveWithin():
            there = event.destination
            return (there.household_number,) if isinstance(there, ExistingHousehold) else ()
        case Birth() | HouseholdMerge() | HouseholdChange() | HeadChange():
            return (event.household_number,)
        case _:
            return ()
