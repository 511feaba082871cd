"""What the front yard may know of a resident: facts to fill in, and who four items may be. Each read is registered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.areas.resident_registry import arrivals, queries, storage
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival
from yakuba.areas.resident_registry.domain.household import is_head
from yakuba.areas.resident_registry.domain.ordering import ordered
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.areas.resident_registry.pages import words
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester, State
from yakuba.platform.register import service as register
from yakuba.platform.screens import dates

MOST = 200


@dataclass(frozen=True)
class Member:
    """One person of the household, as far as it may be told."""

    number: int
    name: str
    relationship: str
    birth_date: date | None


@dataclass(frozen=True)
class ResidentFacts:
    """``masked``: something is not told; the page then shows less and says nothing of why.

    ``expected``: announced to move in, not on the record yet (at the counter only).
    """

    number: int
    name: str
    name_kana: str
    birth_date: date | None
    sex: str
    address: str
    household_head: str
    members: tuple[Member, ...]
    masked: bool
    expected: bool = False


def facts_for(number: int, channel: Channel) -> ResidentFacts | None:
    """What a resident is shown of himself and his household. None for who is no current resident.

    At the counter a clerk asks and a person is there; in the portal the account may be in another's hands.
    """
    person = next(iter(storage.latest([number])), None)
    if person is None or not person.is_current_resident:
        return _expected_facts(number) if channel is Channel.COUNTER else None
    household = [one for one in storage.latest_of_households([person.household_number]) if one.is_current_resident]
    states = disclosure.subject_state([int(one.addressee_number) for one in household])
    shown = [one for one in ordered(household) if _shown(one, person, states, channel, "members")]
    address = words.address_text(person) if _shown(person, person, states, channel, "address") else ""
    head = person.head_name if _shown(person, person, states, channel, "head") else ""
    register.record(
        "view_household",
        [int(one.addressee_number) for one in shown] or [number],
        note=register.Note(purpose="本人への表示", detail={"channel": channel.value}),
    )
    return ResidentFacts(
        number=number,
        name=person.name,
        name_kana=person.name_kana,
        birth_date=person.birth_date,
        sex=words.sex_text(person),
        address=address,
        household_head=head,
        members=tuple(map(_member, sorted(shown, key=lambda one: one.addressee_number != person.addressee_number)))
        or (_member(person),),
        masked=not address or len(shown) < len(household),
    )


def _expected_facts(number: int) -> ResidentFacts | None:
    """Somebody who is announced to move in, with the rest of the family that is still to come."""
    found = open_arrival(number)
    if found is None:
        return None
    row, family = found
    person = next(one for one in family if int(one.addressee_number) == number)
    states = disclosure.subject_state([int(one.addressee_number) for one in family])
    shown = [one for one in family if _comes_along(one, person, states)]
    address = arrivals.planned_address(row) if _shown(person, person, states, Channel.COUNTER, "address") else ""
    note = register.Note(purpose="本人への表示（転入予定）", detail={"channel": Channel.COUNTER.value})
    register.record("view_household", [int(one.addressee_number) for one in shown] or [number], note=note)
    others = [one for one in shown if int(one.addressee_number) != number]
    return ResidentFacts(
        number=number,
        name=person.name,
        name_kana=person.name_kana,
        birth_date=person.birth_date,
        sex=words.sex_text(person),
        address=address,
        household_head=next((one.name for one in shown if is_head(one)), ""),
        members=tuple(map(_member, [person, *others])),
        masked=not address or len(shown) < len(family),
        expected=True,
    )


def _comes_along(record: Record, person: Record, states: dict[int, State]) -> bool:
    """Whether one of the family is told; who is protected together with the person is no stranger to the measure."""
    number, own = int(record.addressee_number), int(person.addressee_number)
    if number == own:
        return _shown(record, person, states, Channel.COUNTER, "members")
    together = bool(set(states[number].protection_ids) & set(states[own].protection_ids))
    asked = Requester(Kind.HOUSEHOLD_MEMBER, channel=Channel.COUNTER, protected_together=together)
    return disclosure.decide(asked, Purpose.VIEW_OWN, states[number].subject, "members") is Decision.SHOW


def known_of_arrival(number: int) -> dict[str, Any]:
    """Answers of ``move_in_arrival`` that the former municipality told already; persons by number. Empty for others.

    The day of the move is asked: a plan is no fact. What ``facts_for`` does not tell is asked too.
    """
    found = open_arrival(number)
    if found is None:
        return {}
    row, family = found
    person = next(one for one in family if int(one.addressee_number) == number)
    states = disclosure.subject_state([int(one.addressee_number) for one in family])
    people = [one for one in family if _comes_along(one, person, states)]
    planned = {("postcode" if name == "postal_code" else name): row.planned[name] for name in arrivals.PLANNED}
    known: dict[str, Any] = {"movers": [int(one.addressee_number) for one in people]}
    if planned["town"] and planned["lot"] and _shown(person, person, states, Channel.COUNTER, "address"):
        known["new_address"] = planned
    heads = [int(one.addressee_number) for one in people if is_head(one)]
    return known | ({"home": "own", "new_head": heads} if heads else {})


def open_arrival(number: int) -> tuple[ExpectedArrival, list[Record]] | None:
    """The announced move somebody is expected with, and its family."""
    found = arrivals.open_persons([number])
    if not found:
        return None
    row = arrivals.row_of(found[0].arrival_id)
    return row, [arrivals.as_record(one) for one in arrivals.persons_of(row.id)]


def _member(record: Record) -> Member:
    return Member(int(record.addressee_number), record.name, record.relationship, record.birth_date)


def _shown(record: Record, person: Record, states: dict[int, State], channel: Channel, item: str) -> bool:
    kind = Kind.PERSON if record.addressee_number == person.addressee_number else Kind.HOUSEHOLD_MEMBER
    subject = states[int(record.addressee_number)].subject
    answer = disclosure.decide(Requester(kind, channel=channel), Purpose.VIEW_OWN, subject, item)
    return answer is Decision.SHOW


def _names(record: Record) -> tuple[str, ...]:
    former = f"{record.former_surname}　{record.given_name}" if record.former_surname else ""
    return tuple(filter(None, (record.name, record.alias, former)))


@dataclass(frozen=True)
class Candidate:
    """A current resident who may be the person of four items. ``names``: 氏名, 通称, and 氏名 with a 旧氏."""

    number: int
    names: tuple[str, ...]
    birth_date: date | None
    sex: str
    address: str


def candidates(birth_date: date, sex: str) -> list[Candidate]:
    """Current residents of that birth date (and sex, where one is given: 1, 2), for matching; nobody is shown here."""
    rows = SearchEntry.objects.filter(birth_date=birth_date, is_removed=False)
    if sex in ("1", "2"):
        rows = rows.filter(sex=sex)
    return people(rows.values_list("addressee_number", flat=True)[:MOST])


def people(numbers: Iterable[int]) -> list[Candidate]:
    """These persons, as far as they are current residents, for a desk that decides about identity."""
    return [
        Candidate(int(one.addressee_number), _names(one), one.birth_date, one.sex, words.address_text(one))
        for one in storage.latest(numbers)
        if one.is_current_resident
    ]


@dataclass(frozen=True)
class Found:
    """A line of the counter's own small search."""

    number: int
    name: str
    name_kana: str
    birth_date: date | None
    address: str
    expected: str = ""


