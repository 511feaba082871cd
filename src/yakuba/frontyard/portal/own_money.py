"""あなたの税金・手当 in the reader's language: what the core told of the person's own tax and allowance, in words.

The sentences of the trail come in Japanese, as the law's engine says them; headings and key sentences are the portal's.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.frontyard.portal import showing
from yakuba.frontyard.portal.estimating import filled
from yakuba.frontyard.portal.wording import text

Told = Mapping[str, Any]

_AMOUNTS = {
    "total_income": "money.amount.total_income",
    "total_deductions": "money.amount.total_deductions",
    "taxable": "money.amount.taxable",
    "city_income_levy": "money.amount.city_levy",
    "pref_income_levy": "money.amount.pref_levy",
    "city_per_capita": "money.amount.city_equal",
    "pref_per_capita": "money.amount.pref_equal",
    "forest_tax": "money.amount.forest",
    "annual_tax": "money.amount.annual",
}
_METHODS = {
    "special": "money.method.special",
    "ordinary": "money.method.ordinary",
    "pension": "money.method.pension",
    "none": "money.method.none",
}
_WITHHELD = {"special": "money.state.special", "pension": "money.state.pension"}
_REASONS = {
    "income": ("money.why.income", "money.why.income.is", "total_income"),
    "deductions": ("money.why.deductions", "money.why.deductions.is", "total_deductions"),
    "taxable": ("money.why.taxable", "money.why.taxable.is", "taxable"),
    "levy": ("money.why.levy", "money.why.levy.is", "levy"),
    "total": ("money.why.total", "money.why.total.is", "annual_tax"),
}
_RIGHTS = {"open": "money.right.open", "held": "money.right.held", "ended": "money.right.ended"}
_PAYMENTS = {
    "planned": "money.payment.planned",
    "sent": "money.payment.sent",
    "returned": "money.payment.returned",
    "held": "money.payment.held",
    "no_account": "money.payment.no_account",
    "debt": "money.payment.debt",
    "demanded": "money.payment.demanded",
}


@dataclass(frozen=True)
class Line:
    """A label, an amount, and what there is to say of it; ``late``: to be looked at."""

    label: str
    yen: str
    state: str = ""
    when: str = ""
    late: bool = False


@dataclass(frozen=True)
class Change:
    """One correction: its day, what was and what is."""

    day: str
    lines: tuple[tuple[str, str, str], ...]
    refund: str


@dataclass(frozen=True)
class Reason:
    """One part of the trail: heading, key sentence, the steps in Japanese."""

    heading: str
    sentence: str
    steps: tuple[Told, ...]


@dataclass(frozen=True)
class Year:
    """One decided year of resident tax."""

    year: int
    title: str
    headline: str
    method: str
    employer: str
    decided: str
    notice: str
    late: bool
    refund: str
    relief: str
    parts: tuple[Line, ...]
    instalments: tuple[Line, ...]
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Allowance:
    """One right to the child allowance."""

    number: str
    state: str
    headline: str
    period: str
    children: tuple[tuple[str, str, str], ...]
    months: tuple[Line, ...]
    payments: tuple[Line, ...]


def years(told: Told, language: str) -> list[Year]:
    """The decided years, the newest first."""
    return [_year(one, language) for one in told["tax"]]


def allowances(told: Told, language: str) -> list[Allowance]:
    """The rights of the person."""
    return [_allowance(one, language) for one in told["allowance"]]


def _year(told: Told, language: str) -> Year:
    amounts, annual = told["amounts"], told["amounts"]["annual_tax"]
    instalments = tuple(_instalment(one, language) for one in told["instalments"])
    shown = [name for name in _AMOUNTS if name not in ("total_income", "total_deductions", "taxable", "annual_tax")]
    return Year(
        told["year"],
        _say("money.year", language, year=told["year"]),
        _amount("money.annual" if annual > 0 else "money.annual.none", annual, language),
        _say(_METHODS[told["method"]], language),
        told["employer"],
        showing.short_day(date.fromisoformat(told["decided_on"]), language) if told["decided_on"] else "",
        told["notice"],
        any(one.late for one in instalments),
        _back(annual, told["refund"], language),
        _amount("money.relief", told["relief"], language) if told.get("relief") else "",
        tuple(Line(_say(_AMOUNTS[name], language), _yen(amounts[name], language)) for name in shown),
        instalments,
        tuple(_change(one, language) for one in told["changes"]),
        tuple(_reason(one, told, language) for one in told["reasons"]),
    )


def _back(annual: int, refund: int, language: str) -> str:
    """What comes back: of a tax below nothing all of it, and what was taken off instalments that were due."""
    found = [_amount("money.excess", -annual, language)] if annual < 0 else []
    return "　".join([*found, *([_amount("money.refund", refund, language)] if refund else [])])


def _instalment(told: Told, language: str) -> Line:
    yen, way = _yen(told["yen"], language), told["way"]
    if way in _WITHHELD:
        return Line(_year_month(told["month"], language), yen, _say(_WITHHELD[way], language))
    label = _say("money.bill", language, part=told["part"])
    until = _say("money.until", language, day=showing.short_day(date.fromisoformat(told["due"]), language))
    return Line(label, yen, _bill_state(told, language), until, told["state"] == "late")


def _bill_state(told: Told, language: str) -> str:
    key = {"paid": "money.state.paid", "open": "money.state.open", "late": "money.state.late"}[told["state"]]
    words = _say(key, language)
    if 0 < told["open"] < told["yen"]:
        left = _amount("money.state.left", told["open"], language)
        words = f"{words} {left}"
    return words


def _change(told: Told, language: str) -> Change:
    lines = tuple(
        (_say(_AMOUNTS[name], language), _yen(before, language), _yen(after, language))
        for name, before, after in told["lines"]
        if name in _AMOUNTS
    )
    refund = _amount("money.refund", told["refund"], language) if told["refund"] else ""
    day = showing.short_day(date.fromisoformat(told["decided_on"]), language) if told["decided_on"] else ""
    return Change(day, lines, refund)


def _reason(told: Told, year: Told, language: str) -> Reason:
    if told["part"] == "exempt":
        return Reason(_say("money.why.exempt", language), _exempt(year, language), tuple(told["steps"]))
    heading, sentence, name = _REASONS[told["part"]]
    amounts = year["amounts"]
    yen = amounts["city_income_levy"] + amounts["pref_income_levy"] if name == "levy" else amounts[name]
    return Reason(_say(heading, language), _amount(sentence, yen, language), tuple(told["steps"]))


def _exempt(year: Told, language: str) -> str:
    if year["per_capita_exempt"]:
        return _say("money.why.exempt.all", language)
    return _say("money.why.exempt.levy" if year["income_levy_exempt"] else "money.why.exempt.no", language)


def _allowance(told: Told, language: str) -> Allowance:
    first, last = _year_month(told["first"], language), told["last"]
    period = _say("money.right.from", language, month=first)
    if last:
        period = _say("money.right.between", language, first=first, last=_year_month(last, language))
    children = tuple(
        (_child(one["order"], language), _yen(one["yen"], language), one["note"]) for one in told["children"]
    )
    return Allowance(
        told["number"],
        _say(_RIGHTS[told["state"]], language),
        _say(
            "money.right.monthly",
            language,
            month=_year_month(told["month"], language),
            amount=_yen(told["yen"], language),
        ),
        period,
        children,
        tuple(Line(_year_month(one["month"], language), _yen(one["yen"], language)) for one in told["months"][::-1]),
        tuple(_payment(one, language) for one in told["payments"]),
    )


def _child(order: int, language: str) -> str:
    return _say("money.child" if order else "money.child.not_counted", language, order=order)


def _payment(told: Told, language: str) -> Line:
    covered = [one["month"] for one in told["lines"]]
    label = showing.short_day(date.fromisoformat(told["pay_on"]), language)
    state = told["state"]
    words = _say(_PAYMENTS[state], language) if state in _PAYMENTS else ""
    if told["offset"]:
        offset = _amount("money.payment.offset", told["offset"], language)
        words = f"{words} {offset}"

    failed = state in ("returned", "no_account")
    return Line(label, _yen(told["yen"], language), words, _months(covered, language), failed)


def _months(covered: Sequence[str], language: str) -> str:
    if not covered:
        return ""
    first, last = _year_month(covered[0], language), _year_month(covered[-1], language)
    if first == last:
        return _say("money.payment.of", language, month=first)
    return _say("money.payment.between", language, first=first, last=last)


def _say(key: str, language: str, **marks: str | int) -> str:
    return filled(text(key), **marks).in_(language)


def _amount(key: str, yen: int, language: str) -> str:
    return _say(key, language, amount=_yen(yen, language))


def _yen(yen: int, language: str) -> str:
    return _say("estimate.yen", language, amount=f"{yen:,}")


def _year_month(month: str, language: str) -> str:
    """
    >>> _year_month("2026-06", "ja"), _year_month("2026-06", "en")
    ('2026年6月', 'June 2026')
    """
    year, number = (int(part) for part in month.split("-"))
    if language == "en":
        return f"{calendar.month_name[number]} {year}"
    return f"{year}{{年|ねん}}{number}{{月|がつ}}" if language == "easy" else f"{year}年{number}月"
