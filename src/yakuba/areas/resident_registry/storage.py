"""Rows ↔ ``Record``. The only module that knows how versions lie in the table."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry.brief import COLUMNS, Brief
from yakuba.areas.resident_registry.domain.as_of import as_of as domain_as_of
from yakuba.areas.resident_registry.domain.reasons import CANCELLATIONS
from yakuba.areas.resident_registry.domain.record import ITEMS, RESIDENT, Record
from yakuba.areas.resident_registry.models import ChangeEvent, ResidentRecord
from yakuba.platform.tenancy.scope import current
from yakuba.platform.tenancy.statements import Read

_COLUMNS = tuple(ITEMS)
WIDEST = 15
"""Digits of a household's or an addressee's number in the national layout."""
_READ = ("number_width", *_COLUMNS)


def _record(values: Sequence[Any]) -> Record:
    items = dict(zip(_COLUMNS, values[1:], strict=True))
    items["addressee_number"] = str(items["addressee_number"]).zfill(values[0])
    return Record(**items)


def _reading(condition: str) -> Read:
    wanted = f"municipality_id = %(municipality)s AND {condition} ORDER BY addressee_number, history_number"
    return Read(f"SELECT {', '.join(_READ)} FROM resident_record WHERE {wanted}")  # noqa: S608 - constants


_LATEST = _reading("is_latest AND addressee_number = ANY(%(numbers)s)")
_LATEST_OF_HOUSEHOLDS = _reading("is_latest AND household_number = ANY(%(households)s)")
_VERSIONS = _reading("addressee_number = ANY(%(numbers)s)")
_KNOWN_AT = _reading("addressee_number = ANY(%(numbers)s) AND known_from <= %(instant)s")
_BRIEFS = Read(f"""
SELECT entry.kana_sort, record.number_width, {", ".join(f"record.{name}" for name in COLUMNS)}
FROM resident_record AS record LEFT JOIN search_entry AS entry
  ON entry.municipality_id = record.municipality_id AND entry.addressee_number = record.addressee_number
WHERE record.municipality_id = %(municipality)s AND record.is_latest AND record.addressee_number = ANY(%(numbers)s)
""")  # noqa: S608 - constants


def latest(numbers: Iterable[int]) -> list[Record]:
    """Current versions of these persons, by addressee number."""
    return [_record(values) for values in _LATEST.rows(numbers=list(numbers))]


def present_in(household_number: str) -> set[str]:
    """Addressee numbers, as written, of the current residents of a household."""
    rows = ResidentRecord.objects.filter(
        is_latest=True, household_number=household_number, resident_state=RESIDENT, is_removed=False
    )
    return {str(number).zfill(width) for number, width in rows.values_list("addressee_number", "number_width")}


def briefs(numbers: Iterable[int]) -> list[Brief]:
    """The few items a list shows of these persons' current versions, in kana order."""
    rows = _BRIEFS.rows(numbers=list(numbers))
    found = [(kana or "", Brief(str(number).zfill(width), *rest)) for kana, width, number, *rest in rows]
    found.sort(key=lambda one: (one[0], one[1].addressee_number))
    return [brief for _, brief in found]


def spellings(household_number: str) -> tuple[str, ...]:
    """All ways one household's number may stand in the table: systems write it with and without leading zeros, and a
    clerk types it either way, in full-width digits too. What is no number stands for itself.

    >>> spellings("０００６９")[:3], len(spellings("69")), spellings("A1")
    (('69', '069', '0069'), 14, ('A1',))
    """
    typed = unicodedata.normalize("NFKC", household_number).strip()
    if not typed.isdecimal() or len(typed) > WIDEST:
        return (typed,)
    bare = typed.lstrip("0") or "0"
    return tuple(bare.zfill(width) for width in range(len(bare), WIDEST + 1))


def household_called(household_number: str) -> str:
    """The number as the table has it, for one typed in any spelling; as typed where no such household is known."""
    rows = ResidentRecord.objects.filter(is_latest=True, household_number__in=spellings(household_number))
    return rows.values_list("household_number", flat=True).first() or household_number


