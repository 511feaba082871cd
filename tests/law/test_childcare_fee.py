"""保育料: the national ceilings, the switch of the tax year, the class by age, siblings and single parents."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.law.asking import answer, field_of_error, same_alone, texts
from yakuba.law import calculate, files

SMALL = {"birth_date": "2024-06-10"}


def monthly(levy: int, **case: Any) -> int:
    case = {"month": "2025-10", "child": SMALL, "municipal_income_levy_by_fiscal_year": {"2025": levy}, **case}
    return int(answer("childcare-fee", **case)["monthly"])


@pytest.mark.parametrize(
    ("reaches", "standard", "short"),
    [
        (0, 0, 0),
        (1, 19_500, 19_300),
        (48_600, 30_000, 29_600),
        (97_000, 44_500, 43_900),
        (169_000, 61_000, 60_100),
        (301_000, 80_000, 78_800),
        (397_000, 104_000, 102_400),
    ],
)
def test_each_class_begins_at_its_levy(reaches: int, standard: int, short: int) -> None:
    assert (monthly(reaches), monthly(reaches, hours="short")) == (standard, short)
    if reaches:
        assert monthly(reaches - 1) < standard


def test_from_september_the_tax_of_the_year_itself_decides() -> None:
    case = {"child": SMALL, "municipal_income_levy_by_fiscal_year": {"2024": 0, "2025": 50_000, "2026": 200_000}}
    months = ("2025-04", "2025-08", "2025-09", "2026-03", "2026-08", "2026-09")
    found = [answer("childcare-fee", month=month, **case) for month in months]
    assert [(one["tax_fiscal_year"], one["class"], one["monthly"]) for one in found] == [
        (2024, 2, 0),
        (2024, 2, 0),
        (2025, 4, 30_000),
        (2025, 4, 30_000),
        (2025, 4, 30_000),
        (2026, 6, 61_000),
    ]


def test_who_attains_three_on_1_april_stays_in_the_class_of_the_small_ones() -> None:
    levies = {"2024": 60_000, "2025": 60_000}
    for birth, month, expected in (
        ("2022-04-01", "2025-03", ("3号", 30_000)),
        ("2022-04-01", "2025-04", ("2号", 0)),
        ("2022-04-02", "2025-04", ("3号", 30_000)),
        ("2022-04-02", "2026-03", ("3号", 30_000)),
    ):
        found = answer(
            "childcare-fee", month=month, child={"birth_date": birth}, municipal_income_levy_by_fiscal_year=levies
        )
        assert (found["age_class"], found["monthly"]) == expected


def test_siblings_and_single_parents() -> None:
    assert [monthly(60_000, order=order) for order in (1, 2, 3, 4)] == [30_000, 15_000, 0, 0]
    assert [monthly(77_100, single_parent=True, order=order) for order in (1, 2)] == [15_000, 0]
    assert [monthly(77_101, single_parent=True, order=order) for order in (1, 2)] == [30_000, 15_000]


def test_a_municipal_table_takes_the_place_of_the_ceilings() -> None:
    bands: list[dict[str, Any]] = [
        {"class": "D2", "standard": 40_001, "short": 39_000},
        {"class": "D1", "levy_below": 60_000, "standard": 12_345, "short": 12_000},
        {"class": "B", "levy_below": 1, "standard": 0, "short": 0},
    ]
    table = {"table": bands}
    assert [monthly(levy, ordinance=table) for levy in (0, 59_999, 60_000)] == [0, 12_345, 40_001]
    assert monthly(59_999, ordinance=table, order=2) == 6_172
    case = {"month": "2025-10", "child": SMALL, "municipal_income_levy_by_fiscal_year": {"2025": 60_000}}
    above = {"table": [{"class": 1, "standard": 20_000, "short": 0}]}
    assert "上限額" in answer("childcare-fee", **case, ordinance=above)["warnings"][0]["message"]
    ends = {"table": [{"class": 1, "levy_below": 60_000, "standard": 0, "short": 0}]}
    assert field_of_error("childcare-fee", **case, ordinance=ends) == "ordinance.table"


def test_what_is_missing_or_contradicts_is_told_by_field() -> None:
    case = {"month": "2025-10", "child": SMALL}
    assert field_of_error("childcare-fee", **case) == "municipal_income_levy_by_fiscal_year.2025"
    assert answer("childcare-fee", month="2025-10", child={"birth_date": "2021-01-01"})["monthly"] == 0
    assert field_of_error("childcare-fee", month="2025-10", child={"birth_date": "2025-11-01"}) == "child.birth_date"
    assert field_of_error("childcare-fee", month="2025-10", child={"birth_date": "2019-04-01"}) == "child.birth_date"
    assert field_of_error("childcare-fee", month="2025-10", child={"birth_date": "2019-04-02"}) == ""
    assert field_of_error("childcare-fee", **case, fiscal_year=2026) == "fiscal_year"
    assert field_of_error("childcare-fee", month="2027-04", child=SMALL) == "month"


def test_a_table_of_cases_may_give_the_levy_by_year() -> None:
    levy = "municipal_income_levy_by_fiscal_year"
    text = f"month,child.birth_date,{levy}.2024,{levy}.2025,hours\n2025-10,2024-06-10,0,48600,short\n"
    cases = list(files.read_cases(io.StringIO(text), files.CSV))
    assert [one["monthly"] for one in calculate("childcare-fee", cases)] == [29_600]


def test_many_at_once_answer_as_each_alone_and_are_explained() -> None:
    cases = [
        {
            "month": month,
            "child": {"birth_date": birth},
            "order": order,
            "single_parent": single,
            "municipal_income_levy_by_fiscal_year": {"2024": levy, "2025": 2 * levy},
        }
        for month in ("2025-04", "2025-09")
        for birth in ("2021-05-05", "2024-04-01")
        for order in (1, 2)
        for single in (False, True)
        for levy in (0, 48_599, 77_100)
    ]
    assert same_alone("childcare-fee", cases)
    assert "きょうだいの軽減（第2子）: 半額" in texts("childcare-fee", **cases[-5])
