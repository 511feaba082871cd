"""Towns and postcodes: facts written by hand, and properties over whole municipalities."""

from __future__ import annotations

import time

import pytest

from yakuba.standards import digits, municipalities, postcodes, towns
from yakuba.standards.errors import NotFound, StandardsError

PLACES = ("012084", "122041", "082201", "272060", "131016", "431044")
# Known gaps of the source.
WITHOUT_TOWNS = {"東京都利島村", "新潟県粟島浦村"}


@pytest.mark.parametrize(
    ("lg_code", "machiaza_id", "name", "kana", "postcode"),
    [
        ("012084", "0021006", "北一条東六丁目", "キタ１ジョウヒガシ６チョウメ", "0900021"),
        ("012084", "0099000", "北陽", "ホクヨウ", "0900004"),
        ("431010", "0003003", "出水三丁目", "イズミ３チョウメ", "8620941"),
        ("431010", "0000101", "京町本丁", "キョウマチホンチョウ", "8600081"),
        ("271411", "0001002", "菅原通二丁", "スガハラドオリ２チョウ", "5900826"),
    ],
)
def test_spot_facts(lg_code: str, machiaza_id: str, name: str, kana: str, postcode: str) -> None:
    found = towns.town(lg_code, machiaza_id)
    assert (found.name, found.kana, found.postcode) == (name, kana, postcode)


def test_every_municipality_has_towns_but_for_the_known_gaps() -> None:
    from yakuba.standards import _data

    master = {name.removesuffix(".csv") for name in _data.members("towns.zip")}
    own = [one for one in municipalities.all_municipalities() if one.code not in master]
    without = {one.full_name for one in own if not towns.towns(one.code)}
    assert without == WITHOUT_TOWNS


def test_a_city_of_wards_has_the_towns_of_all_its_wards() -> None:
    wards = [one.code for one in municipalities.wards_of("431001")]
    assert {one.lg_code for one in towns.towns("431001")} == set(wards)
    assert len(towns.towns("221309")) > 500


def test_ids_are_unique_and_sorted_in_a_municipality() -> None:
    for code in PLACES:
        ids = [one.machiaza_id for one in towns.towns(code)]
        assert ids == sorted(set(ids))
        assert all(len(one) == 7 and one.isdigit() for one in ids)


def test_a_city_asked_for_an_id_of_two_wards_wants_the_ward() -> None:
    with pytest.raises(NotFound, match="複数の区"):
        towns.town("431001", "0001000")


@pytest.mark.parametrize("code", PLACES)
def test_every_town_is_found_by_its_own_name_in_every_width(code: str) -> None:
    for one in towns.towns(code)[::7]:
        arabic = one.name if one.chome_number is None else one.name.replace(one.chome, f"{one.chome_number}丁目")
        for spelling in {one.name, arabic, digits.wide(arabic), one.name + "１２番地３"}:
            match = towns.match_town(code, spelling)[0]
            assert (match.town.name, match.town.chome_number) == (one.name, one.chome_number)


def test_a_number_is_not_cut_in_the_middle() -> None:
    assert "本町一丁目" in {one.name for one in towns.towns("122041")}
    assert towns.match_town("122041", "本町12丁目") == ()
    assert towns.match_town("122041", "本町1丁目2番")[0].rest == "2番"


def test_chome_numbers_are_read_in_the_whole_country() -> None:
    for place in municipalities.all_municipalities()[::40]:
        for one in towns.towns(place.code):
            assert (one.chome_number is not None) == bool(one.chome)


def test_one_municipality_loads_fast() -> None:
    tries = []
    for _ in range(5):  # other work and the collector disturb one or the other
        towns._towns.cache_clear()
        before = time.process_time()
        towns.towns("122041")
        tries.append(time.process_time() - before)
    assert min(tries) <= 0.05


def test_postcodes_agree_with_the_municipality_they_name() -> None:
    for code in ("012084", "122041", "272060"):
        for one in towns.towns(code)[::11]:
            if one.postcode:
                assert code[:5] in {found.code5 for found in postcodes.lookup(one.postcode)}


def test_a_postcode_of_two_wards_gives_both() -> None:
    assert {one.municipality for one in postcodes.lookup("8600081")} == {"熊本市中央区", "熊本市西区"}


@pytest.mark.parametrize("text", ["090-0001", "〒０９０－０００１", "０９０ー０００１", " 0900001 "])
def test_postcodes_in_every_writing(text: str) -> None:
    assert [one.town for one in postcodes.lookup(text)] == ["小泉"]


@pytest.mark.parametrize("text", ["", "090-000", "090-00012", "abc-defg", "٠٩٠-٠٠٠١"])
def test_postcodes_of_another_length_are_refused(text: str) -> None:
    with pytest.raises(StandardsError, match="7桁"):
        postcodes.lookup(text)
