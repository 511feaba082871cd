"""国民健康保険: the formulas as columns, members with the row of their household (地方税法703条の4・5, 国保令29条の7).

`standings` tells from birth dates who belongs to what for how many months; `judged` the reduction of a household;
`component` one of medical, support, care and child parts. Readings where the rules are silent stand in each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law import incomes
from yakuba.law.columns import RATE_UNIT, Flags, Ints, at_least, at_most, counted_by, summed_by
from yakuba.law.parameters import Law, fiscal_day, in_force

NAME = "health-insurance"
COMPONENTS = ("medical", "support", "care", "child")
YEAR = 12  # months
MAJORITY, PENSION_AGE = 18, 65  # 民法4条; 所得税法35条4項


@dataclass(frozen=True)
class Members:
    """Columns, one row a person, the head too.

    `birth` yyyymmdd, 0: `age` on 1 April counts instead; `total_income` -1: not told.
    """

    owner: Ints
    head: Flags
    insured: Flags  # as the case says it; `Standings.months` decides
    specified: Flags  # 特定同一世帯所属者: moved to the late elderly scheme, counts for the reduction only
    birth: Ints
    age: Ints
    months: Ints
    total_income: Ints
    salary: Ints
    pension: Ints
    unknown: Flags


@dataclass(frozen=True)
class Standings:
    """Per member, in the fiscal year: months insured, months with the care part, and what age says."""

    months: Ints
    care_months: Ints
    preschool: Flags
    minor: Flags
    old: Flags
    there: Flags  # on 1 April


@dataclass(frozen=True)
class Judged:
    """Per household, yen; `reduction` in tenths. `total` and `base` (without the basic deduction) are per member."""

    total: Ints
    base: Ints
    income: Ints
    persons: Ints
    earners: Ints
    unknown: Flags
    limit7: Ints
    limit5: Ints
    limit2: Ints
    reduction: Ints


@dataclass(frozen=True)
class Rates:
    """Columns of a component, one row a household; `rate` in parts of `RATE_UNIT`."""

    rate: Ints
    per_capita: Ints
    per_household: Ints


@dataclass(frozen=True)
class Component:
    """What a household owes in a component, yen; `total` after cap and rounding down."""

    base_income: Ints
    income_part: Ints
    per_capita_part: Ints
    per_household_part: Ints
    total: Ints


@dataclass(frozen=True)
class Households:
    """Columns, one row a household: whether amounts are dropped to yen per person, and the unit of rounding down."""

    by_person: Flags  # form "premium"
    round: Ints


def law_of(fiscal_year: int) -> Law:
    """The law that holds on 1 April of a fiscal year."""
    return in_force(NAME, fiscal_day(fiscal_year))


def caps(law: Law) -> dict[str, int]:
    """The components of the year with their caps."""
    return {name: int(cap) for name, cap in law.value("caps").items()}


def standings(law: Law, fiscal_year: int, members: Members) -> Standings:
    """Months and classes of age.

    * The care part is owed from the month of attaining 40 (the day before the birthday) to the month before attaining
      65; the scheme is left with the month of the 75th birthday. `months` of the case below what that gives are the
      last ones: amounts go by the joining month.
    * Of `age` alone no birthday is known: twelve months, care from 40 to 64, nothing from 75.
    * Preschool and minor go by the school year: who is born on 1 April belongs to the year before.
    """
    first = fiscal_year * YEAR + 3
    told = members.birth > 0
    born = members.birth // 10000 * YEAR + members.birth // 100 % 100 - 1
    eve = (members.birth % 100 == 1).astype(np.int64)  # attains its ages in the month before
    low, high = law.rows("care_ages")[0]
    leaving = law.yen("leaving_age")
    last = at_most(born + leaving * YEAR, first + YEAR)
    months = np.where(told, last - at_least(born, first), np.where(members.age < leaving, YEAR, 0))
    insured = members.insured & ~members.specified
    months = np.where(insured, at_most(at_least(months), members.months), 0)
    care = np.where(
        told,
        at_most(born + high * YEAR - eve, last) - at_least(born + low * YEAR - eve, last - months),
        np.where((members.age >= low) & (members.age < high), YEAR, 0),
    )
    return Standings(
        months,
        at_most(at_least(care), months),
        _in_school_year(fiscal_year, members, law.yen("school_age")),
        _in_school_year(fiscal_year, members, MAJORITY),
        np.where(told, members.birth <= (fiscal_year - PENSION_AGE) * 10000 + 101, members.age >= PENSION_AGE),
        ~told | (members.birth <= fiscal_year * 10000 + 401),
    )


def _in_school_year(fiscal_year: int, members: Members, age: int) -> Flags:
    """Whether `age` is not attained before 1 April of the fiscal year."""
    by_birth = members.birth > (fiscal_year - age) * 10000 + 401
    found: Flags = np.where(members.birth > 0, by_birth, members.age < age).astype(np.bool_)
    return found


def judged(law: Law, incomes_law: Law, members: Members, standing: Standings, rows: int) -> Judged:
    """The reduction of each household.

    * Judged are the head, insured or not, who is insured, and who is 特定同一世帯所属者; persons are the latter two, as
      they are on 1 April.
    * Total income that is not told follows from salary and pension. The relief for pensions of those who are 65 on
      31 December is never more than the pension income.
    * When the income of one of them is not known, there is no reduction.
    """
    total, pension = _incomes(incomes_law, members, standing.old)
    counted = ((standing.months > 0) | members.specified) & standing.there
    heard = counted | members.head
    relief = np.where(standing.old, at_most(pension, law.yen("pension_relief")), 0)
    income = summed_by(members.owner, np.where(heard, at_least(total - relief), 0), rows)
    salary, young, old = law.rows("earner_revenues")[0]
    earns = (members.salary > salary) | (members.pension > np.where(standing.old, old, young))
    persons = counted_by(members.owner, counted, rows)
    earners = counted_by(members.owner, heard & earns, rows)
    unknown = counted_by(members.owner, heard & members.unknown, rows) > 0
    limit7 = law.yen("base_limit") + at_least(earners - 1) * law.yen("per_earner")
    limit5 = limit7 + persons * law.yen("half_per_person")
    limit2 = limit7 + persons * law.yen("fifth_per_person")
    tenths = np.select([unknown, income <= limit7, income <= limit5, income <= limit2], [0, 7, 5, 2], 0)
    base = at_least(total - incomes.basic_deduction(incomes_law, total))
    return Judged(total, base, income, persons, earners, unknown, limit7, limit5, limit2, tenths.astype(np.int64))


def _incomes(law: Law, members: Members, old: Flags) -> tuple[Ints, Ints]:
    """Total income and pension income of each member."""
    told = members.total_income >= 0
    total = np.where(told, members.total_income, incomes.total_of(law, members.salary, members.pension, old))
    plain = incomes.pension_income(law, members.pension, old, np.zeros_like(total))
    other = np.where(told, at_least(total - plain), incomes.employment_income(law, members.salary))
    return total, incomes.pension_income(law, members.pension, old, other)


def component(
    name: str, rates: Rates, households: Households, people: tuple[Members, Standings, Judged], cap: int
) -> Component:
    """One component of each household.

    * A tax drops each part to whole yen once for the household, a premium for each person (国保令29条の7 adds up
      amounts per insured person); months are twelfths of the exact amount. The cap is not divided by months.
    * Children before school pay half of the reduced per-capita amount; in the child part who is under age pays none.
    * The amount per household is owed for as many months as its member with the most.
    """
    members, standing, found = people
    months = standing.care_months if name == "care" else standing.months
    rows, owner, tenths = len(rates.rate), members.owner, 10 - found.reduction
    weight = np.where(standing.preschool, 1, 2)
    if name == "child":
        weight = np.where(standing.minor, 0, weight)
    by_income = _Shares(found.base * rates.rate[owner], months, YEAR * RATE_UNIT)
    by_head = _Shares(rates.per_capita[owner] * tenths[owner] * weight, months, YEAR * 20)
    income_part = by_income.summed(owner, households.by_person)
    per_capita = by_head.summed(owner, households.by_person)
    longest = np.zeros(rows, dtype=np.int64)
    np.maximum.at(longest, owner, months)
    per_household = rates.per_household * tenths * longest // (YEAR * 10)
    total = at_most(income_part + per_capita + per_household, cap)
    base_income = summed_by(owner, np.where(months > 0, found.base, 0), rows)
    return Component(base_income, income_part, per_capita, per_household, total - total % households.round)


class _Shares:
    """`amount` x `months` / `divisor` of each member, summed by household without losing what is below a yen."""

    def __init__(self, amount: Ints, months: Ints, divisor: int) -> None:
        self.divisor = divisor
        self.yen = amount // divisor * months  # the product itself may leave 64 bits
        self.below = amount % divisor * months

    def summed(self, owner: Ints, by_person: Flags) -> Ints:
        """Dropped to whole yen for each member where `by_person` holds, otherwise once for the sum."""
        rows = len(by_person)
        each = summed_by(owner, self.yen + self.below // self.divisor, rows)
        once = summed_by(owner, self.yen, rows) + summed_by(owner, self.below, rows) // self.divisor
        return np.where(by_person, each, once)
