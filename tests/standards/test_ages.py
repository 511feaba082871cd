"""Ages in law, against the rule told in another way: count the eves of birthdays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import ages

DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("birth", "years", "day"),
    [
        (date(2019, 4, 1), 6, date(2025, 3, 31)),  # school begins a year earlier for those born on 1 April
        (date(2019, 4, 2), 6, date(2025, 4, 1)),
        (date(1960, 1, 1), 65, date(2024, 12, 31)),
        (date(2000, 2, 29), 18, date(2018, 2, 28)),
        (date(2000, 2, 29), 20, date(2020, 2, 28)),
        (date(2000, 3, 1), 20, date(2020, 2, 29)),
        (date(2000, 3, 1), 21, date(2021, 2, 28)),
    ],
)
def test_the_day_an_age_is_reached(birth: date, years: int, day: date) -> None:
    assert ages.reaches(birth, years) == day
    assert ages.age_on(birth, day) == years
    assert ages.age_on(birth, day - timedelta(days=1)) == years - 1


@given(DAYS, st.integers(0, 120))
def test_ages_grow_by_one_a_year(birth: date, years: int) -> None:
    day = ages.reaches(birth, years + 1)
    assert ages.age_on(birth, day) == years + 1
    assert ages.full_years(birth, day) == years
    assert ages.full_years(birth, day + timedelta(days=1)) == years + 1


@given(DAYS, st.integers(0, 40000))
def test_age_in_law_is_the_common_age_of_the_next_day(birth: date, later: int) -> None:
    day = birth + timedelta(days=later)
    assert ages.age_on(birth, day) - ages.full_years(birth, day) in (0, 1)
    assert ages.age_on(birth, day) == ages.full_years(birth, day + timedelta(days=1))


def test_adults() -> None:
    assert not ages.is_adult(date(2008, 11, 24), date(2026, 11, 23))
    assert ages.is_adult(date(2008, 11, 23), date(2026, 11, 23))
