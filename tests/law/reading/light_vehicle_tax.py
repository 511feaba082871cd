"""Light-vehicle tax (軽自動車税種別割) of one vehicle, FY2024 to FY2026, read from the law by another hand.

Interpretations where the rules or the contract are silent:
* Standard rates: an ordinance may go to 1.5 times (法463条の15); the contract has no such key.
* `moped125_4kw` exists as a class of its own from FY2025 (令和7年度). For FY2024 such a vehicle is one of up to 125 cc.
* 「十四年を経過した月の属する年度以後」 (附則30条1項): first registered in March of the year 13 years before the fiscal
  year or earlier. Two-wheelers, mopeds and special vehicles have neither the old rate nor the surcharge.
* `electric` (electric or natural-gas): no surcharge (附則30条1項); 75% off in the one year after the year of first
  registration (附則30条2項, registered 2023-04 to 2026-03), rates of the table of the article.
* The first registration is not stated: the standard rate, since neither exception is shown.
"""

from __future__ import annotations

from tests.law.reading.common_reading import Answer, Case

# 法463条の15第1項
FLAT = {
    "moped50": 2_000,
    "moped125_4kw": 2_000,
    "specified_small": 2_000,
    "moped90": 2_000,
    "moped125": 2_400,
    "minicar": 3_700,
    "agricultural": 2_400,
    "other_special": 5_900,
    "motorcycle250": 3_600,
    "motorcycle_over250": 6_000,
}
# (standard, first registered before April 2015, over 13 years, 75% off)
BY_AGE = {
    "tricycle": (3_900, 3_100, 4_600, 1_000),
    "car_private": (10_800, 7_200, 12_900, 2_700),
    "car_business": (6_900, 5_500, 8_200, 1_800),
    "van_private": (5_000, 4_000, 6_000, 1_300),
    "van_business": (3_800, 3_000, 4_500, 1_000),
}


def answer(case: Case) -> Answer:
    """The tax of the year."""
    result: Answer = {"id": case["id"]} if "id" in case else {}
    return result | {"annual": _annual(case, int(case["fiscal_year"]))}


def _annual(case: Case, fiscal_year: int) -> int:
    kind = case["kind"]
    if kind == "moped125_4kw" and fiscal_year < 2025:
        return FLAT["moped125"]
    if kind in FLAT:
        return FLAT[kind]
    standard, old, heavy, light = BY_AGE[kind]
    first = case.get("first_registered")
    if first is None:
        return standard
    year, month = (int(part) for part in str(first).split("-")[:2])
    electric = bool(case.get("electric"))
    if (year, month) <= (fiscal_year - 13, 3) and not electric:
        return heavy
    if electric and (fiscal_year - 1, 4) <= (year, month) <= (fiscal_year, 3):
        return light
    return old if (year, month) < (2015, 4) else standard  # 平成26年法律4号附則
