"""延滞金 and 還付加算金: what is added to money paid late, and to money given back. 地方税法, 20条の4の2, 附則3条の2.

Days run from the day after the due date to the day of payment, both counted; a due date on a closed day moves to the
next open one (民法142条). The first month (民法143条) has the lower rate; each year has its own; the divisor is always
365. The base drops what is below 1,000 yen and is nothing under 2,000; each product drops what is below 1 yen; the sum
drops what is below 100 yen and is nothing under 1,000. Whole numbers only.

>>> charge = late_charge(48_700, date(2025, 10, 31), date(2026, 3, 15))
>>> charge.amount, [(span.days, span.amount) for span in charge.spans]
(1300, [(30, 94), (31, 354), (74, 885)])
>>> print(charge.spans[0].text)
令和7年11月1日から令和7年11月30日まで30日：48,000円×年2.4%×30日÷365日＝94円
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from yakuba.law.columns import RATE_UNIT, rate_parts
from yakuba.law.parameters import ParameterMissing, Version, in_force
from yakuba.standards import business_days, eras
from yakuba.standards.errors import StandardsError

SCHEME = "late-charges"
BASE_UNIT, LEAST_BASE = 1_000, 2_000
SUM_UNIT, LEAST_SUM = 100, 1_000
YEAR_DAYS = 365
_DAY = timedelta(days=1)


class RateMissing(ParameterMissing):
    """No rate was announced, or kept, for a year; the message is Japanese, for staff."""


class Split(StrEnum):
    """How a time is parted into products: wherever rate or year changes, or only where the rate changes.

    Each product drops its fraction, so that the two may differ by a yen before the sum is rounded.
    """

    BY_RATE_AND_YEAR = "by_rate_and_year"
    BY_RATE = "by_rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate a year as parts of `RATE_UNIT`, and how sure it is."""

    parts: int
    source: str = ""
    mark: str = ""

    @property
    def text(self) -> str:
        """The rate as people write it: 年2.4%."""
        return f"年{Decimal(self.parts * 100) / RATE_UNIT:f}%"


@dataclass(frozen=True)
class Rates:
    """Rates by calendar year of one kind of charge: first month, later, and for money given back."""

    name: str
    first: Mapping[int, Rate]
    later: Mapping[int, Rate]
    refund: Mapping[int, Rate]

    def of(self, kind: str, year: int) -> Rate:
        """The rate "first", "later" or "refund" of a year. RateMissing."""
        table: Mapping[int, Rate] = {"first": self.first, "later": self.later, "refund": self.refund}[kind]
        found = table.get(year)
        if found is not None:
            return found
        if table and year > max(table):
            reason = f"{year}年の{self.name}の割合は公表されていません（公表：前年11月30日まで。not announced）"
            raise RateMissing(f"{reason}。公表された割合を登録してから計算してください。")
        raise RateMissing(f"{year}年の{self.name}の割合は登録されていません。割合を登録してから計算してください。")

    def with_year(self, year: int, first: str, later: str, refund: str) -> Rates:
        """The table with one more year, as an ordinance or an announcement states it ("0.028").

        >>> tax_rates().with_year(2027, "0.03", "0.093", "0.015").of("later", 2027).text
        '年9.3%'
        """
        added = (Rate(rate_parts(one)) for one in (first, later, refund))
        one, two, three = ({year: rate} for rate in added)
        return replace(self, first={**self.first, **one}, later={**self.later, **two}, refund={**self.refund, **three})


@functools.cache
def tax_rates(known_on: date | None = None) -> Rates:
    """The rates of local taxes, with the packages published until `known_on` (all, when not given)."""
    law = in_force(SCHEME, date.max, known_on=known_on)
    tables = (law.parameter(name).versions for name in ("first_period", "later_period", "refund_interest"))
    return Rates("延滞金・還付加算金", *(_by_year(versions) for versions in tables))


