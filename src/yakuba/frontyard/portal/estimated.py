"""The law's answer to an estimate, in the reader's language; the steps in Japanese, as the engine says them."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.frontyard.portal import estimating, showing
from yakuba.frontyard.portal.estimating import Groups
from yakuba.frontyard.portal.wording import text

JUNE_TO_MAY = (6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5)
BY_BILL = (6, 8, 10, 1)
"""Months of the instalments, as the engine counts them (地方税法320条; an ordinance may set others)."""
LOWEST_GRADE = 3
Row = tuple[str, str]
"""A label and an amount, both with readings where the language has them."""


@dataclass(frozen=True)
class Table:
    """Amounts under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Estimate:
    """What the page shows: ``maybe`` says what else it may be; ``left`` what was left out."""

    headline: str
    maybe: str
    tables: tuple[Table, ...]
    steps: tuple[Mapping[str, Any], ...]
    left: tuple[str, ...]


class NotCovered(ValueError):
    """The law's engine has no answer to this case; its own words say why."""


def resident_tax(groups: Groups, municipality: str, language: str) -> Estimate:
    """The year's tax, its parts and its instalments. Raises NotCovered."""
    case = estimating.tax_case(groups, municipality)
    found, lowest = _asked("resident-tax", [case, {**case, "ordinance": {"livelihood_grade": LOWEST_GRADE}}])
    annual = found["annual_tax"]
    parts = (
        (_say("estimate.tax.levy", language), found["city_income_levy"] + found["pref_income_levy"]),
        (_say("estimate.tax.per_capita", language), found["city_per_capita"] + found["pref_per_capita"]),
        (_say("estimate.tax.forest", language), found["forest_tax"]),
    )
    tables = [_table("estimate.tax.parts", parts, language)]
    if annual:
        split = found["collection"]
        wages = list(zip(JUNE_TO_MAY, split["special"], strict=True))
        bills = list(zip(BY_BILL, split["ordinary"], strict=False))
        tables.append(_table("estimate.tax.by_wages", _runs(wages, language), language))
        tables.append(
            _table("estimate.tax.by_bill", [(_month(month, language), share) for month, share in bills], language)
        )
    doubtful = lowest["annual_tax"] != annual and not _grade_is_known(municipality, case["fiscal_year"])
    return Estimate(
        _say("estimate.tax.annual" if annual else "estimate.tax.nothing", language, amount=f"{annual:,}"),
        _say("estimate.tax.maybe", language, amount=f"{lowest['annual_tax']:,}") if doubtful else "",
        tuple(tables),
        tuple(found["explanation"]),
        (
            _say("estimate.tax.left.income", language),
            _say("estimate.tax.left.family", language),
            _say("estimate.tax.left.ordinance", language),
            _say("estimate.tax.left.pension", language),
            _say("estimate.tax.sure", language),
        ),
    )


def child_allowance(groups: Groups, language: str) -> Estimate:
    """The month's allowance, each child's, and what is paid at once. Raises NotCovered."""
    cases = estimating.allowance_cases(groups)
    found, *together = _asked("child-allowance", cases)
    each = [(_day(child["birth_date"], language), child["monthly"]) for child in found["children"]]
    paid = [
        (_year_month(case["month"], language), answer["monthly_total"])
        for case, answer in zip(cases[1:], together, strict=True)
    ]
    paid.append((_say("estimate.allowance.sum", language), sum(amount for _, amount in paid)))
    day = _year_month(estimating.paid_in(cases[0]["month"]), language)
    total = found["monthly_total"]
    return Estimate(
        _say(
            "estimate.allowance.monthly" if total else "estimate.allowance.nothing",
            language,
            month=_year_month(cases[0]["month"], language),
            amount=f"{total:,}",
        ),
        "",
        (
            _table("estimate.allowance.each", each, language),
            Table(_say("estimate.allowance.paid", language, month=day), _rows(paid, language)),
        ),
        tuple(found["explanation"]),
        (
            _say("estimate.allowance.left.care", language),
            _say("estimate.allowance.left.claim", language),
            _say("estimate.allowance.left.official", language),
            _say("estimate.allowance.sure", language),
        ),
    )


def told(groups: Groups, language: str) -> list[tuple[Any, tuple[str, ...]]]:
    """The questions that were answered, and the answers in words."""
    found = []
    for one in (one for group in groups for one in group.asked):
        value = f"{one.value:,}" if isinstance(one.value, int) else one.value
        if words := showing.words(one.question, value, None, language):
            found.append((one.question, words))
    return found


def _asked(scheme: str, cases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    from yakuba.law import calculate  # with numpy: only in a process that is asked

    answers = calculate(scheme, cases, explain=True)
    for answer in answers:
        if "errors" in answer:
            raise NotCovered("; ".join(one["message"] for one in answer["errors"]))
    return answers


def _grade_is_known(municipality: str, fiscal_year: int) -> bool:
    """Whether the data say on which limits the municipality's exemption rests; else the highest were taken."""
    from yakuba.law.ordinances import ordinance_of

    return "livelihood_grade" in ordinance_of("resident-tax", municipality, date(fiscal_year, 4, 1))


def _runs(shares: Sequence[tuple[int, int]], language: str) -> list[tuple[str, int]]:
    """Months with the same amount as one line.

    >>> _runs([(6, 300), (7, 200), (8, 200)], "en")
    [('June', 300), ('July to August, each month', 200)]
    """
    found: list[tuple[int, int, int]] = []
    for month, amount in shares:
        if found and found[-1][2] == amount:
            found[-1] = (found[-1][0], month, amount)
        else:
            found.append((month, month, amount))
    return [
        (_month(first, language), amount)
        if first == last
        else (
            _say("estimate.months", language, first=_month(first, language), last=_month(last, language)),
            amount,
        )
        for first, last, amount in found
    ]


def _table(heading: str, rows: Sequence[tuple[str, int]], language: str) -> Table:
    return Table(_say(heading, language), _rows(rows, language))


def _rows(rows: Sequence[tuple[str, int]], language: str) -> tuple[Row, ...]:
    return tuple((label, _say("estimate.yen", language, amount=f"{amount:,}")) for label, amount in rows)


def _say(key: str, language: str, **marks: str | int) -> str:
    return estimating.filled(text(key), **marks).in_(language)


def _month(month: int, language: str) -> str:
    """
    >>> _month(6, "ja"), _month(6, "easy"), _month(6, "en")
    ('6月', '6{月|がつ}', 'June')
    """
    return calendar.month_name[month] if language == "en" else f"{month}{'{月|がつ}' if language == 'easy' else '月'}"


def _year_month(month: str, language: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    words = _month(number, language)
    if language == "en":
        return f"{words} {year}"
    return f"{year}{'{年|ねん}' if language == 'easy' else '年'}{words}"


def _day(day: str, language: str) -> str:
    return _say("estimate.allowance.child", language, day=showing.short_day(date.fromisoformat(day), language))
