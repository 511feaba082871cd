"""Order of members on joint copies (juki-1.0:5.2)."""

import datetime
from random import Random

import pytest

from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.ordering import ordered
from yakuba.areas.resident_registry.domain.record import Record, next_version


def member(number: int, relationship: str, sex: str, year: int, register_head: bool = False) -> Record:
    name = f"甲野　{number}"
    person = Record(
        addressee_number=str(number),
        name=name,
        sex=sex,
        birth_date=datetime.date(year, 1, 1),
        family_register_head=name if register_head else "甲野　零",
    )
    return next_version(person, **rel.items(rel.parse(relationship)))


THREE_GENERATIONS = [
    member(1, "世帯主", "1", 1950),
    member(2, "妻", "2", 1952),
    member(3, "子", "2", 1985),
    member(4, "子", "1", 1975),
    member(5, "子の妻", "2", 1976),
    member(6, "子の子", "1", 2005),
    member(7, "子の子", "2", 2008),
    member(8, "父", "1", 1925),
    member(9, "母", "2", 1926, register_head=True),
    member(10, "弟", "1", 1955),
    member(11, "姉", "2", 1945),
    member(12, "父の母", "2", 1905),
    member(13, "妻の母", "2", 1961),
    member(14, "妻の弟", "1", 1960),
    member(15, "兄の子", "1", 1980),
    member(16, "縁故者", "1", 1990),
    member(17, "同居人", "2", 1970),
]


@pytest.mark.parametrize("seed", range(5))
def test_three_generations_stand_in_the_standards_order(seed: int) -> None:
    shuffled = Random(seed).sample(THREE_GENERATIONS, len(THREE_GENERATIONS))
    expected = "1 2 3 4 5 6 7 9 8 11 10 12 13 14 15 16 17"
    assert " ".join(row.addressee_number for row in ordered(shuffled)) == expected


def test_two_families_of_children_stay_together_by_the_childs_age() -> None:
    rows = [
        member(1, "世帯主", "1", 1940),
        member(2, "子", "2", 1968),
        member(3, "子", "1", 1965),
        member(4, "子の夫", "1", 1966),
        member(5, "子の妻", "2", 1964),
    ]
    assert [row.addressee_number for row in ordered(rows)] == ["1", "3", "5", "2", "4"]


def test_twins_follow_by_addressee_number_and_unknown_birth_comes_last() -> None:
    unknown = next_version(member(3, "子", "1", 2000), birth_date=None)
    rows = [unknown, member(5, "子", "1", 2010), member(4, "子", "2", 2010), member(1, "世帯主", "1", 1980)]
    assert [row.addressee_number for row in ordered(rows)] == ["1", "4", "5", "3"]


def test_in_a_childs_family_the_spouse_comes_before_children_and_these_before_theirs() -> None:
    rows = [
        member(1, "世帯主", "2", 1930),
        member(2, "子", "1", 1955),
        member(3, "子の子の子", "1", 2004),
        member(4, "子の子", "1", 2005),
        member(5, "子の妻", "2", 2006),
    ]
    assert [row.addressee_number for row in ordered(rows)] == ["1", "2", "5", "4", "3"]
