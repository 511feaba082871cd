"""Loads the part of the register that a change is about."""

from typing import Any

from yakuba.areas.resident_registry import arrivals, storage
from yakuba.areas.resident_registry.domain.changes import RegisterView
from yakuba.areas.resident_registry.domain.event_inputs import VersionKey
from yakuba.areas.resident_registry.domain.events import Event
from yakuba.areas.resident_registry.domain.needs import needs
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


def subjects_of(event: Any) -> tuple[int, ...]:
    """Addressee numbers an event names; persons who only come on the record have none yet."""
    return tuple(
        dict.fromkeys(int(number) for number in needs(event).persons if number.isdecimal() and len(number) <= 15)
    )


def load(event: Event) -> RegisterView:
    """The register as it stands round the persons and households the event names."""
    wanted = needs(event)
    subjects = subjects_of(event)
    named = storage.latest(subjects)
    past = storage.versions(subjects)
    households = {*wanted.households, *(record.household_number for record in named)} - {""}
    if wanted.history:
        # Persons go back to the household they came from, so its members are looked at too.
        households |= {record.household_number for record in past}
    around = storage.latest_of_households(households)
    current_rows = {record.addressee_number: record for record in (*around, *named)}
    return RegisterView(
        current=tuple(current_rows.values()),
        past=tuple(record for record in past if not record.is_latest),
        cancelled=frozenset(VersionKey(*key) for key in storage.cancelled_rows(subjects)),
        candidates=tuple(candidates(event)),
        expected=frozenset(str(one.addressee_number) for one in arrivals.open_persons(subjects)),
        municipality_code=directory.by_id(current()).lg_code,
    )


def candidates(event: Any) -> list[Record]:
    """Removed persons who may be the incoming ones: same birth date and sex (juki-1.0:4.1.1.2)."""
    numbers: set[int] = set()
    for person in getattr(event, "persons", ()):
        if isinstance(person, str) or person.birth.birth_date is None:
            continue
        same = SearchEntry.objects.filter(birth_date=person.birth.birth_date, sex=person.birth.sex, is_removed=True)
        numbers.update(same.values_list("addressee_number", flat=True)[:200])
    return storage.latest(numbers)
