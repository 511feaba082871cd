"""Days on which a municipal office is open: not Saturday, Sunday, national holiday, nor 29 December to 3 January.

Source: 国民の祝日に関する法律, 地方自治法4条の2; holidays 1970 to 2050 from holiday_jp (the last years are computed).

>>> is_business_day(date(2026, 11, 23)), holiday(date(2026, 11, 23))
(False, '勤労感謝の日')
>>> add(date(2026, 12, 28), 1)
datetime.date(2027, 1, 4)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from yakuba.standards import _data
from yakuba.standards.errors import StandardsError

FIRST_YEAR, LAST_YEAR = 1970, 2050
_DAY = timedelta(days=1)


@cache
def holidays() -> Mapping[date, str]:
    """National holidays and their names, 1970 to 2050."""
    return {date.fromisoformat(day): name for day, name in _data.table("holidays.csv")}


def holiday(day: date) -> str | None:
    """Name of the national holiday on a day, None on others.

    >>> holiday(date(2026, 11, 24)) is None
    True
    """
    return holidays().get(day)


def is_year_end(day: date) -> bool:
    """29 December to 3 January, when offices are closed."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def is_business_day(day: date) -> bool:
    """Whether the office is open.

    >>> is_business_day(date(2051, 1, 4))
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 2051年の祝日は未登録です。1970年から2050年までの日付を指定してください。
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"{day.year}年の祝日は未登録です。{FIRST_YEAR}年から{LAST_YEAR}年までの日付を指定してください。"
        raise StandardsError(message)
    return day.weekday() < 5 and day not in holidays() and not is_year_end(day)


def on_or_after(day: date) -> date:
    """The day itself or the next open day: where a period ends that would end on a closed day (民法142条).

    >>> on_or_after(date(2026, 11, 21))
    datetime.date(2026, 11, 24)
    """
    while not is_business_day(day):
        day += _DAY
    return day


def on_or_before(day: date) -> date:
    """The day itself or the last open day before it."""
    while not is_business_day(day):
        day -= _DAY
    return day


def add(day: date, count: int) -> date:
    """The day `count` open days after `day` (before it when negative); `day` itself is not counted.

    >>> add(date(2026, 11, 20), 2), add(date(2026, 11, 24), -1), add(date(2026, 11, 23), 0)
    (datetime.date(2026, 11, 25), datetime.date(2026, 11, 20), datetime.date(2026, 11, 23))
    """
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        day = on_or_after(day) if count > 0 else on_or_before(day)
    return day


def between(first: date, last: date) -> int:
    """Number of open days from `first` to `last`, both counted; 0 when `last` is earlier.

    >>> between(date(2026, 11, 20), date(2026, 11, 24))
    2
    """
    days = (last - first).days + 1
    return sum(is_business_day(first + timedelta(days=n)) for n in range(days))


def period_end(start: date, days: int) -> date:
    """Last day of a period of `days` days after `start`, which is not counted (民法140条, 142条).

    A notification due within 14 days of moving on 1 May 2026 is in time until 15 May.

    >>> period_end(date(2026, 5, 1), 14)
    datetime.date(2026, 5, 15)
    """
    return on_or_after(start + timedelta(days=days))
