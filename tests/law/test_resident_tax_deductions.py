"""所得控除 of 個人住民税 at the edges of their tables."""

from __future__ import annotations

from typing import Any

import pytest

from yakuba.law import calculate
from yakuba.law.resident_tax.results import DEDUCTIONS


def deductions(fiscal_year: int = 2026, **case: Any) -> dict[str, int]:
    given = {"fiscal_year": fiscal_year, "age": 45, "income": {"business": 5_000_000}, **case}
    answer = calculate("resident-tax", [given])[0]
    found: dict[str, int] = answer["deductions"]
    assert set(found) == set(DEDUCTIONS)
    assert answer["total_deductions"] == sum(found.values())
    return found


@pytest.mark.parametrize(
    ("paid", "amount"),
    [
        ({"life_new_general": 12_000}, 12_000),
        ({"life_new_general": 12_001}, 12_001),
        ({"life_new_general": 12_003}, 12_002),
        ({"life_new_general": 32_001}, 22_001),
        ({"life_new_general": 56_000}, 28_000),
        ({"life_new_general": 90_000}, 28_000),
        ({"life_old_pension": 15_000}, 15_000),
        ({"life_old_pension": 40_000}, 27_500),
        ({"life_old_pension": 40_001}, 27_501),
        ({"life_old_pension": 70_001}, 35_000),
        ({"life_new_general": 30_000, "life_old_general": 20_000}, 28_000),
        ({"life_new_general": 30_000, "life_old_general": 60_000}, 32_500),
        ({"life_care_medical": 80_000, "life_new_general": 80_000, "life_old_pension": 80_000}, 70_000),
    ],
)
def test_life_insurance(paid: dict[str, int], amount: int) -> None:
    assert deductions(paid=paid)["life"] == amount


@pytest.mark.parametrize(
    ("paid", "amount"),
    [
        ({"earthquake": 49_999}, 25_000),
        ({"earthquake": 20_001}, 10_001),
        ({"old_long_term_casualty": 5_000}, 5_000),
        ({"old_long_term_casualty": 5_001}, 5_001),
        ({"old_long_term_casualty": 15_000}, 10_000),
        ({"old_long_term_casualty": 20_000, "earthquake": 40_000}, 25_000),
    ],
)
def test_earthquake_insurance(paid: dict[str, int], amount: int) -> None:
    assert deductions(paid=paid)["earthquake"] == amount


def test_expenses_ask_for_a_share_of_income() -> None:
    assert deductions(paid={"medical": 300_000, "medical_reimbursed": 50_000})["medical"] == 150_000
    assert deductions(income={"business": 1_000_000}, paid={"medical": 300_000})["medical"] == 250_000
    assert deductions(paid={"medical": 5_000_000})["medical"] == 2_000_000
    assert deductions(paid={"medical": 110_000, "self_medication": 120_000})["medical"] == 88_000
    assert deductions(paid={"casualty_loss": 900_000, "casualty_reimbursed": 100_000})["casualty"] == 300_000
    assert deductions(paid={"casualty_loss": 600_000, "disaster_expense": 200_000})["casualty"] == 150_000


@pytest.mark.parametrize(("year", "limit"), [(2024, 480_000), (2025, 480_000), (2026, 580_000), (2027, 620_000)])
def test_spouse_and_dependants_count_up_to_the_limit_of_the_year(year: int, limit: int) -> None:
    at = deductions(year, spouse={"income": limit}, dependants=[{"age": 30, "income": limit}])
    above = deductions(year, spouse={"income": limit + 1}, dependants=[{"age": 30, "income": limit + 1}])
    assert (at["spouse"], at["spouse_special"], at["dependants"]) == (330_000, 0, 330_000)
    assert (above["spouse"], above["spouse_special"], above["dependants"]) == (0, 330_000, 0)


