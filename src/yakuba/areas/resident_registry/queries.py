"""Reads of the registry, each with its permission and its row in the register (no read without a row)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from yakuba.areas.resident_registry import grams, storage
from yakuba.areas.resident_registry.brief import Brief
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ChangeEvent, Memo, ResidentRecord, SearchEntry
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.scope import current
from yakuba.standards.folding import fold_kana, fold_name

INQUIRE = "resident_registry.inquire"
NO_EVENT = UUID(int=0)
CAP = 200
"""Hits shown at most; one more is looked for, to say that there are more."""

_FIND = "SELECT addressee_number FROM find_people(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Wanted:
    """Conditions of a search, as typed (juki-1.0:2.1.3). All that are given must hold.

    ``past`` also looks at former names and addresses, ``removed`` at removed records.
    """

    name: str = ""
    kana: str = ""
    address: str = ""
    birth_from: date | None = None
    birth_to: date | None = None
    sex: str = ""
    addressee_number: str = ""
    household_number: str = ""
    past: bool = True
    removed: bool = True

    @property
    def is_empty(self) -> bool:
        return replace(self, past=True, removed=True, sex="") == Wanted()


@dataclass(frozen=True)
class Hits:
    """Found persons in kana order, ``CAP`` at most; ``more`` when there were more."""

    records: tuple[Brief, ...]
    more: bool = False
    formers: frozenset[str] = field(default_factory=frozenset)


def search(wanted: Wanted) -> Hits:
    """Persons that match. Registers the search with everyone it showed. Raises access.Refused."""
    access.require(INQUIRE)
    numbers = _numbers(wanted)
    shown = numbers[:CAP]
    records = storage.briefs(shown)
    register.record("search", shown, note=register.Note(duty=INQUIRE, detail=_asked(wanted, len(numbers))))
    return Hits(records=tuple(records), more=len(numbers) > CAP)


def _numbers(wanted: Wanted) -> list[int]:
    if wanted.addressee_number:
        number = int(wanted.addressee_number) if wanted.addressee_number.isdecimal() else -1
        return list(SearchEntry.objects.filter(addressee_number=number).values_list("addressee_number", flat=True))
    if wanted.household_number:
        spelt = storage.spellings(wanted.household_number)
        rows = ResidentRecord.objects.filter(is_latest=True, household_number__in=spelt)
        return list(rows.values_list("addressee_number", flat=True)[: CAP + 1])
    name, kana, address = fold_name(wanted.name), fold_kana(wanted.kana), fold_name(wanted.address)
    if not (name or kana or address):
        return _by_birth(wanted)
    town = current()
    pairs = [
        *grams.wanted(town, "name", name),
        *grams.wanted(town, "kana", kana),
        *grams.wanted(town, "address", address),
    ]
    birth = (wanted.birth_from, wanted.birth_to or wanted.birth_from)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [pairs, name, kana, address, wanted.past, wanted.removed, *birth, wanted.sex, CAP + 1])
        return [number for (number,) in cursor.fetchall()]


def called(name: str) -> list[int]:
    """Current residents whose name now has this part, ``CAP`` + 1 at most, for a check that compares; shown to nobody.

    Whoever uses the hits keeps them in the register.
    """
    return _numbers(Wanted(name=name, past=False, removed=False)) if name.strip() else []


def _by_birth(wanted: Wanted) -> list[int]:
    if wanted.birth_from is None:
        return []
    rows = SearchEntry.objects.filter(birth_date__range=(wanted.birth_from, wanted.birth_to or wanted.birth_from))
    if wanted.sex:
        rows = rows.filter(sex=wanted.sex)
    if not wanted.removed:
        rows = rows.filter(is_removed=False)
    return list(rows.order_by("kana_sort", "addressee_number").values_list("addressee_number", flat=True)[: CAP + 1])


def _asked(wanted: Wanted, hits: int) -> dict[str, object]:
    """What was asked, without the numbers that must not be in a log."""
    given = {"name": wanted.name, "kana": wanted.kana, "address": wanted.address, "sex": wanted.sex}
    if wanted.birth_from:
        given["birth"] = f"{wanted.birth_from}/{wanted.birth_to or wanted.birth_from}"
    return {"hits": hits, **{name: value for name, value in given.items() if value}}


class NoSuchPerson(LookupError):
    """No record of that number in this municipality."""


@dataclass(frozen=True)
class Moment:
    """Which state a page shows. Two reads, never mixed: ``day`` by event dates, ``instant`` by what was known then."""

    day: date | None = None
    instant: datetime | None = None


NOW = Moment()


def person(addressee_number: int, moment: Moment = NOW) -> Record:
    """One person's record. Raises NoSuchPerson, access.Refused."""
    access.require(INQUIRE)
    record = _at([addressee_number], moment)
    register.record("view_record", [addressee_number], note=register.Note(duty=INQUIRE, detail=_moment_detail(moment)))
    if not record:
        raise NoSuchPerson(str(addressee_number))
    return record[0]


