"""Families for tests, registered through the area's own actions."""

from datetime import date
from uuid import uuid4

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.event_inputs import (
    Filing,
    NewHousehold,
    Person,
    PreviousAddress,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.events import MoveIn
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import (
    AddressItems,
    OriginDomicileItems,
    PreviousAddressItems,
)
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.relationships import parse
from yakuba.platform.cases import service as cases
from yakuba.standards import municipalities, towns

MOVED_IN = date(2025, 4, 1)

FAMILY = (
    ("佐藤", "太郎", "サトウ", "タロウ", date(1977, 5, 2), "1", "世帯主"),
    ("佐藤", "花子", "サトウ", "ハナコ", date(1980, 12, 26), "2", "妻"),
    ("佐藤", "一郎", "サトウ", "イチロウ", date(2008, 7, 7), "1", "子"),
    ("佐藤", "二葉", "サトウ", "フタバ", date(2011, 3, 9), "2", "子"),
)
COUPLE = FAMILY[:2]
FORMER_ADDRESS = PreviousAddressItems(
    previous_address_municipality_code="122041",
    previous_address_prefecture="千葉県",
    previous_address_municipality="船橋市",
    previous_address_town="本町一丁目",
    previous_address_lot="３番地",
)
ALONE = (("髙橋", "幸", "タカハシ", "サチ", date(1950, 1, 3), "2", "世帯主"),)


def person(row: tuple[str, str, str, str, date, str, str]) -> Person:
    surname, given, surname_kana, given_kana, birth, sex, relationship = row
    return Person(
        names=NameItems(
            name=f"{surname}　{given}",
            surname=surname,
            given_name=given,
            name_kana=f"{surname_kana}　{given_kana}",
            surname_kana=surname_kana,
            given_name_kana=given_kana,
        ),
        birth=BirthItems(sex=sex, sex_text="男" if sex == "1" else "女", birth_date=birth),
        relationship=parse(relationship),
        domicile=OriginDomicileItems(origin_domicile="北海道北見市本町一丁目１番地", family_register_head="佐藤　太郎"),
    )


def address(lg_code: str = "012084", lot: str = "１番地２", building: str = "") -> AddressItems:
    town = towns.towns(lg_code)[0]
    place = municipalities.get(town.lg_code)
    return AddressItems(
        address_municipality_code=town.lg_code,
        address_town_code=town.machiaza_id,
        address_prefecture=place.prefecture,
        address_municipality=place.name,
        address_town=town.name,
        address_lot=lot,
        address_building=building,
        address_postal_code=town.postcode,
    )


def move_in(
    rows: tuple[tuple[str, str, str, str, date, str, str], ...] = FAMILY,
    where: AddressItems | None = None,
    previous: PreviousAddressItems = FORMER_ADDRESS,
) -> list[Record]:
    """Register a family as the system, in the open town; returns their records, head first."""
    return move_in_people(tuple(person(row) for row in rows), where, previous)


def move_in_people(
    people: tuple[Person, ...], where: AddressItems | None = None, previous: PreviousAddressItems = FORMER_ADDRESS
) -> list[Record]:
    """The same for persons of any kind."""
    event = MoveIn(
        filing=Filing(change_date=RecordedDate(MOVED_IN), notified_on=date(2025, 4, 3)),
        persons=people,
        destination=NewHousehold(address=where or address()),
        previous=PreviousAddress(address=previous),
    )
    findings = cases.check("resident_registry.move_in", event)
    alerts = {found.code: "試験のため" for found in findings}
    case = cases.draft(cases.Draft(action="resident_registry.move_in", input=event, key=uuid4(), alerts=alerts))
    cases.enter(case.id)
    done = cases.approve(case.id)
    assert done.outcome is not None
    subjects = done.subjects.values_list("addressee_number", flat=True)
    return sorted(storage.latest(subjects), key=lambda record: record.display_order)
