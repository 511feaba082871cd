"""Answers from forms and machines: what is read, what is refused and in which words, what a closed branch drops."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.answers import check, read, relevant
from yakuba.platform.cases.procedures.definition import Question, Text

TODAY = date(2026, 11, 28)
MOVE_OUT = catalogue.load().get("move_out", 1)
ELSEWHERE = {"prefecture": "千葉県", "municipality": "札幌市"}
RIGHT = {
    "movers": ["a1"],
    "moved_on": "2026-12-01",
    "where": "japan",
    "new_address": {"prefecture": "千葉県", "municipality": "船橋市", "town": "湊町二丁目", "lot": "10番25号"},
    "phone": "０９０−１２３４−５６７８",
}


def problems(changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = check(MOVE_OUT, {**RIGHT, **changes}, TODAY)
    return [(one.question, one.code, one.part) for one in found.problems]


def test_right_answers_come_out_in_one_form() -> None:
    found = check(MOVE_OUT, RIGHT, TODAY)
    assert not found.problems
    assert found.values["phone"] == "09012345678"
    assert found.values["moved_on"] == "2026-12-01"


def test_a_closed_branch_is_neither_asked_nor_kept() -> None:
    answers = {**RIGHT, "where": "abroad", "country": "大韓民国"}
    assert "new_address" not in [one.id for one in relevant(MOVE_OUT, answers)]
    found = check(MOVE_OUT, answers, TODAY)
    assert not found.problems and "new_address" not in found.values


def test_an_answer_that_nobody_asked_opens_nothing() -> None:
    found = check(MOVE_OUT, {"country": "x", "invented": "y"}, TODAY)
    assert set(found.values) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"movers": []}, ("movers", "not_chosen", "")),
        ({"movers": "a1"}, ("movers", "not_offered", "")),
        ({"movers": [1]}, ("movers", "not_offered", "")),
        ({"movers": ["x"] * 51}, ("movers", "not_offered", "")),
        ({"moved_on": ""}, ("moved_on", "empty", "")),
        ({"moved_on": "2027-02-29"}, ("moved_on", "no_day", "")),
        ({"moved_on": {"era": "reiwa", "year": "8", "month": "", "day": "1"}}, ("moved_on", "part_missing", "month")),
        ({"moved_on": {"era": "heisei", "year": "32", "month": "1", "day": "1"}}, ("moved_on", "no_day", "")),
        ({"moved_on": "2026-11-13"}, ("moved_on", "out_of_range", "")),
        ({"moved_on": "2027-01-28"}, ("moved_on", "out_of_range", "")),
        ({"where": "moon"}, ("where", "not_offered", "")),
        ({"new_address": {}}, ("new_address", "empty", "")),
        ({"new_address": {"prefecture": "千葉県"}}, ("new_address", "part_missing", "municipality")),
        (
            {"new_address": {"prefecture": "千葉県", "municipality": "札幌市"}},
            ("new_address", "no_municipality", "municipality"),
        ),
        ({"new_address": {**RIGHT["new_address"], "postcode": "12"}}, ("new_address", "no_postcode", "postcode")),  # type: ignore[dict-item]
        ({"phone": "12345"}, ("phone", "no_phone", "")),
        ({"note": "あ" * 201}, ("note", "too_long", "")),
        ({"note": "a\x00b"}, ("note", "unprintable", "")),
    ],
)
def test_what_cannot_be_is_said_of_its_question(changes: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert problems(changes) == [expected]


@pytest.mark.parametrize(("day", "right"), [("2026-11-14", True), ("2026-11-13", False), ("2027-01-27", True)])
def test_the_edges_of_the_period(day: str, right: bool) -> None:
    assert (problems({"moved_on": day}) == []) is right


def test_messages_are_in_three_languages_without_marks_left() -> None:
    wrong: list[dict[str, Any]] = [
        {"moved_on": "2026-01-01"},
        {"note": "あ" * 201},
        {"movers": []},
        {"new_address": {"lot": "1"}},
    ]
    for changes in wrong:
        (problem,) = check(MOVE_OUT, {**RIGHT, **changes}, TODAY).problems
        for text in (problem.message.ja, problem.message.easy, problem.message.en):
            assert "<" not in text and ">" not in text and text


def test_a_form_is_read_as_a_machine_is() -> None:
    day = MOVE_OUT.question("moved_on")
    typed = {"q-era": ["reiwa"], "q-year": ["８"], "q-month": ["12"], "q-day": ["1"]}
    assert read(day, typed, TODAY).value == "2026-12-01"
    assert read(MOVE_OUT.question("movers"), {"q": ["a", "", "b", "a"]}, TODAY).value == ["a", "b"]
    address = read(MOVE_OUT.question("new_address"), {"q-prefecture": ["千葉県"], "q-municipality": ["船橋市"]}, TODAY)
    assert address.value["municipality"] == "船橋市"
    assert read(MOVE_OUT.question("note"), {}, TODAY).problem is None


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(answers=st.dictionaries(st.sampled_from([one.id for one in MOVE_OUT.steps]), ANY))
def test_whatever_comes_is_answered_and_never_raises(answers: dict[str, Any]) -> None:
    found = check(MOVE_OUT, answers, TODAY)
    assert not check(MOVE_OUT, found.values, TODAY).problems or found.problems


def test_yes_and_no() -> None:
    text = Text("a", "a", "a")
    question = Question(id="card", kind="yes_no", title=text, item="x")
    assert read(question, {"q": ["yes"]}, TODAY).value == "yes"
    assert read(question, {"q": ["perhaps"]}, TODAY).problem is not None
