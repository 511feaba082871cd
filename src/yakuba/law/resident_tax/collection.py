"""How a year's tax is split over the months and instalments (地方税法319条の2–321条の7の8).

Each method splits the whole tax as if it took it all. Splits add up to the yen; the rest goes into the first part.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from yakuba.law.columns import Ints, at_least, at_most, floor_to
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.tables import Assessment


def split_evenly(amount: Ints, parts: int, unit: int) -> npt.NDArray[np.int64]:
    """`amount` in `parts` columns, each a multiple of `unit`; the first also takes the rest.

    >>> split_evenly(np.array([60_500]), 12, 100)[0].tolist()[:2]
    [5500, 5000]
    """
    each = floor_to(amount // parts, unit)
    shares = np.repeat(each[:, None], parts, axis=1)
    shares[:, 0] = amount - each * (parts - 1)
    return shares


def special(law: Law, found: Assessment) -> npt.NDArray[np.int64]:
    """給与特別徴収: twelve columns, June to May. Yen.

    A tax that is not above 均等割 (with 森林環境税) is taken whole in the first month (321条の5第1項ただし書).
    Who gets 定額減税 in fiscal year 2024 pays nothing in June and the rest over the eleven months from July.
    """
    months, unit = law.rows("special_months")[0]
    usual = _months(found, months, unit)
    late = law.rows("special_months_flat")
    if not late:
        return usual
    skipped = late[0][0]
    later = np.zeros_like(usual)
    later[:, skipped:] = _months(found, months - skipped, unit)
    flat = found.flat_credit_city + found.flat_credit_pref > 0
    return np.where(flat[:, None], later, usual)


def ordinary(law: Law, found: Assessment) -> npt.NDArray[np.int64]:
    """普通徴収: four columns (June, August, October, January). Yen.

    均等割 alone is due once, in June; so is a refund (negative). 定額減税 of fiscal year 2024 is taken off the first
    instalment, then the next.
    """
    count, unit = law.rows("ordinary_instalments")[0]
    levies, base = found.city_income_levy + found.pref_income_levy, found.annual_tax
    if law.rows("special_months_flat"):
        levies, base = found.income_levy_before_flat, found.annual_before_flat
    alone = (levies == 0) | (found.annual_tax <= 0)
    shares = split_evenly(base, count, unit)
    shares[alone, 0] = found.annual_tax[alone]
    shares[alone, 1:] = 0
    return _taken_off(shares, np.where(alone, 0, base - found.annual_tax))


def pension(
    law: Law, part: Ints, previous: Ints, continuing: npt.NDArray[np.bool_], flat: Ints
) -> npt.NDArray[np.int64]:
    """年金特別徴収: eight columns, of 仮徴収 (April, June, August), 本徴収 (October, December, February) and 普通徴収.

    The last two are June and August of a first year.

    `part` is the tax on pensions of this fiscal year, `previous` that of the year before, `flat` what 定額減税 took off
    `part`. In a first year the first half is paid by ordinary collection; half is taken to 100 yen. What was taken
    provisionally beyond `part` comes back in October (negative).
    """
    count, unit = law.rows("pension_instalments")[0]
    provisional = np.where(continuing, floor_to(previous // 2, unit), 0)
    by_pension = np.where(continuing, part - provisional, floor_to((part + flat) // 2, unit))
    by_pension = np.where(continuing, by_pension + flat, by_pension)
    by_bill = np.where(continuing, 0, part + flat - by_pension)
    final = np.where(
        (by_pension < 0)[:, None],
        np.pad(by_pension[:, None], ((0, 0), (0, count - 1))),
        split_evenly(at_least(by_pension), count, unit),
    )
    bills = split_evenly(by_bill, 2, law.rows("ordinary_instalments")[0][1])
    bills = np.where(continuing[:, None], 0, bills)
    left = at_least(flat - bills.sum(axis=1))
    bills = _taken_off(bills, np.minimum(flat, bills.sum(axis=1)))
    return np.concatenate([split_evenly(provisional, count, unit), _taken_off(final, left), bills], axis=1)


def _months(found: Assessment, months: int, unit: int) -> npt.NDArray[np.int64]:
    shares = split_evenly(found.annual_tax, months, unit)
    small = found.annual_tax <= found.city_per_capita + found.pref_per_capita + found.forest_tax
    shares[small, 0] = found.annual_tax[small]
    shares[small, 1:] = 0
    return shares


def _taken_off(shares: npt.NDArray[np.int64], reduction: Ints) -> npt.NDArray[np.int64]:
    """Takes `reduction` off the first share, what is left of it off the next, and so on."""
    left = reduction
    taken = shares.copy()
    for place in range(shares.shape[1]):
        used = at_most(left, at_least(shares[:, place]))
        taken[:, place] -= used
        left = left - used
    return taken
