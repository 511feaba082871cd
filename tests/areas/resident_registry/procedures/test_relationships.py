"""続柄 as residents write them, and what is derived where they write nothing."""

from dataclasses import replace
from typing import Any

from tests.residents import FAMILY, person
from yakuba.areas.resident_registry.domain.event_inputs import Person
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_values import items_of
from yakuba.areas.resident_registry.domain.relationships import items, parse, wording
from yakuba.areas.resident_registry.procedures import kin


def family() -> list[Record]:
    return [
        Record(
            addressee_number=str(place),
            resident_state="1",
            household_number="9",
            display_order=place,
            **_items(one),
        )
        for place, one in enumerate(map(person, FAMILY), 1)
    ]


def _items(one: Person) -> dict[str, Any]:
    return {**items_of(one.names), **items_of(one.birth), **items(one.relationship)}


def words(related: kin.Related) -> dict[str, str]:
    return {one.addressee_number: wording(one.relationship) for one in related.movers}


def test_names_are_found_whole_or_given_in_any_spelling() -> None:
    people = family()
    read, unread = kin.written("花子 妻、佐藤 一郎：子\n佐藤二葉は子。", people)
    assert read == {"2": parse("妻"), "3": parse("子"), "4": parse("子")} and unread == ()
    assert kin.written("佐藤 妻、花子 奥さん、三郎 子", people) == ({}, ("佐藤 妻", "花子 奥さん", "三郎 子"))
    assert kin.written("子の妻", people[1:2]) == ({"2": ("20", "12")}, ()), "of one person the word is enough"


def test_what_is_sure_is_taken_what_is_doubtful_told_what_is_written_goes_first() -> None:
    people = family()
    plain = kin.around(people, "2", "")
    assert words(plain) == {"1": "夫", "2": "世帯主", "3": "子", "4": "子"}
    assert [one[:6] for one in plain.unsure] == ["佐藤　一郎は", "佐藤　二葉は"], (
        "a husband's children may be hers or not"
    )
    told = kin.around(people, "2", "一郎 夫の子、二葉 子")
    assert words(told) == {"1": "夫", "2": "世帯主", "3": "夫の子", "4": "子"} and told.unsure == ()
    against = kin.around(people, "2", "太郎 父、一郎 子、二葉 子")
    assert len(against.unsure) == 1 and "記録からは「夫」" in against.unsure[0]


def test_what_nobody_knows_is_asked_for() -> None:
    people = family()
    assert kin.joining(people[:2], "太郎 同居人").unknown == ("佐藤　花子",)
    codes = [one.code for one in kin.findings(kin.joining(people[:2], "太郎 同居人、花子 いとこ"), "relations_there")]
    assert codes == ["P-26", "P-24"]
    connected = [people[0], replace(people[1], relationship_code_1="96"), people[2]]
    assert kin.around(connected, "2", "").unknown == ("佐藤　一郎",)
