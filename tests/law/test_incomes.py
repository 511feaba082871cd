"""Total income as the insurance schemes derive it; the basic deduction above 24 million."""

from __future__ import annotations

from yakuba.law import incomes
from yakuba.law.columns import column, flags


def test_who_has_salary_and_pension_is_adjusted_once() -> None:
    law = incomes.law_of(2025)
    old = flags([True] * 3)
    found = incomes.total_of(law, column([650_000, 600_000, 650_000]), column([1_250_000, 1_250_000, 0]), old)
    assert found.tolist() == [150_000, 150_000, 100_000]


def test_the_basic_deduction_ends_above_25_million() -> None:
    edges = column([24_000_000, 24_000_001, 24_500_001, 25_000_001])
    assert incomes.basic_deduction(incomes.law_of(2026), edges).tolist() == [430_000, 290_000, 150_000, 0]
