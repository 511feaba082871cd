"""From gross to net, as the insurance schemes need it: total income of who has salary and pension, the basic deduction.

The tables are those of resident tax (`resident_tax.income`), by the fiscal year of the levy.
"""

from __future__ import annotations

from yakuba.law.columns import Flags, Ints, at_least, at_most, up_to
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.engine import law_of
from yakuba.law.resident_tax.income import employment_income, pension_income


def total_of(law: Law, salary: Ints, pension_revenue: Ints, is_old: Flags) -> Ints:
    """合計所得金額 of who has salary and pension only; who has both gets 所得金額調整控除 (租特法41条の3の11第2項)."""
    earned = employment_income(law, salary)
    pension = pension_income(law, pension_revenue, is_old, earned)
    cap = law.yen("income_adjustment_both")
    both = at_least(at_most(earned, cap) + at_most(pension, cap) - cap)
    return earned + pension - both


def basic_deduction(law: Law, total_income: Ints) -> Ints:
    """基礎控除 of the resident tax, nothing above 25 million."""
    limits, amounts = law.table("basic")
    return up_to(total_income, limits, amounts)


__all__ = ["basic_deduction", "employment_income", "law_of", "pension_income", "total_of"]
