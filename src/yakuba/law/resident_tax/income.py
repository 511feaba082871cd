"""Incomes: what salary and pension leave after their deductions, losses set off, the two base amounts.

Two totals must not be mixed: 合計所得金額 (before losses carried over) decides who counts and who is exempt from
均等割; 総所得金額等 (after them) decides 所得割 and the shares of income in deductions and credits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Flags, Ints, at_least, at_most, ceil_div, up_to, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.persons import Persons
from yakuba.law.resident_tax.tables import SEPARATE, SPECIAL, Taxpayers


@dataclass(frozen=True)
class Incomes:
    """All amounts of income, one row a taxpayer."""

    employment_before_adjustment: Ints
    income_adjustment_high: Ints
    income_adjustment_both: Ints
    employment_income: Ints
    pension_income: Ints
    loss_offset: Ints
    aggregate_income: Ints  # 総所得金額, before carry-over
    total_income: Ints  # 合計所得金額
    carried_over: Ints
    aggregate_after_carryover: Ints
    forestry_after_carryover: Ints
    total_income_after_carryover: Ints  # 総所得金額等


def employment_income(law: Law, revenue: Ints) -> Ints:
    """給与所得控除後の金額 (所得税法28条・別表第五): the printed table below 6.6 million yen, the formula above.

    `law` is that of resident tax in the fiscal year after the year of the revenue. 所得金額調整控除 is not in it.
    """
    lower, tenths, percent, addend = (np.array(part, dtype=np.int64) for part in law.table("employment_income"))
    row = np.searchsorted(lower, revenue, side="right") - 1
    step: Ints = revenue // 4000 * 1000 * tenths[row] // 10
    share: Ints = revenue * percent[row] // 100
    return step + share + addend[row]


def pension_income(law: Law, revenue: Ints, older: Flags, other_income: Ints) -> Ints:
    """公的年金等に係る雑所得 (所得税法35条4項), a fraction of a yen dropped.

    `older`: 65 or more on 31 December. `other_income`: 合計所得金額 without the pension.
    """
    if not revenue.any():
        return zeros(len(revenue))
    younger = _pension_row(law, "pension_income_younger", revenue)
    elder = _pension_row(law, "pension_income_older", revenue)
    limits, less = law.table("pension_other_income")
    income = np.where(older, elder, younger) + up_to(other_income, limits, less, less[-1])
    return at_least(np.where(revenue > 0, income, 0))


def incomes(law: Law, taxpayers: Taxpayers, persons: Persons) -> Incomes:
    """Every income of the taxpayers. See docs/law.md for the choices made where the rules are silent."""
    table = employment_income(law, taxpayers.salary_revenue)
    high = at_most(_adjustment_high(law, taxpayers, persons), table)
    employed = table - high
    # 公的年金等控除 asks for the other incomes before the adjustment for salary with pension (no circle).
    others = _offset(taxpayers, employed)
    separate = sum((separate_income(taxpayers, name) for name in SEPARATE[:-1]), zeros(taxpayers.rows))
    other_income = others.aggregate + others.forestry + separate
    older = taxpayers.age >= law.yen("pension_age")
    pension = pension_income(law, taxpayers.pension_revenue, older, other_income)
    both = _adjustment_both(law, table, employed, pension)
    final = _offset(taxpayers, employed - both, pension) if pension.any() else others
    total = final.aggregate + final.forestry + separate
    carried = at_most(at_least(taxpayers.net_loss_carryover), final.aggregate + final.forestry)
    from_aggregate = at_most(carried, final.aggregate)
    forestry = final.forestry - (carried - from_aggregate)
    return Incomes(
        employment_before_adjustment=table,
        income_adjustment_high=high,
        income_adjustment_both=both,
        employment_income=employed - both,
        pension_income=pension,
        loss_offset=final.offset,
        aggregate_income=final.aggregate,
        total_income=total,
        carried_over=carried,
        aggregate_after_carryover=final.aggregate - from_aggregate,
        forestry_after_carryover=forestry,
        total_income_after_carryover=total - carried,
    )


def separate_income(taxpayers: Taxpayers, name: str) -> Ints:
    """Income of a class taxed apart; a loss stays within its class (it is set off against nothing)."""
    return at_least(getattr(taxpayers, name))


def _pension_row(law: Law, name: str, revenue: Ints) -> Ints:
    limits, percent, subtract = law.table(name)
    share: Ints = revenue * up_to(revenue, limits, percent, percent[-1]) // 100
    return share - up_to(revenue, limits, subtract, subtract[-1])


def _adjustment_high(law: Law, taxpayers: Taxpayers, persons: Persons) -> Ints:
    """所得金額調整控除 for salaries above 8.5 million of those with a young or specially disabled relative."""
    above, most, percent = law.rows("income_adjustment_high")[0]
    entitled = (
        (taxpayers.disability == SPECIAL) | persons.young_dependant | (persons.special + persons.cohabiting_special > 0)
    )
    part = at_least(at_most(taxpayers.salary_revenue, most) - above)
    return np.where(entitled, ceil_div(part * percent, 100), 0)


def _adjustment_both(law: Law, table: Ints, employed: Ints, pension: Ints) -> Ints:
    """所得金額調整控除 for salary with pension: what min(salary, limit) + min(pension, limit) exceeds the limit by."""
    if not pension.any():
        return zeros(len(pension))
    limit = law.yen("income_adjustment_both")
    return at_most(at_least(at_most(table, limit) + at_most(pension, limit) - limit), employed)


@dataclass(frozen=True)
class _Offset:
    aggregate: Ints  # 総所得金額: halves taken, never below zero
    forestry: Ints
    offset: Ints  # how much of the losses found an income


def _offset(taxpayers: Taxpayers, employed: Ints, pension: Ints | None = None) -> _Offset:
    """Sets losses off (損益通算) and halves what the law halves."""
    # Losses of interest, dividends, occasional and miscellaneous income are not set off (所得税法69条); pensions and
    # other miscellaneous income are one class, in which a loss of the one reduces the other (35条2項).
    misc = at_least(taxpayers.miscellaneous if pension is None else taxpayers.miscellaneous + pension)
    ordinary = employed + at_least(taxpayers.interest) + at_least(taxpayers.dividend) + misc
    mild = (taxpayers.business < 0) | (taxpayers.real_estate < 0) | (taxpayers.forestry < 0)
    losing = mild | (taxpayers.transfer_short < 0) | (taxpayers.transfer_long < 0)
    halved: Ints = (at_least(taxpayers.transfer_long) + at_least(taxpayers.occasional)) // 2
    gains = ordinary + at_least(taxpayers.business) + at_least(taxpayers.real_estate)
    aggregate = gains + at_least(taxpayers.transfer_short) + halved
    forestry = at_least(taxpayers.forestry)
    offset = zeros(taxpayers.rows)
    rows = np.flatnonzero(losing)
    if len(rows):
        aggregate[rows], forestry[rows], offset[rows] = _with_losses(taxpayers.chosen(rows), ordinary[rows])
    return _Offset(aggregate, forestry, offset)


def _with_losses(taxpayers: Taxpayers, plain: Ints) -> tuple[Ints, Ints, Ints]:
    """所得税法施行令198条, step by step.

    A loss of business or real estate goes first against the ordinary incomes, a loss of transfers against occasional
    income; what is left against the other group (short transfers, long transfers, occasional); a loss of forestry
    last. Halves are taken from what remains. Without any of them it is the plain sum.
    """
    pots = {
        "ordinary": plain + at_least(taxpayers.business) + at_least(taxpayers.real_estate),
        "short": at_least(taxpayers.transfer_short),
        "long": at_least(taxpayers.transfer_long),
        "occasional": at_least(taxpayers.occasional),
        "forestry": at_least(taxpayers.forestry),
    }
    losses = {
        "ordinary": at_least(-taxpayers.business) + at_least(-taxpayers.real_estate),
        "transfer": at_least(-taxpayers.transfer_short) + at_least(-taxpayers.transfer_long),
        "forestry": at_least(-taxpayers.forestry),
    }
    before = sum(pots.values(), zeros(taxpayers.rows))
    for loss, against in (
        ("transfer", ("short", "long")),  # within the transfers themselves
        ("ordinary", ("ordinary",)),
        ("transfer", ("occasional",)),
        ("ordinary", ("short", "long", "occasional")),
        ("transfer", ("ordinary",)),
        ("ordinary", ("forestry",)),
        ("transfer", ("forestry",)),
        ("forestry", ("ordinary", "short", "long", "occasional")),
    ):
        for pot in against:
            used = at_most(losses[loss], pots[pot])
            pots[pot], losses[loss] = pots[pot] - used, losses[loss] - used
    offset = before - sum(pots.values(), zeros(taxpayers.rows))
    halved: Ints = (pots["long"] + pots["occasional"]) // 2
    return pots["ordinary"] + pots["short"] + halved, pots["forestry"], offset
