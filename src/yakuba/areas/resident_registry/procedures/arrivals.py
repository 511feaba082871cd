"""転入（世帯に入る人の転入）: a resident tells of somebody who joins the household (住民基本台帳法第22条、第26条)."""

from dataclasses import replace
from typing import Any, Literal

from yakuba.areas.resident_registry.actions.view import candidates
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.event_inputs import ExistingHousehold, Person, PreviousAddress
from yakuba.areas.resident_registry.domain.events import MoveIn
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems, PreviousAddressItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.procedures.changing import (
    day_of,
    filing_of,
    household_of,
    municipality_of,
    town_of,
)
from yakuba.areas.resident_registry.procedures.names import katakana
from yakuba.areas.resident_registry.search_index import names_of
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current
from yakuba.standards import municipalities
from yakuba.standards.folding import fold_name

SOURCE = "juki-1.0:4.1.1"


@builder("resident_registry.move_in_notification")
def move_in_notification(facts: Facts) -> MoveIn:
    """One Japanese national who joins the applicant's household. A removed record that fits is taken up again, and a
    check tells the clerk so. Raises FilingError for answers its checks do not let through."""
    household = household_of(facts)
    if not household:
        raise FilingError("入る世帯：見つからない")
    there = ExistingHousehold(household_number=household[0].household_number)
    origin: Literal["domestic", "abroad"] = "abroad" if facts.answers["came_from"] == "abroad" else "domestic"
    event = MoveIn(
        filing=filing_of(facts, day_of(facts, "moved_on")),
        persons=(_person(facts),),
        destination=there,
        previous=PreviousAddress(address=_previous(facts)),
        origin=origin,
    )
    former = _former(event)
    return (
        replace(event, persons=(replace(event.persons[0], addressee_number=former[0].addressee_number),))
        if (len(former) == 1)
        else event
    )


def _person(facts: Facts) -> Person:
    given = facts.answers
    readings = [katakana(given[name]) for name in ("surname_kana", "given_name_kana")]
    place = municipalities.starting(given["domicile"])
    town = place[0] if place else None
    return Person(
        names=NameItems(
            name=f"{given['surname']}　{given['given_name']}",
            surname=given["surname"],
            given_name=given["given_name"],
            name_kana="　".join(readings),
            surname_kana=readings[0],
            given_name_kana=readings[1],
            name_kana_status="1",
        ),
        birth=BirthItems(
            sex=given["sex"], sex_text={"1": "男", "2": "女"}[given["sex"]], birth_date=day_of(facts, "born_on")
        ),
        relationship=relationship(facts),
        domicile=OriginDomicileItems(
            origin_domicile=given["domicile"],
            origin_domicile_prefecture=town.prefecture if town else "",
            origin_domicile_municipality=town.name if town else "",
            origin_domicile_municipality_code=town.code if town else "",
            family_register_head=given["register_head"],
        ),
    )


def relationship(facts: Facts) -> rel.Chain:
    """As chosen, or as written where none of the choices fits; empty where that cannot be read."""
    try:
        return rel.parse(facts.answers["relation_text"] if _other(facts) else facts.answers["relation"])
    except (KeyError, ValueError):
        return ()


def _other(facts: Facts) -> bool:
    return facts.answers.get("relation") == "other"


def _previous(facts: Facts) -> PreviousAddressItems:
    if facts.answers["came_from"] == "abroad":
        return PreviousAddressItems(previous_address_country=facts.answers["country"])
    given: dict[str, Any] = facts.answers["old_address"]
    place = municipality_of(facts, "old_address")
    town, rest = town_of(place, given["town"])
    return PreviousAddressItems(
        previous_address_municipality_code=place.code if place else "",
        previous_address_town_code=town.machiaza_id if town and not rest else "",
        previous_address_prefecture=given["prefecture"],
        previous_address_municipality=given["municipality"],
        previous_address_town=given["town"],
        previous_address_lot=given["lot"],
        previous_address_building=given["building"],
        previous_address_postal_code=given["postcode"],
        previous_address_head_name=facts.answers.get("old_head", ""),
    )


def _former(event: MoveIn) -> list[Record]:
    """Removed records of the same name, birth date and sex (再転入, juki-1.0:4.1.1.2)."""
    name = fold_name(event.persons[0].names.name)
    return [one for one in candidates(event) if fold_name(one.name) == name]


@automatic_check("resident_registry.comes_from_elsewhere", "前の住所が、ほかの市区町村か")
def comes_from_elsewhere(facts: Facts) -> list[Finding]:
    place = municipality_of(facts, "old_address")
    if place is None or directory.by_id(current()).lg_code not in (place.code, place.parent):
        return []
    message = "前の住所：同じ市区町村の中"
    remedy = "転居届を案内し、受け付けない"
    return [Finding("error", "P-36", "old_address", message, remedy, "住民基本台帳法第22条、第23条")]


@automatic_check("resident_registry.is_not_here_yet", "転入する人が、まだ世帯にいないか")
def is_not_here_yet(facts: Facts) -> list[Finding]:
    name = fold_name(f"{facts.answers['surname']}　{facts.answers['given_name']}")
    born = day_of(facts, "born_on")
    if not any(name in names_of(one) and one.birth_date == born for one in household_of(facts)):
        return []
    message = "転入する人：すでにこの世帯にいる"
    return [Finding("error", "P-37", "surname", message, "本人に確かめ、二重なら受け付けない", SOURCE)]


@automatic_check("resident_registry.relationship_is_known", "世帯主との続柄が使えるか")
def relationship_is_known(facts: Facts) -> list[Finding]:
    chain = relationship(facts)
    if chain and chain != (rel.HEAD,):
        return []
    message = "続柄：読み取れないか、世帯主になっている"
    remedy = "「子の妻」のように、世帯主から見た続柄で補正する"
    question = "relation_text" if _other(facts) else "relation"
    return [Finding("error", "P-26", question, message, remedy, "juki-1.0:1.1.11")]


@automatic_check("resident_registry.has_not_lived_here", "前にこの市区町村の住民でなかったか")
def has_not_lived_here(facts: Facts) -> list[Finding]:
    former = _former(move_in_notification(facts)) if household_of(facts) and relationship(facts) else []
    if not former:
        return []
    if len(former) == 1:
        message = f"再転入：除票（宛名番号{former[0].addressee_number}）の人と同じと見て、その宛名番号を使う"
        remedy = "本人に確かめ、記録して続行。別の人なら転入の入力で処理し、受け付けない"
        return [Finding("alert", "P-40", "surname", message, remedy, "juki-1.0:4.1.1.2")]
    message = "再転入：同じ氏名・生年月日・性別の除票が二つ以上ある"
    remedy = "転入の入力で処理し、そのことを理由に書いて受け付けない"
    return [Finding("error", "P-40", "surname", message, remedy, "juki-1.0:4.1.1.2")]
