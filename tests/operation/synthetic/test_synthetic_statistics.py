"""The population is like the real one: pyramid, households, relationships, foreign residents, names, moves."""

from collections import Counter

from tests.operation.synthetic.bands import measured, outside
from tests.operation.synthetic.residents import Produced, age


def test_kitami_lies_in_the_bands(kitami: Produced) -> None:
    assert outside(measured(kitami, slack=1.6)) == {}


def test_kumamoto_lies_in_the_bands(kumamoto: Produced) -> None:
    assert outside(measured(kumamoto, slack=1.6)) == {}


def test_exactly_the_residents_asked_for(kitami: Produced, kumamoto: Produced) -> None:
    assert (len(kitami.residents), len(kumamoto.residents)) == (4_000, 3_000)
    assert kitami.summary.residents == 4_000
    assert kitami.summary.persons == len(kitami.latest)
    assert kitami.summary.rows == len(kitami.lines)


def test_household_sizes_fall_from_two_on(kumamoto: Produced) -> None:
    sizes = Counter(map(len, kumamoto.households.values()))
    assert sizes[1] > sizes[2] > sizes[3] > sizes[4] > sizes[5] > sizes[6] > 0
    assert max(sizes) <= 10


def test_relationships_include_chains(kumamoto: Produced) -> None:
    found = {line["続柄表記"] for line in kumamoto.residents}
    assert {"世帯主", "妻", "夫", "子", "父", "母", "子の子", "子の妻", "妻の母", "同居人"} <= found


def test_nobody_under_age_keeps_a_household(kumamoto: Produced, kitami: Produced) -> None:
    heads = [line for town in (kumamoto, kitami) for line in town.residents if line["続柄表記"] == "世帯主"]
    assert min(map(age, heads)) >= 18


def test_all_wards_of_a_designated_city(kumamoto: Produced) -> None:
    wards = Counter(line["住所_市区町村コード"] for line in kumamoto.residents)
    assert sorted(wards) == ["431010", "431028", "431036", "431044", "431052"]
    assert {line["市区町村コード"] for line in kumamoto.lines} == {"431001"}
    assert {line["住所_市区郡町村名"][:3] for line in kumamoto.lines} == {"熊本市"}


def test_some_people_live_in_flats_and_some_in_houses(kitami: Produced) -> None:
    share = sum(bool(line["住所_方書"]) for line in kitami.residents) / len(kitami.residents)
    assert 0.15 < share < 0.55


def test_history_and_removals_are_there(kitami: Produced) -> None:
    assert {line["住民状態"] for line in kitami.latest} >= {"1", "2", "3"}
    reasons = Counter(line["異動事由"] for line in kitami.lines)
    assert all(reasons[code] for code in ("11", "12", "13", "21", "23", "31", "33", "41", "44", "51"))
    assert 1.15 < len(kitami.lines) / len(kitami.latest) < 1.8