@pytest.mark.parametrize(
    ("own", "spouse", "spouse_special"),
    [
        (9_000_000, 330_000, 210_000),
        (9_000_001, 220_000, 140_000),
        (9_500_001, 110_000, 70_000),
        (10_000_001, 0, 0),
    ],
)
def test_the_spouse_deductions_fall_with_the_taxpayers_income(own: int, spouse: int, spouse_special: int) -> None:
    assert deductions(income={"business": own}, spouse={})["spouse"] == spouse
    found = deductions(income={"business": own}, spouse={"income": 1_150_000})
    assert found["spouse_special"] == spouse_special


def test_spouse_steps_end_at_1_330_000_and_age_70_raises() -> None:
    steps = [1_000_000, 1_000_001, 1_330_000, 1_330_001]
    found = [deductions(spouse={"income": income})["spouse_special"] for income in steps]
    assert found == [330_000, 310_000, 30_000, 0]
    assert deductions(spouse={"birth_date": "1956-01-01"})["spouse"] == 380_000
    assert deductions(spouse={"birth_date": "1956-01-02"})["spouse"] == 330_000


@pytest.mark.parametrize(
    ("dependant", "amount"),
    [
        ({"age": 15}, 0),
        ({"age": 16}, 330_000),
        ({"age": 19}, 450_000),
        ({"age": 22}, 450_000),
        ({"age": 23}, 330_000),
        ({"age": 69}, 330_000),
        ({"age": 70}, 380_000),
        ({"age": 70, "relation": "parent"}, 450_000),
        ({"age": 70, "relation": "parent", "cohabiting": False}, 380_000),
        ({"birth_date": "2010-01-01"}, 330_000),
        ({"birth_date": "2010-01-02"}, 0),
    ],
)
def test_dependants_by_age_on_31_december(dependant: dict[str, Any], amount: int) -> None:
    assert deductions(dependants=[dependant])["dependants"] == amount


def test_specified_relatives_from_2026_on() -> None:
    def special(year: int, income: int, age: int = 19) -> int:
        return deductions(year, dependants=[{"age": age, "income": income}])["specified_relative_special"]

    assert [special(2026, income) for income in (580_000, 580_001, 950_000, 950_001, 1_230_000, 1_230_001)] == [
        0,
        450_000,
        450_000,
        410_000,
        30_000,
        0,
    ]
    assert (special(2025, 600_000), special(2027, 620_000), special(2027, 620_001)) == (0, 0, 450_000)
    assert (special(2026, 600_000, 18), special(2026, 600_000, 23)) == (0, 0)


def test_circumstances_and_their_income_limits() -> None:
    people = [{"age": 8, "disability": "special"}, {"age": 30, "disability": "special", "cohabiting": False}]
    disabled = deductions(self={"disability": "general"}, spouse={"disability": "special"}, dependants=people)
    assert disabled["disability"] == 260_000 + 530_000 + 530_000 + 300_000
    single = {"single_parent": "mother", "widow": True}
    assert deductions(self=single)["single_parent"] == 300_000
    assert deductions(self=single)["widow"] == 0
    assert deductions(self={"widow": True})["widow"] == 260_000
    above = deductions(income={"business": 5_000_001}, self={"single_parent": "father"})
    assert above["single_parent"] == 0
    student = {"working_student": True}
    for year, limit in ((2025, 750_000), (2026, 850_000), (2027, 890_000)):
        assert deductions(year, income={"business": limit}, self=student)["working_student"] == 260_000
        assert deductions(year, income={"business": limit + 1}, self=student)["working_student"] == 0
    assert deductions(income={"business": 300_000, "interest": 100_001}, self=student)["working_student"] == 0


def test_basic_deduction_ends_above_25_million() -> None:
    incomes = (24_000_000, 24_000_001, 24_500_001, 25_000_000, 25_000_001)
    found = [deductions(income={"business": income})["basic"] for income in incomes]
    assert found == [430_000, 290_000, 150_000, 150_000, 0]
