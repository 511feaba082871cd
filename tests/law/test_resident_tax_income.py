"""給与所得, pension, adjustments, losses and the two base amounts of 個人住民税."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from yakuba.law import calculate
from yakuba.law.resident_tax import employment_income, law_of, pension_income

SALARY = {
    2024: [
        (550_999, 0),
        (551_000, 1_000),
        (1_618_999, 1_068_999),
        (1_619_000, 1_069_000),
        (1_620_000, 1_070_000),
        (1_622_000, 1_072_000),
        (1_627_999, 1_074_000),
        (1_628_000, 1_076_800),
        (1_800_000, 1_180_000),
        (3_600_000, 2_440_000),
        (3_601_000, 2_440_000),
        (3_603_999, 2_440_000),
        (3_604_000, 2_443_200),
        (6_599_999, 4_836_800),
        (6_600_000, 4_840_000),
        (6_600_001, 4_840_000),
        (8_500_000, 6_550_000),
        (10_000_000, 8_050_000),
    ],
    2026: [(650_999, 0), (651_000, 1_000), (1_899_999, 1_249_999), (1_900_000, 1_250_000), (5_505_000, 3_963_200)],
    2027: [
        (740_999, 0),
        (741_000, 1_000),
        (2_190_999, 1_450_999),
        (2_191_000, 1_451_000),
        (2_193_000, 1_453_000),
        (2_195_999, 1_453_000),
        (2_196_000, 1_456_000),
        (2_199_999, 1_456_000),
        (2_200_000, 1_460_000),
    ],
}


def answer(fiscal_year: int = 2026, **case: Any) -> dict[str, Any]:
    return calculate("resident-tax", [{"fiscal_year": fiscal_year, "age": 45, **case}])[0]


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_printed_table_of_salaries_holds_at_its_edges(year: int) -> None:
    points = SALARY[2024 if year == 2025 else year]
    found = employment_income(law_of(year), np.array([revenue for revenue, _ in points]))
    assert found.tolist() == [income for _, income in points]


def test_pensions_differ_by_age_and_by_other_incomes() -> None:
    revenue = np.array([1_100_000, 1_100_001, 3_300_000, 3_300_001, 4_100_001, 7_700_001, 10_000_001, 600_001])
    none = np.zeros(8, dtype=np.int64)
    older = pension_income(law_of(2026), revenue, np.ones(8, dtype=np.bool_), none)
    assert older.tolist() == [0, 1, 2_200_000, 2_200_000, 2_800_000, 5_860_000, 8_045_001, 0]
    younger = pension_income(law_of(2026), revenue, np.zeros(8, dtype=np.bool_), none)
    assert younger.tolist() == [500_000, 500_001, 2_200_000, 2_200_000, 2_800_000, 5_860_000, 8_045_001, 1]
    for others, more in ((10_000_000, 0), (10_000_001, 100_000), (20_000_000, 100_000), (20_000_001, 200_000)):
        one = pension_income(law_of(2026), np.array([3_000_000]), np.array([True]), np.array([others]))
        assert one.tolist() == [1_900_000 + more]
    assert answer(age=64, income={"pension_revenue": 2_000_000})["pension_income"] == 1_225_000
    assert answer(age=65, income={"pension_revenue": 2_000_000})["pension_income"] == 900_000
    born: dict[str, Any] = {"age": None, "income": {"pension_revenue": 2_000_000}}
    assert answer(birth_date="1961-01-01", **born)["pension_income"] == 900_000
    assert answer(birth_date="1961-01-02", **born)["pension_income"] == 1_225_000


def test_high_salaries_with_young_or_disabled_relatives_are_adjusted_rounded_up() -> None:
    salary = {"salary_revenue": 8_500_001}
    assert answer(income=salary)["employment_income"] == 6_550_001
    for entitled in (
        {"dependants": [{"age": 22}]},
        {"self": {"disability": "special"}},
        {"spouse": {"disability": "special"}},
        {"dependants": [{"age": 60, "disability": "special"}]},
    ):
        assert answer(income=salary, **entitled)["employment_income"] == 6_550_000
    for not_entitled in (
        {"dependants": [{"age": 23}]},
        {"dependants": [{"age": 22, "income": 580_001}]},
        {"self": {"disability": "general"}},
    ):
        assert answer(income=salary, **not_entitled)["employment_income"] == 6_550_001
    assert answer(income={"salary_revenue": 12_000_000}, dependants=[{"age": 3}])["employment_income"] == 9_900_000


def test_salary_with_pension_is_adjusted_up_to_a_hundred_thousand() -> None:
    found = answer(age=66, income={"salary_revenue": 700_000, "pension_revenue": 1_180_000})
    assert (found["employment_income"], found["pension_income"]) == (20_000, 80_000)
    assert found["total_income"] == 100_000
    both = answer(age=66, income={"salary_revenue": 2_000_000, "pension_revenue": 2_000_000})
    assert both["employment_income"] == 1_320_000 - 100_000


def test_losses_are_set_off_before_halves_and_never_make_income_negative() -> None:
    mixed = answer(
        income={"business": -500_000, "transfer_short": 300_000, "transfer_long": 400_000, "occasional": 301_001}
    )
    # 500,000 goes against the short transfer (300,000), then the long one (200,000); (200,000 + 301,001) / 2 remains.
    assert mixed["total_income"] == 250_500
    salaried = answer(income={"salary_revenue": 3_000_000, "real_estate": -400_000, "miscellaneous": -100_000})
    assert salaried["total_income"] == 2_020_000 - 400_000
    assert answer(income={"business": -1, "separate": {"listed_shares": 5}})["total_income"] == 5
    assert answer(income={"forestry": -1_000_000, "business": 400_000})["total_income"] == 0


def test_losses_carried_over_lower_the_second_base_amount_only() -> None:
    found = answer(income={"business": 3_000_000, "net_loss_carryover": 2_600_000})
    assert (found["total_income"], found["total_income_after_carryover"]) == (3_000_000, 400_000)
    assert (found["per_capita_exempt"], found["income_levy_exempt"]) == (False, True)
    apart = answer(income={"separate": {"long_transfer": 1_000_000}, "net_loss_carryover": 500_000})
    assert apart["total_income_after_carryover"] == 1_000_000
