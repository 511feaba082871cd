"""From revenue to income (rules 1.1): salaries and public pensions, for FY2024 to FY2026, by another hand."""

from __future__ import annotations

from fractions import Fraction

# 公的年金等控除 (所得税法35条4項): up to this revenue, share of the revenue that is income, amount taken off
PENSION_ROWS = (
    (4_100_000, Fraction(75, 100), 275_000),
    (7_700_000, Fraction(85, 100), 685_000),
    (10_000_000, Fraction(95, 100), 1_455_000),
)


def salary_income(fiscal_year: int, revenue: int) -> int:
    """給与所得 (所得税法28条・別表第五); FY2026 is the first year with a deduction of at least 65万."""
    if fiscal_year <= 2025 and revenue <= 1_799_999:
        return _low_salary_to_2025(revenue)
    if revenue <= 1_899_999 and fiscal_year >= 2026:
        return 0 if revenue <= 650_999 else revenue - 650_000
    if revenue <= 3_599_999:
        return _quarter(revenue) * 28 // 10 - 80_000
    if revenue <= 6_599_999:
        return _quarter(revenue) * 32 // 10 - 440_000
    if revenue <= 8_499_999:
        return revenue * 9 // 10 - 1_100_000
    return revenue - 1_950_000


def _low_salary_to_2025(revenue: int) -> int:
    if revenue <= 550_999:
        return 0
    if revenue <= 1_618_999:
        return revenue - 550_000
    for last, income in (
        (1_619_999, 1_069_000),
        (1_621_999, 1_070_000),
        (1_623_999, 1_072_000),
        (1_627_999, 1_074_000),
    ):
        if revenue <= last:
            return income
    return _quarter(revenue) * 24 // 10 + 100_000


def _quarter(revenue: int) -> int:
    """The table's step: a quarter, without what is below 1,000."""
    return revenue // 4_000 * 1_000


def pension_income(revenue: int, *, over_65: bool, other_income: int) -> int:
    """公的年金等に係る雑所得; the deduction is smaller beside other income over 10 and over 20 million."""
    lost = 100_000 * ((other_income > 10_000_000) + (other_income > 20_000_000))
    least, to = (1_100_000, 3_300_000) if over_65 else (600_000, 1_300_000)
    if revenue <= to:
        return max(revenue - (least - lost), 0)
    for last, rate, off in PENSION_ROWS:
        if revenue <= last:
            return int(revenue * rate) - off + lost
    return revenue - 1_955_000 + lost


def both_adjustment(salary: int, pension: int) -> int:
    """所得金額調整控除 for who has both (租特法41条の3の11第2項), taken from the salary income."""
    if salary > 0 and pension > 0:
        return max(min(salary, 100_000) + min(pension, 100_000) - 100_000, 0)
    return 0
