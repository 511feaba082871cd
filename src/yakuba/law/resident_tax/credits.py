"""税額控除 in the order of the law: 調整控除, 配当, 住宅借入金等, 寄附金, 外国税額; then tapering and 定額減税.

Each credit is reckoned for city and prefecture apart, a fraction of a yen rounded up, and takes no more than is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from yakuba.law.columns import RATE_UNIT, Flags, Ints, at_least, at_most, ceil_div, rate_parts, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.donations import donation_credits
from yakuba.law.resident_tax.levy import Levy, split
from yakuba.law.resident_tax.lookup import looked_up
from yakuba.law.resident_tax.tables import NOT_TOLD, OrdinanceColumns, Taxpayers


@dataclass(frozen=True)
class Pair:
    """An amount of the city and one of the prefecture."""

    city: Ints
    pref: Ints

    def up_to(self, left: Pair) -> Pair:
        """No more than is left."""
        return Pair(at_most(self.city, left.city), at_most(self.pref, left.pref))

    def less(self, other: Pair) -> Pair:
        """What remains after `other`."""
        return Pair(self.city - other.city, self.pref - other.pref)

    @property
    def total(self) -> Ints:
        """Both."""
        return self.city + self.pref


@dataclass(frozen=True)
class Circumstances:
    """What credits ask about a taxpayer beside the levy."""

    total_income: Ints
    total_income_after_carryover: Ints
    diff: Ints  # 人的控除差


@dataclass(frozen=True)
class Credits:
    """All credits that were taken, and what is left of the levy after them."""

    adjustment: Pair
    dividend: Pair
    housing: Pair
    donation: Pair
    donation_special: Pair
    foreign: Pair
    left: Pair


def nothing(rows: int) -> Pair:
    """No amount."""
    return Pair(zeros(rows), zeros(rows))


def credits_of(
    law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, levied: Levy, told: Circumstances
) -> Credits:
    """Takes the credits off the levy one after the other."""
    left = Pair(levied.city, levied.pref)
    fifths = Pair(*split(law, ordinances))
    adjustment = _adjustment(law, fifths, levied, told).up_to(left)
    left = left.less(adjustment)
    after_adjustment = left
    dividend = _dividend(law, ordinances, taxpayers, levied).up_to(left)
    left = left.less(dividend)
    housing = _housing(law, fifths, taxpayers, told.total_income).up_to(left)
    left = left.less(housing)
    add_back = income_tax_add_back(law, told.total_income)
    parts = donation_credits(
        law, (fifths.city, fifths.pref), taxpayers, levied, (told.total_income_after_carryover, told.diff + add_back)
    )
    basic = Pair(*parts.basic)
    special = Pair(*parts.special(after_adjustment.city, after_adjustment.pref))
    donation = Pair(basic.city + special.city, basic.pref + special.pref).up_to(left)
    left = left.less(donation)
    foreign = _foreign(fifths, taxpayers).up_to(left)
    return Credits(adjustment, dividend, housing, donation, special.up_to(donation), foreign, left.less(foreign))


def income_tax_add_back(law: Law, total_income: Ints) -> Ints:
    """By how much the reform raised the income-tax 基礎控除 of this taxpayer (314条の7第11項1号)."""
    basic = looked_up(law, "income_tax_basic", total_income)
    return at_least(basic - law.yen("income_tax_basic_before"))


def pro_rata(amount: Ints, left: Pair) -> Pair:
    """Splits `amount` (not above what is left) in proportion to the levies: prefecture rounded up, city the rest."""
    whole = np.maximum(left.total, 1)
    pref = at_most(-(-(amount * left.pref) // whole), left.pref)
    return Pair(amount - pref, pref)


def taper(limit: Ints, total_after_carryover: Ints, left: Pair) -> Pair:
    """所得割の調整 (附則3条の3第4項・5項): income less 所得割 shall not fall below the limit of exemption."""
    missing = limit - (total_after_carryover - left.total)
    touched = (missing > 0) & (left.total > 0)
    if not touched.any():
        return nothing(len(limit))
    return pro_rata(np.where(touched, at_most(missing, left.total), 0), left)


def flat_credit(law: Law, told: Circumstances, counts: tuple[Flags, Flags, Ints], left: Pair) -> Pair:
    """定額減税: `counts` are 控除対象配偶者, 同一生計配偶者 and 扶養親族."""
    rows = law.rows("flat_credit")
    if not rows:
        return nothing(len(told.diff))
    each, other_spouse, limit = rows[0]
    deductible, spouse, dependants = counts
    amount = each * (1 + deductible + dependants) + other_spouse * (spouse & ~deductible)
    return pro_rata(np.where(told.total_income <= limit, at_most(amount, left.total), 0), left)


def withheld(fifths: Pair, taxpayers: Taxpayers, left: Pair) -> tuple[Pair, Ints]:
    """配当割額・株式等譲渡所得割額控除, and what of it found no levy (refunded or set against 均等割)."""
    amount = taxpayers.dividend_levy_withheld
    if not amount.any():
        return nothing(taxpayers.rows), zeros(taxpayers.rows)
    used = _in_fifths(amount, fifths).up_to(left)
    return used, amount - used.total


def _in_fifths(amount: Ints, fifths: Pair) -> Pair:
    """City and prefecture of one whole: the city's part rounded up, the prefecture has the rest."""
    city = ceil_div(amount * fifths.city, 5)
    return Pair(city, amount - city)


