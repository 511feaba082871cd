"""The schemes a what-if covers: how a block of cases is measured under a law, and a study over many blocks."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yakuba.law import child_allowance
from yakuba.law.cases import over
from yakuba.law.columns import Flags, Ints, column, counted_by, flags, summed_by
from yakuba.law.contract import Case, Problem, problem
from yakuba.law.health_insurance import cases as health_cases
from yakuba.law.health_insurance import rules as health_rules
from yakuba.law.health_insurance.shapes import HealthInsuranceCase
from yakuba.law.parameters import Law, fiscal_day, in_force, using
from yakuba.law.resident_tax import Dependants, OrdinanceColumns, Taxpayers, assess, law_of
from yakuba.law.resident_tax.inputs import ResidentTaxCase, columns_of
from yakuba.law.schemes import Scheme, read_case, scheme_named
from yakuba.law.what_if.bills import Bill, changed_values, check_ordinance, computing
from yakuba.law.what_if.effects import Effect

NO_AMOUNT = "この事例の額は計算できません。yakuba law calc で理由を確かめてください。"


@dataclass(frozen=True)
class Measured:
    """Columns, one row a case: what is paid or received, income, the index of the kind of household, and the age.

    `told` is false where a case has no amount; None: every case has one.
    """

    amount: Ints
    income: Ints
    kind: Ints
    age: Ints | None = None
    told: Flags | None = None

    def chosen(self, rows: Flags) -> Measured:
        """These rows only."""
        age = None if self.age is None else self.age[rows]
        return Measured(self.amount[rows], self.income[rows], self.kind[rows], age)


@dataclass(frozen=True)
class Subject:
    """A scheme as a what-if sees it. `unit` says what period an amount is for, `counted` what a case is (人, 世帯)."""

    pays: bool
    unit: str
    kinds: tuple[str, ...]
    law_of: Callable[[Any], Law]
    measure: Callable[[Law, Any, Sequence[Any]], Measured]
    counted: str


def _allowance(law: Law, month: str, cases: Sequence[child_allowance.ChildAllowanceCase]) -> Measured:
    kept = [(row, child) for row, case in enumerate(cases) for child in case.children]
    children = child_allowance.Children(
        column([row for row, _ in kept]),
        column([int(child.birth_date.strftime("%Y%m%d")) for _, child in kept]),
        flags([child.supported and not child.institution for _, child in kept]),
    )
    income = column([case.claimant.income for case in cases])
    claimants = child_allowance.Claimants(income, column([case.claimant.dependants for case in cases]))
    return allowance_measured(law, month, children, claimants)


def allowance_measured(
    law: Law, month: str, children: child_allowance.Children, claimants: child_allowance.Claimants
) -> Measured:
    """Child allowance of claimants that are columns already."""
    found = child_allowance.amounts(law, child_allowance.month_index(month), children, claimants)
    paid = counted_by(children.owner, found.monthly > 0, len(claimants.income))
    return Measured(found.total, claimants.income, np.minimum(paid, 3))


def _resident(law: Law, fiscal_year: int, cases: Sequence[ResidentTaxCase]) -> Measured:
    ordinances, taxpayers, dependants = columns_of(law, cases)
    return resident_tax_measured(law, ordinances, taxpayers, dependants)


def resident_tax_measured(
    law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, dependants: Dependants
) -> Measured:
    """Resident tax of taxpayers that are columns already."""
    found = assess(law, ordinances, taxpayers, dependants)
    relatives = counted_by(dependants.owner, np.ones(dependants.rows, dtype=np.bool_), taxpayers.rows) > 0
    old = taxpayers.age >= law.yen("pension_age")
    kind = np.select(
        [
            taxpayers.single_parent > 0,
            taxpayers.has_spouse & relatives,
            taxpayers.has_spouse,
            relatives,
            old,
        ],
        [0, 1, 2, 3, 4],
        5,
    ).astype(np.int64)
    return Measured(found.annual_tax, found.total_income, kind, taxpayers.age)


def _health(law: Law, fiscal_year: int, cases: Sequence[HealthInsuranceCase]) -> Measured:
    found = health_cases.calculated(law, fiscal_year, cases)
    members, standing, judged = found.people
    rows = len(cases)
    total = sum((part.total for part in found.components.values()), np.zeros(rows, dtype=np.int64))
    insured = standing.months > 0
    size = counted_by(members.owner, insured, rows)
    young = counted_by(members.owner, insured & standing.minor, rows) > 0
    old = counted_by(members.owner, insured & standing.old, rows) > 0
    kind = np.select([young, (size <= 1) & old, size <= 1, old], [0, 1, 2, 3], 4).astype(np.int64)
    income = summed_by(members.owner, np.where(insured | members.head, judged.total, 0), rows)
    return Measured(total, income, kind)


def _answered(name: str, key: str) -> Callable[[Law, Any, Sequence[Any]], Measured]:
    """A scheme that only answers cases, asked under another law; `key` names the amount in its answer."""

    def measure(law: Law, period: Any, cases: Sequence[Any]) -> Measured:
        with using(law):
            answers = scheme_named(name).answer(period, cases, False)
        told = flags([one.get(key) is not None for one in answers])
        nothing = np.zeros(len(cases), dtype=np.int64)
        return Measured(column([int(one.get(key) or 0) for one in answers]), nothing, nothing, None, told)

    return measure


def _law_of(name: str) -> Callable[[Any], Law]:
    return lambda period: in_force(name, day_of(name, period))


def day_of(scheme: str, period: int | str) -> datetime.date:
    """The day whose law holds in a period: 1 April of a fiscal year, the first of a month ("2026-12")."""
    if isinstance(period, str) and scheme_named(scheme).period.field == "month":
        return datetime.date(int(period[:4]), int(period[5:]), 1)
    return fiscal_day(int(period))


# Schemes that are measured by their answers: the key of the amount, its period, what a case is.
_BY_ANSWER = {
    "light-vehicle-tax": ("annual", "年額", "台"),
    "long-term-care-premium": ("annual", "年額", "人"),
    "late-elderly-premium": ("annual", "年額", "人"),
    "childcare-fee": ("monthly", "月額", "人"),
    "fixed-asset-tax": ("total", "年額", "件"),
}
SUBJECTS: Mapping[str, Subject] = {
    "resident-tax": Subject(
        True,
        "年額",
        (
            "ひとり親",
            "配偶者と扶養親族のいる人",
            "配偶者のいる人",
            "扶養親族のいる人",
            "65歳以上の単身者",
            "その他の単身者",
        ),
        law_of,
        _resident,
        "人",
    ),
    "child-allowance": Subject(
        False,
        "月額",
        ("支給される子なし", "子1人", "子2人", "子3人以上"),
        child_allowance.law_of,
        _allowance,
        "世帯",
    ),
    "health-insurance": Subject(
        True,
        "年額",
        ("18歳未満のいる世帯", "65歳以上の1人世帯", "その他の1人世帯", "65歳以上のいる世帯", "その他の世帯"),
        health_rules.law_of,
        _health,
        "世帯",
    ),
    **{
        name: Subject(True, unit, ("すべて",), _law_of(name), _answered(name, key), counted)
        for name, (key, unit, counted) in _BY_ANSWER.items()
    },
}


def effect_of(subject: Subject, measured: Sequence[tuple[Measured, Measured]]) -> Effect:
    """Blocks measured before and after, as one."""
    empty = column([])
    before = [old for old, _ in measured] or [Measured(empty, empty, empty)]
    after = [new.amount for _, new in measured] or [empty]
    ages = [one.age for one in before if one.age is not None]
    return Effect(
        np.concatenate([one.amount for one in before]),
        np.concatenate(after),
        np.concatenate([one.income for one in before]),
        np.concatenate([one.kind for one in before]),
        subject.kinds,
        subject.pays,
        np.concatenate(ages) if len(ages) == len(before) else None,
    )


class Study:
    """A what-if over blocks of cases: `add` them, then take the `effect`. BillWrong when the bill does not fit.

    With `only`, cases of another period (fiscal year or month) are refused.
    """

    def __init__(
        self, name: str, bill: Bill, options: Mapping[str, Any] | None = None, only: int | str | None = None
    ) -> None:
        self.subject = SUBJECTS[name]
        self.bill = bill
        self.refused: list[list[Problem]] = []
        self._scheme: Scheme = scheme_named(name)
        self._options = options or {}
        self._only = only
        self._measured: list[tuple[Measured, Measured]] = []
        check_ordinance(self._scheme.case, bill)
        changed_values(self.subject.law_of(self._scheme.period.first if only is None else only), bill)

    def add(self, cases: Sequence[Any]) -> None:
        """Measures a block of cases, as JSON gives them, before and after. What cannot be read is in `refused`."""
        groups: dict[Any, list[tuple[Case, Case]]] = defaultdict(list)
        for given in cases:
            found = self._both(given)
            if isinstance(found, list):
                self.refused.append(found)
            else:
                groups[getattr(found[0], self._scheme.period.field)].append(found)
        for period, pairs in groups.items():
            law = self.subject.law_of(period)
            changed = in_force(law.scheme, law.day, changed=changed_values(law, self.bill))
            before = self.subject.measure(law, period, [old for old, _ in pairs])
            with computing():
                after = self.subject.measure(changed, period, [new for _, new in pairs])
            self._measured.append(self._told(before, after))

    def _told(self, before: Measured, after: Measured) -> tuple[Measured, Measured]:
        """Without the cases that have no amount before or after."""
        if before.told is None or after.told is None:
            return before, after
        rows = before.told & after.told
        self.refused += [[problem("", "no_amount", NO_AMOUNT)]] * int((~rows).sum())
        return before.chosen(rows), after.chosen(rows)

    def effect(self) -> Effect:
        """All cases so far, as columns."""
        return effect_of(self.subject, self._measured)

    def _both(self, given: Any) -> tuple[Case, Case] | list[Problem]:
        old = read_case(self._scheme, given, self._options)
        if isinstance(old, list):
            return old
        field = self._scheme.period.field
        if self._only is not None and getattr(old, field) != self._only:
            message = f"この事例は {getattr(old, field)} のものです。{self._only} の試算には含めません。"
            return [problem(field, "other_period", message)]
        if not self.bill.ordinance:
            return old, old
        merged = {**given, "ordinance": over(given.get("ordinance") or {}, self.bill.ordinance)}
        new = read_case(self._scheme, merged, self._options)
        return new if isinstance(new, list) else (old, new)
