"""The second readings of the smaller schemes agree with what municipalities publish, and with points of the law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.law.reading import child_allowance, fixed_asset_tax, health_insurance, light_vehicle_tax
from tests.law.reading.common_reading import day_of_reaching, last_day_of_school_years
from tests.law.reading.published_other import PUBLISHED, READINGS, plain, stated
from tests.law.reading.revenue_to_income import pension_income, salary_income


@pytest.mark.parametrize(("scheme", "case"), PUBLISHED, ids=[f"{scheme} {case['name']}" for scheme, case in PUBLISHED])
def test_a_published_example_comes_out_to_the_yen(scheme: str, case: dict[str, Any]) -> None:
    assert case["source"]
    expected = plain(case["expect"])
    assert stated(expected, plain(READINGS[scheme](case["input"]))) == expected


def test_the_examples_are_many_and_each_is_named_once() -> None:
    assert len(PUBLISHED) >= 120
    assert len({(scheme, case["name"]) for scheme, case in PUBLISHED}) == len(PUBLISHED)
    assert {scheme for scheme, _ in PUBLISHED} == set(READINGS)


def test_an_age_is_reached_the_day_before_the_birthday() -> None:
    assert day_of_reaching(date(2021, 4, 1), 3) == date(2024, 3, 31)
    assert day_of_reaching(date(2020, 2, 29), 3) == date(2023, 2, 28)
    assert last_day_of_school_years(date(2006, 4, 1), 18) == date(2024, 3, 31)
    assert last_day_of_school_years(date(2006, 4, 2), 18) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("year", "revenue", "income"),
    [
        (2025, 550_999, 0),
        (2025, 551_000, 1_000),
        (2025, 1_619_000, 1_069_000),
        (2025, 1_627_999, 1_074_000),
        (2025, 1_799_999, 1_177_600),
        (2025, 2_000_000, 1_320_000),
        (2026, 650_999, 0),
        (2026, 1_899_999, 1_249_999),
        (2026, 5_505_000, 3_963_200),
        (2026, 8_499_999, 6_549_999),
        (2026, 8_500_000, 6_550_000),
    ],
)
def test_salary_becomes_income_by_the_table_of_the_year(year: int, revenue: int, income: int) -> None:
    assert salary_income(year, revenue) == income


def test_pension_becomes_income_by_age() -> None:
    assert pension_income(1_680_000, over_65=True, other_income=0) == 580_000
    assert pension_income(1_300_001, over_65=False, other_income=0) == 700_000
    assert pension_income(4_100_001, over_65=True, other_income=0) == 2_800_000
    assert pension_income(10_000_001, over_65=True, other_income=20_000_001) == 8_245_001


def test_nobody_is_lost_when_three_join_the_insurance_for_some_months() -> None:
    rates = {"medical": {"rate": 0.1, "per_capita": 12_000, "per_household": 24_000}, "round": 1}
    head = {"age": 30, "total_income": 5_430_000}
    whole = health_insurance.answer({"fiscal_year": 2025, "head": head, "ordinance": rates})
    assert whole["medical"]["total"] == 500_000 + 12_000 + 24_000
    half = health_insurance.answer({"fiscal_year": 2025, "head": head | {"months": 6}, "ordinance": rates})
    assert half["medical"]["total"] == whole["medical"]["total"] // 2


def test_care_is_paid_from_the_month_of_reaching_40_to_the_month_before_reaching_65() -> None:
    def months(birth: str) -> int:
        rates = {"care": {"per_capita": 12_000}, "round": 1}
        case = {"fiscal_year": 2025, "head": {"birth_date": birth, "total_income": 9_000_000}, "ordinance": rates}
        return int(health_insurance.answer(case)["care"]["per_capita_part"]) // 1_000

    assert [months(birth) for birth in ("1985-10-01", "1985-10-02", "1986-03-31", "1986-04-02")] == [7, 6, 1, 0]
    assert [months(birth) for birth in ("1960-10-01", "1960-10-02", "1960-04-01", "1961-04-02")] == [5, 6, 0, 12]


def test_the_third_child_of_a_student_and_who_pays() -> None:
    case = {
        "month": "2026-04",
        "children": [{"birth_date": "2012-05-05"}, {"birth_date": "2004-04-02"}, {"birth_date": "2024-05-05"}],
        "claimant": {"employer_kind": "public_servant"},
    }
    found = child_allowance.answer(case)
    assert [(child["order"], child["monthly"]) for child in found["children"]] == [(2, 10_000), (1, 0), (3, 30_000)]
    assert found["payer"] == "employer"


def test_land_just_below_and_at_the_lines_of_the_adjustment() -> None:
    def base(previous: int) -> tuple[Decimal, int]:
        land = {"value": 10_000_000, "use": "commercial", "area": 100, "previous_base": previous}
        row = fixed_asset_tax.answer({"fiscal_year": 2025, "land": [land]})["land"][0]
        return row["load_level"], row["base"]

    assert base(5_999_999) == (Decimal("0.599"), 6_000_000)
    assert base(6_000_000) == (Decimal("0.6"), 6_000_000)
    assert base(7_000_000) == (Decimal("0.7"), 7_000_000)
    assert base(7_000_001) == (Decimal("0.7"), 7_000_000)


def test_an_electric_car_is_cheap_for_one_year_and_never_dear() -> None:
    def annual(year: int, first: str) -> int:
        case = {"fiscal_year": year, "kind": "car_private", "first_registered": first, "electric": True}
        return int(light_vehicle_tax.answer(case)["annual"])

    assert [annual(2025, first) for first in ("2024-03", "2024-04", "2025-03", "2010-01")] == [
        10_800,
        2_700,
        2_700,
        7_200,
    ]
