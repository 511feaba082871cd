"""Checks of answers where they turn from right to wrong; the samples show that each stops a filing."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from yakuba.areas.handover.procedures import answer_checks as checks
from yakuba.platform.cases.procedure_parts import AppliedCheck, Facts, Given, checks_of
from yakuba.platform.cases.procedures import catalogue

FILED = date(2026, 11, 24)


def facts(answers: dict[str, Any]) -> Facts:
    procedure = catalogue.load().get("pregnancy", 1)
    return Facts(uuid4(), procedure, answers, 1, {}, "portal", "card", FILED, "2026-000001")


def codes(found: list[Any]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(("number", "wrong"), [(47, True), (48, False), (320, False), (321, True), (None, False)])
def test_a_number_outside_its_limits_is_for_a_person(number: int | None, wrong: bool) -> None:
    given: Given = {"question": "hours", "least": 48, "most": 320, "told": "時間を確かめる"}
    found = checks.between(facts({} if number is None else {"hours": number}), given)
    assert [(one.level, one.message) for one in found] == ([("alert", "時間を確かめる")] if wrong else [])


@pytest.mark.parametrize(
    ("due", "wrong"),
    [("2027-06-08", True), ("2027-06-09", False), ("2027-06-23", False), ("2027-07-07", False), ("2027-07-08", True)],
)
def test_weeks_and_expected_date_may_differ_by_two_weeks(due: str, wrong: bool) -> None:
    """Ten weeks on 25 November 2026 end at 40 weeks on 23 June 2027."""
    answers = {"weeks": 10, "examined_on": "2026-11-25", "due_on": due}
    given = {"weeks": "weeks", "day": "examined_on", "due": "due_on"}
    assert codes(checks.weeks_fit(facts(answers), given)) == (["S-08"] if wrong else [])
    assert checks.weeks_fit(facts({}), given) == []


def test_eight_weeks_before_and_not_a_day_sooner() -> None:
    given: Given = {"question": "expected_on", "days": 56}
    found = checks.not_before(facts({"expected_on": "2027-01-20"}), given)
    assert codes(found) == ["S-09"] and "2026年11月25日より前" in found[0].message
    assert checks.not_before(facts({"expected_on": "2027-01-19"}), given) == []
    assert checks.not_before(facts({}), given) == []


def test_wishes_are_compared_without_regard_to_width_of_gaps() -> None:
    twice = {"wish_1": "みなみ 保育園", "wish_2": "中央保育園", "wish_3": "みなみ　保育園 ", "note": "中央保育園"}
    found = checks.none_twice(facts(twice), {"first": "wish_1"})
    assert [(one.code, one.item) for one in found] == [("S-10", "wish_3")]
    assert checks.none_twice(facts({"wish_1": "あ", "wish_2": "い"}), {"first": "wish_1"}) == []


def test_checks_name_questions_and_answers_as_the_clerk_reads_them() -> None:
    titles = [one.title for name in ("pension_exemption", "childcare_admission") for one in checks_named(name)]
    assert "「どの申請ですか」が「納付猶予」のとき、「だれの申請ですか」の年齢が20歳から49歳か" in titles
    assert "「前年の所得を申告しましたか（所得がない人も）」が「はい」と答えられているか" in titles
    assert "「第1希望の施設」とその次の希望に、同じ答えが二つないか" in titles


def checks_named(code: str) -> list[AppliedCheck]:
    return checks_of(catalogue.load().get(code, 1))
