"""Months as "2026-12": counting, and the months from which a claim or a change counts.

Source: 児童手当法8条2項・3項 (start, 15 days, end), 8条4項 (even months), 9条 (change of the amount).
"""

from __future__ import annotations

from datetime import date

from yakuba.standards.business_days import period_end

GRACE_DAYS = 15
PAID_FOR = 2
"""Months of one regular payment: the two before the even month."""


def of(day: date) -> str:
    """The month of a day.

    >>> of(date(2026, 12, 31))
    '2026-12'
    """
    return f"{day:%Y-%m}"


def add(month: str, count: int) -> str:
    """That many months later, or earlier.

    >>> add("2026-12", 1), add("2026-01", -1)
    ('2027-01', '2025-12')
    """
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def between(first: str, last: str) -> list[str]:
    """All months from first to last; none when first is later.

    >>> between("2026-11", "2027-01"), between("2027-01", "2026-12")
    (['2026-11', '2026-12', '2027-01'], [])
    """
    found = []
    while first <= last:
        found.append(first)
        first = add(first, 1)
    return found


def words(month: str) -> str:
    """As letters say it.

    >>> words("2026-04")
    '令和8年4月'
    """
    year = int(month[:4])
    return f"令和{year - 2018}年{int(month[5:])}月" if year >= 2019 else f"{year}年{int(month[5:])}月"


def last_day_to_claim(happened_on: date) -> date:
    """The last day of the 15 days after the event; on a closed day the next open one (地方自治法4条の2).

    >>> last_day_to_claim(date(2026, 11, 20)), last_day_to_claim(date(2026, 11, 27))
    (datetime.date(2026, 12, 7), datetime.date(2026, 12, 14))
    """
    return period_end(happened_on, GRACE_DAYS)


def first_month(claimed_on: date, happened_on: date | None = None) -> str:
    """The first month paid, or paid by a higher amount: the month after the claim; within 15 days of birth or move-in
    the month after the event (児童手当法8条2項・3項, 9条1項・2項). An event after the claim counts by its own month.

    >>> first_month(date(2026, 11, 30)), first_month(date(2026, 12, 2), date(2026, 11, 28))
    ('2026-12', '2026-12')
    >>> first_month(date(2026, 12, 20), date(2026, 11, 28))
    '2027-01'
    """
    counted = claimed_on
    if happened_on is not None and (happened_on > claimed_on or claimed_on <= last_day_to_claim(happened_on)):
        counted = happened_on
    return add(of(counted), 1)


def last_month(lost_on: date) -> str:
    """The last month paid: that in which the right was lost (8条2項); the same for a child less (9条3項).

    >>> last_month(date(2026, 12, 1))
    '2026-12'
    """
    return of(lost_on)


def is_payment_month(month: str) -> bool:
    """Whether regular payments are made in it: February, April, …, December.

    >>> is_payment_month("2026-12"), is_payment_month("2026-11")
    (True, False)
    """
    return int(month[5:]) % 2 == 0


def paid_through(month: str, regular: bool) -> str:
    """The last month a payment made in `month` covers: the one before. A payment in between (随時払) covers only what
    was due at the last even month.

    >>> paid_through("2026-12", True), paid_through("2027-01", False), paid_through("2026-12", False)
    ('2026-11', '2026-11', '2026-11')
    """
    back = 1 if regular or is_payment_month(month) else 2
    return add(month, -back)
