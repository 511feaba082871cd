"""The rehearsal of a law change in any scheme, over cases: what each pays or receives without and with a package.

As `rehearsal`, for schemes whose ordinances nobody keeps: a case brings its own. Where the package no longer lets it
fix what it fixes, the case is refused with reason and remedy. All schemes the package changes are tried together, as
one may build on another (incomes of resident tax in the health insurance).
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from yakuba.law.columns import Flags, Ints
from yakuba.law.contract import Case, Problem, problem
from yakuba.law.files import BrokenLine
from yakuba.law.parameters import Package, PackageWrong, ParameterMissing, around, using
from yakuba.law.rehearsal import COMPUTED, Report, band_of, changed_parameters, head_of
from yakuba.law.schemes import SCHEMES, read_case, scheme_named
from yakuba.law.what_if.bills import check_package, computing
from yakuba.law.what_if.effects import sizes
from yakuba.law.what_if.subjects import NO_AMOUNT, SUBJECTS, Measured, day_of
from yakuba.standards import municipalities
from yakuba.standards.errors import NotFound

NOWHERE = "（市区町村の記載なし）"


class CasesRehearsal:
    """A package, a scheme and a period: `add` cases, then take the `report`.

    PackageWrong when the package says nothing of the scheme; ParameterMissing for a period without law.
    """

    def __init__(self, package: Package, scheme: str, period: int | str) -> None:
        self._scheme = scheme_named(scheme)
        if scheme not in package.changes and scheme not in package.invalidates:
            raise PackageWrong(f"{package.name} は{self._scheme.label}を変えません。")
        outside = self._scheme.period.refuses(period)
        if outside:
            raise ParameterMissing(outside["message"])
        check_package(package)
        self.package, self.period = package, period
        self.refused: list[dict[str, Any]] = []
        day = day_of(scheme, period)
        pairs = {name: around(package, name, day) for name in {scheme, *package.changes} & set(SCHEMES)}
        self.before, self.after = pairs[scheme]
        self._laws = ([one for one, _ in pairs.values()], [one for _, one in pairs.values()])
        self._rules = [one for one in package.invalidates.get(scheme, ()) if one.valid_from <= day]
        self._subject = SUBJECTS[scheme]
        self._cases: dict[str, list[Case]] = defaultdict(list)

    def add(self, cases: Iterable[Any], municipality: str | None = None) -> None:
        """Cases as JSON gives them; `municipality` is of those that name none. What cannot be read is in `refused`."""
        annual = self._scheme.period.field == "fiscal_year"
        options = {"fiscal_year": self.period if annual else None, "municipality": municipality}
        for given in cases:
            if isinstance(given, BrokenLine):
                self.refused += [{"id": None, **one} for one in given.problems]
                continue
            found = read_case(self._scheme, given, options)
            wrong = found[0] if isinstance(found, list) else self._wrong(found)
            if wrong is not None:
                self.refused.append({"id": given.get("id") if isinstance(given, Mapping) else None, **wrong})
            elif isinstance(found, Case):
                self._cases[str(getattr(found, "municipality", None) or municipality or "")].append(found)

    def report(self) -> Report:
        """The reports of all municipalities that have cases, in order of their codes."""
        reports = [self._municipality(code) for code in sorted(self._cases)]
        sums = ("people", "before", "after", "difference", "changed", "unchanged")
        return {
            **head_of(self.package),
            "scheme": self._scheme.name,
            self._scheme.period.field: self.period,
            "unit": self._subject.unit,
            "changed_parameters": changed_parameters(self.before, self.after),
            "retroactive": [],
            "not_rehearsed": sorted(set(self.package.changes) - {self._scheme.name}),
            "total": {"municipalities": len(reports), **{name: sum(one[name] for one in reports) for name in sums}},
            "invalid": [],
            "refused": self.refused,
            "municipalities": reports,
        }

    def measured(self) -> list[tuple[Measured, Measured]]:
        """All cases without and with the package, those that cannot be computed left out and told in `refused`."""
        found = []
        for code in sorted(self._cases):
            cases = self._cases[code]
            (before, after), told = self._both(cases)
            found.append((before.chosen(told), after.chosen(told)))
        return found

    def _both(self, cases: Sequence[Case]) -> tuple[tuple[Measured, Measured], Flags]:
        both = []
        for side, law in ((0, self.before), (1, self.after)):
            with self._under(side), computing() if side else contextlib.nullcontext():
                both.append(self._subject.measure(law, self.period, cases))
        told = np.ones(len(cases), dtype=np.bool_)
        for one in both:
            if one.told is not None:
                told &= one.told
        for row in np.flatnonzero(~told).tolist():
            self.refused.append({"id": cases[row].id, **problem("", "no_amount", NO_AMOUNT)})
        return (both[0], both[1]), told

    @contextlib.contextmanager
    def _under(self, side: int) -> Iterator[None]:
        with using(*self._laws[side]):
            yield

    def _wrong(self, case: Case) -> Problem | None:
        field = self._scheme.period.field
        if getattr(case, field) != self.period:
            message = f"この事例は {getattr(case, field)} のものです。{self.period} の予行には含めません。"
            return problem(field, "other_period", message)
        ordinance = getattr(case, "ordinance", None)
        told = ordinance.model_dump(exclude_unset=True) if ordinance is not None else {}
        for rule in self._rules:
            for key in rule.keys:
                value = _at(told, key)
                if value is not None and rule.forbids(Decimal(str(value))):
                    return problem(f"ordinance.{key}", "invalidated", f"{rule.reason}{rule.remedy}")
        return None

    def _municipality(self, code: str) -> Report:
        cases = self._cases[code]
        (old, new), told = self._both(cases)
        before, after = old.amount[told], new.amount[told]
        kept = [cases[row] for row in np.flatnonzero(told).tolist()]
        change: Ints = after - before
        changed = int((change != 0).sum())
        return {
            "code": code,
            "name": _name(code),
            "status": COMPUTED,
            "people": len(kept),
            "before": int(before.sum()),
            "after": int(after.sum()),
            "difference": int(change.sum()),
            "changed": changed,
            "unchanged": len(kept) - changed,
            "bands": [band_of(change, low, high) for low, high in sizes()],
            "examples": [self._example(kept[row], before, after, row) for row in _chosen(change)],
        }

    def _example(self, case: Case, before: Ints, after: Ints, row: int) -> Report:
        old, new = self._steps(case, 0), self._steps(case, 1)
        steps = [
            {
                "rule": rule,
                "law": (new.get(rule) or old[rule])["law"],
                "before": old[rule]["text_ja"] if rule in old else "",
                "after": new[rule]["text_ja"] if rule in new else "",
            }
            for rule in dict.fromkeys([*old, *new])
            if old.get(rule, {}).get("text_ja") != new.get(rule, {}).get("text_ja")
        ]
        amounts = {"before": int(before[row]), "after": int(after[row]), "difference": int(after[row] - before[row])}
        return {"id": case.id, **amounts, "steps": steps}

    def _steps(self, case: Case, side: int) -> dict[str, Any]:
        with self._under(side):
            (answer,) = self._scheme.answer(self.period, [case], True)
        return {step["rule"]: step for step in answer.get("explanation", [])}


def _chosen(change: Ints) -> list[int]:
    """The largest fall and the largest rise."""
    if not change.any():
        return []
    rows = [int(change.argmin())] if change.min() < 0 else []
    return rows + ([int(change.argmax())] if change.max() > 0 else [])


def _at(tree: Any, key: str) -> Any:
    """What stands at a dotted key; None where there is nothing, or no single value."""
    for part in key.split("."):
        tree = tree.get(part) if isinstance(tree, Mapping) else None
    return None if isinstance(tree, Mapping | list | bool) else tree


def _name(code: str) -> str:
    try:
        return municipalities.get(code).full_name if code else NOWHERE
    except NotFound:
        return NOWHERE
