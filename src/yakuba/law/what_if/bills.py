"""A bill: the parameters of one scheme it changes, and what it puts into the ordinance.

As YAML: `title`, `parameters` (name: value, in the shape `data/<scheme>.yaml` gives it; of a parameter with named
values only those that change), `ordinance` (the keys of a case's `ordinance`). What does not fit is refused by name.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml
from pydantic import BaseModel, ValidationError

from yakuba.law.columns import MOST_YEN, rate_parts
from yakuba.law.contract import Case, problems_of
from yakuba.law.parameters import Law, Package, PackageWrong, ParameterMissing, in_force
from yakuba.law.schemes import SCHEMES


class BillWrong(ValueError):
    """The bill cannot be read, or names what the scheme does not have."""


@dataclass(frozen=True)
class Bill:
    """What is changed."""

    title: str
    parameters: Mapping[str, Any]
    ordinance: Mapping[str, Any]


def read_bill(text: str) -> Bill:
    """A bill from YAML. BillWrong.

    >>> read_bill("parameters: {middle: 12000}").parameters
    {'middle': 12000}
    """
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as failure:
        raise BillWrong(f"YAML として読めません（{' '.join(str(failure).split())}）。") from None
    if not isinstance(said, Mapping) or set(said) - {"title", "parameters", "ordinance"}:
        raise BillWrong("title、parameters、ordinance のほかは書けません。")
    parameters, ordinance = said.get("parameters") or {}, said.get("ordinance") or {}
    if not isinstance(parameters, Mapping) or not isinstance(ordinance, Mapping) or not (parameters or ordinance):
        raise BillWrong("parameters か ordinance に、変える項目と値を書いてください。")
    return Bill(str(said.get("title") or ""), dict(parameters), dict(ordinance))


def changed_values(law: Law, bill: Bill) -> dict[str, Any]:
    """The values as `in_force(changed=…)` takes them, each checked against the one it replaces. BillWrong."""
    found = {}
    for name, value in bill.parameters.items():
        if name not in law.parameters:
            known = "、".join(law.parameters)
            raise BillWrong(f"{law.scheme} に {name} という項目はありません。あるもの: {known}")
        found[name] = fitting(name, law.value(name), value)
        if found[name] == [] and all(version.value for version in law.parameters[name].versions):
            raise BillWrong(f"{name} の表は空にできません。")
    return found


def check_package(package: Package) -> None:
    """PackageWrong when a value of a package has not the shape of the one it replaces."""
    for scheme in package.changes.keys() & SCHEMES.keys():
        for name, versions in package.changes[scheme].items():
            for version in versions:
                law = in_force(scheme, version.valid_from, known_on=package.published)
                if name in law.parameters:  # one that is not is told by who asks for the law with the package
                    _check_version(package, law, name, version.value)


def _check_version(package: Package, law: Law, name: str, value: Any) -> None:
    try:
        fitted = changed_values(law, Bill("", {name: value}, {}))[name]
    except ParameterMissing:
        return  # the first value there is
    except BillWrong as problem:
        raise PackageWrong(f"{package.name}: {problem}") from None
    if fitted != value:
        message = '率は引用符で囲み（例 "0.06"）、名前のついた値はすべて書いてください。'
        raise PackageWrong(f"{package.name}: {name} は{message}")


@contextlib.contextmanager
def computing() -> Iterator[None]:
    """Around a computation under a bill: values it cannot be done with (a unit of 0, a table cut short) are BillWrong.

    The same computation without the bill goes before it, so a failure in here is the bill's.
    """
    try:
        with np.errstate(divide="raise", invalid="raise"):
            yield
    except BillWrong:
        raise
    except (ArithmeticError, LookupError, ValueError) as failure:
        message = "この案の値では計算できません。表の行の数と並び、単位が 0 でないことを確かめてください。"
        raise BillWrong(message) from failure


def check_ordinance(case: type[Case], bill: Bill) -> None:
    """BillWrong when the scheme has no ordinance, or not these keys."""
    if not bill.ordinance:
        return
    field = case.model_fields.get("ordinance")
    model = field.annotation if field is not None else None
    if not (isinstance(model, type) and issubclass(model, BaseModel) and model.model_fields):
        raise BillWrong("この制度には条例で定める項目がありません。")
    try:
        model.model_validate(bill.ordinance)
    except ValidationError as failure:
        first = problems_of(failure)[0]
        raise BillWrong(f"ordinance.{first['field']}: {first['message']}") from None


def fitting(name: str, old: Any, new: Any) -> Any:
    """The new value, in the shape of the one it replaces; `name` is what a refusal calls it. BillWrong."""
    if isinstance(old, Mapping):
        if not isinstance(new, Mapping) or set(new) - set(old):
            raise BillWrong(f"{name} には次の項目を書けます: {'、'.join(map(str, old))}")
        return {key: fitting(f"{name}.{key}", value, new.get(key, value)) for key, value in old.items()}
    if isinstance(old, list):
        return _rows(name, old, new)
    return _cell(name, old, new)


def _rows(name: str, old: list[Any], new: Any) -> list[Any]:
    if old and not isinstance(old[0], list):
        return _row(name, old, new)
    if not isinstance(new, list) or not all(isinstance(row, list) for row in new):
        raise BillWrong(f"{name} は [[…], […]] の表で書いてください。")
    return [_row(name, old[0] if old else [], row) for row in new]


def _row(name: str, old: list[Any], new: Any) -> list[Any]:
    """As long as the row it replaces, its cells of the same kind; in a table that was empty, any count of numbers."""
    if not isinstance(new, list) or (old and len(new) != len(old)):
        raise BillWrong(f"{name} の行には値が {len(old)} 個要ります。")
    kinds = old or [0] * len(new)
    return [_cell(name, kind, cell) for kind, cell in zip(kinds, new, strict=True)]


def _cell(name: str, old: Any, new: Any) -> int | str:
    if not isinstance(old, str):
        return _whole(name, new)
    try:
        rate_parts(str(new))
    except (ValueError, ArithmeticError):
        raise BillWrong(f"{name} は率（例 0.06）で書いてください: {new}") from None
    return str(new)


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BillWrong(f"{name} は整数で書いてください: {value}")
    if abs(value) > MOST_YEN:
        raise BillWrong(f"{name} の値が大きすぎます: {value}")
    return value