def latest_of_households(household_numbers: Iterable[str]) -> list[Record]:
    """Current versions of everyone whose record names one of these households, removed persons included."""
    return [_record(values) for values in _LATEST_OF_HOUSEHOLDS.rows(households=list(household_numbers))]


def versions(numbers: Iterable[int]) -> list[Record]:
    """All versions of these persons, oldest first."""
    return [_record(values) for values in _VERSIONS.rows(numbers=list(numbers))]


def known_at(numbers: Iterable[int], instant: datetime) -> list[Record]:
    """What a clerk saw at ``instant``: of each person the last version that was there then."""
    seen = map(_record, _KNOWN_AT.rows(numbers=list(numbers), instant=instant))
    return list({record.addressee_number: record for record in seen}.values())


def as_of(numbers: Iterable[int], day: date) -> list[Record]:
    """Who stood how on ``day`` by event dates, late registrations and cancellations taken into account."""
    by_person: dict[str, list[Record]] = {}
    wanted = list(numbers)
    for record in versions(wanted):
        by_person.setdefault(record.addressee_number, []).append(record)
    taken_back: dict[str, set[int]] = {}
    for number, history in cancelled_rows(wanted):
        taken_back.setdefault(number, set()).add(history)
    found = [domain_as_of(rows, day, taken_back.get(number, ())) for number, rows in by_person.items()]
    return [record for record in found if record is not None]


def address_notices(numbers: Iterable[int]) -> dict[int, date | None]:
    """届出の年月日 of each person's present address: that of the first row with the same days of becoming a resident
    and of setting the address (住民基本台帳法第7条第8号). Later changes have days of notice of their own."""
    wanted = [int(number) for number in numbers]
    rows = ResidentRecord.objects.filter(addressee_number__in=wanted).order_by("addressee_number", "history_number")
    first: dict[tuple[int, date | None, date | None], date | None] = {}
    found: dict[int, date | None] = {}
    names = ("addressee_number", "became_resident_date", "address_set_date", "notified_on", "is_latest")
    for number, since, address_set, notified, is_latest in rows.values_list(*names):
        notice = first.setdefault((number, since, address_set), notified)
        if is_latest:
            found[number] = notice
    return found


def cancelled_rows(numbers: Iterable[int]) -> frozenset[tuple[str, int]]:
    """(addressee number, history number) of the rows of these persons whose change was cancelled."""
    # A cancellation may be for some of the persons only: those have a row of it with a cancellation's own reason.
    made = ResidentRecord.objects.filter(addressee_number__in=list(numbers), reason__in=list(CANCELLATIONS))
    persons = list(made.exclude(event_id=None).values_list("addressee_number", "event_id"))
    events = ChangeEvent.objects.filter(id__in={event for _, event in persons}, kind="cancellation")
    inputs = dict(events.values_list("id", "input"))
    return frozenset(
        (key["addressee_number"], key["history_number"])
        for person, event in persons
        if event in inputs
        for key in inputs[event]["cancels"]["rows"]
        if int(key["addressee_number"]) == person
    )


def add(records: Sequence[Record], event_id: UUID | None, instant: datetime) -> None:
    """Add versions. The former latest row of each person only loses its mark; nothing else of it changes."""
    numbers = [int(record.addressee_number) for record in records]
    ResidentRecord.objects.filter(is_latest=True, addressee_number__in=numbers).update(is_latest=False)
    ResidentRecord.objects.bulk_create([_row(record, event_id, instant) for record in records], batch_size=200)


def _row(record: Record, event_id: UUID | None, instant: datetime) -> ResidentRecord:
    values = {name: getattr(record, name) for name in _COLUMNS}
    written = values["addressee_number"]
    values["addressee_number"] = int(written)
    width = len(written) if written.startswith("0") else 0
    return ResidentRecord(
        municipality_id=current(), event_id=event_id, known_from=instant, number_width=width, **values
    )
