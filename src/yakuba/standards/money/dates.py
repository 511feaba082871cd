"""Days in money files: MMDD without a year in requests and results, YYMMDD of the era without its sign in statements.

>>> in_request("1130", date(2026, 11, 29)), in_request("0115", date(2026, 11, 29))
(datetime.date(2026, 11, 30), datetime.date(2027, 1, 15))
>>> of_era("280503", "勘定日", date(2016, 5, 10))
datetime.date(2016, 5, 3)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from yakuba.standards import eras
from yakuba.standards.errors import StandardsError
from yakuba.standards.money.errors import FieldError

# A statement may state a day that is still to come (paper presented later), never one a whole year ahead. Two eras are
# 30 years apart, so that a day within 20 years has one reading; 010401 is no day of 令和, and not of 平成 for us.
_AHEAD, _BEHIND = timedelta(days=366), timedelta(days=20 * 365)


def month_day(day: date) -> str:
    """MMDD of a day.

    >>> month_day(date(2026, 6, 1))
    '0601'
    """
    return f"{day:%m%d}"


def is_month_day(said: str) -> bool:
    """Whether four digits are a month and day of some year.

    >>> is_month_day("0229"), is_month_day("0230")
    (True, False)
    """
    return _day(2024, said) is not None


def in_request(said: str, on: date, field: str = "振込指定日") -> date:
    """The first day with this month and day from `on`, within a year; 0229 only when that year has it. FieldError.

    >>> in_request("0229", date(2026, 11, 29))
    Traceback (most recent call last):
    yakuba.standards.money.errors.FieldError: 振込指定日：「0229」は2026年11月29日から1年以内の暦にありません。...
    """
    for year in (on.year, on.year + 1):
        found = _day(year, said)
        if found is not None and found >= on:
            return found
    reason = f"「{said}」は{eras.western_text(on)}から1年以内の暦にありません"
    raise FieldError(field, reason, "月日4桁（MMDD）を確かめてください")


def in_result(said: str, requested: Iterable[date], field: str = "引落日") -> date:
    """The day of the stored request which a result answers. FieldError without one, or with several years of it.

    >>> in_result("0601", [date(2026, 6, 1), date(2026, 7, 1)])
    datetime.date(2026, 6, 1)
    >>> in_result("0601", [])
    Traceback (most recent call last):
    yakuba.standards.money.errors.FieldError: 引落日：「0601」の依頼が見つからず、年が決まりません。...
    """
    found = sorted({day for day in requested if month_day(day) == said})
    if not found:
        remedy = "この日の依頼ファイルがあるか確かめ、登録してから取り込んでください"
        raise FieldError(field, f"「{said}」の依頼が見つからず、年が決まりません", remedy)
    if len(found) > 1:
        days = "と".join(eras.western_text(day) for day in found)
        raise FieldError(field, f"「{said}」の依頼が{days}にあり、年が決まりません", "どの依頼の結果かを選んでください")
    return found[0]


def of_era(said: str, field: str, received_on: date) -> date:
    """The day of YYMMDD in the era in which it is near the day the file came: 20 years back, a year ahead. FieldError.

    >>> of_era("310430", "勘定日", date(2019, 5, 7)), of_era("080401", "勘定日", date(2026, 4, 2))
    (datetime.date(2019, 4, 30), datetime.date(2026, 4, 1))
    >>> of_era("081301", "勘定日", date(2026, 4, 2))
    Traceback (most recent call last):
    yakuba.standards.money.errors.FieldError: 勘定日：「081301」を和暦の年月日と読めません。...
    """
    for era in reversed(eras.ERAS):
        found = _day(era.offset + int(said[:2]), said[2:]) if said.isdigit() else None
        if found is not None and era.covers(found) and -_BEHIND <= found - received_on <= _AHEAD:
            return found
    raise FieldError(field, f"「{said}」を和暦の年月日と読めません", "銀行にファイルの日付を確かめてください")


def to_era(day: date) -> str:
    """YYMMDD of the era of a day.

    >>> to_era(date(2019, 4, 30)), to_era(date(2026, 4, 1))
    ('310430', '080401')
    """
    era = eras.era_of(day)
    if day.year - era.offset > 99:
        raise StandardsError(f"{day}は2桁の和暦年に収まりません。")
    return f"{day.year - era.offset:02}{day:%m%d}"


def _day(year: int, said: str) -> date | None:
    if len(said) != 4 or not (said.isascii() and said.isdigit()):
        return None
    try:
        return date(year, int(said[:2]), int(said[2:]))
    except ValueError:
        return None
