"""寄附金税額控除 (地方税法37条の2・314条の7): the basic part, and the special part of ふるさと納税."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Ints, at_least, at_most, ceil_div, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.levy import Levy
from yakuba.law.resident_tax.lookup import looked_up
from yakuba.law.resident_tax.tables import SEPARATE, Taxpayers

RATE = 100_000  # the shares of the special part are parts of a hundred thousand


@dataclass(frozen=True)
class Donations:
    """The basic parts (city, prefecture), and the special part before its limit: `special_parts` / `divisor` yen."""

    basic: tuple[Ints, Ints]
    special_parts: tuple[Ints, Ints]
    cap_percent: int

    def special(self, city_levy: Ints, pref_levy: Ints) -> tuple[Ints, Ints]:
        """The special parts, each within its share of the levy after 調整控除; a fraction of a yen rounded up."""
        limits = (city_levy * self.cap_percent * RATE // 20, pref_levy * self.cap_percent * RATE // 20)
        city, pref = (
            ceil_div(at_most(part, limit), 5 * RATE) for part, limit in zip(self.special_parts, limits, strict=True)
        )
        return city, pref


def donation_credits(
    law: Law, fifths: tuple[Ints, Ints], taxpayers: Taxpayers, levied: Levy, told: tuple[Ints, Ints]
) -> Donations:
    """`told`: 総所得金額等 and 人的控除差調整額. What is given to ふるさと納税 counts for both taxes."""
    total, less = told
    cap = law.yen("donation_special_cap")
    own = (taxpayers.donation_municipality, taxpayers.donation_prefecture)
    if not (taxpayers.furusato.any() or own[0].any() or own[1].any()):
        none = (zeros(taxpayers.rows), zeros(taxpayers.rows))
        return Donations(none, none, cap)
    share, minus, percent = law.rows("donation_basic")[0]
    basic = tuple(
        ceil_div(at_least(at_most(taxpayers.furusato + given, total * share // 100) - minus) * percent * fifth, 500)
        for given, fifth in zip(own, fifths, strict=True)
    )
    rate = _special_rate(law, levied, less)
    special = tuple(at_least(taxpayers.furusato - minus) * rate * fifth for fifth in fifths)
    return Donations((basic[0], basic[1]), (special[0], special[1]), cap)


def _special_rate(law: Law, levied: Levy, less: Ints) -> Ints:
    """The share of the special part: what basic part and income tax leave of a hundred percent.

    Where there is no 課税総所得金額 or it does not reach 人的控除差調整額, and a class taxed apart exists, the lowest
    share that the classes give holds (314条の7第11項3号 for a fifth of forestry income, 附則5条の5), else 90%.
    """
    rate = looked_up(law, "donation_special", levied.taxable - less)
    short, others = law.rows("donation_special_separate")[0]
    taxed = {name: part.taxable > 0 for name, part in zip(SEPARATE, levied.separate, strict=True)}
    apart = np.where(taxed["short_transfer"], short, RATE)
    later = taxed["long_transfer"] | taxed["listed_dividend"] | taxed["listed_shares"] | taxed["futures"]
    apart = np.minimum(apart, np.where(later, others, RATE))
    forestry = levied.separate[-1].taxable
    fifth = looked_up(law, "donation_special", forestry // 5)
    apart = np.minimum(apart, np.where(forestry > 0, fifth, RATE))
    most = law.table("donation_special")[1][0]  # the row below zero
    return np.where((levied.taxable < less) | (levied.taxable == 0), at_most(apart, most), rate)
