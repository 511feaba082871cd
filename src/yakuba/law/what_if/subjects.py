"""The schemes a what-if covers: how a block of cases is measured under a law, and a study over many blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yakuba.law import child_allowance
from yakuba.law.cases import over
from yakuba.law.columns import Ints, column, counted_by, flags, summed_by
from yakuba.law.contract import Case, Problem
from yakuba.law.health_insurance import cases as health_cases
from yakuba.law.health_insurance import rules as health_rules
from yakuba.law.parameters import Law, in_force
from yakuba.law.resident_tax import Dependants, OrdinanceColumns, Taxpayers, assess, law_of
from yakuba.law.resident_tax.inputs import ResidentTaxCase, columns_of
from yakuba.law.schemes import Scheme, read_case, scheme_named
from yakuba.law.what_if.bills import Bill, changed_values, check_ordinance
from yakuba.law.what_if.effects import Effect


@dataclass(frozen=True)
class Measured:
    """Columns, one row a case: what is paid or received, income, and the index of the kind of household."""

    amount: Ints
    income: Ints
    kind: Ints


@dataclass(frozen=True)
class Subject:
    """A scheme as a what-if sees it. `unit` says what period an amount is for."""

    pays: bool
    unit: str
    kinds: tuple[str, ...]
    law_of: Callable[[Any], Law]
    measure: Callable[[Law, Any, Sequence[Any]], Measured]


def _allowance(law: Law, month: str, cases: Sequence[child_allowance.ChildAllowanceCase]) -> Measured:
    kept = [(row, child) for row, case in enumerate(cases) for child in case.children]
    children = child_allowance.Children(
        column([row for row, _ in kept]),
        column([int(child.birth_date.strftime("%Y%m%d")) for _, child in kept]),
        flags([child.supported and not child.institution for _, child in kept]),
    )
    income = column([case.claimant.income for case in cases])
    claimants = child_allowance.Claimants(income, column([case.claimant.dependants for case in cases]))
    found = child_allowance.amounts(law, child_allowance.month_index(month), children, claimants)
    paid = counted_by(children.owner, found.monthly > 0, len(cases))
    return Measured(found.total, income, np.minimum(paid, 3))


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
    return Measured(found.annual_tax, found.total_income, kind)


def _health(law: Law, fiscal_year: int, cases: Sequence[health_cases.HealthInsuranceCase]) -> Measured:
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
    ),
    "child-allowance": Subject(
        False, "月額", ("支給される子なし", "子1人", "子2人", "子3人以上"), child_allowance.law_of, _allowance
    ),
    "health-insurance": Subject(
        True,
        "年額",
        ("18歳未満のいる世帯", "65歳以上の1人世帯", "その他の1人世帯", "65歳以上のいる世帯", "その他の世帯"),
        health_rules.law_of,
        _health,
    ),
}


class Study:
    """A what-if over blocks of cases: `add` them, then take the `effect`. BillWrong when the bill does not fit."""

    def __init__(self, name: str, bill: Bill, options: Mapping[str, Any] | None = None) -> None:
        self.subject = SUBJECTS[name]
        self.bill = bill
        self.refused: list[list[Problem]] = []
        self._scheme: Scheme = scheme_named(name)
        self._options = options or {}
        self._measured: list[tuple[Measured, Measured]] = []
        check_ordinance(self._scheme.case, bill)
        changed_values(self.subject.law_of(self._scheme.period.first), bill)

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
            after = self.subject.measure(changed, period, [new for _, new in pairs])
            self._measured.append((before, after))

    def effect(self) -> Effect:
        """All cases so far, as columns."""
        empty = column([])
        before = [old for old, _ in self._measured] or [Measured(empty, empty, empty)]
        after = [new.amount for _, new in self._measured] or [empty]
        return Effect(
            np.concatenate([one.amount for one in before]),
            np.concatenate(after),
            np.concatenate([one.income for one in before]),
            np.concatenate([one.kind for one in before]),
            self.subject.kinds,
            self.subject.pays,
        )

    def _both(self, given: Any) -> tuple[Case, Case] | list[Problem]:
        old = read_case(self._scheme, given, self._options)
        if isinstance(old, list) or not self.bill.ordinance:
            return old if isinstance(old, list) else (old, old)
        merged = {**given, "ordinance": over(given.get("ordinance") or {}, self.bill.ordinance)}
        new = read_case(self._scheme, merged, self._options)
        return new if isinstance(new, list) else (old, new)
