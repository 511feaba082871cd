"""From gross to net: the printed tables at their boundaries, by the fiscal year of the levy."""

from __future__ import annotations

import numpy as np
import pytest

from yakuba.law import incomes
from yakuba.law.columns import column, flags, zeros


@pytest.mark.parametrize(
    ("year", "revenue", "income"),
    [
        (2025, 550_999, 0),
        (2025, 551_000, 1_000),
        (2025, 1_618_999, 1_068_999),
        (2025, 1_619_000, 1_069_000),
        (2025, 1_627_999, 1_074_000),
        (2025, 1_628_000, 1_076_800),
        (2026, 650_999, 0),
        (2026, 651_000, 1_000),
        (2026, 1_899_999, 1_249_999),
        (2026, 1_900_000, 1_250_000),
        (2026, 5_505_000, 3_963_200),
        (2026, 6_599_999, 4_836_800),
        (2026, 6_600_001, 4_840_000),
        (2026, 8_500_000, 6_550_000),
    ],
)
def test_salary(year: int, revenue: int, income: int) -> None:
    assert incomes.salary_income(incomes.law_of(year), column([revenue])).tolist() == [income]


def test_pension_by_age_and_other_income() -> None:
    law = incomes.law_of(2026)
    revenue = column([600_000, 1_300_000, 1_300_001, 1_100_000, 3_300_000, 3_300_001, 10_000_001])
    old = flags([False, False, False, True, True, True, True])
    found = incomes.pension_income(law, revenue, old, zeros(7)).tolist()
    assert found == [0, 700_000, 700_000, 0, 2_200_000, 2_200_000, 8_045_001]
    other = column([10_000_000, 10_000_001, 20_000_001])
    same = np.full(3, 1_100_000, dtype=np.int64)
    assert incomes.pension_income(law, same, old[3:6], other).tolist() == [0, 100_000, 200_000]


def test_who_has_salary_and_pension_is_adjusted_once() -> None:
    law = incomes.law_of(2025)
    found = incomes.total_of(
        law, column([650_000, 600_000, 650_000]), column([1_250_000, 1_250_000, 0]), flags([True] * 3)
    )
    assert found.tolist() == [150_000, 150_000, 100_000]
