"""非課税 (地方税法24条の5・295条・附則3条の3): who pays nothing, and the limits that were asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Flags, Ints
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.income import Incomes
from yakuba.law.resident_tax.persons import Persons
from yakuba.law.resident_tax.tables import NONE, NOT_SINGLE, OrdinanceColumns, Taxpayers

NOT_EXEMPT, BY_ASSISTANCE, BY_PERSON, BY_INCOME = range(4)


@dataclass(frozen=True)
class Exemptions:
    """Who is exempt from what; `by` is the first reason that frees from 均等割."""

    per_capita: Flags
    income_levy: Flags
    by: Ints
    per_capita_limit: Ints
    income_levy_limit: Ints


def exemptions(
    law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, persons: Persons, found: Incomes
) -> Exemptions:
    """The limit of 均等割 is asked of 合計所得金額 and moves with 級地, that of 所得割 of 総所得金額等 and does not."""
    counted = persons.counted
    each, plus, more = (np.array(part, dtype=np.int64)[ordinances.grade - 1] for part in law.table("per_capita_limit"))
    per_capita_limit = each * (counted + 1) + plus + np.where(counted > 0, more, 0)
    one, base, family = law.rows("income_levy_limit")[0]
    income_levy_limit = one * (counted + 1) + base + np.where(counted > 0, family, 0)
    person = (taxpayers.disability != NONE) | taxpayers.minor | taxpayers.widow
    person |= taxpayers.single_parent != NOT_SINGLE
    by = np.select(
        [
            taxpayers.public_assistance,
            person & (found.total_income <= law.yen("exempt_person_income")),
            found.total_income <= per_capita_limit,
        ],
        [BY_ASSISTANCE, BY_PERSON, BY_INCOME],
        NOT_EXEMPT,
    ).astype(np.int64)
    both = (by == BY_ASSISTANCE) | (by == BY_PERSON)
    return Exemptions(
        per_capita=by != NOT_EXEMPT,
        income_levy=both | (found.total_income_after_carryover <= income_levy_limit),
        by=by,
        per_capita_limit=per_capita_limit,
        income_levy_limit=income_levy_limit,
    )
