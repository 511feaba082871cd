"""Who the people of a case are: ages, own incomes, head counts (second reading of the law, resident tax).

Plain integers, one case at a time, written from the rules and not from the engine. Sources are named by article:
法 = 地方税法, 措法 = 租税特別措置法, 所法 = 所得税法.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Case = dict[str, Any]

# 法292条1項7号・9号: a relative's 合計所得金額 up to this counts as 同一生計配偶者 or 扶養親族.
RELATIVE_LIMIT = {2024: 480_000, 2025: 480_000, 2026: 580_000, 2027: 620_000}


def number(holder: Case, key: str) -> int:
    """An amount in yen; a key left out is zero."""
    return int(holder.get(key) or 0)


def part(holder: Case, key: str) -> Case:
    """A nested part of the case; left out or null is an empty one."""
    return holder.get(key) or {}


def age_at_the_end_of(year: int, person: Case) -> int:
    """Age on 31 December of the income year (年齢計算ニ関スル法律: an age is reached on the eve of the birthday).

    Told of without an age, a person is grown up and below every age of the law: 40.
    """
    if person.get("birth_date") is None:
        return 40 if person.get("age") is None else int(person["age"])
    birth = date.fromisoformat(person["birth_date"])
    # Someone born on 1 January reaches the age on 31 December already.
    return year - birth.year + (1 if (birth.month, birth.day) == (1, 1) else 0)


def is_minor(fiscal_year: int, case: Case) -> bool:
    """未成年者 on the levy date, 1 January (法295条1項2号; 民法4条: 18).

    Born on 2 January, the eighteenth year is complete at the end of 1 January: no minor on the levy date. Where only
    the age on 31 December is told, that age decides. With neither, the taxpayer is an adult.
    """
    if case.get("birth_date") is not None:
        return date.fromisoformat(case["birth_date"]) >= date(fiscal_year - 18, 1, 3)
    return case.get("age") is not None and int(case["age"]) < 18


def salary_to_income(fiscal_year: int, revenue: int) -> int:
    """給与所得控除後の給与等の金額 (所法28条, 別表第五) as the income tax computes it (法32条2項・313条2項)."""
    step = revenue // 4_000 * 1_000  # the table goes by 4,000 yen: a quarter, below 1,000 dropped
    if fiscal_year <= 2025:
        rows = [
            (550_999, 0),
            (1_618_999, revenue - 550_000),
            (1_619_999, 1_069_000),
            (1_621_999, 1_070_000),
            (1_623_999, 1_072_000),
            (1_627_999, 1_074_000),
            (1_799_999, step * 24 // 10 + 100_000),
        ]
    elif fiscal_year == 2026:
        rows = [(650_999, 0), (1_899_999, revenue - 650_000)]
    else:
        rows = [
            (740_999, 0),
            (2_190_999, revenue - 740_000),
            (2_192_999, 1_451_000),  # printed rows of the table; the formula would give more (rules, trap 3)
            (2_195_999, 1_453_000),
            (2_199_999, 1_456_000),
        ]
    rows += [
        (3_599_999, step * 28 // 10 - 80_000),
        (6_599_999, step * 32 // 10 - 440_000),
        (8_499_999, revenue * 9 // 10 - 1_100_000),
    ]
    for up_to, income in rows:
        if revenue <= up_to:
            return income
    return revenue - 1_950_000


def own_income(fiscal_year: int, relative: Case) -> int:
    """合計所得金額 of a relative: told, or from the salary revenue alone."""
    if relative.get("income") is not None:
        return int(relative["income"])
    return salary_to_income(fiscal_year, number(relative, "salary_revenue"))


@dataclass(frozen=True)
class Relative:
    """One relative as the law sees them: age at the end of the income year, own income, and the facts told."""

    age: int
    income: int
    relation: str
    cohabiting: bool
    disability: str | None
    counts: bool  # 同一生計配偶者 or 扶養親族: own income within the limit


@dataclass(frozen=True)
class People:
    """The taxpayer's spouse (None: none) and dependants."""

    spouse: Relative | None
    dependants: tuple[Relative, ...]

    @property
    def counted(self) -> tuple[Relative, ...]:
        """同一生計配偶者 and 扶養親族, those under 16 too; a 特定親族 above the limit is none (規則9条の21)."""
        everyone = self.dependants if self.spouse is None else (self.spouse, *self.dependants)
        return tuple(relative for relative in everyone if relative.counts)


def unborn(fiscal_year: int, told: Case) -> bool:
    """Not there yet on 31 December of the income year, the day relatives are looked at (法23条1項9号・292条1項9号)."""
    return told.get("birth_date") is not None and date.fromisoformat(told["birth_date"]) >= date(fiscal_year, 1, 1)


def people_of(fiscal_year: int, case: Case) -> People:
    """The relatives of a case who are born."""

    def relative(told: Case) -> Relative:
        income = own_income(fiscal_year, told)
        return Relative(
            age=age_at_the_end_of(fiscal_year - 1, told),
            income=income,
            relation=told.get("relation") or "child",
            cohabiting=told.get("cohabiting", True) is not False,
            disability=told.get("disability"),
            counts=income <= RELATIVE_LIMIT[fiscal_year],
        )

    spouse = case.get("spouse")
    return People(
        spouse=None if spouse is None else relative(spouse),
        dependants=tuple(relative(told) for told in case.get("dependants") or [] if not unborn(fiscal_year, told)),
    )
