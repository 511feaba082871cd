"""Parameters of the law as dated data.

A file `data/<scheme>.yaml` names each parameter with its label, article, and versions; a version has a value, the day
from which it holds, source and mark of certainty. A law change is a package (`packages/<name>.yaml`): versions that
are added on a day of publication, for all municipalities at once. Nothing here reads a clock: the day is an argument.

Annual schemes look up 1 April of the fiscal year, monthly ones the first of the month.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from yakuba.law.columns import rate_parts

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
MARKS = {
    "S": "read in a public source",
    "S2": "two independent sources agree",
    "M": "general knowledge, to be checked against the text of the law",
    "X": "sources disagree; see the note",
}


class ParameterMissing(LookupError):
    """No version of a parameter holds on that day, or there is no such parameter."""


@dataclass(frozen=True)
class Version:
    """One value of a parameter from a day on, until the next version."""

    valid_from: datetime.date
    value: Any
    source: str
    mark: str
    package: str = ""


@dataclass(frozen=True)
class Parameter:
    """A named figure of the law. `law` is its article, `label` what the law calls it; versions oldest first."""

    name: str
    label: str
    law: str
    versions: tuple[Version, ...]

    def on(self, day: datetime.date) -> Version:
        """The version that holds on `day`. ParameterMissing before the first."""
        held = [version for version in self.versions if version.valid_from <= day]
        if not held:
            raise ParameterMissing(f"{self.name}: no value before {self.versions[0].valid_from}, asked for {day}")
        return held[-1]


@dataclass(frozen=True)
class Invalidation:
    """What an ordinance may no longer fix from a day on: these keys at all, or only values above or below a limit.

    `reason` and `remedy` are sentences in Japanese for the municipality that has to act.
    """

    keys: tuple[str, ...]
    valid_from: datetime.date
    above: Decimal | None
    below: Decimal | None
    reason: str
    remedy: str

    def forbids(self, value: Decimal) -> bool:
        """Whether a value that an ordinance fixes cannot stand."""
        if self.above is None and self.below is None:
            return True
        return (self.above is not None and value > self.above) or (self.below is not None and value < self.below)


@dataclass(frozen=True)
class Package:
    """A law change: what it is called, when it was published, and the versions it adds by scheme and parameter."""

    name: str
    title: str
    published: datetime.date
    law_number: str
    changes: Mapping[str, Mapping[str, tuple[Version, ...]]]
    invalidates: Mapping[str, tuple[Invalidation, ...]]


class PackageWrong(ValueError):
    """A package cannot be read, or changes what no scheme has."""


@dataclass(frozen=True)
class Law:
    """The parameters of one scheme as they hold on one day; `changed` (a what-if) takes the place of values."""

    scheme: str
    day: datetime.date
    parameters: Mapping[str, Parameter]
    changed: Mapping[str, Any]

    def value(self, name: str) -> Any:
        """The value of a parameter, in the shape the data give it. ParameterMissing."""
        if name in self.changed:
            return self.changed[name]
        return self.parameter(name).on(self.day).value

    def yen(self, name: str) -> int:
        """A parameter that is one whole number."""
        value = self.value(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{self.scheme}.{name} is not a whole number: {value!r}")
        return value

    def rate(self, name: str) -> int:
        """A parameter that is a rate ("0.06"), as parts of `RATE_UNIT`."""
        return rate_parts(str(self.value(name)))

    def rows(self, name: str) -> list[list[int]]:
        """A parameter that is a table of whole numbers, row by row."""
        return [[int(cell) for cell in row] for row in self.value(name)]

    def table(self, name: str) -> tuple[list[int], ...]:
        """A parameter that is a table, column by column: what `columns.up_to` and `below` take."""
        return tuple(list(column) for column in zip(*self.rows(name), strict=True))

    def article(self, name: str) -> str:
        """The article the parameter stands in."""
        return self.parameter(name).law

    def parameter(self, name: str) -> Parameter:
        """The parameter with its versions. ParameterMissing."""
        try:
            return self.parameters[name]
        except KeyError:
            raise ParameterMissing(f"{self.scheme} has no parameter {name}") from None


def fiscal_day(fiscal_year: int) -> datetime.date:
    """The day at which an annual scheme looks its parameters up."""
    return datetime.date(fiscal_year, 4, 1)


def in_force(
    scheme: str,
    day: datetime.date,
    *,
    known_on: datetime.date | None = None,
    changed: Mapping[str, Any] | None = None,
) -> Law:
    """The law of a scheme on a day, with the packages published until `known_on` (all, when not given)."""
    used = _USED.get().get(scheme)
    if used is not None:
        return Law(scheme, day, used.parameters, changed or used.changed)
    return Law(scheme, day, _parameters(scheme, known_on), changed or {})


@contextlib.contextmanager
def using(*laws: Law) -> Iterator[None]:
    """Within, these laws hold for their schemes, whatever is published: a scheme that looks its own law up is tried."""
    token = _USED.set({**_USED.get(), **{law.scheme: law for law in laws}})
    try:
        yield
    finally:
        _USED.reset(token)


_USED: ContextVar[Mapping[str, Law]] = ContextVar("laws that are tried", default=MappingProxyType({}))


def around(package: Package, scheme: str, day: datetime.date) -> tuple[Law, Law]:
    """The law of a scheme on a day as known when the package was published: without it and with it. PackageWrong."""
    earlier = [one for one in packages() if one.published <= package.published and one.name != package.name]
    before = _added(_data(scheme), scheme, earlier)
    return Law(scheme, day, before, {}), Law(scheme, day, _added(before, scheme, [package]), {})


@functools.cache
def packages() -> tuple[Package, ...]:
    """The law changes published so far, oldest first."""
    folder = resources.files("yakuba.law").joinpath("packages")
    found = [read_package(path.read_text("utf-8")) for path in folder.iterdir() if path.name.endswith(".yaml")]
    return tuple(sorted(found, key=lambda package: (package.published, package.name)))


def read_package(text: str) -> Package:
    """A package from YAML (the form is in `packages/README.md`). PackageWrong."""
    try:
        return _package(yaml.load(text, Loader=_LOADER))  # noqa: S506 - a safe loader
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as failure:
        raise PackageWrong(f"改正パッケージとして読めません（{' '.join(str(failure).split())}）。") from None


@functools.lru_cache(maxsize=256)
def _parameters(scheme: str, known_on: datetime.date | None) -> Mapping[str, Parameter]:
    known = [package for package in packages() if known_on is None or package.published <= known_on]
    return _added(_data(scheme), scheme, known)


@functools.cache
def _data(scheme: str) -> Mapping[str, Parameter]:
    text = resources.files("yakuba.law").joinpath(f"data/{scheme}.yaml").read_text("utf-8")
    whole = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    return {name: _parameter(name, said) for name, said in whole["parameters"].items()}


def _added(known: Mapping[str, Parameter], scheme: str, chosen: Iterable[Package]) -> Mapping[str, Parameter]:
    parameters = dict(known)
    for package in chosen:
        for name, versions in package.changes.get(scheme, {}).items():
            if name not in parameters:
                raise PackageWrong(f"{package.name}: {scheme} に {name} という項目はありません。")
            parameters[name] = _with(parameters[name], versions)
    return parameters


def _with(parameter: Parameter, added: tuple[Version, ...]) -> Parameter:
    """A package's version takes the place of one of the same day."""
    by_day = {version.valid_from: version for version in (*parameter.versions, *added)}
    ordered = tuple(by_day[day] for day in sorted(by_day))
    return Parameter(parameter.name, parameter.label, parameter.law, ordered)


