"""Levy, credits, exemptions and rates of 個人住民税; what is said of a whole tax adds up."""

from __future__ import annotations

from typing import Any

import pytest

from yakuba.law import calculate
from yakuba.law.resident_tax import law_of
from yakuba.law.resident_tax.ordinance import fixed_by


def answer(fiscal_year: int = 2026, **case: Any) -> dict[str, Any]:
    return calculate("resident-tax", [{"fiscal_year": fiscal_year, "age": 45, **case}])[0]


def both(found: dict[str, Any], name: str) -> tuple[int, int]:
    return found[f"{name}_city"], found[f"{name}_pref"]


def test_each_tax_is_floored_by_itself_as_yokohama_shows() -> None:
    found = answer(municipality="141003", income={"business": 2_437_000 + 430_000})
    assert found["taxable"] == 2_437_000
    assert (found["city_levy_before_credit"], found["pref_levy_before_credit"]) == (194_960, 49_349)
    assert both(found, "adjustment") == (2_000, 500)
    assert (found["city_income_levy"], found["pref_income_levy"]) == (192_900, 48_800)
    assert (found["city_per_capita"], found["pref_per_capita"], found["forest_tax"]) == (3_900, 1_300, 1_000)
    assert found["annual_tax"] == 192_900 + 48_800 + 6_200


@pytest.mark.parametrize(
    ("code", "year", "rates", "per_capita"),
    [
        (None, 2024, ("0.06", "0.04"), (3_000, 1_000)),
        ("012084", 2026, ("0.06", "0.04"), (3_000, 1_000)),
        ("131016", 2026, ("0.06", "0.04"), (3_000, 1_000)),
        ("142018", 2026, ("0.06", "0.04025"), (3_000, 1_300)),
        ("142018", 2027, ("0.06", "0.04"), (3_000, 1_300)),
        ("141003", 2026, ("0.08", "0.02025"), (3_900, 1_300)),
        ("141011", 2026, ("0.08", "0.02025"), (3_900, 1_300)),
        ("281000", 2027, ("0.08", "0.02"), (3_400, 1_800)),
        ("231002", 2026, ("0.077", "0.02"), (2_800, 1_500)),
        ("012092", 2026, ("0.065", "0.04"), (3_500, 1_000)),
        ("282090", 2026, ("0.061", "0.04"), (3_000, 1_800)),
        ("041009", 2026, ("0.08", "0.02"), (3_000, 2_200)),
    ],
)
def test_ordinances_by_place_and_year(
    code: str | None, year: int, rates: tuple[str, str], per_capita: tuple[int, int]
) -> None:
    fixed = fixed_by(law_of(year), code)
    assert (fixed.city_rate, fixed.pref_rate) == tuple(int(float(rate) * 10_000_000 + 0.5) for rate in rates)
    assert (fixed.city_per_capita, fixed.pref_per_capita) == per_capita


def test_what_a_case_says_takes_the_place_of_the_ordinance_and_is_warned_of_when_it_contradicts() -> None:
    income = {"business": 1_430_000}
    own = answer(municipality="012084", income=income, ordinance={"city_per_capita": 3_500, "livelihood_grade": 3})
    assert (own["city_per_capita"], own["per_capita_limit"], "warnings" in own) == (3_500, 380_000, False)
    wrong = answer(municipality="012084", income=income, ordinance={"designated_city": True})
    assert (wrong["city_levy_before_credit"], wrong["pref_levy_before_credit"]) == (80_000, 20_000)
    assert [warning["field"] for warning in wrong["warnings"]] == ["ordinance.designated_city"]
    assert "北見市は指定都市ではありません" in wrong["warnings"][0]["message"]
    rate = answer(municipality="231002", income=income, ordinance={"city_rate": "0.06", "pref_rate": "0.04"})
    assert [warning["field"] for warning in rate["warnings"]] == ["ordinance.city_rate", "ordinance.pref_rate"]
    assert answer(ordinance={"designated_city": True}, income=income)["city_levy_before_credit"] == 80_000
    assert answer(municipality="999999", income=income)["warnings"][0]["field"] == "municipality"


def test_deductions_that_exceed_the_income_go_to_the_classes_taxed_apart() -> None:
    apart = {"short_transfer": 300_000, "long_transfer": 500_500, "futures": 70_000}
    found = answer(income={"business": 100_000, "separate": apart}, paid={"social_insurance": 170_000})
    # 600,000 of deductions: 100,000, then 300,000 of the short transfer, then 200,000 of the long one.
    assert [found["separate"][name]["taxable"] for name in ("short_transfer", "long_transfer", "futures")] == [
        0,
        300_000,
        70_000,
    ]
    assert found["separate"]["long_transfer"] == {"taxable": 300_000, "city": 9_000, "pref": 6_000}
    assert both(found, "adjustment") == (0, 0)
    designated = answer(municipality="271004", income={"separate": {"short_transfer": 1_430_999}})
    assert designated["separate"]["short_transfer"] == {"taxable": 1_000_000, "city": 72_000, "pref": 18_000}
    forest = answer(income={"forestry": 1_430_000})
    assert forest["separate"]["forestry"] == {"taxable": 1_000_000, "city": 60_000, "pref": 40_000}
    assert both(forest, "adjustment") == (1_500, 1_000)


