"""Who counts: spouse and relatives within the limit of income, by age, cohabitation and disability.

A relative counts on 31 December of the income year (who is born on 1 January attains the age on that day).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Flags, Ints, counted_by, summed_by, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.lookup import looked_up
from yakuba.law.resident_tax.tables import GENERAL, NONE, PARENT, SPECIAL, Dependants, Taxpayers

UNDER_16, TO_18, TO_22, TO_69, ELDER, ELDER_PARENT = range(6)
CLASSES = 6


@dataclass(frozen=True)
class Persons:
    """Head counts of each taxpayer."""

    spouse_counted: Flags  # 同一生計配偶者
    by_class: tuple[Ints, ...]  # dependants within the limit, by the constants of this module
    dependants: Ints  # 扶養親族, under 16 too
    young_dependant: Flags  # 扶養親族 under 23
    general: Ints  # disabled: taxpayer, spouse and dependants together
    special: Ints
    cohabiting_special: Ints
    specified_relative: Ints  # 特定親族特別控除, yen

    @property
    def counted(self) -> Ints:
        """同一生計配偶者 and 扶養親族: the n of the limits of exemption."""
        return self.dependants + self.spouse_counted


def persons(law: Law, taxpayers: Taxpayers, dependants: Dependants) -> Persons:
    """Counts the people around each taxpayer."""
    rows = taxpayers.rows
    limit = law.yen("dependant_income_limit")
    within = dependants.income <= limit
    spouse = taxpayers.has_spouse & (taxpayers.spouse_income <= limit)
    ages = law.table("dependant")[0]
    kind = np.searchsorted(np.array(ages, dtype=np.int64), dependants.age, side="right")
    parent = (kind == ELDER) & (dependants.relation == PARENT) & dependants.cohabiting
    kind = kind + parent
    places = dependants.owner * CLASSES + kind
    counts = np.bincount(places[within], minlength=rows * CLASSES).reshape(rows, CLASSES).astype(np.int64)
    by_class = tuple(np.ascontiguousarray(counts[:, place]) for place in range(CLASSES))
    general, special, cohabiting = _disabled(taxpayers, dependants, within, spouse)
    return Persons(
        spouse_counted=spouse,
        by_class=by_class,
        dependants=sum(by_class, zeros(rows)),
        young_dependant=by_class[UNDER_16] + by_class[TO_18] + by_class[TO_22] > 0,
        general=general,
        special=special,
        cohabiting_special=cohabiting,
        specified_relative=_specified(law, dependants, (kind == TO_22) & ~within, rows),
    )


def _disabled(taxpayers: Taxpayers, dependants: Dependants, within: Flags, spouse: Flags) -> tuple[Ints, Ints, Ints]:
    """Disabled persons of each taxpayer: general, special, special and living together (not the taxpayer)."""
    rows = taxpayers.rows
    general = (taxpayers.disability == GENERAL).astype(np.int64)
    special = (taxpayers.disability == SPECIAL).astype(np.int64)
    cohabiting = zeros(rows)
    severe = spouse & (taxpayers.spouse_disability == SPECIAL)
    general += spouse & (taxpayers.spouse_disability == GENERAL)
    special += severe & ~taxpayers.spouse_cohabiting
    cohabiting += severe & taxpayers.spouse_cohabiting
    if dependants.disability.any():
        chosen = dependants.chosen(within & (dependants.disability != NONE))
        severe = chosen.disability == SPECIAL
        general += counted_by(chosen.owner, ~severe, rows)
        special += counted_by(chosen.owner, severe & ~chosen.cohabiting, rows)
        cohabiting += counted_by(chosen.owner, severe & chosen.cohabiting, rows)
    return general, special, cohabiting


def _specified(law: Law, dependants: Dependants, candidates: Flags, rows: int) -> Ints:
    """特定親族特別控除: relatives of 19 to 22 whose income is above the limit, each by the table."""
    if not law.rows("specified_relative_special") or not candidates.any():
        return zeros(rows)
    chosen = dependants.chosen(candidates)
    return summed_by(chosen.owner, looked_up(law, "specified_relative_special", chosen.income), rows)