def _parameter(name: str, said: Mapping[str, Any]) -> Parameter:
    versions = tuple(sorted((_version(one) for one in said["versions"]), key=lambda version: version.valid_from))
    return Parameter(name, str(said["label"]), str(said["law"]), versions)


def _version(said: Mapping[str, Any], package: str = "") -> Version:
    mark = str(said["mark"])
    if mark not in MARKS:
        raise ValueError(f"unknown mark of certainty {mark!r}")
    return Version(_day(said["from"]), said["value"], str(said["source"]), mark, package)


def _package(said: Mapping[str, Any]) -> Package:
    name = str(said["name"])
    changes = {
        scheme: {
            parameter: tuple(_version(one, name) for one in versions) for parameter, versions in parameters.items()
        }
        for scheme, parameters in said["changes"].items()
    }
    invalidates = {
        scheme: tuple(_invalidation(one) for one in rules) for scheme, rules in said.get("invalidates", {}).items()
    }
    for scheme, parameters in changes.items():
        for parameter, versions in parameters.items():
            if len({version.valid_from for version in versions}) < len(versions):
                raise ValueError(f"{scheme} の {parameter} に同じ日からの値が二つあります")
    return Package(name, str(said["title"]), _day(said["published"]), str(said["law_number"]), changes, invalidates)


def _day(said: Any) -> datetime.date:
    if not isinstance(said, datetime.date) or isinstance(said, datetime.datetime):
        raise TypeError(f"日付は 2027-04-01 の形で書いてください: {said}")
    return said


def _invalidation(said: Mapping[str, Any]) -> Invalidation:
    above, below = (None if said.get(name) is None else Decimal(str(said[name])) for name in ("above", "below"))
    keys = tuple(str(key) for key in said["keys"])
    return Invalidation(keys, _day(said["from"]), above, below, str(said["reason"]), str(said["remedy"]))
