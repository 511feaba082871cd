"""Resident tax: what holds for every taxpayer, whatever the figures: sums, splits, floors, and where more pay costs."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.law.reading.households import taxpayers
from yakuba.law import calculate
from yakuba.law.resident_tax import Assessment, assess, law_of
from yakuba.law.resident_tax.inputs import ResidentTaxCase, columns_of

Case = dict[str, Any]
YEARS = (2024, 2025, 2026, 2027)
LEVIES = ("city", "pref")
CREDITS = (
    "adjustment",
    "dividend_credit",
    "housing_credit",
    "donation_credit",
    "foreign_credit",
    "taper",
    "flat_credit",
    "withheld",
)


def answers(cases: list[Case]) -> list[Case]:
    return calculate("resident-tax", cases)


@pytest.fixture(scope="module", params=YEARS)
def assessed(request: pytest.FixtureRequest) -> list[tuple[Case, Case]]:
    """600 taxpayers of a year with their results."""
    cases = taxpayers(request.param, 600, seed=7)
    return list(zip(cases, answers(cases), strict=True))


def test_the_parts_add_up_to_the_tax_of_the_year(assessed: list[tuple[Case, Case]]) -> None:
    for case, result in assessed:
        parts = ("city_income_levy", "pref_income_levy", "city_per_capita", "pref_per_capita", "forest_tax")
        whole = sum(result[part] for part in parts)
        withheld = case.get("credits", {}).get("dividend_levy_withheld", 0)
        # What of the withheld tax no levy is left for is set against the rest or refunded (negative).
        assert result["annual_tax"] == whole - result["withheld_excess"], case
        assert withheld == result["withheld_city"] + result["withheld_pref"] + result["withheld_excess"], case
        assert result["total_deductions"] == sum(result["deductions"].values()), case


def test_each_levy_is_its_base_less_its_credits_below_100_yen_dropped(assessed: list[tuple[Case, Case]]) -> None:
    for case, result in assessed:
        for levy in LEVIES:
            left = result[f"{levy}_levy_before_credit"]
            for credit in CREDITS:
                assert 0 <= result[f"{credit}_{levy}"] <= left, (case, credit)
                left -= result[f"{credit}_{levy}"]
            final = result[f"{levy}_income_levy"]
            assert final == left // 100 * 100, case


def test_every_split_adds_up_and_goes_by_the_units_of_the_law(assessed: list[tuple[Case, Case]]) -> None:
    for case, result in assessed:
        collection, annual = result["collection"], result["annual_tax"]
        special, ordinary = collection["special"], collection["ordinary"]
        assert len(special) == 12
        assert sum(special) == sum(ordinary) == annual, case
        assert len(ordinary) <= 4
        if annual > 0:
            assert min(special) >= 0
            assert min(ordinary) >= 0
            assert all(month % 100 == 0 for month in special[2:]), case
            assert len(set(special[2:])) == 1
            # FY2024's flat credit is taken off the first instalments and may leave odd hundreds in the one it ends in.
            assert all(instalment % 1_000 == 0 for instalment in ordinary[1:]) or result["flat_credit_city"], case
        request = case.get("collection_request", {}).get("pension")
        assert ("pension" in collection) == (request is not None)
        if request and request.get("continuing", True):
            both = collection["pension"]["provisional"] + collection["pension"]["final"]
            assert sum(both) == request["pension_part_tax"], case
            assert len(both) == 6


def test_who_is_exempt_pays_nothing_of_it(assessed: list[tuple[Case, Case]]) -> None:
    seen = set()
    for case, result in assessed:
        seen.add((result["per_capita_exempt"], result["income_levy_exempt"]))
        if result["income_levy_exempt"]:
            assert result["city_income_levy"] == result["pref_income_levy"] == 0, case
        if result["per_capita_exempt"]:
            assert result["income_levy_exempt"], case
            assert result["city_per_capita"] == result["pref_per_capita"] == result["forest_tax"] == 0, case
        else:
            assert result["forest_tax"] == 1_000
    assert seen == {(True, True), (False, True), (False, False)}


def ladder(year: int, case: Case, salaries: list[int]) -> Assessment:
    """One taxpayer at each salary revenue, all other facts unchanged."""
    law, steps = law_of(year), len(salaries)
    ordinances, one, relatives = columns_of(law, [ResidentTaxCase.model_validate(case)])
    same = np.zeros(steps, dtype=np.int64)
    around = relatives.chosen(np.tile(np.arange(relatives.rows), steps))
    return assess(
        law,
        ordinances.chosen(same),
        dataclasses.replace(one.chosen(same), salary_revenue=np.array(salaries)),
        dataclasses.replace(around, owner=np.repeat(np.arange(steps), relatives.rows)),
    )


@pytest.mark.parametrize("year", YEARS)
def test_more_salary_never_lowers_the_tax(year: int) -> None:
    """Without credits that grow with the levy; 100 yen of play where two levies are floored after a split."""
    families = [case for case in taxpayers(year, 1_500, seed=11) if "credits" not in case]
    families = [case for case in families if "furusato" not in case.get("paid", {})]
    salaries = [0, 900_000, 1_000_000, 1_619_500, 2_000_000, 2_192_000, 2_200_000, 3_600_000, 5_000_000, 6_600_000,
                8_400_000, 8_600_000, 9_900_000, 10_100_000, 10_960_000, 11_460_000, 20_050_000, 25_960_000,
                26_500_000, 27_000_000, 40_000_000]  # fmt: skip
    assert len(families) > 700
    law = law_of(year)
    ordinances, people, relatives = columns_of(law, [ResidentTaxCase.model_validate(case) for case in families])
    steps = [dataclasses.replace(people, salary_revenue=np.full(people.rows, salary)) for salary in salaries]
    taxes = [assess(law, ordinances, step, relatives).annual_tax for step in steps]
    for less, more in pairwise(taxes):
        assert (more >= less - 100).all(), families[int(np.argmin(more - less))]


# 合計所得金額 at which more pay costs more than it brings: each is a threshold of the law, and there are no others.
CLIFFS = {
    "per capita and forest tax begin, by number of relatives": (450_000, 1_010_000, 1_360_000, 1_710_000),
    "1,350,000 of the disabled, minors, widows and single parents": (1_350_000,),
    "widow and single parent": (5_000_000,),
    "spouse deduction steps": (9_000_000, 9_500_000, 10_000_000),
    "flat credit of FY2024 ends": (18_050_000,),
    "basic deduction steps, end of the adjustment credit": (24_000_000, 24_500_000, 25_000_000),
}
FACTS: list[Case] = [
    {},
    {"self": {"disability": "general"}},
    {"self": {"single_parent": "mother"}, "dependants": [{"age": 10}]},
    {"spouse": {"age": 40}, "dependants": [{"age": 17}, {"age": 20}]},
]


@pytest.mark.parametrize("year", YEARS)
def test_take_home_pay_falls_at_the_known_cliffs_only(year: int) -> None:
    # The salary table goes by 4,000 yen and each levy by 100: steps of 3,000 leave no room for that to look like one.
    salaries = [*range(0, 3_000_000, 3_000), *range(3_000_000, 28_000_000, 9_000)]
    known = [limit for limits in CLIFFS.values() for limit in limits]
    seen = set()
    for facts in FACTS:
        found = ladder(year, {"fiscal_year": year, "age": 40, **facts}, salaries)
        annual, total = found.annual_tax.tolist(), found.total_income.tolist()
        for at in range(1, len(salaries)):
            if annual[at] - annual[at - 1] <= salaries[at] - salaries[at - 1]:
                continue
            cliffs = {limit for limit in known if total[at - 1] <= limit < total[at]}
            assert cliffs, (facts, total[at - 1], total[at])
            seen |= cliffs
    assert {450_000, 1_350_000, 5_000_000, 24_000_000} <= seen
