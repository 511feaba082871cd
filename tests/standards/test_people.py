"""Names and pyramids, against figures published by the census."""

from __future__ import annotations

import re

import pytest

from yakuba.standards import municipalities, names, population
from yakuba.standards.errors import NotFound
from yakuba.standards.municipalities import Kind

# The villages of the northern territories, where no census can be held.
NORTHERN_VILLAGES = ["シコタンムラ", "トマリムラ", "ルヤベツムラ", "ルベツムラ", "シャナムラ", "シベトロムラ"]


def test_the_commonest_surnames_come_first_and_no_counts_are_shipped() -> None:
    assert [one.kanji for one in names.surnames()[:5]] == ["佐藤", "鈴木", "高橋", "田中", "伊藤"]
    assert all(re.fullmatch("[ァ-ヶー]+", one.kana) for one in names.surnames())
    assert names.Surname._fields == ("kanji", "kana")


def test_given_names_have_a_sex_and_a_reading() -> None:
    women, men = names.given_names("F"), names.given_names("M")
    assert names.GivenName("花子", "ハナコ", True) in women
    assert "太郎" in {one.kanji for one in men}
    assert sum(one.popular for one in women) > 10_000


def test_pyramids_add_up_to_the_census() -> None:
    cities = [one for one in municipalities.all_municipalities() if not one.is_ward]
    totals = []
    for one in cities:
        try:
            totals.append(population.pyramid(one.code, 2015).total)
        except NotFound:
            assert one.kana in NORTHERN_VILLAGES
    assert sum(totals) == 127_094_745


@pytest.mark.parametrize(("code", "total"), [("012084", 121_226), ("122041", 622_890), ("431001", 740_822)])
def test_the_demo_cities_in_2015(code: str, total: int) -> None:
    assert population.pyramid(code, 2015).total == total


def test_projection_has_nineteen_ages_of_either_sex() -> None:
    found = population.pyramid("122041")
    assert len(found.male) == len(found.female) == len(population.Pyramid.age_labels) == 19
    assert (found.unknown_male, found.unknown_female) == (0, 0)
    assert found.female[18] > found.male[18]


def test_places_without_a_pyramid_say_so() -> None:
    with pytest.raises(NotFound):
        population.pyramid("431010", 2015)
    fukushima = [
        one for one in municipalities.all_municipalities() if one.prefecture == "福島県" and one.kind is Kind.TOWN
    ]
    with pytest.raises(NotFound, match="2025"):
        population.pyramid(fukushima[0].code)
