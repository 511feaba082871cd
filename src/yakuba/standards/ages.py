"""Ages in law: an age is reached when the day before the birthday ends (年齢計算ニ関スル法律, 民法143条2項).

>>> reaches(date(2008, 4, 1), 18)
datetime.date(2026, 3, 31)
>>> age_on(date(2008, 4, 1), date(2026, 3, 31))
18
"""

from __future__ import annotations

from datetime import date, timedelta

from yakuba.standards.errors import StandardsError


def birthday_in(birth: date, year: int) -> date:
    """The birthday in a year; 1 March stands for 29 February in a common year, whose eve is the same 28 February.

    >>> birthday_in(date(2000, 2, 29), 2023)
    datetime.date(2023, 3, 1)
    """
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def reaches(birth: date, years: int) -> date:
    """The day at whose end a person reaches the age: the eve of the birthday.

    A person born on 29 February reaches every age on 28 February, in leap years too.

    >>> reaches(date(2004, 2, 29), 20), reaches(date(2004, 2, 29), 19)
    (datetime.date(2024, 2, 28), datetime.date(2023, 2, 28))
    """
    return birthday_in(birth, birth.year + years) - timedelta(days=1)


def age_on(birth: date, day: date) -> int:
    """Age in law on a day, the eve of the birthday counting already.

    >>> age_on(date(2000, 1, 1), date(2024, 12, 31))
    25
    >>> age_on(date(2024, 1, 2), date(2024, 1, 1))
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 基準日2024-01-01は生年月日2024-01-02より前です。...
    """
    if day < birth:
        raise StandardsError(f"基準日{day}は生年月日{birth}より前です。どちらかの日付を直してください。")
    return full_years(birth, day + timedelta(days=1))


def full_years(birth: date, day: date) -> int:
    """Age as people say it, which changes on the birthday itself.

    >>> full_years(date(2000, 1, 1), date(2024, 12, 31)), full_years(date(2000, 1, 1), date(2025, 1, 1))
    (24, 25)
    """
    return day.year - birth.year - (day < birthday_in(birth, day.year))


def is_adult(birth: date, day: date) -> bool:
    """Adult at the beginning of `day` by 民法4条: 18 years, 20 before 2022-04-01.

    Those between 18 and 20 became adults together on 2022-04-01 (平成30年法律59号附則2条).

    >>> is_adult(date(2003, 1, 1), date(2022, 3, 31)), is_adult(date(2003, 1, 1), date(2022, 4, 1))
    (False, True)
    """
    return full_years(birth, day) >= (18 if day >= date(2022, 4, 1) else 20)
