"""Resident tax: the vectorised engine and the scalar second reading answer the same, to the yen and in every key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.law.reading.comparing import difference
from tests.law.reading.households import taxpayers
from tests.law.reading.resident_tax import answer
from yakuba.law import calculate
from yakuba.standards.municipalities import all_municipalities

YEARS = (2024, 2025, 2026, 2027)
PUBLISHED = [
    case
    for path in sorted((Path(__file__).parent / "cases/resident-tax").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


def same(year: int, count: int, seed: int) -> None:
    """Asserts that both answer the same; says the first case that differs."""
    cases = taxpayers(year, count, seed)
    answers = calculate("resident-tax", cases)
    assert len(answers) == count
    for case, engine in zip(cases, answers, strict=True):
        told = difference(case, engine, answer(case))
        assert told is None, told


@pytest.mark.parametrize("year", YEARS)
def test_two_thousand_households_of_each_year(year: int) -> None:
    same(year, 2_000, seed=1)


@pytest.mark.proof
@pytest.mark.pure
@pytest.mark.parametrize("year", YEARS)
def test_a_hundred_thousand_households_of_each_year(year: int) -> None:
    for seed in range(10):
        same(year, 10_000, seed=100 + seed)


@pytest.mark.proof
@pytest.mark.pure
@pytest.mark.parametrize("year", YEARS)
def test_every_municipality_and_ward_has_the_same_rates_in_both(year: int) -> None:
    facts = {
        "age": 40,
        "income": {"business": 5_000_000, "separate": {"futures": 1_234_567}},
        "paid": {"furusato": 30_000},
    }
    cases = [{"fiscal_year": year, "municipality": place.code, **facts} for place in all_municipalities()]
    assert len(cases) > 1_900
    for case, engine in zip(cases, calculate("resident-tax", cases), strict=True):
        told = difference(case, engine, answer(case))
        assert told is None, told


def _stated(expected: Any, found: Any) -> Any:
    if isinstance(expected, dict):
        return {key: _stated(value, found[key]) for key, value in expected.items()}
    return found


def test_the_published_examples_come_out_of_the_engine() -> None:
    answers = calculate("resident-tax", [case["input"] for case in PUBLISHED])
    found = {case["name"]: _stated(case["expect"], got) for case, got in zip(PUBLISHED, answers, strict=True)}
    assert found == {case["name"]: case["expect"] for case in PUBLISHED}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # Without 課税総所得金額 the class taxed apart gives the rate of the special donation credit: 74.685%.
        (
            {"income": {"separate": {"long_transfer": 40_000_000}}, "paid": {"furusato": 102_000}},
            {"donation_credit_city": 6_000 + 44_811, "donation_credit_pref": 4_000 + 29_874},
        ),
        # A fifth of forestry income by the table: 10,000,000 less 430,000 is 9,570,000, a fifth 1,914,000, 84.895%.
        (
            {"income": {"forestry": 10_000_000}, "paid": {"furusato": 102_000}},
            {"donation_credit_city": 6_000 + 50_937, "donation_credit_pref": 4_000 + 33_958},
        ),
        # A loss of other miscellaneous income reduces the pension's.
        ({"age": 70, "income": {"pension_revenue": 2_200_000, "miscellaneous": -300_000}}, {"total_income": 800_000}),
        # Withheld tax that no levy is left for goes against per capita; what is left of it is a refund.
        (
            {"income": {"business": 2_000_000}, "credits": {"dividend_levy_withheld": 400_000}},
            {"annual_tax": 154_500 + 5_000 - 400_000, "withheld_excess": 400_000 - 154_500},
        ),
        # A tax of per capita alone is taken in the first month, not over twelve.
        (
            {"income": {"business": 460_000}, "paid": {"social_insurance": 40_000}},
            {"collection": {"special": [5_000, *[0] * 11], "ordinary": [5_000]}},
        ),
    ],
)
def test_what_the_two_readings_had_to_settle(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    case = {"fiscal_year": 2026, "age": 50, **facts}
    assert _stated(expected, calculate("resident-tax", [case])[0]) == expected
    assert _stated(expected, answer(case)) == expected


def test_a_difference_is_told_with_case_and_key() -> None:
    case = {"fiscal_year": 2026, "age": 40, "income": {"business": 2_000_000}}
    read = answer(case)
    told = difference(case, read | {"annual_tax": 1}, read)
    assert told is not None
    assert "annual_tax" in told
    assert "2000000" in told
    assert difference(case, read, read) is None
