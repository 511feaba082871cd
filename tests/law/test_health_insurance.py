"""国民健康保険: reduction by year, caps, ages and months, forms of rounding, incomes that follow from revenues."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.asking import answer, field_of_error, same_alone, texts

ORDINANCE: dict[str, Any] = {
    "medical": {"rate": "0.0771", "per_capita": 49_101, "per_household": 20_000},
    "support": {"rate": "0.0269", "per_capita": 16_500},
    "care": {"rate": "0.0225", "per_capita": 16_600},
    "child": {"rate": "0.003", "per_capita": 1_800},
}


def asked(year: int = 2026, **case: Any) -> dict[str, Any]:
    return answer("health-insurance", **{"fiscal_year": year, "ordinance": ORDINANCE, **case})


@pytest.mark.parametrize(("year", "half", "fifth"), [(2024, 295, 545), (2025, 305, 560), (2026, 310, 570)])
def test_the_limits_of_the_year_hold_at_and_above(year: int, half: int, fifth: int) -> None:
    limit5, limit2 = 430_000 + 2 * half * 1000, 430_000 + 2 * fifth * 1000
    for income, expected in (
        (430_000, 7),
        (430_001, 5),
        (limit5, 5),
        (limit5 + 1, 2),
        (limit2, 2),
        (limit2 + 1, 0),
    ):
        found = asked(year, head={"age": 30, "total_income": income}, members=[{"age": 30}])
        assert (found["reduction"], found["judged_income"], found["persons"]) == (expected, income, 2)
        assert (found["limit7"], found["limit5"], found["limit2"]) == (430_000, limit5, limit2)
        assert found["medical"]["per_capita_part"] == 2 * 49_101 * (10 - expected) // 10
        assert found["medical"]["per_household_part"] == 2_000 * (10 - expected)


@pytest.mark.parametrize(
    ("year", "caps"),
    [
        (2024, {"medical": 650, "support": 240, "care": 170}),
        (2025, {"medical": 660, "support": 260, "care": 170}),
        (2026, {"medical": 670, "support": 260, "care": 170, "child": 30}),
    ],
)
def test_the_caps_of_the_year(year: int, caps: dict[str, int]) -> None:
    found = asked(year, head={"age": 50, "total_income": 20_000_000})
    assert {name: found[name]["total"] // 1000 for name in ORDINANCE if name in found} == caps
    assert found["annual_total"] == sum(caps.values()) * 1000
    assert ("warnings" in found) == ("child" not in caps)


def test_earners_raise_the_limits_from_the_second_on() -> None:
    def limit7(*revenues: tuple[str, int, int], year: int = 2025) -> int:
        people = [{"age": age, key: revenue} for key, revenue, age in revenues]
        return int(asked(year, head=people[0], members=people[1:])["limit7"])

    salary, pension = "salary_revenue", "pension_revenue"
    assert limit7((salary, 550_001, 50)) == 430_000
    assert limit7((salary, 550_001, 50), (pension, 600_001, 60)) == 530_000
    assert limit7((salary, 550_000, 50), (pension, 600_001, 60)) == 430_000
    assert limit7((salary, 550_001, 50), (pension, 1_250_000, 66), (pension, 1_250_001, 66)) == 530_000
    assert limit7((salary, 650_000, 50), (pension, 600_001, 60), year=2026) == 430_000


def test_incomes_follow_from_revenues_and_pensions_of_the_old_are_relieved() -> None:
    old = asked(head={"age": 66, "pension_revenue": 1_530_000})
    # 1,530,000 − 1,100,000 = 430,000; judged 280,000; nothing above the basic deduction.
    assert (old["judged_income"], old["medical"]["base_income"]) == (280_000, 0)
    assert asked(head={"age": 66, "pension_revenue": 1_200_000})["judged_income"] == 0
    young = asked(head={"age": 64, "pension_revenue": 1_030_000})
    assert (young["judged_income"], young["reduction"]) == (430_000, 7)
    on_the_day = {"pension_revenue": 1_530_000}
    assert asked(head={"birth_date": "1961-01-01", **on_the_day})["judged_income"] == 280_000
    assert asked(head={"birth_date": "1961-01-02", **on_the_day})["judged_income"] == 1_530_000 * 75 // 100 - 275_000
    worker = asked(2026, head={"age": 30, "salary_revenue": 5_505_000})
    assert worker["medical"]["base_income"] == 3_963_200 - 430_000
    assert asked(head={"age": 66, "total_income": 500_000, "pension_revenue": 1_530_000})["judged_income"] == 350_000


def test_preschool_children_pay_half_and_minors_nothing_of_the_child_part() -> None:
    family = asked(head={"age": 45}, members=[{"age": 18}, {"age": 17}, {"age": 6}, {"age": 5}])
    # Reduced by seven tenths: 4.5 times 49,101 x 0.3 = 66,286.35; child part: two adults.
    assert family["medical"]["per_capita_part"] == 66_286
    assert family["child"]["per_capita_part"] == 2 * 540
    births = [{"birth_date": birth} for birth in ("2020-04-02", "2020-04-01", "2008-04-02", "2008-04-01")]
    found = asked(head={"age": 45}, members=births)
    assert found["medical"]["per_capita_part"] == 66_286
    assert found["child"]["per_capita_part"] == 2 * 540


@pytest.mark.parametrize(
    ("birth", "care", "medical"),
    [
        ("1986-04-02", 12, 12),  # attains 40 on 1 April
        ("1986-06-01", 11, 12),  # on 31 May: from May
        ("1986-06-02", 10, 12),
        ("1961-06-01", 1, 12),  # attains 65 on 31 May: until April
        ("1961-06-02", 2, 12),
        ("1951-10-01", 0, 6),  # 75 in October: until September
        ("1951-04-01", 0, 0),
    ],
)
def test_birthdays_of_40_65_and_75_divide_the_year(birth: str, care: int, medical: int) -> None:
    found = asked(head={"birth_date": birth, "total_income": 3_000_000})
    assert found["care"]["income_part"] == 57_825 * care // 12
    assert found["medical"]["income_part"] == 198_147 * medical // 12
    assert found["medical"]["per_capita_part"] == 49_101 * medical // 12
    assert found["persons"] == (medical > 0)


def test_the_care_part_is_for_40_to_64_and_months_bound_it() -> None:
    ages = [asked(head={"age": age})["care"]["per_capita_part"] for age in (39, 40, 64, 65)]
    assert ages == [0, 4_980, 4_980, 0]
    found = asked(head={"age": 50, "months": 5})
    assert (found["care"]["per_capita_part"], found["medical"]["per_household_part"]) == (2_075, 2_500)
    # Six months insured are October to March; who attains 65 in November has one of them with the care part.
    late = asked(head={"birth_date": "1961-11-20", "months": 6})
    assert (late["care"]["per_capita_part"], late["medical"]["per_household_part"]) == (16_600 * 3 // 10 // 12, 3_000)


def test_a_premium_drops_yen_per_person_and_a_tax_once() -> None:
    household: dict[str, Any] = {
        "head": {"age": 30, "total_income": 1_000_001},
        "members": [{"age": 30, "total_income": 1_000_001}],
    }
    rates = {"medical": {"rate": "0.0771", "per_capita": 10_003}}
    tax = asked(**household, ordinance=rates)["medical"]
    premium = asked(**household, ordinance=rates, form="premium")["medical"]
    # 570,001 x 7.71% = 43,947.0771 each; no reduction, as the income is above the limit.
    assert (tax["income_part"], premium["income_part"]) == (87_894, 87_894)
    halves = {"medical": {"rate": "0.00005", "per_capita": 1}}
    assert asked(**household, ordinance=halves)["medical"]["income_part"] == 57
    assert asked(**household, ordinance=halves, form="premium")["medical"]["income_part"] == 56
    assert asked(**household, ordinance={**rates, "round": 1})["medical"]["total"] == tax["income_part"] + 20_006


def test_an_uninsured_head_and_former_members_count_for_the_reduction_only() -> None:
    member = [{"age": 50, "total_income": 400_000}]
    alone = asked(head={"insured": False}, members=member)
    assert (alone["persons"], alone["reduction"], alone["medical"]["per_capita_part"]) == (1, 7, 14_730)
    rich = asked(head={"insured": False, "total_income": 5_000_000}, members=member)
    assert (rich["judged_income"], rich["reduction"], rich["medical"]["base_income"]) == (5_400_000, 0, 0)
    former = asked(head={"age": 78, "specified_former": True, "total_income": 500_000}, members=member)
    assert (former["persons"], former["reduction"], former["judged_income"]) == (2, 5, 900_000)
    assert former["warnings"][0]["code"] == "specified_household"
    gone = asked(head={"age": 50}, members=[{"age": 78, "total_income": 9_000_000}])
    assert (gone["persons"], gone["judged_income"]) == (1, 0)


def test_an_unknown_income_ends_the_reduction() -> None:
    assert asked(head={"age": 50, "income_unknown": True})["reduction"] == 0
    assert asked(head={"age": 50, "insured": False, "income_unknown": True}, members=[{"age": 20}])["reduction"] == 0
    assert "未申告" in texts("health-insurance", fiscal_year=2026, head={"age": 50, "income_unknown": True})


def test_what_is_missing_is_told() -> None:
    assert field_of_error("health-insurance", fiscal_year=2026, head={}) == "head.age"
    assert field_of_error("health-insurance", fiscal_year=2026, head={"age": 3}, members=[{}]) == "members.0.age"
    assert field_of_error("health-insurance", fiscal_year=2027, head={"age": 3}) == "fiscal_year"
    found = asked(head={"age": 50}, ordinance={"medical": {"asset_rate": "0.2"}})
    assert len(found["warnings"]) == 2


def test_many_at_once_answer_as_each_alone_and_are_explained() -> None:
    people: list[dict[str, Any]] = [
        {"age": 45, "salary_revenue": 3_000_000},
        {"birth_date": "1961-08-10", "pension_revenue": 900_000},
        {"age": 3},
        {"age": 76, "specified_former": True, "pension_revenue": 2_000_000},
    ]
    cases = [
        {"fiscal_year": year, "form": form, "head": people[0], "members": people[1:end], "ordinance": ORDINANCE}
        for year in (2024, 2025, 2026)
        for form in ("tax", "premium")
        for end in range(1, 5)
    ]
    assert same_alone("health-insurance", cases)
    assert "国民健康保険料 年額" in texts("health-insurance", **cases[-1])
