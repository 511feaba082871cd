"""The schemes there are, and one way to ask any of them.

A scheme is declared in its own package and found here by name; importing this module loads none of them.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import ValidationError

from yakuba.law.contract import Case, Problem, problem, problems_of, schema_of

Answer: TypeAlias = dict[str, Any]

# Name of the command line → module with `SCHEME`.
SCHEMES = {
    "resident-tax": "yakuba.law.resident_tax",
    "child-allowance": "yakuba.law.child_allowance",
    "light-vehicle-tax": "yakuba.law.light_vehicle_tax",
    "long-term-care-premium": "yakuba.law.long_term_care_premium",
    "late-elderly-premium": "yakuba.law.late_elderly_premium",
    "childcare-fee": "yakuba.law.childcare_fee",
    "health-insurance": "yakuba.law.health_insurance",
    "fixed-asset-tax": "yakuba.law.fixed_asset_cases",
}


@dataclass(frozen=True)
class Period:
    """What a scheme is asked for: whole fiscal years, or months ("2024-11"); `last` None: without an end."""

    field: str  # fiscal_year | month
    first: int | str
    last: int | str | None

    def refuses(self, value: int | str) -> Problem | None:
        """A problem when the period is outside what is covered."""
        if isinstance(value, type(self.first)) and value >= self.first and (self.last is None or value <= self.last):  # type: ignore[operator]
            return None
        covered = f"{self.first} 以後" if self.last is None else f"{self.first} から {self.last} まで"
        return problem(self.field, "not_covered", f"{value} は対象外です。{covered}を計算できます。")


@dataclass(frozen=True)
class Scheme:
    """A scheme: its case model, its period, how a list of cases of one period is answered, and its result's schema.

    `answer(period, cases, explain)` gives one answer a case, in order; all cases are of that period.
    """

    name: str
    label: str
    period: Period
    case: type[Case]
    answer: Callable[[Any, Sequence[Any], bool], list[Answer]]
    result: Mapping[str, Any]
    defaults: tuple[str, ...] = ("fiscal_year", "municipality")

    def schema(self) -> dict[str, Any]:
        """JSON Schema of input and result."""
        return schema_of(self.case, self.result)


class UnknownScheme(LookupError):
    """There is no scheme of that name."""


def scheme_named(name: str) -> Scheme:
    """The scheme, loaded on first use. UnknownScheme, naming those there are."""
    if name not in SCHEMES:
        raise UnknownScheme(f"{name} という制度はありません。あるもの: {', '.join(SCHEMES)}")
    scheme: Scheme = importlib.import_module(SCHEMES[name]).SCHEME
    return scheme


def calculate(
    name: str, cases: Sequence[Mapping[str, Any]], *, explain: bool = False, options: Mapping[str, Any] | None = None
) -> list[Answer]:
    """One answer a case in the same order: the result, or `{"id", "errors": [...]}`.

    Options stand in for the keys a case leaves out. Never raises for what a case holds; UnknownScheme for the name.
    """
    scheme = scheme_named(name)
    answers: list[Answer] = [{} for _ in cases]
    groups: dict[Any, list[int]] = defaultdict(list)
    read: dict[int, Case] = {}
    for row, given in enumerate(cases):
        found = read_case(scheme, given, options or {})
        if isinstance(found, Case):
            groups[getattr(found, scheme.period.field)].append(row)
            read[row] = found
        else:
            answers[row] = {"id": given.get("id") if isinstance(given, Mapping) else None, "errors": found}
    for period, rows in groups.items():
        for row, answer in zip(rows, scheme.answer(period, [read[row] for row in rows], explain), strict=True):
            answers[row] = {"id": read[row].id, **answer}
    return answers


def read_case(scheme: Scheme, given: Any, options: Mapping[str, Any]) -> Case | list[Problem]:
    """A case as its model, or what is wrong with it. Options stand in for the keys it leaves out."""
    if not isinstance(given, Mapping):
        return [problem("", "not_an_object", "一行に一つの { } を書いてください。")]
    wanted = {key: value for key, value in options.items() if key in scheme.defaults and value is not None}
    try:
        case = scheme.case.model_validate({**wanted, **given})
    except ValidationError as failure:
        return problems_of(failure)
    outside = scheme.period.refuses(getattr(case, scheme.period.field))
    return [outside] if outside else case
