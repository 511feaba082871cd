"""What the readings of the smaller schemes share: ages as the law counts them, exact fractions, roundings by name.

Nothing here comes from the engine. Money is whole yen; what is not yet rounded is a Fraction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Case = dict[str, Any]
Answer = dict[str, Any]


def exact(value: object, default: object = 0) -> Fraction:
    """A number of the contract (integer, decimal string, JSON number) without any loss; absent means `default`."""
    return Fraction(str(default if value is None else value))


def yen_of(value: object) -> int:
    """A sum of money of the contract; absent means nothing."""
    return int(exact(value))


def part_of(case: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A nested object of a case; absent means empty."""
    return dict(case.get(key) or {})


def drop_below(amount: Fraction | int, step: int = 1) -> int:
    """端数切捨て: the largest multiple of `step` that is not above `amount` (amounts are never negative)."""
    return int(amount // step) * step


def day(text: object) -> date:
    """A date of the contract."""
    return text if isinstance(text, date) else date.fromisoformat(str(text))


def day_of_reaching(birth: date, age: int) -> date:
    """年齢計算ニ関スル法律・民法143条: an age is reached at the end of the day before the birthday.

    Born on 29 February: in a common year the day before 1 March, which is 28 February, as in a leap year.
    """
    if (birth.month, birth.day) == (2, 29):
        return date(birth.year + age, 2, 28)
    return date(birth.year + age, birth.month, birth.day) - timedelta(days=1)


def first_march_31_from(when: date) -> date:
    """その日以後の最初の3月31日."""
    march = date(when.year, 3, 31)
    return march if when <= march else date(when.year + 1, 3, 31)


def last_day_of_school_years(birth: date, age: int) -> date:
    """「n歳に達する日以後の最初の3月31日」."""
    return first_march_31_from(day_of_reaching(birth, age))


def full_years_on(birth: date, when: date) -> int:
    """Age in daily life: birthdays that have come by that day."""
    return when.year - birth.year - ((when.month, when.day) < (birth.month, birth.day))


def has_reached(birth: date, age: int, when: date) -> bool:
    """Has the person reached that age by the end of that day, as the law counts?"""
    return day_of_reaching(birth, age) <= when


def share(amount: Fraction | int, rate: Decimal | Fraction | str) -> Fraction:
    """An exact product, to be rounded by whoever called."""
    return Fraction(amount) * Fraction(str(rate))