def _by_year(versions: Iterable[Version]) -> dict[int, Rate]:
    return {
        version.valid_from.year: Rate(rate_parts(str(version.value)), version.source, version.mark)
        for version in versions
    }


@dataclass(frozen=True)
class Terms:
    """By which table and how it is computed. Charges other than taxes follow their ordinance: `rates` of their own.

    `first_months`: how long the lower rate holds; one month for taxes, three in some ordinances.
    """

    rates: Rates = field(default_factory=tax_rates)
    split: Split = Split.BY_RATE_AND_YEAR
    first_months: int = 1


@dataclass(frozen=True, slots=True)
class PartPayment:
    """A part of the base that was paid; from the next day on the rest is the base."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Span:
    """Days with one base and one rate: `amount` in whole yen, its fraction dropped."""

    first: date
    last: date
    base: int
    rate: Rate
    label: str

    @property
    def days(self) -> int:
        """Days, both ends counted."""
        return (self.last - self.first).days + 1

    @property
    def amount(self) -> int:
        """Base × rate × days ÷ 365."""
        return self.base * self.rate.parts * self.days // (YEAR_DAYS * RATE_UNIT)

    @property
    def text(self) -> str:
        """The product in words."""
        return (
            f"{eras.text(self.first)}から{eras.text(self.last)}まで{self.days}日："
            f"{self.base:,}円×{self.rate.text}×{self.days}日÷{YEAR_DAYS}日＝{self.amount:,}円"
        )


@dataclass(frozen=True, slots=True)
class Charge:
    """What is charged or added: `total` of the spans, `amount` after the rounding of the sum, and why in Japanese."""

    name: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Sum of the spans, before it is rounded."""
        return sum(span.amount for span in self.spans)

    @property
    def amount(self) -> int:
        """The sum without what is below 100 yen; nothing under 1,000 yen."""
        return self.total // SUM_UNIT * SUM_UNIT if self.total >= LEAST_SUM else 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The explanation, line by line."""
        return (*self.notes, *(span.text for span in self.spans), *self._sum())

    def _sum(self) -> Iterator[str]:
        if not self.spans:
            return
        if self.total < LEAST_SUM:
            yield f"合計{self.total:,}円は{LEAST_SUM:,}円未満のため、{self.name}は0円"
        else:
            yield f"合計{self.total:,}円から{SUM_UNIT}円未満を切り捨て、{self.name}は{self.amount:,}円"


def month_end(first: date, months: int = 1) -> date:
    """Last day of one month (or more) that begins on `first`, by the calendar (民法143条).

    >>> month_end(date(2025, 6, 1)), month_end(date(2024, 2, 1)), month_end(date(2025, 5, 31))
    (datetime.date(2025, 6, 30), datetime.date(2024, 2, 29), datetime.date(2025, 6, 30))
    >>> month_end(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = _month(first, months)
    try:
        return date(year, month, first.day) - _DAY
    except ValueError:  # The last month has no such day: the time ends with it.
        return date(*_month(first, months + 1), 1) - _DAY


def _month(first: date, later: int) -> tuple[int, int]:
    """Year and month so many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + later, 12)
    return year, month + 1


def base_of(amount: int) -> int:
    """The base of an amount: below 1,000 yen dropped, nothing under 2,000.

    >>> base_of(48_700), base_of(1_999), base_of(2_000)
    (48000, 0, 2000)
    """
    return amount // BASE_UNIT * BASE_UNIT if amount >= LEAST_BASE else 0


