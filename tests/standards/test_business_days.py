"""Open days: holidays known by heart, and arithmetic against counting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import business_days
from yakuba.standards.errors import StandardsError

DAYS = st.dates(date(1971, 1, 1), date(2049, 12, 1))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 22), "休日"),  # between two holidays
        (date(2019, 5, 1), "休日"),  # accession
        (date(2025, 5, 6), "振替休日"),
        (date(2021, 7, 23), "スポーツの日"),  # moved for the Olympic Games
        (date(2024, 8, 12), "振替休日"),
        (date(2027, 3, 21), "春分の日"),
    ],
)
def test_holidays(day: date, name: str) -> None:
    found = business_days.holiday(day)
    assert found is not None
    assert name.removesuffix("休日") in found
    assert not business_days.is_business_day(day)


def test_the_year_end() -> None:
    closed = [date(2026, 12, 29) + timedelta(days=n) for n in range(6)]
    assert not any(map(business_days.is_business_day, closed))
    assert business_days.is_business_day(date(2026, 12, 28))
    assert business_days.is_business_day(date(2027, 1, 4))


def test_a_period_that_ends_at_new_year_ends_later() -> None:
    assert business_days.period_end(date(2026, 12, 18), 14) == date(2027, 1, 4)


@given(DAYS, st.integers(1, 40))
def test_adding_and_going_back(day: date, count: int) -> None:
    start = business_days.on_or_after(day)
    end = business_days.add(start, count)
    assert business_days.is_business_day(end)
    assert business_days.add(end, -count) == start
    assert business_days.between(start, end) == count + 1


@given(DAYS)
def test_no_office_is_closed_longer_than_ten_days(day: date) -> None:
    assert business_days.on_or_after(day) - day <= timedelta(days=10)
    assert business_days.between(day, day - timedelta(days=1)) == 0


def test_years_without_known_holidays_are_refused() -> None:
    with pytest.raises(StandardsError, match="2051"):
        business_days.add(date(2050, 12, 28), 1)
