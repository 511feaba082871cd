"""Code lists, relationships, and the requirement list."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import code_lists, requirements
from yakuba.standards.errors import StandardsError

KIN = ["11", "12", "13", "14", "20", "28", "29", "51", "52", "71", "74", "81", "84"]


@pytest.mark.parametrize("list_id", code_lists.ids())
def test_every_list_has_a_source_and_distinct_codes(list_id: str) -> None:
    found = code_lists.code_list(list_id)
    codes = [one.code for one in found.codes]
    assert codes
    assert len(codes) == len(set(codes))
    assert all(one.name for one in found.codes)
    assert found.source
    assert found.edition
    assert found.standing in ("official", "observed", "internal")
    assert all(found.code(found.name(code)) in codes for code in codes)


def test_change_reasons_of_the_three_classes() -> None:
    reasons = code_lists.code_list("change-reason").codes
    classes = [one.note.split("：")[0] for one in reasons]
    assert [classes.count(word) for word in ("記載", "消除", "修正")] == [9, 9, 19]
    assert all(one.note.startswith({"1": "記載", "2": "消除"}.get(one.code[0], "修正")) for one in reasons)


def test_statuses_of_residence_of_the_immigration_act() -> None:
    statuses = code_lists.code_list("residence-status").codes
    assert len(statuses) == 29
    assert [one.name for one in statuses if "ならない" in one.note] == ["外交", "公用", "短期滞在"]


def test_countries_have_codes_of_iso_3166() -> None:
    countries = code_lists.code_list("country")
    assert all(re.fullmatch("[A-Z]{3}", one.code) for one in countries.codes)
    assert "ベトナム" in countries.name("VNM")


@given(st.lists(st.sampled_from(KIN), min_size=1, max_size=4))
def test_a_relationship_reads_back(codes: list[str]) -> None:
    text = code_lists.relationship_text(codes)
    assert code_lists.relationship_text(code_lists.relationship_codes(text)) == text
    assert len(code_lists.relationship_codes(text)) == len(codes)


def test_all_pairs_read_back_exactly() -> None:
    for pair in product(KIN, repeat=2):
        assert code_lists.relationship_codes(code_lists.relationship_text(pair)) == pair


@pytest.mark.parametrize(
    "text", ["孫", "祖父", "甥", "", "子の", "の子", "世帯主の子", "子の同居人", "子の子の子の子の子"]
)
def test_other_relationships_are_refused(text: str) -> None:
    with pytest.raises(StandardsError):
        code_lists.relationship_codes(text)


def test_five_generations_point_to_kin() -> None:
    with pytest.raises(StandardsError, match="縁故者"):
        code_lists.relationship_text(["20"] * 5)


def test_requirements() -> None:
    found = requirements.all_requirements()
    assert len({one.id for one in found}) == len(found) == 147
    assert {one.status for one in found} == {"required", "optional", "prohibited", "referenced only"}
    assert requirements.requirement("3.5").status == "prohibited"
    assert requirements.requirement("1.1.8").reference == "juki-1.0:1.1.8"


def test_checks_and_forms_point_to_known_items() -> None:
    known = {one.id for one in requirements.all_requirements()}
    for check in requirements.checks():
        for item in filter(None, check.requirement.split(" / ")):
            assert item in known
    assert len({check.id for check in requirements.checks()}) == len(requirements.checks())
    ids = [form.id for form in requirements.forms() if form.id]
    assert len(ids) == len(set(ids))
