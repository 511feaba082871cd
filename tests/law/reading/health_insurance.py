"""National health insurance tax or premium of one household, FY2024 to FY2026, read from the law by another hand.

Interpretations where the rules or the contract are silent:
* Everybody in `members` is insured, except 特定同一世帯所属者 (`specified_former`); `head` is insured unless it says no
  (擬制世帯主: its income is judged, it pays no part). Nobody is insured from the 75th birthday (高確法52条: the day
  itself). `persons` counts the insured and the 特定同一世帯所属者 who are there on 1 April: who is born later is not.
* With a birth date: the age at the end of the income year decides about the pension (born on 1 January is a year
  older), the school year about the rest. With `age` alone it serves for all, and nothing changes within the year.
* Income left out is derived from the revenues (with the adjustment for who has salary and pension); given, it is
  taken as 総所得金額等 and 合計所得金額 at once, revenues then only say who is an earner and what the pension is.
* 給与所得者等: salary over 550,000 (FY2026: over 650,000), pension over 600,000, from 65 over 1,250,000 (1,100,000 and
  the further 150,000); one person counts once. Whoever's income is judged is looked at.
* Income not known (未申告) of anybody who is judged: no reduction; the income itself is what is stated or derived.
* 介護分: who is 40 to 64 on 1 April, and by a birth date also who reaches 40 or 65 in the year, for the months from the
  one of reaching 40 to the one before reaching 65 (reached on the day before the birthday).
* 月割 is by the joining month (rules 3): `months` below 12 are the last months before the year or the membership ends.
  Each person's parts by twelfths; the household part by the longest membership; the limit is not divided.
* A tax drops each part below 1 yen once, for the household (法703条の4); a premium for each insured person, since
  国保令29条の7 adds up amounts of persons. Then the limit, then dropped below `round`.
* 未就学児 (under 6 on 1 April): half of the reduced per-capita part, every component. 子ども分 (from FY2026 only):
  nobody under 18 on 1 April pays the per-capita part; the extra for 18 and over has no key.
* 資産割 and 特定世帯 (平等割 1/2 or 3/4) have no key that decides them: left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.law.reading.common_reading import (
    Answer,
    Case,
    day,
    day_of_reaching,
    drop_below,
    exact,
    full_years_on,
    has_reached,
    part_of,
    yen_of,
)
from tests.law.reading.late_elderly_premium import FIFTH, HALF, basic_deduction
from tests.law.reading.revenue_to_income import both_adjustment, pension_income, salary_income

# 令56条の88の2; 令和8年政令2号
LIMITS = {
    2024: {"medical": 650_000, "support": 240_000, "care": 170_000},
    2025: {"medical": 660_000, "support": 260_000, "care": 170_000},
    2026: {"medical": 670_000, "support": 260_000, "care": 170_000, "child": 30_000},
}
SALARY_EARNER_OVER = {2024: 550_000, 2025: 550_000, 2026: 650_000}
PENSION_EARNER_OVER, PENSION_EARNER_OVER_FROM_65 = 600_000, 1_250_000
APRIL = 3  # as a month of the year, January being 0


@dataclass
class Person:
    """One person of the household."""

    income: int
    judged: int
    earner: bool
    unknown: bool
    counted: bool  # insured or 特定同一世帯所属者, and there on 1 April
    months: int  # of being insured
    care_months: int
    preschool: bool
    minor: bool


def answer(case: Case) -> Answer:
    """Judged income, reduction with its limits, each component, the sum of the year."""
    year = int(case["fiscal_year"])
    ordinance = part_of(case, "ordinance")
    head = part_of(case, "head")
    people = [_person(year, head, bool(head.get("insured", True)))]
    people += [_person(year, member, True) for member in case.get("members") or []]
    heard = people[:1] + [person for person in people[1:] if person.counted]  # the head always

    judged = sum(person.judged for person in heard)
    persons = sum(person.counted for person in people)
    limit7 = 430_000 + 100_000 * max(sum(person.earner for person in heard) - 1, 0)
    limit5, limit2 = limit7 + HALF[year] * persons, limit7 + FIFTH[year] * persons
    reduction = 7 if judged <= limit7 else 5 if judged <= limit5 else 2 if judged <= limit2 else 0
    if any(person.unknown for person in heard):
        reduction = 0

    result: Answer = {"id": case["id"]} if "id" in case else {}
    result |= {
        "judged_income": judged,
        "persons": persons,
        "reduction": reduction,
        "limit7": limit7,
        "limit5": limit5,
        "limit2": limit2,
    }
    insured = [person for person in people if person.months]
    fixed = (reduction, yen_of(ordinance.get("round", 100)), case.get("form", "tax") == "premium")
    for name, limit in LIMITS[year].items():
        result[name] = _component(name, part_of(ordinance, name), insured, limit, fixed)
    result["annual_total"] = sum(result[name]["total"] for name in LIMITS[year])
    return result


def _component(name: str, rates: Case, insured: list[Person], limit: int, fixed: tuple[int, int, bool]) -> Answer:
    """法703条の4: 所得割, 均等割 and 平等割 of one component, the limit, the floor."""
    reduction, step, by_person = fixed
    kept = Fraction(10 - reduction, 10)  # 法703条の5第1項
    base_sum, longest = 0, 0
    of_income, of_heads = [], []
    for person in insured:
        months = person.care_months if name == "care" else person.months
        if not months:
            continue
        base = max(person.income - basic_deduction(person.income), 0)
        base_sum += base
        longest = max(longest, months)
        of_income.append(base * exact(rates.get("rate")) * Fraction(months, 12))
        head = exact(rates.get("per_capita")) * kept * Fraction(months, 12)
        if name == "child" and person.minor:  # fully waived
            head = Fraction(0)
        of_heads.append(head / 2 if person.preschool else head)  # 法703条の5第2項
    parts = {
        "income_part": _added(of_income, by_person),
        "per_capita_part": _added(of_heads, by_person),
        "per_household_part": drop_below(exact(rates.get("per_household")) * kept * Fraction(longest, 12)),
    }
    total = drop_below(min(sum(parts.values()), limit), step)
    return {"base_income": base_sum} | parts | {"cap": limit, "total": total}


def _added(amounts: list[Fraction], by_person: bool) -> int:
    """A premium drops below 1 yen for each person, a tax once."""
    return sum(map(drop_below, amounts)) if by_person else drop_below(sum(amounts, Fraction(0)))


def _person(year: int, member: Case, insured: bool) -> Person:
    age, pension_65 = _ages(year, member)
    salary_revenue, pension_revenue = yen_of(member.get("salary_revenue")), yen_of(member.get("pension_revenue"))
    salary = salary_income(year, salary_revenue)
    if member.get("total_income") is None:
        pension = pension_income(pension_revenue, over_65=pension_65, other_income=salary)
        income = salary - both_adjustment(salary, pension) + pension
    else:
        income = yen_of(member["total_income"])
        beside = max(income - pension_income(pension_revenue, over_65=pension_65, other_income=0), 0)
        pension = pension_income(pension_revenue, over_65=pension_65, other_income=beside)
    special = min(pension, 150_000) if pension_65 else 0  # 令附則: 公的年金等に係る所得から15万
    pension_over = PENSION_EARNER_OVER_FROM_65 if pension_65 else PENSION_EARNER_OVER
    former = bool(member.get("specified_former"))
    first, after = _insured_from_to(year, member, age) if insured and not former else (0, 0)
    return Person(
        income=income,
        judged=max(income - special, 0),
        earner=salary_revenue > SALARY_EARNER_OVER[year] or pension_revenue > pension_over,
        unknown=bool(member.get("income_unknown")),
        counted=(former or after > first) and _there(year, member),
        months=after - first,
        care_months=_care_months(member, age, first, after),
        preschool=age < 6,
        minor=age < 18,
    )


def _there(year: int, member: Case) -> bool:
    return not member.get("birth_date") or day(member["birth_date"]) <= date(year, 4, 1)


def _ages(year: int, member: Case) -> tuple[int, bool]:
    """Age on 1 April of the year, and whether it was 65 at the end of the income year."""
    if member.get("birth_date"):
        birth = day(member["birth_date"])
        return full_years_on(birth, date(year, 4, 1)), has_reached(birth, 65, date(year - 1, 12, 31))
    age = int(member.get("age", 0))
    return age, age >= 65


def _at(when: date) -> int:
    """The month of a day, counted from year 0."""
    return when.year * 12 + when.month - 1


def _insured_from_to(year: int, member: Case, age: int) -> tuple[int, int]:
    """The first month insured and the one after the last, counted from year 0."""
    first = year * 12 + APRIL
    after = first + 12
    if member.get("birth_date"):
        birth = day(member["birth_date"])
        first = max(first, _at(birth))
        after = min(after, _at(birth) + 75 * 12)  # 高確法52条
    elif age >= 75:
        return 0, 0
    first = max(first, after - int(member.get("months", 12)))
    return (first, after) if first < after else (0, 0)


def _care_months(member: Case, age: int, first: int, after: int) -> int:
    """介護保険法9条2号: of the months insured, those in which the member is 40 to 64."""
    if not member.get("birth_date"):
        return after - first if 40 <= age <= 64 else 0
    birth = day(member["birth_date"])
    begins, ends = _at(day_of_reaching(birth, 40)), _at(day_of_reaching(birth, 65))
    return max(min(after, ends) - max(first, begins), 0)
