"""Moves into this municipality that the former one announced (転入予定), until they are on the record or called off.

Each expected person has a 宛名番号 before there is a record, so that a visit, filings and other areas can name them.
Source: 住民基本台帳法第22条、第24条の2; juki-1.0:4.1.1, 4.1.3.0.4.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry import arrivals_waiting, storage, travelling
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival, ExpectedPerson
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.event_inputs import Person
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import PreviousAddressItems
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.platform.addressee import service as addressees
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import NewProtection
from yakuba.platform.exchange import service as exchange
from yakuba.platform.tenancy.context import current_context
from yakuba.standards import municipalities
from yakuba.standards.folding import fold_kana, fold_name

PLANNED = ("prefecture", "municipality", "town", "lot", "building", "postal_code")
SPECIAL_DAYS = (14, 30)
"""特例転入: within 14 days of the move and 30 days of the planned day (住民基本台帳法第24条の2)."""
State = ExpectedArrival.State


@dataclass(frozen=True)
class Arrival:
    """An announced move as other rooms see it; ``numbers`` of those who are still expected, as announced."""

    id: UUID
    from_lg_code: str
    from_name: str
    planned_on: date | None
    numbers: tuple[int, ...]
    subject: str
    is_special: bool
    state: str


EXPECTED, CANCELLED = "resident.expected", "resident.expected_cancelled"
"""Events areas may subscribe to; the payload has the arrival and the numbers of who is still to come."""
_listeners: list[Callable[[Arrival], None]] = []


def watch_arrivals(listener: Callable[[Arrival], None]) -> None:
    """Called in the same transaction when a move was told, told anew, called off, or came on the record; at start."""
    if listener not in _listeners:
        _listeners.append(listener)


def _tell(row: ExpectedArrival, event: str = "") -> None:
    known = _arrival(row)
    if event:
        payload = {"arrival": str(row.id), "state": known.state, "numbers": list(known.numbers)}
        exchange.publish(event, str(row.id), payload, "resident_registry")
    for listener in _listeners:
        listener(known)


def announce(from_lg_code: str, subject: str, told: Sequence[Mapping[str, Any]]) -> ExpectedArrival:
    """Keep what was announced. Told again it replaces what was told, numbers stay; after the registration it is late
    and changes nothing."""
    row = ExpectedArrival.objects.select_for_update().filter(from_lg_code=from_lg_code, subject=subject).first()
    if row is not None and row.state == State.REGISTERED:
        return row
    instant = current_context().instant
    row = row or ExpectedArrival(from_lg_code=from_lg_code, subject=subject, told_at=instant)
    first = told[0]
    row.planned_on = _day(first.get("planned_on") or first.get("changed_on"))
    row.planned = {name: str(first.get(f"planned_{name}", "")) for name in PLANNED}
    row.left = {name: str(first.get(name, "")) for name in (*PLANNED, "from_lg_code")}
    row.is_special = first.get("special") == "1"
    row.state, row.changed_at = State.EXPECTED, instant
    row.save()
    _keep_people(row, told)
    if any(one.get("protected") == "1" for one in told):
        _protect(row)
    _tell(row, EXPECTED)
    return row


def _keep_people(row: ExpectedArrival, told: Sequence[Mapping[str, Any]]) -> None:
    known = {_who(one.told): one for one in ExpectedPerson.objects.filter(arrival_id=row.id)}
    kept = []
    for place, one in enumerate(told):
        person = known.get(_who(one)) or ExpectedPerson(arrival_id=row.id, addressee_number=_number_for(one))
        person.told, person.place, person.is_open = dict(one), place, True
        person.kana_folded = fold_kana(str(one.get("name_kana", "")))
        person.birth_date = _day(one.get("birth_date"))
        person.save()
        kept.append(person.id)
    dropped = ExpectedPerson.objects.filter(arrival_id=row.id, is_open=True).exclude(id__in=kept)
    numbers = list(dropped.values_list("addressee_number", flat=True))
    dropped.update(is_open=False)
    if numbers:
        arrivals_waiting.settled(numbers)


def _who(told: Mapping[str, Any]) -> str:
    """Whom a line is about: the sender's own number, else name and birth date."""
    return str(told.get("addressee_number") or f"{fold_name(str(told.get('name')))}/{told.get('birth_date')}")


def _number_for(told: Mapping[str, Any]) -> int:
    """The number of the one removed record that fits (再転入, juki-1.0:4.1.1.2), else a new one."""
    born = _day(told.get("birth_date"))
    rows = SearchEntry.objects.filter(birth_date=born, sex=str(told.get("sex", "")), is_removed=True) if born else None
    numbers = rows.values_list("addressee_number", flat=True)[:200] if rows is not None else ()
    name = fold_name(str(told.get("name", "")))
    former = [int(one.addressee_number) for one in storage.latest(numbers) if fold_name(one.name) == name]
    if len(former) == 1 and not open_persons(former):
        return former[0]
    earlier = _number_before(told, born)
    if earlier is not None:
        return earlier
    number = addressees.next_number()
    addressees.register([number], Addressee.Kind.NON_RESIDENT)
    return number