def _at(numbers: Sequence[int], moment: Moment) -> list[Record]:
    if moment.instant is not None:
        return storage.known_at(numbers, moment.instant)
    if moment.day is not None:
        return storage.as_of(numbers, moment.day)
    return storage.latest(numbers)


def _moment_detail(moment: Moment) -> dict[str, str]:
    if moment.instant is not None:
        return {"as_known_at": moment.instant.isoformat()}
    return {"as_of": moment.day.isoformat()} if moment.day else {}


def household(household_number: str, moment: Moment = NOW) -> tuple[Record, ...]:
    """Everyone whose record names the household, removed persons last. Raises NoSuchPerson, access.Refused."""
    access.require(INQUIRE)
    records = storage.latest_of_households([household_number])
    if moment != NOW:
        records = _at([int(record.addressee_number) for record in records], moment)
    numbers = [int(record.addressee_number) for record in records]
    register.record("view_household", numbers, note=register.Note(duty=INQUIRE, detail=_moment_detail(moment)))
    if not records:
        raise NoSuchPerson(household_number)
    return tuple(sorted(records, key=lambda r: (not r.is_current_resident, r.display_order, r.addressee_number)))


@dataclass(frozen=True)
class HistoryLine:
    """One version and the event that made it; ``cancelled`` when a later change took it back."""

    record: Record
    event: ChangeEvent | None
    cancelled: bool


def history(addressee_number: int) -> tuple[HistoryLine, ...]:
    """All versions of a person, newest first (juki-1.0:2.2.1). Raises NoSuchPerson, access.Refused."""
    access.require(INQUIRE)
    rows = ResidentRecord.objects.filter(addressee_number=addressee_number).values_list("history_number", "event_id")
    events = {event.id: event for event in ChangeEvent.objects.filter(id__in=[e for _, e in rows if e])}
    by_version = dict(rows)
    taken_back = storage.cancelled_rows([addressee_number])
    versions = storage.versions([addressee_number])
    register.record("view_history", [addressee_number], note=register.Note(duty=INQUIRE))
    if not versions:
        raise NoSuchPerson(str(addressee_number))
    lines = [
        _line(record, events.get(by_version[record.history_number] or NO_EVENT), taken_back) for record in versions
    ]
    return tuple(reversed(lines))


def _line(record: Record, event: ChangeEvent | None, taken_back: frozenset[tuple[str, int]]) -> HistoryLine:
    return HistoryLine(record, event, (record.addressee_number, record.history_number) in taken_back)


def memos(addressee_number: int) -> list[Memo]:
    """Memos in force, newest first; part of the record page's read."""
    rows = list(Memo.objects.filter(addressee_number=addressee_number).order_by("-written_at", "-id"))
    replaced = {row.replaces_id for row in rows}
    return [row for row in rows if row.id not in replaced and not row.is_deletion]
