"""Addresses: lines as people and systems write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import addresses


@pytest.mark.parametrize(
    ("line", "lg_code", "town", "number", "building"),
    [
        ("北海道 北見市 大通西3丁目1番地2 北見ハイツ 101", "012084", "大通西三丁目", "１番地２", "北見ハイツ 101"),
        ("千葉県船橋市湊町2-10-25", "122041", "湊町二丁目", "１０－２５", ""),
        ("熊本市中央区手取本町1番1号", "431010", "手取本町", "１番１号", ""),
        ("北海道北見市端野町二区４７１番地１", "012084", "端野町二区", "４７１番地１", ""),
        ("千葉県船橋市本町1-3-1フェイスビル5階", "122041", "本町一丁目", "３－１", "フェイスビル5階"),
        ("東京都千代田区霞ヶ関２丁目１番２号", "131016", "霞が関二丁目", "１番２号", ""),
        ("岩手県八幡平市大更第35地割62番地", "032140", "大更第３５地割", "６２番地", ""),
        ("大阪府泉大津市東雲町9番12号　市営住宅４棟２０１", "272060", "東雲町", "９番１２号", "市営住宅４棟２０１"),
    ],
)
def test_parts_of_a_line(line: str, lg_code: str, town: str, number: str, building: str) -> None:
    found = addresses.parse(line)
    assert (found.lg_code, found.town, found.house_number, found.building) == (lg_code, town, number, building)
    assert found.machiaza_id


def test_a_town_outside_the_master_stays_as_written() -> None:
    found = addresses.parse("船橋市無い町3番地 ほげ荘")
    assert (found.town, found.house_number, found.building, found.machiaza_id) == ("無い町", "３番地", "ほげ荘", "")


def test_a_place_outside_the_country_stays_whole() -> None:
    found = addresses.parse("大韓民国ソウル特別市中区")
    assert (str(found), found.lg_code) == ("大韓民国ソウル特別市中区", "")


def test_a_printed_line_reads_back() -> None:
    found = addresses.parse("北海道北見市北一条東六丁目２番地３　コーポ北見１０１号室")
    assert addresses.parse(str(found)) == found


def test_order_is_by_number_not_by_letter() -> None:
    lines = ["２番地", "１０番地", "１番地２", "１番地１０", "１番地"]
    assert sorted(lines, key=addresses.numbers) == ["１番地", "１番地２", "１番地１０", "２番地", "１０番地"]
    assert sorted(lines, key=addresses.sort_text) == sorted(lines, key=addresses.numbers)


@given(st.integers(1, 9999), st.integers(1, 999))
def test_the_ways_to_write_a_number_fold_alike(lot: int, branch: int) -> None:
    written = [f"大通西３丁目{lot}番地{branch}", f"大通西三丁目{lot}－{branch}", f"大通西３-{lot}番{branch}号"]
    assert len({addresses.fold(line) for line in written}) == 1
    assert addresses.numbers(f"{lot}番地の{branch}") == (lot, branch)


def test_different_numbers_do_not_fold_alike() -> None:
    assert addresses.fold("大通西1-12") != addresses.fold("大通西11-2")