def _number_before(told: Mapping[str, Any], born: date | None) -> int | None:
    """The number given when the same person was announced for another move that did not take place."""
    theirs = {"told__addressee_number": told.get("addressee_number"), "told__from_lg_code": told.get("from_lg_code")}
    if not all(theirs.values()):
        return None
    rows = ExpectedPerson.objects.filter(birth_date=born, is_open=False, **theirs).order_by("-id")
    number = rows.values_list("addressee_number", flat=True).first()
    return number if number is not None and not storage.latest([number]) and not open_persons([number]) else None


def _protect(row: ExpectedArrival) -> None:
    """Who was protected there is protected here from the first moment, provisionally, and with them who comes along:
    they will live at the same address (juki-1.0:3.4). Told again, only who is new is added."""
    people = sorted(persons_of(row.id), key=lambda one: one.told.get("protected") != "1")
    states = disclosure.subject_state([one.addressee_number for one in people])
    numbers = [one.addressee_number for one in people if not states[one.addressee_number].protection_ids]
    if not numbers:
        return
    disclosure.set_protection(
        NewProtection(
            applicant=numbers[0],
            measure="similar",
            received_on=current_context().business_date,
            requesting_body=place_name(row.from_lg_code),
            together=dict.fromkeys(numbers[1:], "同時に転入する人"),
            first_municipality=place_name(row.from_lg_code),
            note="転出元からの連絡による仮の支援措置。措置の種別と相手方は、来庁のときに申出で確かめる",
        )
    )


class AlreadyHere(Exception):
    """Somebody whose move was taken back is on the record."""


def call_off(from_lg_code: str, subject: str, theirs: Collection[str] = ()) -> list[int]:
    """The move was taken back there, for the persons with these numbers of theirs (none given: for all).

    Returns the numbers here of who is expected no more. Raises AlreadyHere, and then nothing is changed.
    """
    row = ExpectedArrival.objects.select_for_update().filter(from_lg_code=from_lg_code, subject=subject).first()
    if row is None:
        return []
    people = list(ExpectedPerson.objects.filter(arrival_id=row.id).order_by("place", "id"))
    named = [one for one in people if not theirs or str(one.told.get("addressee_number")) in theirs]
    here = {
        int(one.addressee_number)
        for one in storage.latest([one.addressee_number for one in people])
        if one.is_current_resident
    }
    if any(one.addressee_number in here for one in named):
        raise AlreadyHere(str(row.id))
    stay = [one for one in named if one.is_open]
    ExpectedPerson.objects.filter(id__in=[one.id for one in stay]).update(is_open=False)
    if row.state == State.EXPECTED and not persons_of(row.id):
        row.state = State.REGISTERED if here else State.CANCELLED
    row.changed_at = current_context().instant
    row.save()
    numbers = [one.addressee_number for one in stay]
    if stay:
        arrivals_waiting.settled(numbers)
        _tell(row, CANCELLED)
    return numbers


def entered(people: Iterable[Record]) -> None:
    """These persons came on the record, under the number they were announced with, or entered by hand under another.

    The move is done when nobody is left to come.
    """
    numbers = {number for one in people for number in (int(one.addressee_number), *_announced_as(one))}
    rows = ExpectedPerson.objects.filter(addressee_number__in=numbers, is_open=True)
    moves = set(rows.values_list("arrival_id", flat=True))
    rows.update(is_open=False)
    if moves:
        arrivals_waiting.settled(numbers)
    for row in ExpectedArrival.objects.filter(id__in=moves, state=State.EXPECTED).order_by("id"):
        if not persons_of(row.id):
            row.state, row.changed_at = State.REGISTERED, current_context().instant
            row.save()
    for row in ExpectedArrival.objects.filter(id__in=moves).order_by("id"):
        _tell(row)


def _announced_as(row: Record) -> list[int]:
    """Numbers under which the same person, by name, birth date and sex, is expected."""
    open_ones = ExpectedPerson.objects.filter(is_open=True, birth_date=row.birth_date) if row.birth_date else ()
    name = fold_name(row.name)
    return [
        one.addressee_number
        for one in open_ones
        if fold_name(str(one.told.get("name"))) == name and str(one.told.get("sex")) == row.sex
    ]


