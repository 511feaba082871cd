"""The rehearsal of a law change: for each municipality, the resident tax of a fiscal year without and with a package.

Nothing is decided and nothing is kept: cases and ordinances in, plain figures out. The law without the package is the
one that was known on its day of publication. A municipality whose ordinance cannot stand under the package gets no
figures but reason and remedy: a sum that nobody may levy would only mislead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from yakuba.law.columns import Flags, Ints
from yakuba.law.files import BrokenLine
from yakuba.law.ordinances import Ordinances, kind_of, ordinance_of, read_ordinances
from yakuba.law.parameters import Law, Package, PackageWrong, ParameterMissing, around, fiscal_day
from yakuba.law.resident_tax import Assessment, OrdinanceColumns
from yakuba.law.resident_tax.beside import Side, changed_steps, side_of
from yakuba.law.resident_tax.inputs import OrdinanceTold, ResidentTaxCase, columns_of
from yakuba.law.resident_tax.ordinance import Fixed, city_of, contradictions, fixed_by
from yakuba.law.resident_tax.standing import RATES, fallen, resulting, rules_in_force
from yakuba.law.schemes import read_case, scheme_named
from yakuba.law.what_if.bills import check_package, computing
from yakuba.law.what_if.effects import sizes
from yakuba.standards import municipalities

SCHEME = "resident-tax"
FIXABLE = ("city_rate", "pref_rate", "city_per_capita", "pref_per_capita")
ORDINANCE_KEYS = (*FIXABLE, *(f"{name}_add" for name in FIXABLE), "livelihood_grade")
COMPUTED, INVALID = "computed", "invalid"
NO_MUNICIPALITY = "この事例には市区町村コードが要ります（一覧にある6桁）。"
OTHER_YEAR = "この事例は {told} 年度のものです。{year} 年度の予行には含めません（決定はその年度の法令のままです）。"
OWN_ORDINANCE = "条例の内容は事例でなく、条例のファイルに書いてください。"

Report = dict[str, Any]


def ordinances_from(text: str) -> Ordinances:
    """A file of ordinances of resident tax, in the form of `data/ordinances`. OrdinancesWrong."""
    return read_ordinances(text, ORDINANCE_KEYS)


def head_of(package: Package) -> Report:
    """What a report says of its package."""
    told = {"name": package.name, "title": package.title, "law_number": package.law_number}
    return {"package": {**told, "published": package.published.isoformat()}}


class Rehearsal:
    """A package and a fiscal year: `add` cases, then take the `report`.

    PackageWrong when the package says nothing of resident tax; ParameterMissing for a year without law.
    """

    def __init__(self, package: Package, fiscal_year: int, ordinances: Ordinances | None = None) -> None:
        if SCHEME not in package.changes and SCHEME not in package.invalidates:
            raise PackageWrong(f"{package.name} は個人住民税を変えません。予行できるのは個人住民税です。")
        self._scheme = scheme_named(SCHEME)
        outside = self._scheme.period.refuses(fiscal_year)
        if outside:
            raise ParameterMissing(outside["message"])
        for rule in package.invalidates.get(SCHEME, ()):
            if unknown := set(rule.keys) - set(ORDINANCE_KEYS):
                raise PackageWrong(f"{package.name}: invalidates に {'、'.join(sorted(unknown))} は書けません。")
        check_package(package)
        self.package, self.fiscal_year = package, fiscal_year
        self.refused: list[dict[str, Any]] = []
        self._ordinances = ordinances or {}
        self._before, self._after = around(package, SCHEME, fiscal_day(fiscal_year))
        self._cases: dict[str, list[ResidentTaxCase]] = defaultdict(list)

    def add(self, cases: Iterable[Any], municipality: str | None = None) -> None:
        """Cases as JSON gives them; `municipality` is of those that name none. What cannot be read is in `refused`."""
        options = {"fiscal_year": self.fiscal_year, "municipality": municipality}
        for given in cases:
            if isinstance(given, BrokenLine):
                self.refused += [{"id": None, **one} for one in given.problems]
                continue
            found = read_case(self._scheme, given, options)
            if isinstance(found, list):
                self.refused.append({"id": given.get("id") if isinstance(given, Mapping) else None, **found[0]})
            elif isinstance(found, ResidentTaxCase) and not self._refuses(found):
                self._cases[str(city_of(found.municipality))].append(found)

    def report(self) -> Report:
        """The reports of all municipalities that have cases or an ordinance in the file, in order of their codes."""
        codes = sorted({*self._cases, *(code for code in self._ordinances if len(code) > len("01"))})
        reports = [self.municipality(code) for code in codes]
        computed = [one for one in reports if one["status"] == COMPUTED]
        sums = ("people", "before", "after", "difference", "changed", "unchanged")
        return {
            **head_of(self.package),
            "fiscal_year": self.fiscal_year,
            "changed_parameters": changed_parameters(self._before, self._after),
            "retroactive": self._retroactive(),
            "not_rehearsed": sorted(set(self.package.changes) - {SCHEME}),
            "total": {"municipalities": len(computed), **{name: sum(one[name] for one in computed) for name in sums}},
            "invalid": [one["code"] for one in reports if one["status"] == INVALID],
            "refused": self.refused,
            "municipalities": reports,
        }

    def municipality(self, code: str) -> Report:
        """The report of one municipality: figures, or why its ordinance cannot stand."""
        values = ordinance_of(SCHEME, code, self._after.day, self._ordinances)
        fixed = fixed_by(self._after, code, self._ordinances)
        head = {"code": code, "name": municipalities.get(code).full_name, "ordinance": values}
        rules = rules_in_force(self._after, [self.package])
        wrong = [one.report() for one in fallen(rules, values, fixed)] + _against_kind(code, values, fixed)
        cases = self._cases.get(code, [])
        if wrong:
            return {**head, "status": INVALID, "people": len(cases), "invalid": wrong}
        earlier = fixed_by(self._before, code, self._ordinances)
        before = _side(self._before, earlier, cases)
        with computing():
            after = _side(self._after, fixed, cases)
        return {**head, "status": COMPUTED, **_difference(cases, before, after)}

    def _refuses(self, case: ResidentTaxCase) -> bool:
        if case.fiscal_year != self.fiscal_year:
            message = OTHER_YEAR.format(told=case.fiscal_year, year=self.fiscal_year)
            told = ("fiscal_year", "other_year", message)
        elif kind_of(case.municipality) is None:
            told = ("municipality", "unknown", NO_MUNICIPALITY)
        elif case.ordinance.model_fields_set:
            told = ("ordinance", "own_ordinance", OWN_ORDINANCE)
        else:
            return False
        self.refused.append({"id": case.id, **dict(zip(("field", "code", "message"), told, strict=True))})
        return True

    def _retroactive(self) -> list[int]:
        """Fiscal years before this one that the package would change: a warning, decisions have been made."""
        first = self._scheme.period.first
        years = range(first if isinstance(first, int) else self.fiscal_year, self.fiscal_year)
        return [year for year in years if changed_parameters(*around(self.package, SCHEME, fiscal_day(year)))]


def _side(law: Law, fixed: Fixed, cases: Sequence[ResidentTaxCase]) -> Side:
    _, taxpayers, dependants = columns_of(law, cases)
    columns = {name: np.full(len(cases), getattr(fixed, name)) for name in Fixed.__dataclass_fields__}
    return side_of(law, OrdinanceColumns(**columns), taxpayers, dependants)


def _difference(cases: Sequence[ResidentTaxCase], before: Side, after: Side) -> Report:
    old, new = before.found, after.found
    change: Ints = new.annual_tax - old.annual_tax
    changed = int((change != 0).sum())
    return {
        "people": len(cases),
        "before": int(old.annual_tax.sum()),
        "after": int(new.annual_tax.sum()),
        "difference": int(change.sum()),
        "changed": changed,
        "unchanged": len(cases) - changed,
        "bands": [band_of(change, low, high) for low, high in sizes()],
        "exempt": {
            "all": _ids(cases, new.per_capita_exempt & ~old.per_capita_exempt),
            "income_levy": _ids(cases, new.income_levy_exempt & ~old.income_levy_exempt),
            "no_longer": _ids(cases, old.per_capita_exempt & ~new.per_capita_exempt),
            "income_levy_no_longer": _ids(cases, old.income_levy_exempt & ~new.income_levy_exempt),
        },
        "examples": [_example(cases, before, after, row) for row in _chosen(change, old, new)],
    }


def band_of(change: Ints, low: int | None, high: int | None) -> Report:
    """How many cases change by so much, first and last yen included, and by how much together."""
    mask = np.ones(len(change), dtype=np.bool_)
    if low is not None:
        mask &= change >= low
    if high is not None:
        mask &= change <= high
    return {"from": low, "to": high, "people": int(mask.sum()), "yen": int(change[mask].sum())}


def _ids(cases: Sequence[ResidentTaxCase], mask: Flags) -> list[str | int | None]:
    return [cases[row].id for row in np.flatnonzero(mask).tolist()]


def _chosen(change: Ints, old: Assessment, new: Assessment) -> list[int]:
    """Rows worth a look: the largest fall, the largest rise, the first who becomes exempt."""
    if not change.any():
        return []
    rows = [int(change.argmin())] if change.min() < 0 else []
    rows += [int(change.argmax())] if change.max() > 0 else []
    rows += np.flatnonzero(new.per_capita_exempt & ~old.per_capita_exempt).tolist()[:1]
    return list(dict.fromkeys(rows))


def _example(cases: Sequence[ResidentTaxCase], before: Side, after: Side, row: int) -> Report:
    amounts = [int(side.found.annual_tax[row]) for side in (before, after)]
    told = {"before": amounts[0], "after": amounts[1], "difference": amounts[1] - amounts[0]}
    return {"id": cases[row].id, **told, "steps": changed_steps(before, after, row)}


def changed_parameters(before: Law, after: Law) -> list[Report]:
    """The parameters whose value on the day is another one."""
    return [
        {"name": name, "label": parameter.label, "law": parameter.law, "source": now.source, "mark": now.mark}
        for name, parameter in after.parameters.items()
        if (now := _held(after, name)) and ((was := _held(before, name)) is None or was.value != now.value)
    ]


def _held(law: Law, name: str) -> Any:
    try:
        return law.parameter(name).on(law.day)
    except ParameterMissing:
        return None


def _against_kind(code: str, values: Mapping[str, Any], fixed: Fixed) -> list[Report]:
    told = {key: value for key in RATES if (value := resulting(key, values, fixed)) is not None}
    return [
        {"key": place.removeprefix("ordinance."), "value": str(told[place.removeprefix("ordinance.")])}
        | {"reason": message, "remedy": "条例の税率か、ファイルの市区町村コードを確かめてください。"}
        for place, message in contradictions(code, OrdinanceTold.model_validate(told))
    ]
