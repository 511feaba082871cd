"""固定資産税 of cases: what a case may hold, its answer, and the explanation of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from yakuba.law import fixed_asset_tax as rules
from yakuba.law.cases import AnnualCase, Area, hundredths, ordinance_for, percent, result_schema, step, yen_schema
from yakuba.law.columns import column, rate_parts
from yakuba.law.contract import Rate, Whole, Words, Yen, problem
from yakuba.law.parameters import Law
from yakuba.law.schemes import Answer, Period, Scheme

USES = ("residential", "commercial", "other")
USE_LABELS = {"residential": "住宅用地", "commercial": "商業地等", "other": "その他の土地"}


class Parcel(Words):
    """A parcel of land."""

    value: Annotated[Yen, Field(description="評価額")]
    use: Annotated[Literal["residential", "commercial", "other"], Field(description="住宅用地, 商業地等, その他")] = (
        "other"
    )
    area: Annotated[Area, Field(description="地積, square metres")] = Decimal(0)
    dwellings: Annotated[Whole, Field(ge=0, le=10_000, description="住宅の戸数 on it")] = 1
    previous_base: Annotated[Yen | None, Field(description="前年度の課税標準額; none: the full base")] = None


class House(Words):
    """A house."""

    value: Annotated[Yen, Field(description="評価額")]
    floor_area: Annotated[Area, Field(description="床面積, square metres")] = Decimal(0)
    new_years_left: Annotated[Whole, Field(ge=0, le=7, description="新築住宅の減額: years left, with this one")] = 0
    fireproof: Annotated[bool, Field(description="中高層耐火: five years instead of three")] = False


class Ordinance(Words):
    """What the municipality fixes."""

    rate: Annotated[Rate, Field(description="固定資産税の税率")] = Decimal("0.014")
    city_planning_rate: Annotated[Rate, Field(description="都市計画税の税率; 0 where there is none")] = Decimal(0)


class FixedAssetCase(AnnualCase):
    """What one owner has in one municipality on 1 January."""

    land: Annotated[list[Parcel], Field(description="土地, parcel by parcel")] = []
    houses: Annotated[list[House], Field(description="家屋, house by house")] = []
    ordinance: Ordinance = Ordinance()


class _Block:
    """The columns of many cases and what was found for them."""

    def __init__(self, law: Law, cases: Sequence[FixedAssetCase]) -> None:
        self.law = law
        self.ordinances = [ordinance_for(rules.NAME, case.municipality, law.day, case.ordinance) for case in cases]
        parcels = [(row, parcel) for row, case in enumerate(cases) for parcel in case.land]
        houses = [(row, house) for row, case in enumerate(cases) for house in case.houses]
        self.first_parcel = np.cumsum([0, *(len(case.land) for case in cases)])
        self.first_house = np.cumsum([0, *(len(case.houses) for case in cases)])
        self.land = rules.Land(
            column([row for row, _ in parcels]),
            column([parcel.value for _, parcel in parcels]),
            column([USES.index(parcel.use) for _, parcel in parcels]),
            column([hundredths(parcel.area) for _, parcel in parcels]),
            column([parcel.dwellings for _, parcel in parcels]),
            column([-1 if parcel.previous_base is None else parcel.previous_base for _, parcel in parcels]),
        )
        self.houses = rules.Houses(
            column([row for row, _ in houses]),
            column([house.value for _, house in houses]),
            column([hundredths(house.floor_area) for _, house in houses]),
            column([house.new_years_left for _, house in houses]),
        )
        owners = rules.Owners(
            column([rate_parts(ordinance.rate) for ordinance in self.ordinances]),
            column([rate_parts(ordinance.city_planning_rate) for ordinance in self.ordinances]),
        )
        self.bases = rules.land_bases(law, self.land)
        self.taxes, self.reduction = rules.taxes(law, owners, self.land, self.bases, self.houses)


def _answer(fiscal_year: int, cases: Sequence[FixedAssetCase], explain: bool) -> list[Answer]:
    block = _Block(rules.law_of(fiscal_year), cases)
    answers = [_told(block, row) for row in range(len(cases))]
    if explain:
        for row, answer in enumerate(answers):
            answer["explanation"] = _explanation(block, row, cases[row])
    return answers


def _told(block: _Block, row: int) -> Answer:
    taxes, bases = block.taxes, block.bases
    answer: Answer = {
        "land": [
            {"full_base": int(bases.full[at]), "load_level": int(bases.level[at]) / 1000, "base": int(bases.base[at])}
            for at in range(int(block.first_parcel[row]), int(block.first_parcel[row + 1]))
        ],
        "houses": [
            {"base": int(block.houses.value[at]), "reduction": int(block.reduction[at])}
            for at in range(int(block.first_house[row]), int(block.first_house[row + 1]))
        ],
        "land_tax": int(taxes.land[row]),
        "house_tax": int(taxes.house[row]),
        "city_planning_tax": int(taxes.planning[row]),
        "total": int(taxes.total[row]),
        "exempt": bool(taxes.land_free[row] and taxes.house_free[row]),
    }
    if rate_parts(block.ordinances[row].city_planning_rate) > block.law.rate("city_planning_most"):
        message = "都市計画税の税率が制限税率（0.3%）を超えています。"
        answer["warnings"] = [problem("ordinance.city_planning_rate", "above_ceiling", message)]
    return answer


def _explanation(block: _Block, row: int, case: FixedAssetCase) -> list[Answer]:
    reductions = [int(block.reduction[int(block.first_house[row]) + at]) for at in range(len(case.houses))]
    steps = [_parcel_step(block, int(block.first_parcel[row]) + at, one) for at, one in enumerate(case.land)]
    steps += _kind_steps(block, row, sum(reductions))
    for house, reduction in zip(case.houses, reductions, strict=True):
        if reduction:
            years = "5年（中高層耐火）" if house.fireproof else "3年"
            text = (
                f"新築住宅の減額（原則{years}、今年度を含めて残り{house.new_years_left}年）: {reduction:,}円 を差し引く"
            )
            area = str(house.floor_area)
            steps.append(step("new_house", block.law.article("new_house"), text, reduction, floor_area=area))
    planning, total = int(block.taxes.planning[row]), int(block.taxes.total[row])
    if planning:
        rate = percent(block.ordinances[row].city_planning_rate)
        text = f"都市計画税（税率 {rate}、100円未満切捨て）: {planning:,}円"
        steps.append(step("city_planning", block.law.article("city_planning_most"), text, planning))
    text = f"年税額（100円未満切捨て）: {total:,}円"
    return [*steps, step("total", "地方税法20条の4の2", text, total)]


def _parcel_step(block: _Block, at: int, parcel: Parcel) -> Answer:
    full, level, base = (int(one[at]) for one in (block.bases.full, block.bases.level, block.bases.base))
    label = USE_LABELS[parcel.use]
    text = f"{label} 評価額 {parcel.value:,}円: 本則 {full:,}円、負担水準 {level / 1000:.3f}、課税標準額 {base:,}円"
    article = block.law.article("commercial_band" if parcel.use == "commercial" else "adjustment")
    return step("land_base", article, text, base, value=parcel.value, previous_base=parcel.previous_base)


def _kind_steps(block: _Block, row: int, reduced: int) -> list[Answer]:
    taxes, steps = block.taxes, []
    houses = taxes.house + reduced  # what the tax is before the reductions, which follow as steps of their own
    rate = percent(block.ordinances[row].rate)
    for label, name, base, free, tax in (
        ("土地", "land_free_below", taxes.land_base, taxes.land_free, taxes.land),
        ("家屋", "house_free_below", taxes.house_base, taxes.house_free, houses),
    ):
        if not base[row]:
            continue
        if free[row]:
            limit = block.law.yen(name)
            text = f"{label}の課税標準額の合計 {int(base[row]):,}円 は免税点 {limit:,}円 未満なので課税されません"
            steps.append(step("exempt", block.law.article(name), text, 0, base=int(base[row])))
        else:
            taxed = int(base[row]) // rules.BASE_UNIT * rules.BASE_UNIT
            text = f"{label}の課税標準額 {taxed:,}円（1,000円未満切捨て）、税率 {rate}: 税額 {int(tax[row]):,}円"
            steps.append(step("tax", "地方税法350条", text, int(tax[row]), base=taxed))
    return steps


RESULT = result_schema(
    {
        "land": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "full_base": yen_schema("本則課税標準額"),
                    "load_level": {"type": "number", "description": "負担水準, three decimals, rounded down"},
                    "base": yen_schema("課税標準額 before the sum is dropped to thousands"),
                },
            },
        },
        "houses": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"base": yen_schema("課税標準額"), "reduction": yen_schema("減額 in tax")},
            },
        },
        "land_tax": yen_schema("固定資産税 on land"),
        "house_tax": yen_schema("固定資産税 on houses, after reduction"),
        "city_planning_tax": yen_schema("都市計画税 on both, dropped to hundreds"),
        "total": yen_schema("年税額: both taxes, each dropped to hundreds"),
        "exempt": {"type": "boolean", "description": "land and houses are both below the threshold (免税点)"},
    }
)

SCHEME = Scheme(
    rules.NAME, "固定資産税・都市計画税", Period("fiscal_year", 2024, 2026), FixedAssetCase, _answer, RESULT
)
