"""From incomes and deductions to the levy before credits: 課税標準額 by class, rates of city and prefecture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Flags, Ints, at_most, floor_to, rate_parts, times_rate, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.income import Incomes, separate_income
from yakuba.law.resident_tax.tables import SEPARATE, OrdinanceColumns, Taxpayers


@dataclass(frozen=True)
class Separate:
    """One class taxed apart."""

    taxable: Ints
    city: Ints
    pref: Ints


@dataclass(frozen=True)
class Levy:
    """課税標準額 and levies before credits."""

    taxable: Ints
    separate: tuple[Separate, ...]  # in the order of SEPARATE
    city: Ints  # all classes
    pref: Ints


def levy(
    law: Law, ordinances: OrdinanceColumns, incomes_of: tuple[Taxpayers, Incomes], deductions: Ints, exempt: Flags
) -> Levy:
    """The levy before credits; nothing where `exempt` (no 所得割 is imposed), though 課税標準額 is still told."""
    taxpayers, found = incomes_of
    unit = law.yen("taxable_unit")
    used = at_most(deductions, found.aggregate_after_carryover)
    taxable = floor_to(found.aggregate_after_carryover - used, unit)
    left = deductions - used
    city = times_rate(taxable, ordinances.city_rate)
    pref = times_rate(taxable, ordinances.pref_rate)
    classes = []
    for name in SEPARATE:
        income = found.forestry_after_carryover if name == "forestry" else separate_income(taxpayers, name)
        if not income.any():
            classes.append(Separate(zeros(taxpayers.rows), zeros(taxpayers.rows), zeros(taxpayers.rows)))
            continue
        used = at_most(left, income)
        left = left - used
        base = floor_to(income - used, unit)
        city_rate, pref_rate = _rates(law, ordinances, name)
        part = Separate(
            base, _unless(exempt, times_rate(base, city_rate)), _unless(exempt, times_rate(base, pref_rate))
        )
        classes.append(part)
        city, pref = city + part.city, pref + part.pref
    return Levy(taxable, tuple(classes), _unless(exempt, city), _unless(exempt, pref))


def split(law: Law, ordinances: OrdinanceColumns) -> tuple[Ints, Ints]:
    """Fifths of city and prefecture: three and two, in designated cities four and one."""
    (city, pref), (designated_city, designated_pref) = law.rows("split")
    return (
        np.where(ordinances.designated, designated_city, city),
        np.where(ordinances.designated, designated_pref, pref),
    )


def _rates(law: Law, ordinances: OrdinanceColumns, name: str) -> tuple[Ints, Ints]:
    """Rates of a class; forestry is taxed at the general rates (no 五分五乗 in resident tax)."""
    if name == "forestry":
        return ordinances.city_rate, ordinances.pref_rate
    whole = rate_parts(law.value("separate_rates")[name])
    city, pref = split(law, ordinances)
    return whole * city // 5, whole * pref // 5


def _unless(exempt: Flags, amount: Ints) -> Ints:
    return np.where(exempt, 0, amount)
