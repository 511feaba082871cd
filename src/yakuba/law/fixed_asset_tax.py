"""固定資産税 (and 都市計画税 where there is one) of one owner in one municipality (地方税法343条以下, 附則17条〜18条).

Readings where the rules are silent: see `land_bases`, `house_reductions` and `taxes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import RATE_UNIT, Flags, Ints, at_least, at_most, floor_to, summed_by, times_rate
from yakuba.law.parameters import Law, fiscal_day, in_force

NAME = "fixed-asset-tax"
RESIDENTIAL, COMMERCIAL, OTHER = range(3)
BASE_UNIT, TAX_UNIT = 1000, 100  # 地方税法20条の4の2


@dataclass(frozen=True)
class Land:
    """Columns, one row a parcel. `area` in hundredths of a square metre; `previous` -1: none."""

    owner: Ints
    value: Ints
    use: Ints
    area: Ints
    dwellings: Ints
    previous: Ints


@dataclass(frozen=True)
class LandBases:
    """Yen; `level` in thousandths, rounded down. `planning`: the base for the city planning tax."""

    full: Ints
    level: Ints
    base: Ints
    planning: Ints


@dataclass(frozen=True)
class Houses:
    """Columns, one row a house. `area` is the floor in hundredths of a square metre."""

    owner: Ints
    value: Ints
    area: Ints
    new_years_left: Ints


@dataclass(frozen=True)
class Owners:
    """Columns, one row an owner: the rates of the municipality in parts of `RATE_UNIT`."""

    rate: Ints
    planning_rate: Ints


@dataclass(frozen=True)
class Taxes:
    """Yen a year, per owner. `land` and `house`: fixed asset tax alone; `planning` and `total`: dropped to hundreds."""

    land_base: Ints
    house_base: Ints
    land_free: Flags
    house_free: Flags
    land: Ints
    house: Ints
    planning: Ints
    total: Ints


def law_of(fiscal_year: int) -> Law:
    """The law that holds on 1 April of a fiscal year."""
    return in_force(NAME, fiscal_day(fiscal_year))


def land_bases(law: Law, land: Land) -> LandBases:
    """Full base, level and base of each parcel.

    * A residential parcel without area is a small one (one sixth of its value). Both shares are summed before the yen
      is dropped; ten times the floor of the house (the other limit of the relief) is not in a case.
    * A parcel without previous base has the full base as previous one; for commercial land seven tenths hold then, as
      no commercial parcel is taxed on more.
    * Land that is neither (`other`) follows the general rule of 附則18条1項: up by five hundredths of the full base.
    * The level is compared exactly; what is told of it has three decimals.
    * The city planning base follows the same level: twice the base for residential land (its shares, 1/3 and 2/3, are
      twice those of the fixed asset tax), the same base otherwise.
    """
    residential, commercial = land.use == RESIDENTIAL, land.use == COMMERCIAL
    full = np.where(residential, _residential(law, land), land.value)
    previous = np.where(land.previous < 0, full, land.previous)
    base = np.where(commercial, _commercial(law, full, previous), _general(law, full, previous))
    level = np.where(full > 0, previous * 1000 // at_least(full, 1), 1000)
    return LandBases(full, level, base, np.where(residential, 2 * base, base))


def _residential(law: Law, land: Land) -> Ints:
    small_share, rest_share = law.rows("residential_shares")[0]
    ratio = small_share // rest_share
    area = at_least(land.area, 1)
    small = at_most(area, land.dwellings * law.yen("small_plot_per_dwelling") * 100)
    # value x (small + ratio x rest) / (6 x area), dropped once: as sixths, of which the last division leaves a rest.
    weight = small + ratio * (area - small)
    whole, rest = land.value // area, land.value % area
    product: Ints = whole * weight
    left: Ints = product % small_share * area + rest * weight
    return product // small_share + left // (small_share * area)


def _general(law: Law, full: Ints, previous: Ints) -> Ints:
    plus, floor = law.rows("adjustment")[0]
    raised = at_least(previous + full * plus // 100, full * floor // 100)
    return at_most(raised, full)


def _commercial(law: Law, full: Ints, previous: Ints) -> Ints:
    plus, floor = law.rows("adjustment")[0]
    low, high = law.rows("commercial_band")[0]
    raised = at_least(previous + full * plus // 100, full * floor // 100)
    return np.select(
        [previous * 100 > full * high, previous * 100 >= full * low],
        [full * high // 100, previous],
        at_most(raised, full * low // 100),
    ).astype(np.int64)


def house_reductions(law: Law, houses: Houses, rate: Ints) -> Ints:
    """附則15条の6: half the tax on up to 120 square metres, while years are left and the floor is within the limits.

    The whole term is dropped to whole yen once. `new_years_left` says how long, so fire resistance (five years instead
    of three) decides nothing here; nor is the lower limit for flats to let (40) in a case. `rate` is a row a house.
    """
    least, most, relieved, percent = law.rows("new_house")[0]
    new = (houses.new_years_left > 0) & (houses.area >= least * 100) & (houses.area <= most * 100)
    area = at_least(houses.area, 1)
    product = houses.value * at_most(area, relieved * 100)
    whole, rest = product // area, product % area
    unit = RATE_UNIT * 100 // percent
    taxed = whole * rate
    exact = taxed // unit + (taxed % unit * area + rest * rate) // (unit * area)
    return np.where(new, exact, 0)


def taxes(law: Law, owners: Owners, land: Land, bases: LandBases, houses: Houses) -> tuple[Taxes, Ints]:
    """The taxes of each owner, and the reduction of each house.

    * The threshold (351条) is compared with the sum of the bases of land, and of houses, each by itself.
    * Who is below it for the fixed asset tax owes no city planning tax on the same either (702条の2).
    * The sums of the bases are dropped to thousands, land and houses apart; taxes to whole yen; the totals of both
      taxes to hundreds, each by itself. A new house has no reduction of the city planning tax.
    """
    rows = len(owners.rate)
    land_base, house_base = summed_by(land.owner, bases.base, rows), summed_by(houses.owner, houses.value, rows)
    land_free, house_free = land_base < law.yen("land_free_below"), house_base < law.yen("house_free_below")
    reduction = np.where(house_free[houses.owner], 0, house_reductions(law, houses, owners.rate[houses.owner]))
    land_tax = np.where(land_free, 0, times_rate(floor_to(land_base, BASE_UNIT), owners.rate))
    gross = np.where(house_free, 0, times_rate(floor_to(house_base, BASE_UNIT), owners.rate))
    house_tax = at_least(gross - summed_by(houses.owner, reduction, rows))
    planned_land = np.where(land_free, 0, floor_to(summed_by(land.owner, bases.planning, rows), BASE_UNIT))
    planned_house = np.where(house_free, 0, floor_to(house_base, BASE_UNIT))
    rate = owners.planning_rate
    planning = floor_to(times_rate(planned_land, rate) + times_rate(planned_house, rate), TAX_UNIT)
    total = floor_to(land_tax + house_tax, TAX_UNIT) + planning
    found = Taxes(land_base, house_base, land_free, house_free, land_tax, house_tax, planning, total)
    return found, reduction
