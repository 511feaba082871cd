"""保育料: what a family pays for a child in nursery in a month (子ども・子育て支援法施行令4条, 13条, 14条).

The fee class goes by the age on 1 April of the school year; from April to August the tax of the fiscal year before
decides, from September that of the year itself. `municipal_income_levy_by_fiscal_year` holds the parents' 所得割 before
the credits for housing, donations, dividends and foreign tax, and for residents of a designated city at six per cent.
Readings where the rules are silent: see `fees`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from yakuba.law.cases import Municipality, ordinance_for, refusal, result_schema, step, yen_schema
from yakuba.law.columns import MOST_YEN, Flags, Ints, column, flags
from yakuba.law.contract import Case, Day, Month, Problem, Whole, Words, Yen, problem
from yakuba.law.parameters import Law, in_force
from yakuba.law.schemes import Answer, Period, Scheme

NAME = "childcare-fee"
SCHOOL_AGE = 6


class Band(Words):
    """A row of a municipality's table."""

    name: Annotated[int | str, Field(alias="class", description="階層")]
    levy_below: Annotated[Yen | None, Field(description="市町村民税所得割 below this; none: without end")] = None
    standard: Annotated[Yen, Field(description="保育標準時間, yen a month")]
    short: Annotated[Yen, Field(description="保育短時間, yen a month")]


class Ordinance(Words):
    """What the municipality fixes."""

    table: Annotated[list[Band] | None, Field(description="without one the national ceilings hold")] = None


class Child(Words):
    """The child in nursery."""

    birth_date: Annotated[Day, Field(description="生年月日: fee class and school age go by it")]


class ChildcareFeeCase(Case):
    """One child in one month."""

    month: Annotated[Month, Field(description="the month the fee is for")]
    fiscal_year: Annotated[Whole | None, Field(description="of the month; the month tells it too")] = None
    municipality: Municipality = None
    child: Child
    hours: Annotated[Literal["standard", "short"], Field(description="保育標準時間 or 保育短時間")] = "standard"
    order: Annotated[
        Whole, Field(ge=1, le=100, description="第何子, counted as the rule on siblings for this levy counts")
    ] = 1
    single_parent: Annotated[bool, Field(description="ひとり親世帯等")] = False
    municipal_income_levy_by_fiscal_year: Annotated[
        dict[str, Yen],
        Field(
            description="市町村民税所得割 of the parents by fiscal year; 0 is a household that pays no tax (one that "
            "pays the per-capita tax only belongs to the next class: write 1)"
        ),
    ] = {}
    ordinance: Ordinance = Ordinance()


@dataclass(frozen=True)
class Children:
    """Columns, one row a child."""

    birth: Ints  # yyyymmdd
    levy: Ints
    short: Flags
    order: Ints
    single_parent: Flags


@dataclass(frozen=True)
class Table:
    """Bands in rising order: the levy each ends below, and its fees."""

    names: tuple[int | str, ...]
    limits: tuple[int, ...]
    standard: tuple[int, ...]
    short: tuple[int, ...]


@dataclass(frozen=True)
class Fees:
    """Per child: the row of the table, whether it is free by age, percent to pay, yen a month."""

    band: Ints
    free: Flags
    share: Ints
    monthly: Ints


def fiscal_year_of(month: str) -> int:
    """The fiscal year a month lies in.

    >>> fiscal_year_of("2026-03")
    2025
    """
    year, number = map(int, month.split("-"))
    return year - (number < 4)


def law_of(month: str) -> Law:
    """The law that holds in a month."""
    year, number = map(int, month.split("-"))
    return in_force(NAME, datetime.date(year, number, 1))


def tax_year_of(law: Law, month: str) -> int:
    """The fiscal year whose tax decides the fee of a month."""
    number = int(month[5:])
    year = fiscal_year_of(month)
    return year - (4 <= number < law.yen("tax_year_turns_in_month"))


def national_table(law: Law) -> Table:
    """The ceilings of the decree."""
    names, limits, standard, short = law.table("table")
    return Table(tuple(names), tuple(limits), tuple(standard), tuple(short))


