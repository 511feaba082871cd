"""所得控除 for persons and circumstances (地方税法34条1項6号–12号・2項), with 人的控除差 (37条・314条の6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yakuba.law.columns import Flags, Ints, up_to, zeros
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.income import Incomes
from yakuba.law.resident_tax.lookup import looked_up
from yakuba.law.resident_tax.persons import (
    ELDER,
    ELDER_PARENT,
    TO_18,
    TO_22,
    TO_69,
    UNDER_16,
    Persons,
)
from yakuba.law.resident_tax.tables import FATHER, MOTHER, NOT_SINGLE, Taxpayers


@dataclass(frozen=True)
class Personal:
    """Personal deductions, one row a taxpayer, with the sum of 人的控除差."""

    disability: Ints
    widow: Ints
    single_parent: Ints
    working_student: Ints
    spouse: Ints
    spouse_special: Ints
    dependants: Ints
    specified_relative_special: Ints
    basic: Ints
    diff: Ints
    deductible_spouse: Flags  # 控除対象配偶者


def personal(law: Law, taxpayers: Taxpayers, persons: Persons, found: Incomes) -> Personal:
    """The deductions; income tests use 合計所得金額."""
    total = found.total_income
    tier = up_to(total, law.value("spouse_tiers"), [0, 1, 2], 3)
    spouse, spouse_diff = _spouse(law, taxpayers, persons, tier)
    special, special_diff = _spouse_special(law, taxpayers, persons, tier)
    dependants, dependants_diff = _dependants(law, persons)
    disability, disability_diff = _disability(law, persons)
    single, single_diff = _single_parent(law, taxpayers, total)
    widow, widow_diff = _widow(law, taxpayers, total)
    student, student_diff = _working_student(law, taxpayers, found)
    basic = looked_up(law, "basic", total)
    basic_diff = looked_up(law, "basic_diff", total)
    diffs = (spouse_diff, special_diff, dependants_diff, disability_diff, single_diff, widow_diff, student_diff)
    return Personal(
        disability=disability,
        widow=widow,
        single_parent=single,
        working_student=student,
        spouse=spouse,
        spouse_special=special,
        dependants=dependants,
        specified_relative_special=persons.specified_relative,
        basic=basic,
        diff=sum(diffs, basic_diff),
        deductible_spouse=persons.spouse_counted & (tier < 3),
    )


def _by_tier(table: list[list[int]], row: Ints, tier: Ints) -> Ints:
    """A cell of a table by row and the taxpayer's tier; beyond the last tier there is nothing."""
    padded = np.array([[*cells, 0] for cells in table], dtype=np.int64)
    found: Ints = padded[row, tier]
    return found


def _spouse(law: Law, taxpayers: Taxpayers, persons: Persons, tier: Ints) -> tuple[Ints, Ints]:
    elder = (taxpayers.spouse_age >= law.yen("spouse_elder_age")).astype(np.int64)
    amount = np.where(persons.spouse_counted, _by_tier(law.rows("spouse"), elder, tier), 0)
    return amount, np.where(persons.spouse_counted, _by_tier(law.rows("spouse_diff"), elder, tier), 0)


def _spouse_special(law: Law, taxpayers: Taxpayers, persons: Persons, tier: Ints) -> tuple[Ints, Ints]:
    """配偶者特別控除: a spouse whose income is above the limit of 配偶者控除, in falling steps."""
    entitled = taxpayers.has_spouse & ~persons.spouse_counted
    if not entitled.any():
        return zeros(taxpayers.rows), zeros(taxpayers.rows)
    income = taxpayers.spouse_income
    limits, *columns = law.table("spouse_special")
    row = np.searchsorted(np.array(limits, dtype=np.int64), income, side="left")
    amounts = [*(list(cells) for cells in zip(*columns, strict=True)), [0, 0, 0]]
    below, *columns = law.table("spouse_special_diff")
    diff_row = np.searchsorted(np.array(below, dtype=np.int64), income, side="right")
    diffs = [*(list(cells) for cells in zip(*columns, strict=True)), [0, 0, 0]]
    return (
        np.where(entitled, _by_tier(amounts, row, tier), 0),
        np.where(entitled, _by_tier(diffs, diff_row, tier), 0),
    )


def _dependants(law: Law, persons: Persons) -> tuple[Ints, Ints]:
    _, amounts, diffs = law.table("dependant")
    parent_amount, parent_diff = law.rows("dependant_elder_parent")[0]
    amount, diff = zeros(len(persons.dependants)), zeros(len(persons.dependants))
    each = zip((UNDER_16, TO_18, TO_22, TO_69, ELDER), amounts, diffs, strict=True)
    for place, one, one_diff in (*each, (ELDER_PARENT, parent_amount, parent_diff)):
        if one:
            amount += persons.by_class[place] * one
            diff += persons.by_class[place] * one_diff
    return amount, diff


def _disability(law: Law, persons: Persons) -> tuple[Ints, Ints]:
    amount, diff = zeros(len(persons.general)), zeros(len(persons.general))
    counts = (persons.general, persons.special, persons.cohabiting_special)
    for count, (one, one_diff) in zip(counts, law.rows("disability"), strict=True):
        amount += count * one
        diff += count * one_diff
    return amount, diff


def _single_parent(law: Law, taxpayers: Taxpayers, total: Ints) -> tuple[Ints, Ints]:
    """ひとり親控除: the case says who is one (with a child, without anybody like a spouse); here the income test."""
    amount, mother, father, limit = law.rows("single_parent")[0]
    entitled = (taxpayers.single_parent != NOT_SINGLE) & (total <= limit)
    diff = np.select([taxpayers.single_parent == MOTHER, taxpayers.single_parent == FATHER], [mother, father], 0)
    return np.where(entitled, amount, 0), np.where(entitled, diff, 0)


def _widow(law: Law, taxpayers: Taxpayers, total: Ints) -> tuple[Ints, Ints]:
    """寡婦控除: not beside ひとり親 (地方税法292条1項11号 leaves single parents out)."""
    amount, diff, limit = law.rows("widow")[0]
    entitled = taxpayers.widow & (taxpayers.single_parent == NOT_SINGLE) & (total <= limit)
    return np.where(entitled, amount, 0), np.where(entitled, diff, 0)


def _working_student(law: Law, taxpayers: Taxpayers, found: Incomes) -> tuple[Ints, Ints]:
    """勤労学生控除: salary, business and miscellaneous incomes count as earned by work, all others do not."""
    if not taxpayers.working_student.any():
        return zeros(taxpayers.rows), zeros(taxpayers.rows)
    amount, diff, limit, other_limit = law.rows("working_student")[0]
    by_work = found.employment_income + np.maximum(taxpayers.business, 0) + np.maximum(taxpayers.miscellaneous, 0)
    entitled = taxpayers.working_student & (found.total_income <= limit) & (found.total_income - by_work <= other_limit)
    return np.where(entitled, amount, 0), np.where(entitled, diff, 0)
