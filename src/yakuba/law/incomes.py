"""From gross to net: salary and pension income, and the basic deduction, as the insurance schemes need them.

Columns in, columns out, whole yen. The figures are dated by the fiscal year of the levy (`data/incomes.yaml`).
"""

from __future__ import annotations

import numpy as np

from yakuba.law.columns import Flags, Ints, at_least, at_most, up_to
from yakuba.law.parameters import Law, fiscal_day, in_force

NAME = "incomes"


def law_of(fiscal_year: int) -> Law:
    """The figures a levy of that fiscal year uses."""
    return in_force(NAME, fiscal_day(fiscal_year))


def salary_income(law: Law, revenue: Ints) -> Ints:
    """給与所得 of a salary, by the table in steps of 4,000 yen (別表第五) below 6.6 million."""
    starts, of_revenue, of_steps, plus = (np.array(one, dtype=np.int64) for one in law.table("salary"))
    row = np.searchsorted(starts, revenue, side="right") - 1
    steps = revenue // 4000 * 1000
    found: Ints = (revenue * of_revenue[row] + steps * of_steps[row]) // 100 + plus[row]
    return found


def pension_income(law: Law, revenue: Ints, is_old: Flags, other_income: Ints) -> Ints:
    """公的年金等の雑所得. `is_old`: 65 on 31 December of the income year; `other_income`: total income without it."""
    reached, lessened = law.table("pension_by_other_income")
    less = up_to(other_income, reached, lessened)
    income = np.where(is_old, _by_table(law, "pension_old", revenue), _by_table(law, "pension_young", revenue))
    return np.where(revenue > 0, at_least(income + less), 0)


def total_of(law: Law, salary: Ints, pension_revenue: Ints, is_old: Flags) -> Ints:
    """合計所得金額 of who has salary and pension only; who has both gets 所得金額調整控除 (租特法41条の3の11第2項)."""
    earned = salary_income(law, salary)
    pension = pension_income(law, pension_revenue, is_old, earned)
    cap = law.yen("both_cap")
    both = at_least(at_most(earned, cap) + at_most(pension, cap) - cap)
    return earned + pension - both


def basic_deduction(law: Law, total_income: Ints) -> Ints:
    """基礎控除 of the resident tax, nothing above 25 million."""
    limits, amounts = law.table("basic_deduction")
    return up_to(total_income, limits, amounts)


def _by_table(law: Law, name: str, revenue: Ints) -> Ints:
    limits, percent, plus = (np.array(one, dtype=np.int64) for one in law.table(name))
    row = np.searchsorted(limits, revenue, side="left")
    found: Ints = revenue * percent[row] // 100 + plus[row]
    return found
