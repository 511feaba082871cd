"""介護保険料 of who is 65 or older, 9th period (介護保険法129条, 施行令38条): stage, ratio, yearly premium.

In fiscal 2026 the raise of the salary deduction does not count here: `total_income` and whether someone is taxed are to
be given as they would be with the deduction of before (55万円); a case holds no salary to work it out from.
Readings where the rules are silent: see `premiums`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from yakuba.law import incomes
from yakuba.law.cases import AnnualCase, RoundTo, ordinance_for, result_schema, step, yen_schema
from yakuba.law.columns import Flags, Ints, at_least, below, column, flags, zeros
from yakuba.law.contract import Whole, Words, Yen, problem
from yakuba.law.parameters import Law, fiscal_day, in_force
from yakuba.law.schemes import Answer, Period, Scheme

NAME = "long-term-care-premium"
_STAGES = {
    1: "生活保護を受けている、または世帯全員が住民税非課税で年金収入等が{first:,}円以下の",
    2: "世帯全員が住民税非課税で年金収入等が{second:,}円以下の",
    3: "世帯全員が住民税非課税で年金収入等が{second:,}円を超える",
    4: "本人は住民税非課税（世帯に課税の人がいる）で年金収入等が{first:,}円以下の",
    5: "本人は住民税非課税（世帯に課税の人がいる）で年金収入等が{first:,}円を超える",
}


class Ordinance(Words):
    """What the municipality fixes for the period."""

    base: Annotated[Yen, Field(description="基準額, yen a year")] = 0
    round: RoundTo = 10


class LongTermCareCase(AnnualCase):
    """One insured person: the stage itself, or the circumstances it follows from."""

    stage: Annotated[Whole | None, Field(ge=1, le=13, description="段階; left out, the other keys tell it")] = None
    public_assistance: Annotated[bool, Field(description="生活保護")] = False
    household_taxed: Annotated[bool, Field(description="someone of the household pays resident tax")] = False
    self_taxed: Annotated[bool, Field(description="the person pays resident tax")] = False
    pension_revenue: Annotated[Yen, Field(description="公的年金等の収入, gross")] = 0
    total_income: Annotated[
        Yen, Field(description="合計所得金額, with pension income; in 2026 as with the old 55万円")
    ] = 0
    ordinance: Ordinance = Ordinance()


@dataclass(frozen=True)
class Insured:
    """Columns, one row a person. `stage` 0: to be found."""

    stage: Ints
    public_assistance: Flags
    household_taxed: Flags
    self_taxed: Flags
    pension_revenue: Ints
    total_income: Ints
    base: Ints
    round: Ints


@dataclass(frozen=True)
class Premiums:
    """`ratio` in thousandths; `measure` is pension revenue and other income (年金収入等)."""

    measure: Ints
    stage: Ints
    ratio: Ints
    annual: Ints


def law_of(fiscal_year: int) -> Law:
    """The law that holds on 1 April of a fiscal year."""
    return in_force(NAME, fiscal_day(fiscal_year))


def premiums(law: Law, incomes_law: Law, insured: Insured) -> Premiums:
    """Stage and premium of each.

    * Other income is total income without pension income, that of someone of 65 or more, and never below zero.
    * A person who is taxed belongs to stage 6 or above whatever is said of the household.
    * Public assistance comes first.
    """
    rows = len(insured.stage)
    pension = incomes.pension_income(
        incomes_law, insured.pension_revenue, np.ones(rows, dtype=np.bool_), zeros(rows)
    )  # whose other income is above ten million is taxed, and the measure does not count
    measure = insured.pension_revenue + at_least(insured.total_income - pension)
    limits = law.rows("income_limits")[0]
    taxed = below(insured.total_income, limits, list(range(6, 6 + len(limits))), 6 + len(limits))
    first = measure <= law.yen("first_limit")
    found = np.select(
        [insured.public_assistance, insured.self_taxed, insured.household_taxed],
        [1, taxed, np.where(first, 4, 5)],
        np.select([first, measure <= law.yen("second_limit")], [1, 2], 3),
    ).astype(np.int64)
    stage = np.where(insured.stage > 0, insured.stage, found)
    ratio = np.array(law.rows("ratios")[0], dtype=np.int64)[stage - 1]
    annual = insured.base * ratio // 1000
    return Premiums(measure, stage, ratio, annual - annual % insured.round)


def _answer(fiscal_year: int, cases: Sequence[LongTermCareCase], explain: bool) -> list[Answer]:
    law = law_of(fiscal_year)
    ordinances = [ordinance_for(NAME, case.municipality, law.day, case.ordinance) for case in cases]
    insured = Insured(
        column([case.stage or 0 for case in cases]),
        flags([case.public_assistance for case in cases]),
        flags([case.household_taxed for case in cases]),
        flags([case.self_taxed for case in cases]),
        column([case.pension_revenue for case in cases]),
        column([case.total_income for case in cases]),
        column([ordinance.base for ordinance in ordinances]),
        column([ordinance.round for ordinance in ordinances]),
    )
    found = premiums(law, incomes.law_of(fiscal_year), insured)
    unknown = problem("ordinance.base", "missing", "基準額が分からないため、金額は0円としています。")
    return [
        {
            "stage": int(found.stage[row]),
            "ratio": int(found.ratio[row]) / 1000,
            "annual": int(found.annual[row]),
            **({} if ordinances[row].base else {"warnings": [unknown]}),
            **({"explanation": _explanation(law, case, ordinances[row], found, row)} if explain else {}),
        }
        for row, case in enumerate(cases)
    ]


def _explanation(law: Law, case: LongTermCareCase, ordinance: Ordinance, found: Premiums, row: int) -> list[Answer]:
    stage, annual, measure = int(found.stage[row]), int(found.annual[row]), int(found.measure[row])
    ratio = f"{int(found.ratio[row]) / 1000:.3f}"
    if case.stage:
        why = "段階は申し出のとおりです。"
    elif stage <= 5:
        limits = {"first": law.yen("first_limit"), "second": law.yen("second_limit")}
        why = _STAGES[stage].format(**limits) + f"ためです（年金収入とその他の所得の合計 {measure:,}円）。"
    else:
        why = f"本人に住民税が課税され、合計所得金額が {case.total_income:,}円 のためです。"
    text = f"基準額 {ordinance.base:,}円 × {ratio}、{ordinance.round}円未満切捨て: 年額 {annual:,}円"
    return [
        step("stage", law.article("ratios"), f"第{stage}段階: {why}", stage, measure=measure),
        step("annual", law.article("ratios"), text, annual, base=ordinance.base, ratio=ratio, round=ordinance.round),
    ]


RESULT = result_schema(
    {
        "stage": {"type": "integer", "minimum": 1, "maximum": 13},
        "ratio": {"type": "number", "description": "of the base, three decimals"},
        "annual": yen_schema("yen a year, rounded down to `round`"),
    }
)

SCHEME = Scheme(NAME, "介護保険料", Period("fiscal_year", 2024, 2026), LongTermCareCase, _answer, RESULT)
