"""Whether an ordinance can stand: what a law change no longer lets it fix (`invalidates` of the packages)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from yakuba.law import parameters
from yakuba.law.columns import RATE_UNIT
from yakuba.law.ordinances import ordinance_of
from yakuba.law.parameters import Invalidation, Law, Package
from yakuba.law.resident_tax.ordinance import Fixed, Said, city_of, fixed_by

SCHEME = "resident-tax"
RATES = ("city_rate", "pref_rate")
TOLD = (*RATES, "city_per_capita", "pref_per_capita", "livelihood_grade")  # what a case may say in its place


@dataclass(frozen=True)
class Fallen:
    """A key of an ordinance that cannot stand, its value, and for the municipality reason and remedy."""

    key: str
    value: str
    reason: str
    remedy: str

    def report(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in one line."""
        return f"条例の {self.key}（{self.value}）は使えません。{self.reason}{self.remedy}"


def rules_in_force(law: Law, known: Iterable[Package] | None = None) -> list[Invalidation]:
    """What packages no longer let an ordinance fix on the law's day; `known`: of these (else of all published)."""
    chosen = parameters.packages() if known is None else known
    rules = (rule for package in chosen for rule in package.invalidates.get(SCHEME, ()))
    return [rule for rule in rules if rule.valid_from <= law.day]


def fallen_of(law: Law, code: str | None, known: Iterable[Package] | None = None) -> list[Fallen]:
    """What of a municipality's own ordinance (for a ward, its city's) cannot stand under the law of its day."""
    rules = rules_in_force(law, known)
    if not rules:
        return []
    return fallen(rules, ordinance_of(SCHEME, city_of(code), law.day), fixed_by(law, code))


def fallen(rules: Sequence[Invalidation], values: Mapping[str, Any], fixed: Fixed) -> list[Fallen]:
    """What of an ordinance's values, and of the figures they come to, the rules forbid."""
    found = []
    for rule in rules:
        for key in rule.keys:
            value = resulting(key, values, fixed)
            if value is not None and rule.forbids(value):
                found.append(Fallen(key, str(value), rule.reason, rule.remedy))
    return found


def fallen_told(rules: Sequence[Invalidation], said: Said) -> list[Fallen]:
    """What a case says in place of the ordinance and the rules forbid."""
    told = {key: Decimal(value) for key in TOLD if (value := getattr(said, key)) is not None}
    return [
        Fallen(key, str(told[key]), rule.reason, rule.remedy)
        for rule in rules
        for key in rule.keys
        if key in told and rule.forbids(told[key])
    ]


def resulting(key: str, values: Mapping[str, Any], fixed: Fixed) -> Decimal | None:
    """What an ordinance comes to for a key; None when it leaves the key alone."""
    if key.endswith("_add"):
        return Decimal(str(values[key])) if key in values else None
    if key not in values and f"{key}_add" not in values:
        return None
    whole = getattr(fixed, "grade" if key == "livelihood_grade" else key)
    return Decimal(whole) / RATE_UNIT if key in RATES else Decimal(whole)
