"""児童手当 by month: amounts, order, age boundaries, the limits before the reform."""

from __future__ import annotations

from typing import Any

import pytest

from yakuba.law import calculate


def total(month: str, *births: str, **claimant: Any) -> int:
    case = {"month": month, "children": [{"birth_date": birth} for birth in births], "claimant": claimant}
    return int(calculate("child-allowance", [case])[0]["monthly_total"])


def test_the_reform_raises_the_third_child_and_reaches_the_age_of_eighteen() -> None:
    births = ("2007-05-01", "2012-05-01", "2022-05-01")
    # September 2024: 0 (16 years) + 10,000 + 15,000 under three; October: 10,000 + 10,000 + 30,000.
    assert (total("2024-09", *births), total("2024-10", *births)) == (25_000, 50_000)


@pytest.mark.parametrize(
    ("birth", "last_of_fifteen_thousand"),
    [("2021-11-01", "2024-11"), ("2021-11-02", "2024-11"), ("2021-11-30", "2024-11"), ("2020-02-29", "2023-02")],
)
def test_the_third_birthday_changes_the_amount_in_the_month_after(birth: str, last_of_fifteen_thousand: str) -> None:
    year, month = map(int, last_of_fifteen_thousand.split("-"))
    following = f"{year + month // 12}-{month % 12 + 1:02}"
    if last_of_fifteen_thousand < "2023-04":
        assert total("2023-04", birth) == 10_000
        return
    assert (total(last_of_fifteen_thousand, birth), total(following, birth)) == (15_000, 10_000)


def test_a_child_born_on_1_april_ends_with_the_school_year_before() -> None:
    assert (total("2026-03", "2008-04-01"), total("2026-04", "2008-04-01")) == (10_000, 0)
    assert (total("2027-03", "2008-04-02"), total("2027-04", "2008-04-02")) == (10_000, 0)


def test_a_grown_child_counts_until_the_school_year_of_twenty_two() -> None:
    family = ("2003-04-02", "2009-06-01", "2012-06-01")
    assert total("2026-03", *family) == 10_000 + 30_000
    assert total("2026-04", *family) == 10_000 + 10_000


def test_the_month_of_birth_is_not_paid_for() -> None:
    assert (total("2025-05", "2025-05-01"), total("2025-06", "2025-05-01")) == (0, 15_000)


def test_the_limits_before_the_reform_hold_at_and_above_and_move_with_dependants() -> None:
    assert [
        total("2024-09", "2015-05-05", income=income) for income in (6_219_999, 6_220_000, 8_579_999, 8_580_000)
    ] == [
        10_000,
        5_000,
        5_000,
        0,
    ]
    assert total("2024-09", "2015-05-05", income=6_599_999, dependants=1) == 10_000
    assert total("2024-10", "2015-05-05", income=99_000_000) == 10_000


def test_children_outside_the_care_and_in_institutions_neither_count_nor_are_paid() -> None:
    case = {
        "month": "2025-05",
        "children": [
            {"birth_date": "2008-05-05", "institution": True},
            {"birth_date": "2010-05-05", "supported": False},
            {"birth_date": "2012-05-05"},
        ],
        "claimant": {"employer_kind": "public_servant"},
    }
    answer = calculate("child-allowance", [case], explain=True)[0]
    assert [(child["order"], child["monthly"]) for child in answer["children"]] == [(None, 0), (None, 0), (1, 10_000)]
    assert answer["payer"] == "employer"
    assert "勤務先" in answer["explanation"][-1]["text_ja"]


def test_many_households_at_once_answer_as_each_alone() -> None:
    births = ["2003-04-01", "2006-04-02", "2008-01-01", "2021-11-01", "2022-03-31", "2024-10-15"]
    cases = [
        {"month": month, "children": [{"birth_date": birth} for birth in births[start:end]]}
        for month in ("2024-09", "2024-10", "2025-04")
        for start in range(6)
        for end in range(start, 7)
    ]
    together = calculate("child-allowance", cases)
    assert together == [calculate("child-allowance", [case])[0] for case in cases]


def test_a_wrong_case_is_told_by_field_and_does_not_stop_the_others() -> None:
    cases: list[Any] = [
        {"id": "a", "month": "2023-03"},
        {"id": "b", "month": "2024-11", "kids": []},
        {"id": "c", "month": "2024-13"},
        {"id": "d", "month": "2024-11", "children": [{"birth_date": "yesterday"}]},
        {"id": "e", "month": "2024-11"},
        [],
    ]
    answers = calculate("child-allowance", cases)
    fields = [answer["errors"][0]["field"] if "errors" in answer else "" for answer in answers]
    assert fields == ["month", "kids", "month", "children.0.birth_date", "", ""]
    assert answers[4]["monthly_total"] == 0
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d", "e", None]
