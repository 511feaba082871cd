"""個人住民税 as a whole: one and many, what-if, the package of 2026, input that is wrong, identities."""

from __future__ import annotations

import datetime
import random
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from tests.law.resident_tax_cases import case
from yakuba.law import calculate, scheme_named
from yakuba.law.resident_tax import Assessment, Dependants, OrdinanceColumns, Taxpayers, assess, law_of
from yakuba.law.resident_tax.tables import SEPARATE

CREDITS = ("adjustment", "dividend_credit", "housing_credit", "donation_credit", "foreign_credit", "taper")


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_many_answer_as_each_alone_and_the_parts_add_up(year: int) -> None:
    dice = random.Random(year)
    cases = [case(dice, year) for _ in range(150)]
    together = calculate("resident-tax", cases, explain=False)
    assert together[:20] == [calculate("resident-tax", [one])[0] for one in cases[:20]]
    for found in together:
        for side in ("city", "pref"):
            left = found[f"{side}_levy_before_credit"] - sum(found[f"{name}_{side}"] for name in CREDITS)
            left -= found[f"flat_credit_{side}"] + found[f"withheld_{side}"]
            assert found[f"{side}_income_levy"] == left - left % 100
            assert left >= 0
        fixed = found["city_per_capita"] + found["pref_per_capita"] + found["forest_tax"]
        assert (
            found["annual_tax"]
            == found["city_income_levy"] + found["pref_income_levy"] + fixed - found["withheld_excess"]
        )
        assert found["total_deductions"] == sum(found["deductions"].values())
        assert sum(found["collection"]["special"]) == sum(found["collection"]["ordinary"]) == found["annual_tax"]
        if not found["income_levy_exempt"] and not sum(found[f"withheld_{side}"] for side in ("city", "pref")):
            levies = found["city_income_levy"] + found["pref_income_levy"]
            assert found["total_income_after_carryover"] - levies >= found["income_levy_limit"]


def test_blocks_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(1)
    rows = 1_000
    taxpayers = Taxpayers.blank(rows, salary_revenue=dice.integers(0, 12_000_000, rows), has_spouse=True)
    dependants = Dependants.blank(900, owner=dice.integers(0, rows, 900), age=dice.integers(0, 90, 900))
    given = (law_of(2026), OrdinanceColumns.blank(rows), taxpayers, dependants)
    whole = assess(*given)
    monkeypatch.setattr("yakuba.law.resident_tax.engine.BLOCK", 128)
    in_blocks = assess(*given, workers=3)
    for name in (field.name for field in fields(Assessment)):
        assert np.array_equal(getattr(whole, name), getattr(in_blocks, name)), name
    assert len(np.unique(whole.annual_tax)) > 500


def test_a_what_if_changes_what_it_names_and_nothing_else() -> None:
    taxpayers = Taxpayers.blank(2, business=[3_000_000, 440_000])
    given = (OrdinanceColumns.blank(2), taxpayers, Dependants.blank(0))
    now = assess(law_of(2026), *given)
    bill = assess(law_of(2026, changed={"basic": [[24_000_000, 530_000]], "forest_tax": 2_000}), *given)
    assert (now.annual_tax - bill.annual_tax).tolist() == [10_000 - 1_000, 0]
    assert (bill.taxable - now.taxable).tolist() == [-100_000, -10_000]


def test_the_law_of_2027_is_known_from_the_day_of_its_package() -> None:
    taxpayers = Taxpayers.blank(1, salary_revenue=2_192_000, has_spouse=True, spouse_income=600_000)
    given = (OrdinanceColumns.blank(1), taxpayers, Dependants.blank(0))
    before = assess(law_of(2027, known_on=datetime.date(2026, 3, 30)), *given)
    after = assess(law_of(2027, known_on=datetime.date(2026, 3, 31)), *given)
    assert (before.employment_income.item(), before.spouse_counted.item()) == (1_454_400, False)
    assert (after.employment_income.item(), after.spouse_counted.item()) == (1_451_000, True)
    assert law_of(2026, known_on=datetime.date(2026, 3, 30)).value("employment_income") == law_of(2026).value(
        "employment_income"
    )
    assert [law_of(year).rows("single_parent")[0][0] for year in (2027, 2028)] == [300_000, 330_000]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"income": {"salary": 1}}, "income.salary"),
        ({"fiscal_year": 2023}, "fiscal_year"),
        ({"fiscal_year": 2028}, "fiscal_year"),
        ({"income": {"salary_revenue": -1}}, "income.salary_revenue"),
        ({"income": {"salary_revenue": 1.5}}, "income.salary_revenue"),
        ({"dependants": [{"age": 3, "disability": "yes"}]}, "dependants.0.disability"),
        ({"ordinance": {"livelihood_grade": 4}}, "ordinance.livelihood_grade"),
        ({"ordinance": {"city_rate": "0.00000001"}}, "ordinance.city_rate"),
    ],
)
def test_a_wrong_key_or_value_is_named(wrong: dict[str, Any], field: str) -> None:
    found = calculate("resident-tax", [{"fiscal_year": 2026, **wrong}])[0]
    assert [error["field"] for error in found["errors"]] == [field]


def test_who_has_nothing_pays_nothing() -> None:
    found = calculate("resident-tax", [{}], options={"fiscal_year": 2026})[0]
    assert (found["annual_tax"], found["per_capita_exempt"], set(found["separate"])) == (0, True, set(SEPARATE))


def test_the_schema_describes_every_key_and_every_result_has_its_place_in_it() -> None:
    schema = scheme_named("resident-tax").schema()
    parts = schema["input"]["$defs"]
    undescribed = [
        f"{name}.{key}"
        for name in ("Income", "SeparateIncome", "Paid", "Self", "Spouse", "Dependant", "HousingLoan", "OrdinanceTold")
        for key, said in parts[name]["properties"].items()
        if "description" not in said and "$ref" not in said
    ]
    assert undescribed == []
    assert parts["Paid"]["properties"]["furusato"]["description"].startswith("円。")
    found = calculate("resident-tax", [{"fiscal_year": 2026}], explain=True)[0]
    assert set(found) <= set(schema["result"]["properties"])
