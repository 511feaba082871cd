"""Who takes which part of a year's tax, and what a notice of an employer (給与所得者異動届出書) does to it.

Pure. A move changes by whom and when, never how much: the parts of every way add up to the same before and after.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from yakuba.areas.resident_tax.domain.changing import BILLS, UNITS, spread_again
from yakuba.areas.resident_tax.domain.names import NONE, ORDINARY, PENSION, SPECIAL
from yakuba.standards import business_days

MONTHS: Final = 12  # June to May
PAYMENTS: Final = 6  # April to February
_OF_PENSION: Final = 20  # a pension payment's instalment is 21 to 26, a month's of wages 1 to 12


@dataclass(frozen=True)
class Earlier:
    """An employer that took the wages' months ahead of ``until`` (a place, 0 is June)."""

    key: str
    name: str
    designated: str
    until: int


@dataclass(frozen=True)
class Collected:
    """How a tax is collected: twelve months, bills (a fifth and later ones 随時), six pension payments; by whom."""

    method: str
    special: tuple[int, ...] = ()
    ordinary: tuple[int, ...] = ()
    pension: tuple[int, ...] = ()
    key: str = ""
    name: str = ""
    designated: str = ""
    earlier: tuple[Earlier, ...] = ()
    payer: str = ""

    @property
    def total(self) -> int:
        """What all ways take together, yen."""
        return sum(self.special) + sum(self.ordinary) + sum(self.pension)

    def collector_of(self, place: int) -> str:
        """The key of the employer that takes a month."""
        return next((one.key for one in self.earlier if place < one.until), self.key)


def dues(found: Collected) -> Counter[tuple[str, int]]:
    """What each employer and pension payer owes of it: (key, instalment) → yen.

    >>> moved = Collected("special", (100, 50, 50), key="d2", earlier=(Earlier("d1", "", "", 1),))
    >>> sorted(dues(moved).items())
    [(('d1', 1), 100), (('d2', 2), 50), (('d2', 3), 50)]
    """
    owed: Counter[tuple[str, int]] = Counter()
    for place, amount in enumerate(found.special):
        owed[found.collector_of(place), place + 1] += amount
    for place, amount in enumerate(found.pension):
        owed[found.payer, _OF_PENSION + place + 1] += amount
    return Counter({what: amount for what, amount in owed.items() if amount and what[0]})


def earlier_text(earlier: Sequence[Earlier]) -> str:
    """The earlier employers as a row keeps them."""
    return json.dumps([[one.key, one.name, one.designated, one.until] for one in earlier], ensure_ascii=False)


def earlier_of(text: str) -> tuple[Earlier, ...]:
    """The earlier employers of a row.

    >>> earlier_of(earlier_text([Earlier("d1", "北見建設", "1", 3)]))
    (Earlier(key='d1', name='北見建設', designated='1', until=3),)
    """
    return tuple(Earlier(*one) for one in json.loads(text))


def is_pension(instalment: int) -> bool:
    """Whether an instalment of a collector is one of a pension."""
    return instalment > _OF_PENSION


def month_of(instalment: int) -> int:
    """The calendar month whose wages or pension it is taken from.

    >>> month_of(1), month_of(12), month_of(21), month_of(26)
    (6, 5, 4, 2)
    """
    month = 4 + 2 * (instalment - _OF_PENSION - 1) if is_pension(instalment) else 5 + instalment
    return (month - 1) % 12 + 1


def pay_in_on(fiscal_year: int, instalment: int, halves: bool, decided: date) -> date:
    """The day by which a collector hands over what was taken: the 10th of the month after (地方税法321条の5).

    ``halves``: 納期の特例 (321条の5の2), June to November by 10 December, December to May by 10 June. What would have
    been due before the decision is due by the 10th of the month after it.

    >>> pay_in_on(2026, 1, False, date(2026, 5, 15)), pay_in_on(2026, 12, False, date(2026, 5, 15))
    (datetime.date(2026, 7, 10), datetime.date(2027, 6, 10))
    >>> pay_in_on(2026, 6, True, date(2026, 5, 15)), pay_in_on(2026, 7, True, date(2026, 5, 15))
    (datetime.date(2026, 12, 10), datetime.date(2027, 6, 10))
    >>> pay_in_on(2026, 21, False, date(2026, 6, 1)), pay_in_on(2026, 4, False, date(2026, 5, 15))
    (datetime.date(2026, 7, 10), datetime.date(2026, 10, 13))
    """
    if is_pension(instalment):
        months = 4 + 2 * (instalment - _OF_PENSION - 1)
    elif halves:
        months = 11 if instalment <= MONTHS // 2 else 17
    else:
        months = 5 + instalment
    day = _tenth_after(fiscal_year, months)
    return day if day >= decided else _tenth_after(decided.year, decided.month)


