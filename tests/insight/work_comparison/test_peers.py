"""Who is compared with whom: groups are told by name, and everybody in them is named."""

from __future__ import annotations

import pytest

from yakuba.insight.processes.benchmarking.peers import body_of, body_with, in_population_group
from yakuba.insight.work_comparison.peers import Group, Peers, group_of, people
from yakuba.standards import municipalities

KITAMI, HAKODATE, SAPPORO = "012084", "012025", "011002"


def test_core_and_former_special_cities_have_groups_of_their_own() -> None:
    assert (len(in_population_group("中核市")), len(in_population_group("施行時特例市"))) == (62, 23)
    assert {one.kind for one in in_population_group("中核市")} == {"中核市"}
    assert body_of("函館市").population_group == body_with(HAKODATE).population_group == "中核市"


def test_every_municipality_with_people_is_in_one_group() -> None:
    known = [one.code for one in municipalities.all_municipalities() if body_with(one.code).population_group]
    groups = {group for code in known if (group := body_with(code).population_group)}
    assert len(known) == 1741 == sum(len(in_population_group(one)) for one in groups)


@pytest.mark.parametrize("code", ["016951", "011011", "999999"])
def test_who_has_no_known_population_has_no_group(code: str) -> None:
    """A village without people, a ward of a city, no municipality at all."""
    found = body_with(code)
    assert (found.population, found.population_group) == (None, None)


def test_similar_bodies_are_named_with_what_decides() -> None:
    found = group_of(KITAMI, Peers.SIMILAR)
    assert found.name == "類似団体（都市Ⅲ）" and "2015年国勢調査の人口121,226人" in found.said
    assert "産業構造は使っていません" in found.said
    assert len(found.names()) == len(found.codes or ()) == len(in_population_group("都市Ⅲ")) - 1
    assert "北海道小樽市" in found.names() and not found.has(HAKODATE) and not found.has(KITAMI)
    nobody = group_of("016951", Peers.SIMILAR)
    assert nobody.names() == [] and not nobody.has(KITAMI) and "人口が分からない" in nobody.said


def test_those_of_a_size_and_of_the_prefecture() -> None:
    own = people(KITAMI)
    assert own is not None
    near = group_of(KITAMI, Peers.NEAR)
    for code in near.codes or ():
        theirs = people(code)
        assert theirs is not None and own <= 2 * theirs <= 4 * own
    assert len(near.codes or ()) > 100 and KITAMI not in (near.codes or ())
    prefecture = group_of(KITAMI, Peers.PREFECTURE)
    assert (prefecture.name, len(prefecture.names())) == ("北海道の団体", 178)
    assert prefecture.has(SAPPORO) and not prefecture.has("131016")
    everybody: Group = group_of(KITAMI, Peers.ALL)
    assert everybody.has("131016") and everybody.names() == []
