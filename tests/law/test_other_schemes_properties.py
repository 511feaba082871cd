"""What holds of every answer of the smaller schemes: parts add up, order does not matter, more means no less."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from tests.law.reading.households_other import cases
from yakuba.law import calculate

Case = dict[str, Any]
COUNT = 300


def answered(scheme: str, year: int, change: Callable[[Case], Case] = lambda case: case) -> Iterator[tuple[Case, Case]]:
    """Random cases, changed, with their answers; none may be refused."""
    asked = [change(case) for case in cases(scheme, year, COUNT, seed=7)]
    for case, answer in zip(asked, calculate(scheme, asked), strict=True):
        assert "errors" not in answer, (case, answer)
        yield case, answer


def amounts(scheme: str, key: str, asked: list[Case]) -> list[int]:
    """One amount of each answer."""
    return [int(answer[key]) for answer in calculate(scheme, asked)]


def falls(values: list[int]) -> list[int]:
    """The places at which a row of amounts goes down."""
    return [at for at, (one, following) in enumerate(pairwise(values)) if following < one]


@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_the_allowances_of_the_children_add_up_in_any_order(year: int) -> None:
    rng = Random(year)

    def shuffled(case: Case) -> Case:
        return case | {"children": rng.sample(case["children"], len(case["children"]))}

    for (case, one), (_, other) in zip(
        answered("child-allowance", year), answered("child-allowance", year, shuffled), strict=True
    ):
        assert one["monthly_total"] == sum(child["monthly"] for child in one["children"]) == other["monthly_total"]
        places = sorted(child["order"] for child in one["children"] if child["order"])
        assert places == list(range(1, len(places) + 1))
        assert len(one["children"]) == len(case["children"])
        assert all(child["note"] for child in one["children"])


def test_one_more_supported_child_never_lowers_the_allowance_since_the_reform() -> None:
    more = {"birth_date": "2020-07-07"}
    for (_, one), (_, other) in zip(
        answered("child-allowance", 2025),
        answered("child-allowance", 2025, lambda case: case | {"children": [*case["children"], more]}),
        strict=True,
    ):
        assert other["monthly_total"] >= one["monthly_total"] + 10_000


@pytest.mark.parametrize("year", [2024, 2026])
def test_the_insurance_of_a_household_is_the_sum_of_its_parts(year: int) -> None:
    def only_the_head_may_be_unknown(case: Case) -> Case:  # a member may not be counted at all, by the birth date
        members = [{key: value for key, value in one.items() if key != "income_unknown"} for one in case["members"]]
        return case | {"members": members}

    for case, answer in answered("health-insurance", year, only_the_head_may_be_unknown):
        components = [answer[name] for name in ("medical", "support", "care", "child") if name in answer]
        assert answer["annual_total"] == sum(part["total"] for part in components)
        for part in components:
            whole = part["income_part"] + part["per_capita_part"] + part["per_household_part"]
            step = case["ordinance"].get("round", 100)
            assert part["total"] == min(whole, part["cap"]) // step * step
        assert answer["limit7"] <= answer["limit5"] <= answer["limit2"]
        judged = answer["judged_income"]
        unknown = case["head"].get("income_unknown", False)
        expected = 7 if judged <= answer["limit7"] else 5 if judged <= answer["limit5"] else 2
        assert answer["reduction"] == (0 if unknown or judged > answer["limit2"] else expected)


def test_the_members_of_a_household_may_be_told_in_any_order() -> None:
    for (_, one), (_, other) in zip(
        answered("health-insurance", 2026),
        answered("health-insurance", 2026, lambda case: case | {"members": case["members"][::-1]}),
        strict=True,
    ):
        assert one == other


def test_who_joins_after_turning_65_pays_no_care_part() -> None:
    def care(months: int) -> int:
        head = {"birth_date": "1960-06-15", "total_income": 9_000_000, "months": months}
        case = {"fiscal_year": 2025, "head": head, "ordinance": {"care": {"per_capita": 12_000}, "round": 1}}
        return int(calculate("health-insurance", [case])[0]["care"]["total"])

    # 64 in April and May only; by the joining month ten months begin in June, eleven in May.
    assert [care(months) for months in (12, 11, 10, 6)] == [2_000, 1_000, 0, 0]


def test_more_income_never_means_less_insurance() -> None:
    ordinance = {"medical": {"rate": 0.07, "per_capita": 25_000, "per_household": 20_000}}
    asked = [
        {"fiscal_year": 2025, "head": {"age": 50, "total_income": income}, "ordinance": ordinance}
        for income in range(0, 24_000_000, 55_555)
    ]
    assert falls(amounts("health-insurance", "annual_total", asked)) == []


def test_land_and_houses_add_up_and_a_base_is_never_above_the_full_one() -> None:
    for case, answer in answered("fixed-asset-tax", 2025):
        both = answer["land_tax"] + answer["house_tax"]
        assert answer["total"] == both // 100 * 100 + answer["city_planning_tax"]
        assert answer["total"] % 100 == 0
        for parcel, row in zip(case["land"], answer["land"], strict=True):
            assert row["base"] <= row["full_base"] <= parcel["value"]
            assert 10 * row["base"] <= (7 if parcel["use"] == "commercial" else 10) * row["full_base"]
            assert row["base"] + 1 > row["full_base"] / 5
        if answer["exempt"]:
            assert answer["total"] == 0


def test_a_higher_base_of_last_year_never_lowers_this_year_for_homes() -> None:
    asked = [
        {"fiscal_year": 2025, "land": [{"value": 17_000_000, "use": use, "area": 300, "previous_base": previous}]}
        for use in ("residential", "other")
        for previous in range(0, 20_000_000, 70_001)
    ]
    half = len(asked) // 2
    taxes = amounts("fixed-asset-tax", "total", asked)
    assert falls(taxes[:half]) == falls(taxes[half:]) == []


def test_an_older_car_never_pays_less_than_a_newer_one_beside_the_change_of_2015() -> None:
    for year in (2024, 2025, 2026):
        months = [f"{at // 12}-{at % 12 + 1:02}" for at in range(year * 12 + 2, 2005 * 12, -1)]
        asked = [{"fiscal_year": year, "kind": "car_private", "first_registered": month} for month in months]
        taxes = amounts("light-vehicle-tax", "annual", asked)
        assert [months[at] for at in falls(taxes)] == ["2015-04"]
        assert sorted(set(taxes)) == [7_200, 10_800, 12_900]


def test_the_care_premium_rises_with_income_and_is_a_multiple_of_its_step() -> None:
    for taxed in (False, True):
        asked: list[Case] = [
            {
                "fiscal_year": 2026,
                "self_taxed": taxed,
                "household_taxed": taxed,
                "total_income": income,
                "ordinance": {"base": 74_196, "round": 100},
            }
            for income in range(0, 8_000_000, 9_999)
        ]
        premiums = amounts("long-term-care-premium", "annual", asked)
        assert falls(premiums) == []
        assert len(set(premiums)) == (8 if taxed else 3)
        assert all(premium % 100 == 0 for premium in premiums)


@pytest.mark.parametrize("year", [2024, 2026])
def test_the_premium_of_the_elderly_is_its_parts_up_to_the_limit(year: int) -> None:
    limit = {2024: 800_000, 2026: 850_000}[year]
    for case, answer in answered("late-elderly-premium", year):
        step = case["ordinance"].get("round", 100)
        assert answer["annual"] == min(answer["per_capita_part"] + answer["income_part"], limit) // step * step
        if case.get("former_dependant"):
            assert answer["income_part"] == 0
            assert answer["reduction"] in (5, 7)


def test_a_fee_rises_with_the_tax_and_falls_with_the_number_of_children() -> None:
    def fee(**more: Any) -> list[Case]:
        child = {"birth_date": "2024-01-10"}
        return [
            {"month": "2026-03", "child": child, "municipal_income_levy_by_fiscal_year": {"2025": levy}, **more}
            for levy in range(0, 400_000, 1_111)
        ]

    rows = [amounts("childcare-fee", "monthly", fee(order=order)) for order in (1, 2, 3)]
    assert all(falls(row) == [] for row in rows)
    assert all(first >= 2 * second and third == 0 for first, second, third in zip(*rows, strict=True))
    short = amounts("childcare-fee", "monthly", fee(hours="short"))
    assert all(one <= other for one, other in zip(short, rows[0], strict=True))
    single = amounts("childcare-fee", "monthly", fee(single_parent=True))
    assert all(one <= other for one, other in zip(single, rows[0], strict=True))