def _tenth_after(year: int, months: int) -> date:
    """The 10th of the month after the ``months``-th month of a year (13 is January of the next)."""
    return business_days.on_or_after(date(year + months // 12, months % 12 + 1, 10))


def term(instalment: int) -> str:
    """What a bill is called: one of the four terms, or one outside them.

    >>> term(1), term(4), term(5), term(6)
    ('第1期', '第4期', '随時1', '随時2')
    """
    return f"第{instalment}期" if instalment <= BILLS else f"随時{instalment - BILLS}"


def billed_at_once_on(decided: date) -> date:
    """The last day of the month after the decision: when a bill outside the four terms (随時) is due.

    >>> billed_at_once_on(date(2027, 2, 20)), billed_at_once_on(date(2026, 11, 5))
    (datetime.date(2027, 3, 31), datetime.date(2027, 1, 4))
    """
    months = decided.month + 1
    last = date.fromordinal(date(decided.year + months // 12, months % 12 + 1, 1).toordinal() - 1)
    return business_days.on_or_after(last)


class Why(StrEnum):
    """Why an employer takes no more."""

    LEFT = "left"
    LEAVE = "leave"
    DIED = "died"
    TRANSFERRED = "transferred"


class Rest(StrEnum):
    """What becomes of the months still to come."""

    BILLS = "bills"
    LUMP = "lump"
    NEXT = "next"


@dataclass(frozen=True)
class Move:
    """A notice of an employer. ``last``: the place of the last month it takes, -1 for none (0 is June).

    ``wished``: the employee asks for the lump sum. ``excuse``: why it cannot be taken where the law wants it.
    ``to``: key, name and designated number of the employer that goes on.
    """

    why: Why
    happened_on: date
    last: int
    rest: Rest
    wished: bool = False
    excuse: str = ""
    to: tuple[str, str, str] = ("", "", "")


def lump_is_duty(day: date) -> bool:
    """Whether who leaves on a day has the rest taken at once, wished or not: 1 January to 30 April (321条の5第2項).

    >>> lump_is_duty(date(2027, 1, 1)), lump_is_duty(date(2027, 4, 30)), lump_is_duty(date(2026, 12, 31))
    (True, True, False)
    """
    return day.month <= 4


def refusal(before: Collected, move: Move, fiscal_year: int) -> str:
    """Why a move cannot be entered, for the clerk; empty where it can."""
    if before.method != SPECIAL or not before.key:
        return "異動届：給与特別徴収ではない。徴収方法を確かめる"
    if not date(fiscal_year, 4, 1) <= move.happened_on <= date(fiscal_year + 1, 5, 31):
        return f"異動日：{fiscal_year}年4月から翌年5月までではない。年度と日付を確かめる"
    if not sum(before.special[move.last + 1 :]):
        return "最後の月：そのあとに残る税額がない。月を確かめる"
    if any(move.last < one.until - 1 for one in before.earlier):
        return "最後の月：前の事業所が徴収する月より前。月を確かめる"
    if move.why in (Why.LEFT, Why.DIED) and move.last > _place_of(move.happened_on, fiscal_year) + 1:
        return "最後の月：異動日の次の月より後。給与のない月は徴収できない。月を選び直す"
    return _refused_rest(before, move)


def _place_of(day: date, fiscal_year: int) -> int:
    """The place of a day's month: 0 is June, April and May before it are below 0."""
    return (day.year - fiscal_year) * MONTHS + day.month - 6


def _refused_rest(before: Collected, move: Move) -> str:
    if move.why is Why.TRANSFERRED and move.rest is not Rest.NEXT:
        return "残りの税額：転勤では次の事業所が続けて徴収する。徴収しないときは退職として入力する"
    if move.rest is Rest.NEXT:
        if move.why in (Why.LEAVE, Why.DIED):
            return "残りの税額：休職・死亡では次の事業所は徴収できない。普通徴収か一括徴収を選ぶ"
        if not move.to[0] or move.to[0] == before.key:
            return "次の事業所：今の事業所とは別の事業所を選ぶ"
        return ""
    if move.rest is Rest.LUMP:
        return _refused_lump(before, move)
    if move.why is Why.LEFT and lump_is_duty(move.happened_on) and not move.excuse:
        return "残りの税額：1月から4月までの退職は一括徴収が義務。できないときは理由を入力する"
    return ""


def _refused_lump(before: Collected, move: Move) -> str:
    if move.why is Why.DIED:
        return "残りの税額：死亡では一括徴収できない。普通徴収を選ぶ"
    if move.last < 0:
        return "最後の月：一括徴収は最後の月の給与から取る。月を選ぶ"
    if before.collector_of(move.last) != before.key:
        return "最後の月：前の事業所が徴収した月。一括徴収する今の事業所の月を選ぶ"
    if not lump_is_duty(move.happened_on) and not move.wished:
        return "一括徴収：12月31日までの異動では本人の申出が必要。申出を確かめて選ぶ"
    return ""


def moved(before: Collected, move: Move, first_open: int) -> Collected:
    """How the tax is collected after a move; ``first_open``: the first bill that is not due yet (4: none).

    Raises ValueError where ``refusal`` would say why. Source: 地方税法321条の5第2項・第3項, 321条の7.

    >>> now = Collected("special", (5_500, *[5_000] * 11), key="d1", name="北見建設", designated="1")
    >>> left = moved(now, Move(Why.LEFT, date(2026, 9, 30), 3, Rest.BILLS), 2)
    >>> left.special[3:6], left.ordinary, left.total == now.total
    ((5000, 0, 0), (0, 0, 20000, 20000), True)
    >>> moved(now, Move(Why.LEFT, date(2027, 2, 28), 8, Rest.LUMP), 4).special[7:]
    (5000, 20000, 0, 0, 0)
    >>> onward = moved(now, Move(Why.TRANSFERRED, date(2026, 9, 30), 3, Rest.NEXT, to=("d2", "網走水産", "2")), 2)
    >>> onward.special == now.special, onward.collector_of(3), onward.collector_of(4)
    (True, 'd1', 'd2')
    """
    at = move.last + 1
    rest = sum(before.special[at:])
    if move.rest is Rest.NEXT:
        here = Earlier(before.key, before.name, before.designated, at)
        earlier = (*before.earlier, here) if at else before.earlier
        key, name, designated = move.to
        return replace(before, key=key, name=name, designated=designated, earlier=earlier)
    ended = (*before.special[:at], *[0] * (len(before.special) - at))
    if move.rest is Rest.LUMP:
        if at < 1:
            raise ValueError("a lump sum is taken from a month's wages")
        return replace(before, special=(*ended[: at - 1], ended[at - 1] + rest, *ended[at:]))
    return replace(before, method=ORDINARY, special=ended, ordinary=billed(before.ordinary, rest, first_open))


def billed(before: Sequence[int], amount: int, first_open: int) -> tuple[int, ...]:
    """Bills with ``amount`` more over those not due yet, in multiples of 1,000 yen, the rest in the first of them.

    Where all four are due, one more at once (随時).

    >>> billed((), 12_500, 3), billed((0, 0, 0, 12_500), 7_000, 4), billed((), 7_500, 1)
    ((0, 0, 0, 12500), (0, 0, 0, 12500, 7000), (0, 3500, 2000, 2000))
    """
    bills = list(before) or [0] * BILLS
    if not amount:
        return tuple(bills) if before else ()
    if first_open >= BILLS:
        return (*bills, amount)
    more, _ = spread_again([0] * BILLS, amount, first_open, UNITS[ORDINARY])
    return tuple(one + (more[place] if place < BILLS else 0) for place, one in enumerate(bills))


def begun(before: Collected, to: tuple[str, str, str], first: int, first_open: int) -> Collected:
    """Wages take over what bills would have taken (普通徴収から特別徴収への切替, 地方税法321条の4第5項).

    ``to`` (key, name, designated number) takes from the month at place ``first``; ``first_open``: the first bill that
    is neither due nor paid.

    >>> billed_ = Collected("ordinary", ordinary=(15_000, 12_000, 12_000, 12_000))
    >>> now = begun(billed_, ("d1", "北見建設", "1"), 5, 2)
    >>> now.ordinary, now.special[4:7], now.special[11], now.total
    ((15000, 12000, 0, 0), (0, 3600, 3400), 3400, 51000)
    """
    rest = sum(before.ordinary[first_open:])
    months = list(before.special) or [0] * MONTHS
    more, _ = spread_again([0] * MONTHS, rest, first, UNITS[SPECIAL])
    earlier = before.earlier
    if any(before.special):  # who left and is employed again
        earlier = (*earlier, Earlier(before.key, before.name, before.designated, first))
    return replace(
        before,
        method=SPECIAL,
        special=tuple(one + two for one, two in zip(months, more, strict=True)),
        ordinary=(*before.ordinary[:first_open], *[0] * (len(before.ordinary) - first_open)),
        key=to[0],
        name=to[1],
        designated=to[2],
        earlier=earlier,
    )


def refusal_to_begin(before: Collected, first: int, first_open: int) -> str:
    """Why wages cannot take over, for the clerk; empty where they can."""
    if before.method != ORDINARY:
        return "特別徴収への切替：普通徴収ではない。徴収方法を確かめる"
    if not sum(before.ordinary[first_open:]):
        return "特別徴収への切替：納期限が先で納めていない税額がない"
    if any(before.special[first:]):
        return "最初の月：前の事業所が徴収した月。そのあとの月を選ぶ"
    return ""


def pension_stopped(before: Collected, first_payment: int, first_open: int) -> Collected:
    """年金特別徴収の停止 (地方税法321条の7の9): payments from ``first_payment`` (0 is April) on go to bills.

    >>> now = Collected("pension", ordinary=(15_000, 15_000, 0, 0), pension=(0, 0, 0, 10_000, 10_000, 10_000))
    >>> stopped = pension_stopped(now, 4, 3)
    >>> stopped.method, stopped.pension, stopped.ordinary
    ('ordinary', (0, 0, 0, 10000, 0, 0), (15000, 15000, 0, 20000))
    """
    rest = sum(before.pension[first_payment:])
    ended = (*before.pension[:first_payment], *[0] * (len(before.pension) - first_payment))
    method = ORDINARY if before.method == PENSION else before.method
    return replace(before, method=method, pension=ended, ordinary=billed(before.ordinary, rest, first_open))


def relieved(before: Collected, rate: int, opens: dict[str, int]) -> tuple[Collected, int]:
    """減免 (地方税法323条): ``rate`` percent off each part that is not due yet; gives what was taken off in all, yen.

    ``opens``: the first part of each way that is not due. Of a part less than 100 percent is taken off in hundreds.

    >>> now = Collected("ordinary", ordinary=(30_000, 30_500, 30_500, 30_500))
    >>> found, off = relieved(now, 50, {"special": 0, "ordinary": 1, "pension": 0})
    >>> found.ordinary, off
    ((30000, 15300, 15300, 15300), 45600)
    >>> relieved(now, 100, {"special": 0, "ordinary": 3, "pension": 0})[0].ordinary
    (30000, 30500, 30500, 0)
    """
    parts = {way: list(getattr(before, way)) for way in (SPECIAL, ORDINARY, PENSION)}
    for way, shares in parts.items():
        for place in range(opens[way], len(shares)):
            shares[place] -= shares[place] if rate == 100 else shares[place] * rate // 10_000 * 100
    special, ordinary, pension = (tuple(parts[way]) for way in (SPECIAL, ORDINARY, PENSION))
    after = replace(before, special=special, ordinary=ordinary, pension=pension)
    return after, before.total - after.total


@dataclass(frozen=True)
class Carried:
    """How a corrected row is collected by, given the row in force: see ``carried``."""

    method: str
    key: str
    name: str
    designated: str
    earlier: tuple[Earlier, ...]
    closed: bool


def carried(before: Collected, after: Collected, first_open: int) -> Carried:
    """By whom a corrected tax goes on. What moved in mid-year stays as it moved, whatever the reports of January say.

    ``first_open``: the first month that is not due. ``closed``: wages take no more of it.

    >>> left = Collected("ordinary", (5_000, *[0] * 11), (0, 0, 20_000, 20_000), key="d1")
    >>> found = carried(left, Collected("special", (6_000,) * 12, key="d1"), 6)
    >>> found.method, found.closed
    ('ordinary', True)
    >>> wages = Collected("special", (5_000,) * 12, key="d1")
    >>> found = carried(wages, Collected("special", (6_000,) * 12, key="d2"), 6)
    >>> found.key, found.earlier[0].key, found.earlier[0].until
    ('d2', 'd1', 6)
    """
    ended = before.method == ORDINARY and bool(before.special or before.pension)
    if ended or before.earlier:
        method = after.method if after.method == NONE else before.method
        closed = before.method != SPECIAL and bool(before.special)
        return Carried(method, before.key, before.name, before.designated, before.earlier, closed)
    if not after.key or not any(before.special[:first_open]) or after.key == before.key:
        one = after if after.key else before
        return Carried(after.method, one.key, one.name, one.designated, (), False)
    old = Earlier(before.key, before.name, before.designated, first_open)
    return Carried(after.method, after.key, after.name, after.designated, (old,), False)