def find_residents(kana: str, born: tuple[date, date] | None) -> list[Found]:
    """Current residents, and who is announced to move in, by kana and birth date, as they say it at the counter.

    ``Found.expected`` says from where and when. Registered; raises access.Refused.
    """
    low, high = born or (None, None)
    hits = queries.search(queries.Wanted(kana=kana, birth_from=low, birth_to=high, past=False, removed=False))
    here = [
        Found(int(one.addressee_number), one.name, one.name_kana, one.birth_date, words.local_address(one))
        for one in hits.records
        if one.is_current_resident
    ]
    return [*here, *_find_expected(kana, born)]


def _find_expected(kana: str, born: tuple[date, date] | None) -> list[Found]:
    found = arrivals.find(kana, born)
    if found:
        note = register.Note(purpose="窓口受付（転入予定）")
        register.record("search", [person.addressee_number for person, _ in found], note=note)
    return [_found(arrivals.as_record(person), row) for person, row in found]


def _found(person: Record, row: ExpectedArrival) -> Found:
    day = dates.japanese(row.planned_on) if row.planned_on else "日付なし"
    return Found(
        int(person.addressee_number),
        person.name,
        person.name_kana,
        person.birth_date,
        arrivals.planned_address(row),
        f"転入予定（{arrivals.place_name(row.from_lg_code)}から、{day}）",
    )