def taken_back(numbers: Collection[int]) -> None:
    """The registration of these persons was cancelled: they are expected again."""
    rows = ExpectedPerson.objects.filter(addressee_number__in=numbers, is_open=False)
    moves = ExpectedArrival.objects.filter(
        id__in=rows.values("arrival_id"), state__in=(State.REGISTERED, State.EXPECTED)
    )
    ids = list(moves.values_list("id", flat=True))
    rows.filter(arrival_id__in=ids).update(is_open=True)
    moves.update(state=State.EXPECTED, changed_at=current_context().instant)
    for row in ExpectedArrival.objects.filter(id__in=ids).order_by("id"):
        _tell(row, EXPECTED)


def open_persons(numbers: Iterable[int]) -> list[ExpectedPerson]:
    """Those of these persons who are expected, in the order they were announced."""
    return list(ExpectedPerson.objects.filter(addressee_number__in=list(numbers), is_open=True).order_by("place"))


def persons_of(arrival_id: UUID) -> list[ExpectedPerson]:
    """Who of a move is still expected."""
    return list(ExpectedPerson.objects.filter(arrival_id=arrival_id, is_open=True).order_by("place"))


def row_of(arrival_id: UUID) -> ExpectedArrival:
    """The announced move itself."""
    return ExpectedArrival.objects.get(id=arrival_id)


def find(kana: str, born: tuple[date, date] | None) -> list[tuple[ExpectedPerson, ExpectedArrival]]:
    """Expected persons whose reading begins with this, and who were born in this time; 20 at most."""
    rows = ExpectedPerson.objects.filter(is_open=True)
    if kana:
        rows = rows.filter(kana_folded__startswith=fold_kana(kana))
    if born:
        rows = rows.filter(birth_date__range=born)
    if not kana and not born:
        return []
    return [(one, one.arrival) for one in rows.select_related("arrival").order_by("kana_folded", "id")[:20]]


def arrival_of(number: int) -> Arrival | None:
    """The announced move a person is expected with."""
    found = open_persons([number])
    return _arrival(ExpectedArrival.objects.get(id=found[0].arrival_id)) if found else None


def arrival_by_subject(from_lg_code: str, subject: str) -> Arrival | None:
    """The announced move by the sender's own subject."""
    row = ExpectedArrival.objects.filter(from_lg_code=from_lg_code, subject=subject).first()
    return _arrival(row) if row is not None else None


def arrivals_of_day(day: date) -> list[Arrival]:
    """Announced moves of which somebody is still to come, planned for that day."""
    rows = ExpectedArrival.objects.filter(state=State.EXPECTED, planned_on=day).order_by("told_at", "id")
    return [_arrival(row) for row in rows]


def expected_still(ids: Iterable[UUID]) -> dict[UUID, Arrival]:
    """Those of these moves that are still to come, by id."""
    rows = ExpectedArrival.objects.filter(id__in=list(ids), state=State.EXPECTED)
    return {row.id: _arrival(row) for row in rows}


def _arrival(row: ExpectedArrival) -> Arrival:
    numbers = tuple(one.addressee_number for one in persons_of(row.id))
    name = place_name(row.from_lg_code)
    return Arrival(row.id, row.from_lg_code, name, row.planned_on, numbers, row.subject, row.is_special, row.state)


def place_name(lg_code: str) -> str:
    return municipalities.get(lg_code).name if municipalities.exists(lg_code) else lg_code


def planned_address(row: ExpectedArrival) -> str:
    return "".join(row.planned.get(name, "") for name in PLANNED[:4]) + (
        f"　{row.planned['building']}" if row.planned.get("building") else ""
    )


def special_until(planned_on: date) -> date:
    """Last day of 特例転入 as far as the plan tells.

    >>> special_until(date(2026, 12, 1))
    datetime.date(2026, 12, 31)
    """
    return planned_on + timedelta(days=SPECIAL_DAYS[1])


def coming(person: ExpectedPerson) -> Person:
    """Everything the message told, for the change."""
    told = person.told
    return replace(
        travelling.person_of(told),
        addressee_number=str(person.addressee_number),
        relationship=_chain(told.get("relationship", "")),
    )


def as_record(person: ExpectedPerson) -> Record:
    """The person as a record would have it there: for names and relationships, never for saving."""
    who = coming(person)
    related: dict[str, Any] = {**rel.items(who.relationship)}
    return Record(
        addressee_number=who.addressee_number,
        name=who.names.name,
        name_kana=who.names.name_kana,
        given_name=who.names.given_name,
        sex=who.birth.sex,
        birth_date=who.birth.birth_date,
        display_order=person.place,
        **related,
    )


def previous_address(arrival_id: UUID) -> PreviousAddressItems:
    left = ExpectedArrival.objects.get(id=arrival_id).left
    return PreviousAddressItems(
        previous_address_municipality_code=left["from_lg_code"],
        **{f"previous_address_{name}": left[name] for name in PLANNED},
    )


def _chain(text: str) -> tuple[str, ...]:
    try:
        return rel.parse(text) if text else ()
    except ValueError:
        return ()  # the clerk enters it


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None