def fees(law: Law, month: str, table: Table, children: Children) -> Fees:
    """The fee of each child by one table.

    * A child that attains three on 1 April (born on the 2nd) stays in the fee class of the small ones that school year.
    * The half is of the table's fee, a fraction of a yen dropped.
    * The share of a single parent below the limit takes the place of that of siblings; it is never the larger one.
    """
    year, day = children.birth // 10000, children.birth % 10000
    free = year + law.yen("free_from_age") + (day > 401) <= fiscal_year_of(month)
    band = np.searchsorted(np.array(table.limits, dtype=np.int64), children.levy, side="right").astype(np.int64)
    inside = np.minimum(band, len(table.limits) - 1)
    fee = np.where(children.short, np.array(table.short)[inside], np.array(table.standard)[inside])
    relieved = children.single_parent & (children.levy < law.yen("single_parent_below"))
    place = np.minimum(children.order, 3) - 1
    plain = np.array(law.rows("sibling_shares")[0])[place]
    share = np.where(relieved, np.array(law.rows("single_parent_shares")[0])[place], plain)
    monthly = np.where(free, 0, fee * share // 100)
    return Fees(band, free, share, monthly)


@dataclass(frozen=True)
class _Decided:
    """What decides the fees of the cases that share a table."""

    law: Law
    tax_year: int
    table: Table
    warnings: list[Problem]


def _answer(month: str, cases: Sequence[ChildcareFeeCase], explain: bool) -> list[Answer]:
    law = law_of(month)
    year = tax_year_of(law, month)
    answers: list[Answer] = []
    by_table: dict[Table, list[int]] = {}
    for row, case in enumerate(cases):
        table = _table_of(law, case)
        refused = _refused(law, month, year, table, case)
        answers.append(refused or {})
        if not refused:
            by_table.setdefault(table, []).append(row)
    for table, rows in by_table.items():
        decided = _Decided(law, year, table, _above_ceiling(law, table))
        found = fees(law, month, table, _columns([cases[row] for row in rows], year))
        for place, row in enumerate(rows):
            answers[row] = _told(decided, cases[row], found, place)
            if explain:
                answers[row]["explanation"] = _explanation(decided, cases[row], found, place)
    return answers


def _told(decided: _Decided, case: ChildcareFeeCase, found: Fees, place: int) -> Answer:
    levy = case.municipal_income_levy_by_fiscal_year.get(str(decided.tax_year))
    return {
        "tax_fiscal_year": decided.tax_year,
        "class": None if levy is None else decided.table.names[int(found.band[place])],
        "age_class": "2号" if found.free[place] else "3号",
        "monthly": int(found.monthly[place]),
        **({"warnings": decided.warnings} if decided.warnings else {}),
    }


def _columns(cases: Sequence[ChildcareFeeCase], year: int) -> Children:
    return Children(
        column([int(case.child.birth_date.strftime("%Y%m%d")) for case in cases]),
        column([case.municipal_income_levy_by_fiscal_year.get(str(year), 0) for case in cases]),
        flags([case.hours == "short" for case in cases]),
        column([case.order for case in cases]),
        flags([case.single_parent for case in cases]),
    )


def _table_of(law: Law, case: ChildcareFeeCase) -> Table:
    ordinance = ordinance_for(NAME, case.municipality, law.day, case.ordinance)
    if not ordinance.table:
        return national_table(law)
    bands = sorted(ordinance.table, key=lambda band: MOST_YEN if band.levy_below is None else band.levy_below)
    return Table(
        tuple(band.name for band in bands),
        tuple(MOST_YEN if band.levy_below is None else band.levy_below for band in bands),
        tuple(band.standard for band in bands),
        tuple(band.short for band in bands),
    )


def _refused(law: Law, month: str, year: int, table: Table, case: ChildcareFeeCase) -> Answer | None:
    fiscal_year = fiscal_year_of(month)
    if case.fiscal_year not in (None, fiscal_year):
        return refusal("fiscal_year", "contradiction", f"{month} は {fiscal_year} 年度です。")
    born = case.child.birth_date
    if born.isoformat()[:7] > month:
        return refusal("child.birth_date", "not_born", "この月にはまだ生まれていません。")
    after_first_of_april = (born.month, born.day) > (4, 1)
    if born.year + SCHOOL_AGE + after_first_of_april <= fiscal_year:
        return refusal("child.birth_date", "school_age", "小学校に就学する年齢です。就学前の子の保育料を計算できます。")
    levy = case.municipal_income_levy_by_fiscal_year.get(str(year))
    if levy is not None and levy >= table.limits[-1]:
        return refusal("ordinance.table", "no_band", f"所得割 {levy:,}円 に当たる階層が表にありません。")
    free = born.year + law.yen("free_from_age") + after_first_of_april <= fiscal_year
    if levy is None and not free:
        field = f"municipal_income_levy_by_fiscal_year.{year}"
        return refusal(field, "missing", f"{month} の保育料には {year} 年度の市町村民税所得割が必要です。")
    return None


def _above_ceiling(law: Law, table: Table) -> list[Problem]:
    ceiling = national_table(law)
    lowest = (0, *table.limits[:-1])
    for name, levy, standard, short in zip(table.names, lowest, table.standard, table.short, strict=True):
        place = int(np.searchsorted(np.array(ceiling.limits), levy, side="right"))
        if standard > ceiling.standard[place] or short > ceiling.short[place]:
            message = f"条例の表の階層 {name} は国が定める上限額を超えています。"
            return [problem("ordinance.table", "above_ceiling", message)]
    return []


def _explanation(decided: _Decided, case: ChildcareFeeCase, found: Fees, place: int) -> list[Answer]:
    law, year, table = decided.law, decided.tax_year, decided.table
    monthly = int(found.monthly[place])
    if found.free[place]:
        text = f"4月1日に3歳以上のクラスなので、保育料はかかりません（{case.month}）。"
        return [step("free_from_three", law.article("free_from_age"), text, 0, birth_date=str(case.child.birth_date))]
    levy = case.municipal_income_levy_by_fiscal_year[str(year)]
    band, share = int(found.band[place]), int(found.share[place])
    fee = (table.short if case.hours == "short" else table.standard)[band]
    hours = "短時間" if case.hours == "short" else "標準時間"
    whose = f"{case.month} は {year} 年度の市町村民税で決まります（8月までは前年度、9月から当年度）。所得割 {levy:,}円"
    chosen = f"階層 {table.names[band]}・保育{hours}: 月額 {fee:,}円"
    steps = [
        step("tax_year", law.article("tax_year_turns_in_month"), whose, levy, month=case.month),
        step("band", law.article("table"), chosen, fee, levy=levy),
    ]
    if share != 100:
        single = case.single_parent and levy < law.yen("single_parent_below")
        reason = "ひとり親世帯等の軽減" if single else "きょうだいの軽減"
        part = "無料" if share == 0 else "半額"
        article = law.article("single_parent_shares" if single else "sibling_shares")
        steps.append(step("share", article, f"{reason}（第{case.order}子）: {part}", monthly, order=case.order))
    steps.append(step("monthly", law.article("table"), f"保育料 月額 {monthly:,}円", monthly))
    return steps


RESULT = result_schema(
    {
        "tax_fiscal_year": {"type": "integer", "description": "the fiscal year whose tax decides"},
        "class": {
            "type": ["integer", "string", "null"],
            "description": "階層; null when no levy was given for a free child",
        },
        "age_class": {"enum": ["2号", "3号"], "description": "fee class by the age on 1 April"},
        "monthly": yen_schema("保育料, yen a month"),
    }
)

SCHEME = Scheme(
    NAME,
    "保育料",
    Period("month", "2024-04", "2027-03"),
    ChildcareFeeCase,
    _answer,
    RESULT,
    defaults=("municipality",),
)