@pytest.mark.parametrize(
    ("taxable", "dependants", "expected"),
    [
        (40_000, 0, (1_200, 800)),
        (2_000_000, 0, (1_500, 1_000)),
        (2_000_000, 2, (4_500, 3_000)),
        (2_050_000, 2, (3_000, 2_000)),
        (2_200_000, 2, (1_500, 1_000)),
        (9_000_000, 0, (1_500, 1_000)),
    ],
)
def test_adjustment_credit(taxable: int, dependants: int, expected: tuple[int, int]) -> None:
    income = {"business": taxable + 430_000 + dependants * 330_000}
    found = answer(income=income, dependants=[{"age": 30}] * dependants)
    assert (found["taxable"], both(found, "adjustment")) == (taxable, expected)


def test_personal_differences() -> None:
    rich = {"business": 25_000_000}
    assert answer(income=rich)["personal_diff_total"] == 50_000
    assert both(answer(income=rich), "adjustment") == (1_500, 1_000)
    assert both(answer(income={"business": 25_000_001}), "adjustment") == (0, 0)
    family = answer(
        income={"business": 4_000_000},
        self={"disability": "special", "single_parent": "father"},
        dependants=[
            {"age": 5, "disability": "special"},
            {"age": 17},
            {"age": 20},
            {"age": 70},
            {"age": 70, "relation": "parent"},
        ],
    )
    assert family["personal_diff_total"] == 10_000 * (5 + 10 + 1 + 22 + 5 + 18 + 10 + 13)
    for year, income, diff in (
        (2024, 499_999, 5),
        (2025, 500_000, 3),
        (2025, 549_999, 3),
        (2025, 550_000, 0),
        (2026, 580_001, 0),
    ):
        found = answer(year, income={"business": 4_000_000}, spouse={"income": income})
        assert found["personal_diff_total"] == 50_000 + 10_000 * diff
    elder = answer(income={"business": 9_200_000}, spouse={"age": 70})
    assert elder["personal_diff_total"] == 110_000


def test_housing_credit_by_year_of_moving_in() -> None:
    def credit(year: int = 2026, move_in: str = "2015-06-01", taxed: int | None = 2_000_000, **more: Any) -> Any:
        loan = {"remaining": 200_000, "move_in": move_in, "income_tax_taxable": taxed, **more}
        case = {"income": {"business": 5_000_000}, "credits": {"housing_loan": loan}, "municipality": "012084"}
        return both(answer(year, **case), "housing_credit")

    assert credit() == (58_500, 39_000)
    assert credit(specified_acquisition=True) == (81_900, 54_600)
    assert credit(taxed=1_000_000) == (30_000, 20_000)
    assert credit(taxed=1_000_000, specified_acquisition=True) == (42_000, 28_000)
    # Moved in 2016 to 2025: the raise of income tax's basic deduction (5,000,000: 150,000 in fiscal 2026) is put back.
    assert credit(move_in="2018-06-01", taxed=1_000_000) == (34_500, 23_000)
    assert credit(2025, move_in="2018-06-01", taxed=1_000_000) == (30_000, 20_000)
    assert credit(2027, move_in="2026-02-01", taxed=1_000_000) == (30_000, 20_000)
    assert credit(move_in="2008-06-01") == (0, 0)
    assert credit(remaining=1_001) == (601, 401)
    assert credit(taxed=None) == (58_500, 39_000)
    designated = {"remaining": 200_000, "move_in": "2015-06-01", "specified_acquisition": True}
    osaka = answer(municipality="271004", income={"business": 9_000_000}, credits={"housing_loan": designated})
    assert both(osaka, "housing_credit") == (109_200, 27_300)


