"""所得控除 for what was paid or lost (地方税法34条1項1号–5号の3・314条の2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Flags, Ints, at_least, at_most, ceil_div, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.tables import Taxpayers


@dataclass(frozen=True)
class Expenses:
    """Deductions for expenses and losses, one row a taxpayer."""

    casualty: Ints
    medical: Ints
    self_medication_chosen: Flags
    life_general: Ints
    life_pension: Ints
    life_care_medical: Ints
    life: Ints
    earthquake: Ints


def expenses(law: Law, taxpayers: Taxpayers, total: Ints) -> Expenses:
    """`total` is 総所得金額等."""
    medical, chosen = _medical(law, taxpayers, total)
    general = _life(law, taxpayers.life_new_general, taxpayers.life_old_general)
    pension = _life(law, taxpayers.life_new_pension, taxpayers.life_old_pension)
    care = _life(law, taxpayers.life_care_medical, None)
    return Expenses(
        casualty=_casualty(law, taxpayers, total),
        medical=medical,
        self_medication_chosen=chosen,
        life_general=general,
        life_pension=pension,
        life_care_medical=care,
        life=at_most(general + pension + care, law.yen("life_total_cap")),
        earthquake=_earthquake(law, taxpayers),
    )


def least_of(paid: Ints, steps: list[list[int]], cap: int) -> Ints:
    """The table of a premium: the least of paid ÷ divisor (rounded up to a yen) + addend, and the cap.

    The steps of the law lie on such a curve, each flatter than the one before, so the least is the step that applies.
    """
    amount = at_most(paid, cap)
    for divisor, addend in steps:
        amount = np.minimum(amount, ceil_div(paid, divisor) + addend)
    return amount


def _casualty(law: Law, taxpayers: Taxpayers, total: Ints) -> Ints:
    """雑損控除: the loss includes the expense of the disaster; the tenth of income is rounded down."""
    if not (taxpayers.casualty_loss.any() or taxpayers.disaster_expense.any()):
        return zeros(taxpayers.rows)
    percent, less = law.rows("casualty")[0]
    by_income = taxpayers.casualty_loss - taxpayers.casualty_reimbursed - total * percent // 100
    return at_least(np.maximum(by_income, taxpayers.disaster_expense - less))


def _medical(law: Law, taxpayers: Taxpayers, total: Ints) -> tuple[Ints, Flags]:
    """医療費控除, or セルフメディケーション税制 where that is more: the taxpayer may choose one of them."""
    if not (taxpayers.medical.any() or taxpayers.self_medication.any()):
        return zeros(taxpayers.rows), np.zeros(taxpayers.rows, dtype=np.bool_)
    threshold, percent, most = law.rows("medical")[0]
    paid = taxpayers.medical - taxpayers.medical_reimbursed
    usual = at_most(at_least(paid - at_most(total * percent // 100, threshold)), most)
    less, cap = law.rows("self_medication")[0]
    alternative = at_most(at_least(taxpayers.self_medication - less), cap)
    return np.maximum(usual, alternative), alternative > usual


def _life(law: Law, new: Ints, old: Ints | None) -> Ints:
    """One category of 生命保険料控除: with new and old contracts the better of the old alone and both up to the cap."""
    cap = law.yen("life_new_cap")
    amount = least_of(new, law.rows("life_new"), cap) if new.any() else zeros(len(new))
    if old is None or not old.any():
        return amount
    older = least_of(old, law.rows("life_old"), law.yen("life_old_cap"))
    return np.maximum(older, at_most(amount + older, cap))


def _earthquake(law: Law, taxpayers: Taxpayers) -> Ints:
    divisor, cap = law.rows("earthquake")[0]
    amount = at_most(ceil_div(taxpayers.earthquake, divisor), cap)
    if taxpayers.old_long_term_casualty.any():
        steps = law.rows("old_long_term")
        amount = amount + least_of(taxpayers.old_long_term_casualty, steps, law.yen("old_long_term_cap"))
    return at_most(amount, cap)