def late_charge(
    amount: int, due: date, paid: date, parts: Sequence[PartPayment] = (), terms: Terms | None = None
) -> Charge:
    """延滞金 of an amount due on a day and paid (or not yet paid) on another.

    `parts` are payments until `paid`; without them all was paid at last. StandardsError for parts that are none or too
    much; RateMissing for a year without a rate.
    """
    terms = terms or Terms()
    _check(amount, paid, parts)
    moved = business_days.on_or_after(due)
    start = moved + _DAY
    notes = (f"納期限{eras.text(due)}は閉庁日のため、{eras.text(moved)}が期限",) if moved != due else ()
    if paid < start:
        return Charge("延滞金", (), (*notes, "期限までに納付されたため、延滞金はない"))
    turn = month_end(start, terms.first_months) + _DAY
    pieces = _pieces(start, paid, {turn, *(part.day + _DAY for part in parts)})
    kind = _kinds(turn, terms.first_months)
    bases = ((first, last, base_of(_rest(amount, parts, first))) for first, last in pieces)
    spans = _spans(((first, last, base, *kind(first)) for first, last, base in bases), terms)
    return Charge("延滞金", spans, (*notes, *_base_notes(amount, spans)))


def refund_interest(amount: int, first: date, last: date, terms: Terms | None = None) -> Charge:
    """還付加算金 of an amount given back, from `first` (set by its cause) to the day of the decision, both counted."""
    terms = terms or Terms()
    _check(amount, last, ())
    base = base_of(amount)
    pieces = _pieces(first, last, set()) if last >= first else ()
    spans = _spans(((start, end, base, "refund", "還付加算金") for start, end in pieces), terms)
    return Charge("還付加算金", spans, _base_notes(amount, spans))


def _check(amount: int, paid: date, parts: Sequence[PartPayment]) -> None:
    if amount < 0:
        raise StandardsError(f"金額{amount:,}円は負です。金額を確かめてください。")
    if any(part.amount <= 0 or part.day > paid for part in parts):
        raise StandardsError("一部納付は、計算する日までの1円以上の納付です。納付の日と額を確かめてください。")
    if sum(part.amount for part in parts) > amount:
        raise StandardsError("一部納付の合計が税額を超えています。納付の額を確かめてください。")


def _rest(amount: int, parts: Sequence[PartPayment], day: date) -> int:
    """What is unpaid at the start of a day."""
    return amount - sum(part.amount for part in parts if part.day < day)


def _pieces(first: date, last: date, turns: set[date]) -> Iterator[tuple[date, date]]:
    """The days in pieces which no turn and no New Year parts."""
    years = {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
    starts = [first, *sorted(day for day in turns | years if first < day <= last)]
    ends = [*(day - _DAY for day in starts[1:]), last]
    yield from zip(starts, ends, strict=True)


def _kinds(turn: date, months: int) -> Callable[[date], tuple[str, str]]:
    return lambda day: ("first", f"{months}月以内") if day < turn else ("later", f"{months}月経過後")


def _spans(pieces: Iterable[tuple[date, date, int, str, str]], terms: Terms) -> tuple[Span, ...]:
    """Pieces with their rates; those which the way of splitting does not part are one."""
    found: list[Span] = []
    for first, last, base, kind, label in pieces:
        if base == 0:
            continue
        span = Span(first, last, base, terms.rates.of(kind, first.year), label)
        before = found[-1] if found else None
        if before is not None and _joins(before, span, terms.split):
            found[-1] = replace(before, last=last)
        else:
            found.append(span)
    return tuple(found)


def _joins(before: Span, span: Span, split: Split) -> bool:
    same = before.base == span.base and before.rate.parts == span.rate.parts
    touching = before.last + _DAY == span.first
    years = split is Split.BY_RATE or (before.last.year == span.first.year and before.label == span.label)
    return same and touching and years


def _base_notes(amount: int, spans: Sequence[Span]) -> tuple[str, ...]:
    if not spans and amount < LEAST_BASE:
        return (f"基礎となる額{amount:,}円は{LEAST_BASE:,}円未満のため計算しない",)
    if amount % BASE_UNIT:
        return (f"基礎となる額{amount:,}円から{BASE_UNIT:,}円未満を切り捨て{base_of(amount):,}円",)
    return ()
