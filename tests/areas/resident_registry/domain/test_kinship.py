"""Relationships proposed for a new head: sure ones, ones to confirm, ones that must be entered."""

import datetime
from typing import Any

import pytest

from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.household import Household
from yakuba.areas.resident_registry.domain.kinship import propose
from yakuba.areas.resident_registry.domain.record import Record, next_version


def member(number: str, relationship: str, sex: str, year: int) -> Record:
    person = Record(addressee_number=number, sex=sex, birth_date=datetime.date(year, 6, 1), resident_state="1")
    return next_version(person, **rel.items(rel.parse(relationship)))


def proposed(new_head: int, *members: tuple[str, str, int]) -> list[str | None]:
    """Wording per member, marked ? where it must be confirmed, None where it must be entered."""
    records = tuple(member(str(place), *each) for place, each in enumerate(members))
    found = propose(Household("1", records), str(new_head))
    return [rel.wording(p.chain) + ("?" if p.to_confirm else "") if p.chain else None for p in found]


FATHER = ("世帯主", "1", 1980)
MOTHER = ("妻", "2", 1982)
GIRL = ("子", "2", 2010)
BOY = ("子", "1", 2012)


@pytest.mark.parametrize(
    ("new_head", "members", "expected"),
    [
        (1, [FATHER, MOTHER, GIRL, BOY], ["夫", "世帯主", "子?", "子?"]),
        (2, [FATHER, MOTHER, GIRL, BOY], ["父", "母?", "世帯主", "弟"]),
        (3, [FATHER, MOTHER, GIRL, BOY], ["父", "母?", "姉", "世帯主"]),
        (0, [FATHER, MOTHER, GIRL], ["世帯主", "妻", "子"]),
        (1, [FATHER, ("妻（未届）", "2", 1982), GIRL], ["夫（未届）", "世帯主", "夫（未届）の子"]),
        (1, [FATHER, ("子", "1", 2000), ("子の妻", "2", 2001), ("子の子", "1", 2024)], ["父", "世帯主", "妻?", "子?"]),
        (1, [FATHER, ("父", "1", 1950), ("母", "2", 1952), MOTHER], ["子", "世帯主", "妻?", "子の妻"]),
        (1, [FATHER, ("弟", "1", 1985), ("父", "1", 1950), BOY], ["兄", "世帯主", "父?", "兄の子"]),
        (1, [FATHER, ("弟", "1", 1985), ("妹", "2", 1990), MOTHER], ["兄", "世帯主", "妹?", "兄の妻"]),
        (1, [FATHER, ("同居人", "1", 1985), MOTHER], ["同居人", "世帯主", "同居人?"]),
        (1, [FATHER, ("縁故者", "1", 1985), MOTHER], ["縁故者", "世帯主", None]),
        (1, [FATHER, MOTHER, ("縁故者", "2", 1970), ("同居人", "1", 1999)], ["夫", "世帯主", None, "同居人?"]),
        (
            2,
            [FATHER, ("子", "1", 2000), ("子の妻", "2", 2001), ("子の子", "1", 2024)],
            ["夫の父", "夫?", "世帯主", "子?"],
        ),
        (2, [FATHER, ("子の子", "2", 2020), ("子の子", "1", 2024)], [None, "姉?", "世帯主"]),
        (1, [FATHER, MOTHER, ("妻の母", "2", 1950)], ["夫", "世帯主", "母"]),
    ],
)
def test_proposals(new_head: int, members: list[Any], expected: list[str | None]) -> None:
    assert proposed(new_head, *members) == expected


def test_after_the_head_has_gone_only_what_needs_no_sex_of_his_is_proposed() -> None:
    assert proposed(0, MOTHER, GIRL, ("妻の母", "2", 1950)) == ["世帯主", "子?", "母"]


def test_more_than_four_elements_are_a_connected_person() -> None:
    old = ("世帯主", "1", 1940)
    far = [old, ("父の兄の子の子", "1", 1985), ("母の弟の子の子", "2", 1990), ("妻の兄の妻の母", "2", 1930)]
    assert proposed(1, *far)[3] == "縁故者?"
    assert proposed(0, *far)[1:] == ["父の兄の子の子", "母の弟の子の子", "妻の兄の妻の母"]
    wife = [old, ("妻", "2", 1942), ("父の兄の子の子", "1", 1985)]
    assert proposed(1, *wife)[2] == "縁故者"
