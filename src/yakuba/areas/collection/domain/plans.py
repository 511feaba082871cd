"""Instalment plans (分割納付の約束): dates and amounts that add up to a debt, and how far they are kept. Pure.

>>> parts = spread(25_000, date(2026, 12, 31), 3)
>>> [(part.due_on.isoformat(), part.amount) for part in parts]
[('2026-12-31', 9000), ('2027-01-31', 8000), ('2027-02-28', 8000)]
>>> [one.state.value for one in track(parts, 9_500, date(2027, 2, 2))]
['paid', 'late', 'coming']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from yakuba.standards import business_days
from yakuba.standards.errors import StandardsError

UNIT: Final = 1_000
MOST_PARTS: Final = 60
_DAY = timedelta(days=1)
_LINE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[\s,、]+([\d,]+)円?")


@dataclass(frozen=True, slots=True)
class Part:
    """One agreed payment; yen."""

    due_on: date
    amount: int


class State(StrEnum):
    """How one agreed payment stands."""

    PAID = "paid"
    COMING = "coming"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Tracked:
    """An agreed payment with what counts for it so far."""

    part: Part
    paid: int
    state: State


def spread(total: int, first: date, times: int) -> tuple[Part, ...]:
    """A debt in equal payments a month, whole thousands, what is left over in the first. StandardsError."""
    if not 1 <= times <= MOST_PARTS:
        raise StandardsError(f"回数は1回から{MOST_PARTS}回までです。回数を確かめてください。")
    each = total // times // UNIT * UNIT
    if not each:
        raise StandardsError(f"1回が{UNIT:,}円より少なくなります。回数を減らしてください。")
    amounts = [total - each * (times - 1), *([each] * (times - 1))]
    return tuple(Part(_month_after(first, at), amount) for at, amount in enumerate(amounts))


def _month_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one.

    >>> _month_after(date(2026, 12, 31), 2)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - _DAY)


def written(text: str) -> tuple[Part, ...]:
    """Parts as a clerk typed them, one a line: ``2026-12-31 9,000``. StandardsError names the line.

    >>> written("2026/12/31 9,000円\\n2027-01-31、8000")[1]
    Part(due_on=datetime.date(2027, 1, 31), amount=8000)
    """
    parts = []
    for number, line in enumerate((one.strip() for one in text.splitlines() if one.strip()), 1):
        found = _LINE.fullmatch(line)
        try:
            if found is None:
                raise ValueError
            parts.append(Part(date(*(int(one) for one in found.groups()[:3])), int(found[4].replace(",", ""))))
        except ValueError:
            raise StandardsError(
                f"{number}行目「{line[:30]}」が日付と金額ではありません。例：2026-12-31 9,000"
            ) from None
    return tuple(parts)


def check(parts: Sequence[Part], total: int, today: date) -> None:
    """Refuse parts that do not add up to the debt, or whose days are not in order from today. StandardsError."""
    if not 1 <= len(parts) <= MOST_PARTS:
        raise StandardsError(f"回数は1回から{MOST_PARTS}回までです。回数を確かめてください。")
    if any(part.amount < 1 for part in parts):
        raise StandardsError("0円の回があります。金額を確かめてください。")
    days = [part.due_on for part in parts]
    if days != sorted(set(days)) or days[0] < today:
        raise StandardsError("日付は今日以後で、早い順に1回ずつにしてください。")
    agreed = sum(part.amount for part in parts)
    if agreed != total:
        word = "足りません" if agreed < total else "多すぎます"
        raise StandardsError(f"合計{agreed:,}円は、納める額{total:,}円に{abs(total - agreed):,}円{word}。")


def track(parts: Sequence[Part], paid: int, today: date) -> tuple[Tracked, ...]:
    """How the parts stand when so much was paid since the plan was agreed: what is paid counts for the earliest.

    A day that is closed moves to the next open one, as every term does.
    """
    left, found = paid, []
    for part in parts:
        counted = min(max(left, 0), part.amount)
        left -= counted
        late = business_days.on_or_after(part.due_on) < today
        state = State.PAID if counted == part.amount else State.LATE if late else State.COMING
        found.append(Tracked(part, counted, state))
    return tuple(found)
