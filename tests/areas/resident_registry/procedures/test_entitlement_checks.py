"""Who is entitled, on the days where it changes: school years, ages, names of accounts."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures import entitlement_checks as checks
from yakuba.platform.cases.procedure_parts import Facts
from yakuba.platform.cases.procedures import catalogue

WHO: dict[str, Any] = {"people": "children"}


def facts(answers: dict[str, Any], filed_on: date = date(2026, 11, 24)) -> Facts:
    procedure = catalogue.load().get("child_allowance_claim", 1)
    return Facts(uuid4(), procedure, answers, 1, {"t1": 1}, "portal", "card", filed_on, "2026-000001")


def on_record(patch: pytest.MonkeyPatch, **items: Any) -> None:
    patch.setattr(storage, "latest", lambda numbers: [Record(addressee_number="1", **items)])


def codes(found: list[Any]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("birth", "years", "end"),
    [
        (date(2020, 4, 1), 6, date(2026, 3, 31)),  # six on 31 March, at school the day after
        (date(2020, 4, 2), 6, date(2027, 3, 31)),
        (date(2008, 2, 29), 18, date(2026, 3, 31)),
        (date(2009, 1, 1), 18, date(2027, 3, 31)),
    ],
)
def test_a_school_year_ends_on_the_first_31_march_after_the_age(birth: date, years: int, end: date) -> None:
    assert checks.school_year_end(birth, years) == end


def test_child_until_the_last_day_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, given = {"children": ["t1"]}, WHO | {"years": 18}
    on_record(monkeypatch, birth_date=date(2008, 12, 1))
    assert checks.until_march(facts(answers, date(2027, 3, 31)), given) == []
    assert codes(checks.until_march(facts(answers, date(2027, 4, 1)), given)) == ["S-01"]
    on_record(monkeypatch, birth_date=None)
    assert codes(checks.until_march(facts(answers), given)) == ["S-01"]


@pytest.mark.parametrize(
    ("day", "fits"),
    [("2027-03-31", False), ("2027-04-01", True), ("2033-03-31", True), ("2033-04-01", False)],
)
def test_pupils_of_elementary_school(monkeypatch: pytest.MonkeyPatch, day: str, fits: bool) -> None:
    on_record(monkeypatch, birth_date=date(2021, 4, 1))
    given = WHO | {"day": "since", "after": 6, "until": 12}
    assert codes(checks.school_age(facts({"children": ["t1"], "since": day}), given)) == ([] if fits else ["S-02"])
    assert checks.school_age(facts({"children": ["t1"]}), given) == []


@pytest.mark.parametrize(
    ("holder", "fits"),
    [
        ("ササキ キヨウコ", True),
        ("ササキキョウコ", True),
        ("ﾀﾅｶ ｷﾖｳｺ", True),
        ("SASAKI KYOKO", True),
        ("ササキ タロウ", False),
    ],
)
def test_account_in_ones_own_name(monkeypatch: pytest.MonkeyPatch, holder: str, fits: bool) -> None:
    """With small kana or large, with a gap or without, in letters, and under the former surname."""
    on_record(
        monkeypatch,
        name_kana="ササキ　キョウコ",
        given_name_kana="キョウコ",
        former_surname_kana="タナカ",
        name_roman="SASAKI KYOKO",
    )
    found = checks.account_in_own_name(facts({"account": {"holder": holder}}), {"account": "account"})
    assert codes(found) == ([] if fits else ["S-03"])
    assert checks.account_in_own_name(facts({}), {"account": "account"}) == []


def test_an_age_that_one_answer_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    given = WHO | {"question": "why", "value": "old", "at_least": 75, "at_most": 130}
    on_record(monkeypatch, birth_date=date(1951, 11, 25))
    of_age = facts({"children": ["t1"], "why": "old"})
    assert checks.age_if(of_age, given) == [], "75 on the eve of the birthday"
    assert codes(checks.age_if(facts({"children": ["t1"], "why": "old"}, date(2026, 11, 23)), given)) == ["S-04"]
    assert checks.age_if(facts({"children": ["t1"], "why": "young"}, date(2026, 11, 23)), given) == []
