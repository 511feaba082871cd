"""Loads the part of the register that a change is about."""

from typing import Any

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.changes import RegisterView
from yakuba.areas.resident_registry.domain.event_inputs import ExistingHousehold, VersionKey
from yakuba.areas.resident_registry.domain.events import Cancellation, Event
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


def subjects_of(event: Any) -> tuple[int, ...]:
    """Addressee numbers an event names; persons who only come on the record have none yet."""
    named: list[str] = []
    for mover in (*getattr(event, "movers", ()), *getattr(event, "members", ()), *getattr(event, "corrections", ())):
        named.append(mover.addressee_number)
    for person in getattr(event, "persons", ()):
        named.append(person if isinstance(person, str) else person.addressee_number)
    named.append(getattr(event, "addressee_number", ""))
    if isinstance(event, Cancellation):
        # Also those the change touched by the way: who had become head steps back.
        named.extend(key.addressee_number for key in event.cancels.rows)
    return tuple(dict.fromkeys(int(number) for number in named if number.isdigit()))


def _households_of(event: Any) -> set[str]:
    found = {getattr(event, "household_number", "")}
    destination = getattr(event, "destination", None)
    if isinstance(destination, ExistingHousehold):
        found.add(destination.household_number)
    return found - {""}


def load(event: Event) -> RegisterView:
    """The register as it stands round the persons and households the event names."""
    subjects = subjects_of(event)
    named = storage.latest(subjects)
    past = storage.versions(subjects)
    households = _households_of(event) | {record.household_number for record in named}
    if isinstance(event, Cancellation):
        # Persons go back to the household they came from, so its members are looked at too.
        households |= {record.household_number for record in past}
    around = storage.latest_of_households(households)
    current_rows = {record.addressee_number: record for record in (*around, *named)}
    return RegisterView(
        current=tuple(current_rows.values()),
        past=tuple(record for record in past if not record.is_latest),
        cancelled=frozenset(VersionKey(*key) for key in storage.cancelled_rows(subjects)),
        candidates=tuple(_candidates(event)),
        municipality_code=directory.by_id(current()).lg_code,
    )


def _candidates(event: Any) -> list[Record]:
    """Removed persons who may be the incoming ones: same birth date and sex (juki-1.0:4.1.1.2)."""
    numbers: set[int] = set()
    for person in getattr(event, "persons", ()):
        if isinstance(person, str) or person.birth.birth_date is None:
            continue
        same = SearchEntry.objects.filter(birth_date=person.birth.birth_date, sex=person.birth.sex, is_removed=True)
        numbers.update(same.values_list("addressee_number", flat=True)[:200])
    return storage.latest(numbers)
