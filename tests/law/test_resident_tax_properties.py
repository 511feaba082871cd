"""Resident tax: what holds for every taxpayer, whatever the figures: sums, splits, floors, and where more pay costs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.law.reading.households import taxpayers
from yakuba.law import calculate

Case = dict[str, Any]
YEARS = (2024, 2025, 2026, 2027)
LEVIES = ("city", "pref")
CREDITS = ("adjustment", "dividend_credit", "housing_credit", "donation_credit", "taper", "flat_credit")


def answers(cases: list[Case]) -> list[Case]:
    return calculate("resident-tax", cases)


@pytest.fixture(scope="module", params=YEARS)
def assessed(request: pytest.FixtureRequest) -> list[tuple[Case, Case]]:
    """1,000 taxpayers of a year with their results."""
    cases = taxpayers(request.param, 1_000, seed=7)
    return list(zip(cases, answers(cases), strict=True))


def test_the_parts_add_up_to_the_tax_of_the_year(assessed: list[tuple[Case, Case]]) -> None:
    for case, result in assessed:
        parts = ("city_income_levy", "pref_income_levy", "city_per_capita", "pref_per_capita", "forest_tax")
        whole = sum(result[part] for part in parts)
        withheld = case.get("credits", {}).get("dividend_levy_withheld", 0)
        if withheld:  # what the levy could not take is set against the rest or refunded
            assert whole - withheld <= result["annual_tax"] <= whole, case
        else:
            assert result["annual_tax"] == whole, case
        assert result["total_deductions"] == sum(result["deductions"].values()), case


def test_each_levy_is_its_base_less_its_credits_below_100_yen_dropped(assessed: list[tuple[Case, Case]]) -> None:
    for case, result in assessed:
        hidden = {"foreign_tax", "dividend_levy_withheld"} & case.get("credits", {}).keys()
        for levy in LEVIES:
            left = result[f"{levy}_levy_before_credit"]
            for credit in CREDITS:
                assert 0 <= result[f"{credit}_{levy}"] <= left, (case, credit)
                left -= result[f"{credit}_{levy}"]
            final = result[f"{levy}_income_levy"]
            assert final % 100 == 0
            assert final <= left
            if not hidden:
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


def ladder(case: Case, salaries: list[int]) -> list[Case]:
    """The same taxpayer at each salary revenue."""
    return [{**case, "income": {**case["income"], "salary_revenue": salary}} for salary in salaries]


@pytest.mark.parametrize("year", YEARS)
def test_more_salary_never_lowers_the_tax(year: int) -> None:
    """Without credits that grow with the levy; 100 yen of play where two levies are floored after a split."""
    families = [case for case in taxpayers(year, 200, seed=11) if "credits" not in case and "furusato" not in str(case)]
    salaries = [0, 900_000, 1_000_000, 1_619_500, 2_000_000, 2_192_000, 2_200_000, 3_600_000, 5_000_000, 6_600_000,
                8_400_000, 8_600_000, 9_900_000, 10_100_000, 10_960_000, 11_460_000, 20_050_000, 25_960_000,
                26_500_000, 27_000_000, 40_000_000]  # fmt: skip
    cases = [step for case in families for step in ladder(case, salaries)]
    taxes = [result["annual_tax"] for result in answers(cases)]
    assert len(families) > 80
    for start in range(0, len(taxes), len(salaries)):
        row = taxes[start : start + len(salaries)]
        assert all(more >= less - 100 for less, more in pairwise(row)), (cases[start], row)


# 合計所得金額 at which more pay costs more than it brings: each is a threshold of the law, and there are no others.
CLIFFS = {
    "per capita and forest tax begin (3rd, 2nd, 1st grade)": (380_000, 415_000, 450_000),
    "1,350,000 of the disabled, minors, widows and single parents": (1_350_000,),
    "spouse deduction steps": (9_000_000, 9_500_000, 10_000_000),
    "widow and single parent": (5_000_000,),
    "basic deduction steps, end of the adjustment credit": (24_000_000, 24_500_000, 25_000_000),
    "flat credit of FY2024 ends": (18_050_000,),
}


@pytest.mark.parametrize("year", (2024, 2027))
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"self": {"disability": "general"}},
        {"self": {"single_parent": "mother"}, "dependants": [{"age": 10}]},
        {"spouse": {"age": 40}, "dependants": [{"age": 17}, {"age": 20}]},
    ],
    ids=["alone", "disabled", "single parent", "family"],
)
def test_take_home_pay_falls_at_the_known_cliffs_only(year: int, facts: Case) -> None:
    salaries = [*range(0, 3_000_000, 3_000), *range(3_000_000, 30_000_000, 9_000)]
    results = answers(ladder({"fiscal_year": year, "age": 40, "income": {}, **facts}, salaries))
    heads = len(facts.get("dependants", ())) + ("spouse" in facts)
    known = [limit for limits in CLIFFS.values() for limit in limits]
    known.append(350_000 * (heads + 1) + 100_000 + (210_000 if heads else 0))  # per capita with relatives
    fallen = []
    for at in range(1, len(salaries)):
        less, more = results[at - 1], results[at]
        # The salary table goes by 4,000 yen and both levies by 100: that much play is no cliff.
        if more["annual_tax"] - less["annual_tax"] > salaries[at] - salaries[at - 1]:
            fallen.append((less["total_income"], more["total_income"]))
    for below, above in fallen:
        assert any(below <= limit < above for limit in known), (below, above)
    assert fallen, "the per-capita cliff exists"
