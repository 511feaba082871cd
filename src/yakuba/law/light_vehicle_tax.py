"""軽自動車税種別割: the yearly amount of a vehicle (地方税法463条の15, 附則30条).

Levied on whoever owns it on 1 April, without proration. Readings where the rules are silent: see `amounts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import numpy as np
from pydantic import Field

from yakuba.law.cases import AnnualCase, result_schema, step, yen_schema
from yakuba.law.columns import Flags, Ints, column, flags
from yakuba.law.contract import Month, Words
from yakuba.law.parameters import Law, fiscal_day, in_force
from yakuba.law.schemes import Answer, Period, Scheme

NAME = "light-vehicle-tax"
Kind = Literal[
    "moped50",
    "moped125_4kw",
    "specified_small",
    "moped90",
    "moped125",
    "minicar",
    "agricultural",
    "other_special",
    "motorcycle250",
    "motorcycle_over250",
    "tricycle",
    "car_private",
    "car_business",
    "van_private",
    "van_business",
]
KINDS: tuple[str, ...] = get_args(Kind)
LABELS = {
    "moped50": "原動機付自転車（50cc以下）",
    "moped125_4kw": "原動機付自転車（125cc以下・4.0kW以下）",
    "specified_small": "特定小型原動機付自転車",
    "moped90": "原動機付自転車（90cc以下）",
    "moped125": "原動機付自転車（125cc以下）",
    "minicar": "ミニカー",
    "agricultural": "小型特殊自動車（農耕作業用）",
    "other_special": "小型特殊自動車（その他）",
    "motorcycle250": "軽二輪（250cc以下）",
    "motorcycle_over250": "二輪の小型自動車（250cc超）",
    "tricycle": "三輪の軽自動車",
    "car_private": "四輪乗用・自家用",
    "car_business": "四輪乗用・営業用",
    "van_private": "四輪貨物・自家用",
    "van_business": "四輪貨物・営業用",
}
NOT_YET, STANDARD, OLD, HEAVY, ELECTRIC = range(5)
_REASONS = {
    NOT_YET: ("levy_date", "地方税法463条の16", "4月1日より後に登録されたので、この年度は課されません。"),
    STANDARD: ("standard", "amounts", "標準の税率です。"),
    OLD: ("old", "old_amounts", "平成27年3月以前に登録されたので、改正前の税率です。"),
    HEAVY: ("heavy", "heavy_amounts", "登録から13年を超えたので、重い税率です。"),
    ELECTRIC: ("electric", "electric_amounts", "前の年度に登録された電気自動車等なので、軽い税率です。"),
}


class Ordinance(Words):
    """What the municipality fixes; this scheme has nothing of the kind in its contract."""


class LightVehicleTaxCase(AnnualCase):
    """One vehicle in one fiscal year."""

    kind: Annotated[Kind, Field(description="車種")]
    first_registered: Annotated[
        Month | None, Field(description="初度検査年月 of vehicles with three or four wheels; none: the standard rate")
    ] = None
    electric: Annotated[bool, Field(description="電気自動車等: never the heavy rate; light in its first year")] = False
    ordinance: Ordinance = Ordinance()


@dataclass(frozen=True)
class Vehicles:
    """Columns, one row a vehicle. `kind` is an index of `KINDS`; `month` is yyyymm, 0 when not told."""

    kind: Ints
    month: Ints
    electric: Flags


@dataclass(frozen=True)
class Amounts:
    """Yen a year, and which rate it is: one of the constants of this module."""

    annual: Ints
    rate: Ints


def law_of(fiscal_year: int) -> Law:
    """The law that holds on 1 April of a fiscal year."""
    return in_force(NAME, fiscal_day(fiscal_year))


def amounts(law: Law, fiscal_year: int, vehicles: Vehicles) -> Amounts:
    """The amount of each vehicle.

    * Heavy: from the fiscal year in which the 14th year since the month of first inspection is over (附則30条1項), so
      in 2026 whatever was inspected until March 2013; electric vehicles never.
    * Light for electric vehicles first inspected in the fiscal year before (附則30条2項).
    * A vehicle with wheels fewer than three has one rate. One first inspected after April of the year was nobody's on
      1 April: nothing. Of April itself the day is not told; it counts as there.
    """
    wheeled = np.array([kind in law.value("old_amounts") for kind in KINDS])[vehicles.kind]
    told = wheeled & (vehicles.month > 0)
    year = fiscal_year * 100
    last_heavy = year + 3 - law.yen("heavy_after_years") * 100
    rate = np.select(
        [
            (vehicles.month > year + 4),
            told & vehicles.electric & (vehicles.month >= year - 100 + 4) & (vehicles.month <= year + 3),
            told & ~vehicles.electric & (vehicles.month <= last_heavy),
            told & (vehicles.month < law.yen("new_amounts_since")),
        ],
        [NOT_YET, ELECTRIC, HEAVY, OLD],
        STANDARD,
    ).astype(np.int64)
    named = {STANDARD: "amounts", OLD: "old_amounts", HEAVY: "heavy_amounts", ELECTRIC: "electric_amounts"}
    table = np.zeros((5, len(KINDS)), dtype=np.int64)
    for place, name in named.items():
        table[place] = [int(law.value(name).get(kind, 0)) for kind in KINDS]
    return Amounts(table[rate, vehicles.kind], rate)


def _answer(fiscal_year: int, cases: Sequence[LightVehicleTaxCase], explain: bool) -> list[Answer]:
    law = law_of(fiscal_year)
    place = {kind: index for index, kind in enumerate(KINDS)}
    vehicles = Vehicles(
        column([place[case.kind] for case in cases]),
        column([int((case.first_registered or "0").replace("-", "")) for case in cases]),
        flags([case.electric for case in cases]),
    )
    found = amounts(law, fiscal_year, vehicles)
    return [
        {
            "annual": int(found.annual[row]),
            **({"explanation": _explanation(law, case, found, row)} if explain else {}),
        }
        for row, case in enumerate(cases)
    ]


def _explanation(law: Law, case: LightVehicleTaxCase, found: Amounts, row: int) -> list[Answer]:
    rule, article, reason = _REASONS[int(found.rate[row])]
    annual = int(found.annual[row])
    said = article if rule == "levy_date" else law.article(article)
    text = f"{LABELS[case.kind]}: {reason}年額 {annual:,}円"
    return [step(rule, said, text, annual, kind=case.kind, first_registered=case.first_registered)]


RESULT = result_schema({"annual": yen_schema("種別割, yen a year")})

SCHEME = Scheme(NAME, "軽自動車税種別割", Period("fiscal_year", 2024, 2026), LightVehicleTaxCase, _answer, RESULT)
