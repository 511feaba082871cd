"""Municipalities: facts written by hand, and the integrity of the whole tables."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from yakuba.standards import municipalities
from yakuba.standards.errors import NotFound
from yakuba.standards.municipalities import Kind

# 地方自治法施行令 (指定都市の指定に関する政令): the twenty designated cities.
DESIGNATED = (
    "札幌市 仙台市 さいたま市 千葉市 横浜市 川崎市 相模原市 新潟市 静岡市 浜松市 "
    "名古屋市 京都市 大阪市 堺市 神戸市 岡山市 広島市 北九州市 福岡市 熊本市"
)


def test_every_code_has_its_check_digit() -> None:
    for one in municipalities.all_municipalities():
        total = sum(int(digit) * weight for digit, weight in zip(one.code[:5], (6, 5, 4, 3, 2), strict=True))
        assert int(one.code[5]) == (11 - total if total < 11 else 11 - total % 11) % 10


def test_prefectures_have_codes_of_two_digits_in_order() -> None:
    assert [one.number for one in municipalities.prefectures()] == [f"{n:02d}" for n in range(1, 48)]


def test_counts_by_kind() -> None:
    kinds = Counter(one.kind for one in municipalities.all_municipalities())
    assert kinds[Kind.SPECIAL_WARD] == 23
    assert kinds[Kind.DESIGNATED_CITY] == 20
    assert kinds[Kind.WARD] == 171
    # 792 cities, 743 towns, 183 villages and the six villages of the northern territories
    assert kinds[Kind.CITY] + kinds[Kind.DESIGNATED_CITY] == 792
    assert (kinds[Kind.TOWN], kinds[Kind.VILLAGE]) == (743, 183 + 6)


def test_designated_cities_by_name() -> None:
    found = [one.name for one in municipalities.all_municipalities() if one.kind is Kind.DESIGNATED_CITY]
    assert found == DESIGNATED.split()


def test_wards_belong_to_their_city_and_nothing_else_has_a_parent() -> None:
    for one in municipalities.all_municipalities():
        assert (one.parent is not None) == one.is_ward
        if one.parent:
            city = municipalities.get(one.parent)
            assert (city.kind, city.name, city.prefecture) == (Kind.DESIGNATED_CITY, one.city, one.prefecture)
    assert len(municipalities.wards_of("111007")) == 10
    assert [one.name for one in municipalities.wards_of("221309")] == ["中央区", "浜名区", "天竜区"]


@pytest.mark.parametrize(
    ("code", "name", "kana"),
    [
        ("122041", "千葉県船橋市", "フナバシシ"),
        ("272060", "大阪府泉大津市", "イズミオオツシ"),
        ("082201", "茨城県つくば市", "ツクバシ"),
        ("131016", "東京都千代田区", "チヨダク"),
        ("473821", "沖縄県与那国町", "ヨナグニチョウ"),
    ],
)
def test_spot_facts(code: str, name: str, kana: str) -> None:
    found = municipalities.get(code)
    assert (found.full_name, found.kana) == (name, kana)
    assert municipalities.find(name) == (found,)


def test_names_shared_by_two_prefectures() -> None:
    assert {one.prefecture for one in municipalities.find("伊達市")} == {"北海道", "福島県"}
    assert municipalities.find("北海道　伊達市")[0].code == "012335"
    assert municipalities.find("上川郡当麻町")[0].full_name == "北海道当麻町"


def test_unknown_code_says_which() -> None:
    with pytest.raises(NotFound, match="999998"):
        municipalities.get("999998")


@pytest.mark.parametrize(
    ("old", "day", "new"),
    [
        ("13209", date(2026, 1, 1), "13209"),  # 町田市 never changed
        ("11220", date(2001, 4, 30), "11220"),  # 与野市, the day before さいたま市 was made of it
        ("11220", date(2026, 1, 1), "11100"),
        ("01553", date(2006, 3, 4), "01553"),  # 常呂町 joined 北見市 on 2006-03-05
        ("01553", date(2006, 3, 5), "01208"),
        ("43201", date(2012, 4, 1), "43100"),  # 熊本市 became a designated city
        ("08404", date(1995, 9, 1), "08222"),  # 大野村 joined 鹿島町, which became 鹿嶋市 the same day
    ],
)
def test_successors_of_some(old: str, day: date, new: str) -> None:
    assert municipalities.successor(old, day) == (new,)


def test_every_former_code_leads_to_codes_of_today() -> None:
    today = {one.code5 for one in municipalities.all_municipalities()}
    lost = {
        change.old_code5: found
        for change in municipalities.changes()
        if not set(found := municipalities.successor(change.old_code5, date(2026, 11, 1))) <= today
    }
    assert lost == {}
