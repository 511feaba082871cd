"""Fixed asset tax of one owner in one municipality, FY2024 to FY2026, read from the law by another hand.

Interpretations where the rules or the contract are silent:
* Residential land: 200 m² for each dwelling at 1/6, the rest at 1/3 (法349条の3の2); the limit of ten times the floor
  area has no key. Price goes by area; the two shares are added exactly and dropped below 1 yen once, since the law
  names no other step before the 1,000 yen (Okazaki drops each part: up to 1 yen less). The adjustment is made for the
  parcel, since the case has one `previous_base`. Land without area is taken as small.
* Other land (`commercial`, `other`): the full base is the price. `commercial` is 商業地等 (附則17条4号).
  `other` is 宅地等 in the sense of 附則17条2号 (land that is not farmland) but not 商業地等: 附則18条1項・3項 hold
  (previous base + 5%, at least 20%, at most 100%). Farmland has its own table (附則19条) and no key.
* Comparisons are made with the exact amounts, `load_level` is only for show; no `previous_base` is the full base (so
  commercial land then has 70% of the price, level 1.000). A full base of 0 has the level 1.000.
* New houses (附則15条の6): half of the tax on the price of up to 120 m²; floor area 50 to 280 m². How many
  years it lasts (3, 5 if fireproof, 5 or 7 for 長期優良) is already in `new_years_left`. Dropped below 1 yen, and
  nothing where the houses are below the 免税点, as there is no tax to reduce.
* The base of the land together, then of the houses together, each dropped below 1,000 (法20条の4の2第1項), times the
  rate, below 1 yen dropped; `total` below 100 dropped (3項).
* 免税点 (法351条): land below 300,000, houses below 200,000, each by itself, compared before the 1,000-yen floor.
  `exempt` is true when both are below.
* City planning tax (法702条): is in `total` and `city_planning_tax`, with its own 1,000- and 100-yen floors. Its
  residential bases are twice those of the fixed asset tax (1/3 and 2/3 for 1/6 and 1/3, 法702条の3), last year's level
  taken to be the same.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.law.reading.common_reading import Answer, Case, drop_below, exact, part_of, share, yen_of

LAND_EXEMPT_BELOW, HOUSE_EXEMPT_BELOW = 300_000, 200_000


def answer(case: Case) -> Answer:
    """Bases of each parcel and house, the tax on land and on houses, the total."""
    ordinance = part_of(case, "ordinance")
    rate = str(ordinance.get("rate", "0.014"))
    city_rate = str(ordinance.get("city_planning_rate") or "0")
    land = [_land(parcel) for parcel in case.get("land") or []]
    houses = [_house(house, rate) for house in case.get("houses") or []]

    land_base, house_base = sum(row["base"] for row in land), sum(row["base"] for row in houses)
    land_owed, house_owed = land_base >= LAND_EXEMPT_BELOW, house_base >= HOUSE_EXEMPT_BELOW  # 法351条
    land_tax = drop_below(share(drop_below(land_base, 1_000), rate)) if land_owed else 0
    house_tax = 0
    if not house_owed:
        houses = [row | {"reduction": 0} for row in houses]
    else:
        full = drop_below(share(drop_below(house_base, 1_000), rate))
        house_tax = max(full - sum(row["reduction"] for row in houses), 0)

    city = 0
    if land_owed:
        doubled = sum(
            row["base"] * (2 if parcel.get("use") == "residential" else 1)
            for row, parcel in zip(land, case.get("land") or [], strict=True)
        )
        city += drop_below(share(drop_below(doubled, 1_000), city_rate))
    if house_owed:
        city += drop_below(share(drop_below(house_base, 1_000), city_rate))
    result: Answer = {"id": case["id"]} if "id" in case else {}
    return result | {
        "land": land,
        "houses": houses,
        "land_tax": land_tax,
        "house_tax": house_tax,
        "city_planning_tax": drop_below(city, 100),
        "total": drop_below(land_tax + house_tax, 100) + drop_below(city, 100),
        "exempt": not land_owed and not house_owed,
    }


def _full_base(parcel: Case) -> int:
    """本則課税標準額."""
    value = exact(parcel["value"])
    if parcel.get("use") != "residential":
        return drop_below(value)
    area = exact(parcel.get("area"))
    if not area:
        return drop_below(value / 6)
    small = min(area, 200 * exact(parcel.get("dwellings", 1)))  # 小規模住宅用地
    return drop_below(value * small / area / 6 + value * (area - small) / area / 3)


def _land(parcel: Case) -> Answer:
    full = _full_base(parcel)
    previous = full if parcel.get("previous_base") is None else yen_of(parcel["previous_base"])
    level = Fraction(previous, full) if full else Fraction(1)
    shown = Decimal(drop_below(level * 1_000)) / 1_000
    return {"full_base": full, "load_level": shown, "base": _adjusted(parcel.get("use", "other"), full, previous)}


def _adjusted(use: str, full: int, previous: int) -> int:
    """附則18条: the base of this year."""
    if use == "commercial":
        if previous * 10 > full * 7:  # 5項: above 70% comes down to 70%
            return drop_below(Fraction(full * 7, 10))
        if previous * 10 >= full * 6:  # 4項: from 60% to 70% stays
            return previous
        risen = previous + Fraction(full * 5, 100)  # 1項
        return drop_below(max(min(risen, Fraction(full * 6, 10)), Fraction(full * 2, 10)))  # 2項, 3項
    if previous >= full:
        return full
    return drop_below(max(min(previous + Fraction(full * 5, 100), Fraction(full)), Fraction(full * 2, 10)))


def _house(house: Case, rate: str) -> Answer:
    value = yen_of(house["value"])
    area = exact(house.get("floor_area"))
    years = yen_of(house.get("new_years_left"))
    reduction = 0
    if years and 50 <= area <= 280:
        reduction = drop_below(share(value, rate) * min(area, Fraction(120)) / area / 2)
    return {"base": value, "reduction": reduction}
