"""Published law changes as the town sees them: when each comes into force, what it changes, whether its own ordinance
can stand, and over which years a rehearsal says anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from yakuba.insight.law_changes.source_words import source_words
from yakuba.law.parameters import Law, Package, ParameterMissing, around, fiscal_day, packages
from yakuba.law.resident_tax.standing import Fallen, fallen_of
from yakuba.law.schemes import SCHEMES, scheme_named
from yakuba.law.what_if import day_of, typed

TAX: Final = "resident-tax"


@dataclass(frozen=True)
class Step:
    """One value a package brings: its name, article, day, the value before it, the new one, and its source."""

    label: str
    law: str
    valid_from: date
    before: str
    after: str
    source: str
    mark: str


@dataclass(frozen=True)
class Part:
    """What a package does to one scheme: its values, and the periods in which its amounts can differ."""

    scheme: str
    label: str
    steps: tuple[Step, ...]
    periods: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Published:
    """A package with the days from which parts of it hold."""

    package: Package
    days: tuple[date, ...]
    schemes: tuple[str, ...]


def published(day: date) -> list[Published]:
    """The packages known on a day, the newest first."""
    return [_published(one) for one in reversed(packages()) if one.published <= day]


def _published(package: Package) -> Published:
    versions = [one for values in package.changes.values() for many in values.values() for one in many]
    rules = [one for many in package.invalidates.values() for one in many]
    days = sorted({*(one.valid_from for one in versions), *(one.valid_from for one in rules)})
    labels = [scheme_named(name).label for name in package.changes if name in SCHEMES]
    return Published(package, tuple(days), tuple(labels))


def named(name: str, day: date) -> Package | None:
    """The package of that name, if it is known on a day."""
    return next((one for one in packages() if one.name == name and one.published <= day), None)


def parts(package: Package, today: date) -> list[Part]:
    """What a package does, scheme by scheme."""
    return [
        Part(scheme, scheme_named(scheme).label, tuple(_steps(package, scheme)), tuple(periods(package, scheme, today)))
        for scheme in package.changes
        if scheme in SCHEMES
    ]


def _steps(package: Package, scheme: str) -> list[Step]:
    found = []
    for name, versions in package.changes[scheme].items():
        for version in versions:
            before, after = around(package, scheme, version.valid_from)
            parameter = after.parameter(name)
            new = typed.shown(version.value)
            told = (version.valid_from, _shown(before, name), new, source_words(version.source), version.mark)
            found.append(Step(parameter.label, parameter.law, *told))
    return sorted(found, key=lambda one: (one.valid_from, one.label))


def _shown(law: Law, name: str) -> str:
    try:
        return typed.shown(law.value(name)) or "なし"
    except ParameterMissing:
        return "なし"


def periods(package: Package, scheme: str, today: date) -> list[tuple[str, str]]:
    """The years, or the months that begin a part of it, in which the package makes a difference; the next one first."""
    period = scheme_named(scheme).period
    if period.field == "month":
        days = sorted({one.valid_from for many in package.changes[scheme].values() for one in many})
        months = [f"{day:%Y-%m}" for day in days]
        return [(one, f"{one[:4]}年{int(one[5:])}月") for one in months if period.refuses(one) is None]
    assert isinstance(period.first, int) and isinstance(period.last, int)
    years = [year for year in range(period.first, period.last + 1) if _differs(package, scheme, year)]
    years.sort(key=lambda year: (fiscal_day(year) <= today, abs(year - today.year)))
    return [(str(year), f"令和{year - 2018}年度") for year in years]


def _differs(package: Package, scheme: str, year: int) -> bool:
    before, after = around(package, scheme, fiscal_day(year))
    return any(_value(before, name) != _value(after, name) for name in package.changes[scheme])


def _value(law: Law, name: str) -> Any:
    try:
        return law.value(name)
    except ParameterMissing:
        return None


def fallen_in(package: Package, code: str, scheme: str, period: str) -> list[Fallen]:
    """What of the town's own ordinance cannot stand under the package."""
    if scheme != TAX:
        return []
    _, after = around(package, scheme, day_of(scheme, period))
    return fallen_of(after, code, [package])
