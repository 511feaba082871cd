"""後期高齢者医療保険料 of one insured person (高齢者の医療の確保に関する法律104条・107条, 施行令18条).

Readings where the rules are silent: see `premiums`. The part for child-rearing support of fiscal 2026 (at most 21,000
yen) has rates of its own that a case does not hold: what is answered is the medical part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import numpy as np
from pydantic import Field

from yakuba.law import incomes
from yakuba.law.cases import AnnualCase, RoundTo, ordinance_for, percent, result_schema, step, yen_schema
from yakuba.law.columns import RATE_UNIT, Flags, Ints, at_least, at_most, column, flags, rate_parts, times_rate
from yakuba.law.contract import Rate, Whole, Words, Yen, problem
from yakuba.law.parameters import Law, fiscal_day, in_force
from yakuba.law.schemes import Answer, Period, Scheme

NAME = "late-elderly-premium"


class Household(Words):
    """What the reduction goes by."""

    judged_income: Annotated[
        Yen | None,
        Field(description="軽減判定所得 of the household's head and insured; left out: the person's own total income"),
    ] = None
    insured: Annotated[Whole, Field(ge=1, le=100, description="insured persons of the household")] = 1
    earners: Annotated[Whole, Field(ge=0, le=100, description="給与所得者等の数")] = 0


class Ordinance(Words):
    """What the wide-area union fixes for two years."""

    per_capita: Annotated[Yen, Field(description="均等割額, yen a year")] = 0
    rate: Annotated[Rate, Field(description="所得割率; in 2024 the lower one for small incomes where one is fixed")] = (
        Decimal(0)
    )
    round: RoundTo = 100


class LateElderlyCase(AnnualCase):
    """One insured person in one fiscal year."""

    total_income: Annotated[Yen, Field(description="総所得金額等 of the year before")] = 0
    former_dependant: Annotated[bool, Field(description="被扶養者だった人, within two years: no income part, half")] = (
        False
    )
    household: Household = Household()
    ordinance: Ordinance = Ordinance()


@dataclass(frozen=True)
class Insured:
    """Columns, one row a person. `rate` in parts of `RATE_UNIT`."""

    total_income: Ints
    former_dependant: Flags
    judged_income: Ints
    insured: Ints
    earners: Ints
    per_capita: Ints
    rate: Ints
    round: Ints


@dataclass(frozen=True)
class Premiums:
    """Yen a year; `reduction` in tenths (割)."""

    limit7: Ints
    limit5: Ints
    limit2: Ints
    reduction: Ints
    base_income: Ints
    per_capita_part: Ints
    income_part: Ints
    annual: Ints


def law_of(fiscal_year: int) -> Law:
    """The law that holds on 1 April of a fiscal year."""
    return in_force(NAME, fiscal_day(fiscal_year))


def premiums(law: Law, incomes_law: Law, insured: Insured) -> Premiums:
    """The premium of each.

    * The base is total income without the basic deduction (which falls above 24 million), not below zero.
    * Who was a dependant gets the larger of five tenths and what the household gets, and pays no income part.
    * Each part is dropped to whole yen, the cap holds for their sum, then the sum is rounded down.
    """
    limit7 = law.yen("base_limit") + at_least(insured.earners - 1) * law.yen("per_earner")
    limit5 = limit7 + insured.insured * law.yen("half_per_person")
    limit2 = limit7 + insured.insured * law.yen("fifth_per_person")
    judged = insured.judged_income
    by_household = np.select([judged <= limit7, judged <= limit5, judged <= limit2], [7, 5, 2], 0).astype(np.int64)
    former = insured.former_dependant
    reduction = np.where(former, at_least(by_household, law.yen("former_dependant_reduction")), by_household)
    base = at_least(insured.total_income - incomes.basic_deduction(incomes_law, insured.total_income))
    per_capita = insured.per_capita * (10 - reduction) // 10
    income_part = np.where(former, 0, times_rate(base, insured.rate))
    annual = at_most(per_capita + income_part, law.yen("cap"))
    return Premiums(
        limit7, limit5, limit2, reduction, base, per_capita, income_part, annual - annual % insured.round
    )  # fmt: skip


def _answer(fiscal_year: int, cases: Sequence[LateElderlyCase], explain: bool) -> list[Answer]:
    law = law_of(fiscal_year)
    ordinances = [ordinance_for(NAME, case.municipality, law.day, case.ordinance) for case in cases]
    judged = [
        case.total_income if case.household.judged_income is None else case.household.judged_income for case in cases
    ]
    insured = Insured(
        column([case.total_income for case in cases]),
        flags([case.former_dependant for case in cases]),
        column(judged),
        column([case.household.insured for case in cases]),
        column([case.household.earners for case in cases]),
        column([ordinance.per_capita for ordinance in ordinances]),
        column([rate_parts(ordinance.rate) for ordinance in ordinances]),
        column([ordinance.round for ordinance in ordinances]),
    )
    found = premiums(law, incomes.law_of(fiscal_year), insured)
    return [
        {
            "reduction": int(found.reduction[row]),
            "per_capita_part": int(found.per_capita_part[row]),
            "income_part": int(found.income_part[row]),
            "annual": int(found.annual[row]),
            "limit5": int(found.limit5[row]),
            "limit2": int(found.limit2[row]),
            **_warnings(ordinances[row]),
            **({"explanation": _explanation(law, insured, found, row)} if explain else {}),
        }
        for row in range(len(cases))
    ]


def _warnings(ordinance: Ordinance) -> Answer:
    if ordinance.per_capita or ordinance.rate:
        return {}
    message = "均等割額と所得割率が分からないため、金額は0円としています。"
    return {"warnings": [problem("ordinance", "missing", message)]}


def _explanation(law: Law, insured: Insured, found: Premiums, row: int) -> list[Answer]:
    reduction, annual = int(found.reduction[row]), int(found.annual[row])
    part, income_part, base = int(found.per_capita_part[row]), int(found.income_part[row]), int(found.base_income[row])
    judged, rate = int(insured.judged_income[row]), int(insured.rate[row])
    former = bool(insured.former_dependant[row])
    limits = [int(one[row]) for one in (found.limit7, found.limit5, found.limit2)]
    why = f"世帯の判定所得 {judged:,}円（7割 {limits[0]:,}円以下、5割 {limits[1]:,}円以下、2割 {limits[2]:,}円以下）"
    why += "、被扶養者だった人は5割以上" if former else ""
    share = percent(Decimal(rate) / RATE_UNIT)
    income = "被扶養者だった人には所得割がかかりません" if former else f"所得 {base:,}円（基礎控除後）× {share}"
    return [
        step("reduction", law.article("base_limit"), f"均等割の軽減 {reduction}割: {why}", reduction, judged=judged),
        step("per_capita", law.article("base_limit"), f"均等割（軽減後）: {part:,}円", part, reduction=reduction),
        step("income", law.article("cap"), f"所得割: {income} = {income_part:,}円", income_part, base=base),
        step("annual", law.article("cap"),
             f"合計（限度額 {law.yen('cap'):,}円、{int(insured.round[row])}円未満切捨て）: 年額 {annual:,}円",
             annual, cap=law.yen("cap")),
    ]  # fmt: skip


RESULT = result_schema(
    {
        "reduction": {"enum": [0, 2, 5, 7], "description": "均等割の軽減, tenths"},
        "per_capita_part": yen_schema("均等割 after reduction"),
        "income_part": yen_schema("所得割"),
        "annual": yen_schema("yen a year after the cap, rounded down to `round`"),
        "limit5": yen_schema("5割軽減の上限"),
        "limit2": yen_schema("2割軽減の上限"),
    }
)

SCHEME = Scheme(NAME, "後期高齢者医療保険料", Period("fiscal_year", 2024, 2026), LateElderlyCase, _answer, RESULT)