def test_furusato_donations_up_to_a_fifth_of_the_levy() -> None:
    income = {"business": 5_430_000}
    # Taxable 5,000,000 less 50,000 + 150,000 lies in the 69.58% row: 48,000 x 0.6958 = 33,398.4, in fifths rounded up.
    found = answer(income=income, paid={"furusato": 50_000})
    assert both(found, "donation_credit") == (2_880 + 20_040, 1_920 + 13_360)
    much = answer(income=income, paid={"furusato": 1_000_000})
    levies = (300_000 - 1_500, 200_000 - 1_000)
    assert both(much, "donation_credit") == (59_880 + levies[0] // 5, 39_920 + levies[1] // 5)
    assert both(answer(income=income, paid={"furusato": 2_000}), "donation_credit") == (0, 0)
    other = answer(income=income, paid={"donation_prefecture": 12_000, "donation_municipality": 22_000})
    assert both(other, "donation_credit") == (1_200, 400)
    thirty = answer(income=income, paid={"donation_municipality": 5_000_000})
    assert both(thirty, "donation_credit") == ((1_629_000 - 2_000) * 6 // 100, 0)


def test_dividend_foreign_and_withheld_credits() -> None:
    income = {"business": 2_430_000, "dividend": 1_000_000}
    assert both(answer(income=income, credits={"dividend": 1_000_000}), "dividend_credit") == (16_000, 12_000)
    high = {"business": 9_830_000, "dividend": 1_000_000}
    assert both(answer(income=high, credits={"dividend": 1_000_000}), "dividend_credit") == (12_800, 9_600)
    assert both(answer(income=income, credits={"foreign_tax": 1_001}), "foreign_credit") == (601, 400)
    withheld = answer(income={"business": 530_000}, credits={"dividend_levy_withheld": 50_000})
    assert both(withheld, "withheld") == (6_000 - 1_500, 4_000 - 1_000)
    # What no levy is left for is set against 均等割 and forest tax; the rest is a refund.
    assert (withheld["withheld_excess"], withheld["annual_tax"]) == (50_000 - 7_500, 5_000 - 42_500)
    assert (withheld["collection"]["special"][:2], withheld["collection"]["ordinary"]) == ([-37_500, 0], [-37_500])


@pytest.mark.parametrize(
    ("year", "limits"),
    [
        (2024, (1_000_000, 965_000, 930_000)),
        (2025, (1_000_000, 965_000, 930_000)),
        (2026, (1_100_000, 1_065_000, 1_030_000)),
        (2027, (1_190_000, 1_155_000, 1_120_000)),
    ],
)
def test_single_salaries_exempt_by_grade_and_year(year: int, limits: tuple[int, int, int]) -> None:
    for grade, limit in enumerate(limits, start=1):
        at, above = (
            answer(year, income={"salary_revenue": revenue}, ordinance={"livelihood_grade": grade})
            for revenue in (limit, limit + 1)
        )
        assert (at["per_capita_exempt"], at["annual_tax"]) == (True, 0)
        assert (above["per_capita_exempt"], above["annual_tax"] >= 5_000) == (False, True)


def test_limits_of_exemption_by_head_count() -> None:
    family: dict[str, Any] = {"spouse": {}, "dependants": [{"age": 3}, {"age": 20, "income": 600_000}, {"age": 40}]}
    found = answer(**family)
    assert (found["per_capita_limit"], found["income_levy_limit"]) == (1_710_000, 1_820_000)
    limits = [answer(ordinance={"livelihood_grade": 2}, dependants=[{}] * n)["per_capita_limit"] for n in (0, 1, 3, 4)]
    assert limits == [415_000, 919_000, 1_549_000, 1_864_000]


def test_who_is_exempt_for_who_they_are() -> None:
    income = {"business": 1_350_000}
    for person in ({"widow": True}, {"disability": "general"}, {"single_parent": "mother"}):
        found = answer(income=income, self=person)
        assert (found["annual_tax"], found["income_levy_exempt"], found["per_capita_exempt"]) == (0, True, True)
        assert answer(income={"business": 1_350_001}, self=person)["annual_tax"] > 0
    assert answer(income={"business": 9_000_000}, self={"public_assistance": True})["annual_tax"] == 0
    assert answer(income=income)["annual_tax"] > 0
    minors = [answer(income=income, age=None, birth_date=f"2008-01-{day:02}")["per_capita_exempt"] for day in (1, 2, 3)]
    assert minors == [False, False, True]


def test_the_income_levy_leaves_no_less_than_the_limit() -> None:
    # 合計所得 455,000: levies 1,500 + 1,000 less 調整控除 750 + 500; 455,000 - 1,250 does not fall below 450,000.
    assert both(answer(income={"business": 455_000}), "taper") == (0, 0)
    # 451,000: 1,260 + 840 less 630 + 420 are 1,050; 50 too much, in proportion, then the 100-yen floors.
    found = answer(income={"business": 451_000})
    assert both(found, "taper") == (30, 20)
    assert (found["city_income_levy"], found["pref_income_levy"]) == (600, 400)


def test_flat_credit_of_2024_and_2025() -> None:
    income = {"business": 5_430_000}
    plain = answer(2026, income=income, spouse={}, dependants=[{"age": 5}])
    found = answer(2024, income=income, spouse={}, dependants=[{"age": 5}])
    assert sum(both(found, "flat_credit")) == 30_000
    assert plain["annual_tax"] - found["annual_tax"] == 30_000
    assert sum(both(answer(2024, income={"business": 18_050_001}), "flat_credit")) == 0
    rich = {"business": 10_000_001}
    assert sum(both(answer(2024, income=rich, spouse={}), "flat_credit")) == 10_000
    assert sum(both(answer(2025, income=rich, spouse={}), "flat_credit")) == 10_000
    assert sum(both(answer(2025, income=income, spouse={}), "flat_credit")) == 0
    assert sum(both(answer(2026, income=rich, spouse={}), "flat_credit")) == 0
    small = answer(2024, income={"business": 530_000}, dependants=[])
    assert (sum(both(small, "flat_credit")), small["annual_tax"]) == (7_500, 5_000)
