"""介護保険料: the thirteen stages of the 9th period and their limits by year."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.asking import answer, field_of_error, same_alone, texts

RATIOS = [0.285, 0.485, 0.685, 0.9, 1.0, 1.2, 1.3, 1.5, 1.7, 1.9, 2.1, 2.3, 2.4]


def stage(year: int = 2025, **case: Any) -> int:
    return int(answer("long-term-care-premium", fiscal_year=year, ordinance={"base": 72_000}, **case)["stage"])


def test_each_stage_has_its_ratio() -> None:
    found = [
        answer("long-term-care-premium", fiscal_year=2024, stage=number, ordinance={"base": 74_410})
        for number in range(1, 14)
    ]
    assert [one["ratio"] for one in found] == RATIOS
    assert (found[0]["annual"], found[3]["annual"], found[12]["annual"]) == (21_200, 66_960, 178_580)


@pytest.mark.parametrize(("year", "limit"), [(2024, 800_000), (2025, 809_000), (2026, 826_500)])
def test_the_first_limit_moves_with_the_year(year: int, limit: int) -> None:
    assert [stage(year, pension_revenue=limit + more) for more in (0, 1)] == [1, 2]
    assert [stage(year, pension_revenue=limit + more, household_taxed=True) for more in (0, 1)] == [4, 5]
    assert [stage(year, pension_revenue=1_200_000 + more) for more in (0, 1)] == [2, 3]


def test_pension_income_is_not_counted_twice() -> None:
    # 1,500,000 of pension is 400,000 of income: the measure is 1,500,000 and what other income there is.
    assert stage(pension_revenue=700_000, total_income=109_000) == 1
    assert stage(pension_revenue=700_000, total_income=109_001) == 2
    assert stage(pension_revenue=1_190_000, total_income=90_000 + 10_000) == 2
    assert stage(pension_revenue=1_190_000, total_income=90_000 + 10_001) == 3


@pytest.mark.parametrize(
    ("income", "expected"),
    [
        (0, 6),
        (1_199_999, 6),
        (1_200_000, 7),
        (2_100_000, 8),
        (3_200_000, 9),
        (4_200_000, 10),
        (5_200_000, 11),
        (6_200_000, 12),
        (7_199_999, 12),
        (7_200_000, 13),
    ],
)
def test_who_is_taxed_is_ranked_by_total_income(income: int, expected: int) -> None:
    assert stage(self_taxed=True, total_income=income) == expected


def test_public_assistance_comes_first_and_the_premium_is_rounded_as_the_ordinance_says() -> None:
    assert stage(public_assistance=True, self_taxed=True, total_income=9_000_000) == 1
    case = {"fiscal_year": 2025, "stage": 2}
    annual = [
        answer("long-term-care-premium", **case, ordinance={"base": 74_999, "round": unit})["annual"]
        for unit in (1, 10, 100)
    ]
    assert annual == [36_374, 36_370, 36_300]
    assert answer("long-term-care-premium", **case)["warnings"][0]["field"] == "ordinance.base"
    assert field_of_error("long-term-care-premium", fiscal_year=2025, stage=14) == "stage"


def test_many_at_once_answer_as_each_alone_and_are_explained() -> None:
    cases = [
        {
            "fiscal_year": year,
            "pension_revenue": pension,
            "total_income": income,
            "self_taxed": taxed,
            "household_taxed": household,
            "ordinance": {"base": 70_000},
        }
        for year in (2024, 2026)
        for pension in (0, 810_000, 2_000_000)
        for income in (0, 900_000, 8_000_000)
        for taxed in (False, True)
        for household in (False, True)
    ]
    assert same_alone("long-term-care-premium", cases)
    assert "第13段階: 本人に住民税が課税され" in texts("long-term-care-premium", **cases[-1])
