"""後期高齢者医療保険料: limits of the reductions by year, who was a dependant, cap and rounding."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.asking import answer, field_of_error, same_alone, texts

ORDINANCE = {"per_capita": 45_930, "rate": "0.0967"}


def premium(year: int = 2025, **case: Any) -> dict[str, Any]:
    return answer("late-elderly-premium", fiscal_year=year, ordinance=ORDINANCE, **case)


@pytest.mark.parametrize(("year", "half", "fifth"), [(2024, 295, 545), (2025, 305, 560), (2026, 310, 570)])
def test_the_limits_grow_with_persons_and_earners(year: int, half: int, fifth: int) -> None:
    limit7 = 430_000 + 100_000
    limit5, limit2 = limit7 + 2 * half * 1000, limit7 + 2 * fifth * 1000
    for judged, expected in ((limit7, 7), (limit7 + 1, 5), (limit5, 5), (limit5 + 1, 2), (limit2, 2), (limit2 + 1, 0)):
        found = premium(year, household={"judged_income": judged, "insured": 2, "earners": 2})
        assert (found["reduction"], found["limit5"], found["limit2"]) == (expected, limit5, limit2)
        assert found["per_capita_part"] == 45_930 * (10 - expected) // 10


def test_one_earner_or_none_raises_no_limit() -> None:
    for earners in (0, 1):
        household = {"judged_income": 430_001, "earners": earners}
        assert (premium(household=household)["reduction"], premium(household=household)["limit5"]) == (5, 735_000)


def test_the_income_part_and_the_basic_deduction() -> None:
    # 1,530,000 − 430,000 = 1,100,000 x 9.67% = 106,370; 45,930 + 106,370 = 152,300.
    found = premium(total_income=1_530_000)
    assert (found["income_part"], found["per_capita_part"], found["annual"]) == (106_370, 45_930, 152_300)
    assert premium(total_income=430_000)["income_part"] == 0
    small = {"per_capita": 0, "rate": "0.01"}
    above = [
        answer("late-elderly-premium", fiscal_year=2025, total_income=income, ordinance=small)["income_part"]
        for income in (24_000_000, 24_500_000, 25_000_000, 25_000_001)
    ]
    assert above == [235_700, 242_100, 248_500, 250_000]


def test_who_was_a_dependant_pays_half_or_less_and_nothing_by_income() -> None:
    for judged, expected in ((430_000, 7), (700_000, 5), (9_000_000, 5)):
        found = premium(total_income=9_000_000, former_dependant=True, household={"judged_income": judged})
        assert (found["reduction"], found["income_part"]) == (expected, 0)


@pytest.mark.parametrize(("year", "cap"), [(2024, 800_000), (2025, 800_000), (2026, 850_000)])
def test_the_cap_of_the_year(year: int, cap: int) -> None:
    found = premium(year, total_income=20_000_000)
    assert (found["annual"], found["income_part"]) == (cap, 1_892_419)


def test_without_a_judged_income_the_own_one_counts_and_without_rates_the_answer_says_so() -> None:
    assert premium(total_income=5_000_000)["reduction"] == 0
    found = answer("late-elderly-premium", fiscal_year=2025)
    assert found["warnings"][0]["field"] == "ordinance"
    assert field_of_error("late-elderly-premium", fiscal_year=2025, household={"insured": 0}) == "household.insured"


def test_many_at_once_answer_as_each_alone_and_are_explained() -> None:
    cases = [
        {
            "fiscal_year": year,
            "total_income": income,
            "former_dependant": former,
            "household": {"judged_income": judged, "insured": insured, "earners": insured},
            "ordinance": ORDINANCE,
        }
        for year in (2024, 2026)
        for income in (0, 1_200_000, 15_000_000)
        for judged in (430_000, 1_000_000, 3_000_000)
        for insured in (1, 2)
        for former in (False, True)
    ]
    assert same_alone("late-elderly-premium", cases)
    assert "所得割がかかりません" in texts("late-elderly-premium", **cases[-1])