def _adjustment(law: Law, fifths: Pair, levied: Levy, told: Circumstances) -> Pair:
    """調整控除: 5% of the lesser of the differences and the income taxed, with a floor above two million."""
    bound, least, percent = law.rows("adjustment")[0]
    taxed = levied.taxable + levied.separate[-1].taxable  # with forestry
    base = np.where(taxed <= bound, at_most(told.diff, taxed), at_least(told.diff - (taxed - bound), least))
    base = np.where(told.total_income <= law.yen("adjustment_income_limit"), base, 0)
    return Pair(base * fifths.city * percent // 500, base * fifths.pref * percent // 500)


def _dividend(law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, levied: Levy) -> Pair:
    """配当控除 of shares: dividends lie on top of 課税総所得金額, so the part above ten million is theirs first."""
    dividend = taxpayers.dividend_creditable
    if not dividend.any():
        return nothing(taxpayers.rows)
    said: dict[str, Any] = law.value("dividend_credit")
    above = at_most(dividend, at_least(levied.taxable - said["limit"]))
    parts = []
    for place in (0, 1):
        low, high = (
            np.where(
                ordinances.designated,
                rate_parts(said["designated"][row][place]),
                rate_parts(said["ordinary"][row][place]),
            )
            for row in (0, 1)
        )
        parts.append(ceil_div((dividend - above) * low + above * high, RATE_UNIT))
    return Pair(*parts)


def _housing(law: Law, fifths: Pair, taxpayers: Taxpayers, total_income: Ints) -> Pair:
    """住宅借入金等特別税額控除: what income tax could not absorb, up to a share of the income it taxed.

    When nobody told the income that income tax taxed, only the limit in yen holds.
    """
    remaining = taxpayers.housing_remaining
    if not remaining.any():
        return nothing(taxpayers.rows)
    day = taxpayers.housing_move_in
    percent, most = zeros(taxpayers.rows), zeros(taxpayers.rows)
    for first, last, specified, share, cap in reversed(law.rows("housing_credit")):
        holds = (first <= day) & (day <= last) & (taxpayers.housing_specified if specified else True)
        percent, most = np.where(holds, share, percent), np.where(holds, cap, most)
    base = taxpayers.income_tax_taxable
    for first, last in law.rows("housing_add_back"):
        raised = (first <= day) & (day <= last)
        base = base + np.where(raised, income_tax_add_back(law, total_income), 0)
    told = taxpayers.income_tax_taxable != NOT_TOLD
    parts = []
    for fifth in (fifths.city, fifths.pref):
        limit = np.where(told, at_most(ceil_div(base * percent * fifth, 500), most * fifth // 5), most * fifth // 5)
        parts.append(at_most(ceil_div(remaining * fifth, 5), limit))
    return Pair(*parts)


def _foreign(fifths: Pair, taxpayers: Taxpayers) -> Pair:
    """外国税額控除: the case tells what income tax left over, within the limits of both taxes."""
    if not taxpayers.foreign_tax.any():
        return nothing(taxpayers.rows)
    return _in_fifths(taxpayers.foreign_tax, fifths)
