"""The second reading of resident tax agrees with published worked examples and with the points of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.law.reading.resident_tax import answer
from tests.law.reading.resident_tax_deductions import earthquake_insurance, life_insurance
from tests.law.reading.resident_tax_income import pension_to_income
from tests.law.reading.resident_tax_people import age_at_the_end_of, is_minor, salary_to_income

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases/resident-tax").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


def stated(expected: Any, found: Any) -> Any:
    """Of what was found, the keys the source states."""
    if isinstance(expected, dict):
        return {key: stated(value, found[key]) for key, value in expected.items()}
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_published_example_comes_out_to_the_yen(case: dict[str, Any]) -> None:
    assert case["source"]
    assert stated(case["expect"], answer(case["input"])) == case["expect"]


def test_the_examples_are_many_and_each_is_named_once() -> None:
    assert len(CASES) >= 40
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("year", "revenue", "income"),
    [
        (2025, 550_999, 0),
        (2025, 551_000, 1_000),
        (2025, 1_618_999, 1_068_999),
        (2025, 1_619_000, 1_069_000),
        (2025, 1_619_999, 1_069_000),
        (2025, 1_620_000, 1_070_000),
        (2025, 1_623_999, 1_072_000),
        (2025, 1_624_000, 1_074_000),
        (2025, 1_627_999, 1_074_000),
        (2025, 1_628_000, 1_076_800),
        (2025, 1_799_999, 1_177_600),
        (2025, 1_800_000, 1_180_000),
        (2025, 3_599_999, 2_437_200),
        (2025, 3_600_000, 2_440_000),
        (2025, 3_601_000, 2_440_000),
        (2025, 6_599_999, 4_836_800),
        (2025, 6_600_000, 4_840_000),
        (2025, 8_499_999, 6_549_999),
        (2025, 8_500_000, 6_550_000),
        (2026, 650_999, 0),
        (2026, 651_000, 1_000),
        (2026, 1_899_999, 1_249_999),
        (2026, 1_900_000, 1_250_000),
        (2026, 5_505_000, 3_963_200),
        (2027, 740_999, 0),
        (2027, 741_000, 1_000),
        (2027, 2_190_999, 1_450_999),
        (2027, 2_191_000, 1_451_000),
        (2027, 2_193_000, 1_453_000),
        (2027, 2_195_999, 1_453_000),
        (2027, 2_196_000, 1_456_000),
        (2027, 2_199_999, 1_456_000),
        (2027, 2_200_000, 1_460_000),
    ],
)
def test_the_salary_table(year: int, revenue: int, income: int) -> None:
    assert salary_to_income(year, revenue) == income


@pytest.mark.parametrize(
    ("revenue", "age", "other", "income"),
    [
        (1_100_000, 65, 0, 0),
        (1_100_001, 65, 0, 1),
        (3_300_000, 65, 0, 2_200_000),
        (3_300_001, 65, 0, 2_200_000),
        (1_300_000, 64, 0, 700_000),
        (1_300_001, 64, 0, 700_000),
        (4_100_000, 64, 0, 2_800_000),
        (7_700_000, 65, 0, 5_860_000),
        (10_000_000, 65, 0, 8_045_000),
        (10_000_001, 65, 0, 8_045_001),
        (1_200_000, 65, 10_000_000, 100_000),
        (1_200_000, 65, 10_000_001, 200_000),
        (1_200_000, 65, 20_000_001, 300_000),
        (500_000, 64, 10_000_001, 0),
    ],
)
def test_the_pension_table(revenue: int, age: int, other: int, income: int) -> None:
    assert pension_to_income(revenue, age, other) == income


def test_who_is_born_on_the_first_of_january_is_a_year_older_on_the_last_of_december() -> None:
    assert [age_at_the_end_of(2025, {"birth_date": day}) for day in ("1961-01-01", "1961-01-02", "1960-12-31")] == [
        65,
        64,
        65,
    ]
    assert [is_minor(2026, {"birth_date": day}) for day in ("2008-01-02", "2008-01-03")] == [False, True]


def test_insurance_is_rounded_up_and_capped() -> None:
    assert life_insurance({"life_new_general": 12_001}) == 12_001
    assert life_insurance({"life_new_general": 56_001}) == 28_000
    assert life_insurance({"life_new_general": 30_000, "life_old_general": 30_000}) == 28_000
    assert life_insurance({"life_new_general": 90_000, "life_old_general": 90_000}) == 35_000
    assert (
        life_insurance(dict.fromkeys(("life_old_general", "life_old_pension", "life_care_medical"), 99_000)) == 70_000
    )
    assert earthquake_insurance({"earthquake": 20_001, "old_long_term_casualty": 5_001}) == 10_001 + 5_001
    assert earthquake_insurance({"earthquake": 60_000, "old_long_term_casualty": 60_000}) == 25_000


def test_losses_meet_the_other_classes_in_the_order_of_the_law() -> None:
    def total(**income: int) -> Any:
        return answer({"fiscal_year": 2026, "age": 40, "income": income})["total_income"]

    assert total(business=-1_000_000, salary_revenue=3_000_000) == 2_020_000 - 1_000_000
    assert total(business=-1_000_000, transfer_short=300_000, transfer_long=500_000, occasional=400_000) == 100_000
    assert total(transfer_short=-300_000, transfer_long=500_001) == 100_000
    assert total(interest=-5, dividend=-5, occasional=-5, business=100) == 100
    assert total(forestry=-100_000, business=30_000, transfer_short=50_000, occasional=60_000) == 20_000
    assert total(business=-100_000, forestry=150_000) == 50_000
