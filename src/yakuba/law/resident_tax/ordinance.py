"""What the ordinances of prefecture and municipality fix, and what contradicts the kind of municipality."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from yakuba.law.columns import rate_parts
from yakuba.law.ordinances import Ordinances, kind_of, ordinance_of
from yakuba.law.parameters import Law
from yakuba.standards import municipalities
from yakuba.standards.municipalities import Kind


class Said(Protocol):
    """What a case says in place of the ordinance; None where it says nothing."""

    designated_city: bool | None
    city_rate: Decimal | None
    pref_rate: Decimal | None
    city_per_capita: int | None
    pref_per_capita: int | None
    livelihood_grade: int | None


@dataclass(frozen=True)
class Fixed:
    """Rates (parts of `RATE_UNIT`), per-capita yen, 級地 of one municipality on one day."""

    designated: bool
    city_rate: int
    pref_rate: int
    city_per_capita: int
    pref_per_capita: int
    grade: int

    def replaced(self, law: Law, said: Said) -> Fixed:
        """With what a case says. Saying that it is a designated city (or none) brings the standard rates of that."""
        fixed = self
        if said.designated_city is not None and said.designated_city != self.designated:
            city, pref = _standard_rates(law, said.designated_city)
            fixed = replace(fixed, designated=said.designated_city, city_rate=city, pref_rate=pref)
        return replace(
            fixed,
            city_rate=fixed.city_rate if said.city_rate is None else rate_parts(said.city_rate),
            pref_rate=fixed.pref_rate if said.pref_rate is None else rate_parts(said.pref_rate),
            city_per_capita=fixed.city_per_capita if said.city_per_capita is None else said.city_per_capita,
            pref_per_capita=fixed.pref_per_capita if said.pref_per_capita is None else said.pref_per_capita,
            grade=said.livelihood_grade or fixed.grade,
        )


def fixed_by(law: Law, code: str | None, more: Ordinances | None = None) -> Fixed:
    """The standard of the law, then the prefecture's and the municipality's ordinance (for a ward, its city's)."""
    standards = (_standard_rates(law, False), _standard_rates(law, True), tuple(law.rows("per_capita")[0]))
    if more:
        return _resulting(standards, code, ordinance_of("resident-tax", city_of(code), law.day, more))
    return _fixed(standards, code, law.day)


def city_of(code: str | None) -> str | None:
    """The code whose ordinance holds: of a ward, that of its city."""
    return municipalities.get(str(code)).parent if kind_of(code) is Kind.WARD else code


def contradictions(code: str | None, said: Said) -> list[tuple[str, str]]:
    """Field and sentence for what cannot hold in a municipality of that kind (地方税法35条・314条の3)."""
    kind = kind_of(code)
    if kind is None:
        known = code is None
        return (
            [] if known else [("municipality", f"市区町村コード {code} は一覧にありません。標準の税率で計算しました。")]
        )
    designated = kind in (Kind.DESIGNATED_CITY, Kind.WARD)
    is_one = municipalities.get(str(code)).full_name + ("は指定都市です" if designated else "は指定都市ではありません")
    found = []
    if said.designated_city is not None and said.designated_city != designated:
        found.append(("ordinance.designated_city", f"{is_one}。条例の内容はこれと合いません。"))
    # A rate that lies nearer to the standard of the other kind.
    if said.city_rate is not None and (rate_parts(said.city_rate) >= rate_parts("0.07")) != designated:
        usual = "8%" if designated else "6%"
        found.append(("ordinance.city_rate", f"{is_one}。市町村民税の標準税率は{usual}です（{said.city_rate}）。"))
    if said.pref_rate is not None and (rate_parts(said.pref_rate) < rate_parts("0.03")) != designated:
        usual = "2%" if designated else "4%"
        found.append(("ordinance.pref_rate", f"{is_one}。道府県民税の標準税率は{usual}です（{said.pref_rate}）。"))
    return found


def _standard_rates(law: Law, designated: bool) -> tuple[int, int]:
    city, pref = law.value("standard_rates")[1 if designated else 0]
    return rate_parts(city), rate_parts(pref)


@functools.lru_cache(maxsize=4096)
def _fixed(standards: tuple[tuple[int, ...], ...], code: str | None, day: datetime.date) -> Fixed:
    return _resulting(standards, code, ordinance_of("resident-tax", city_of(code), day))


def _resulting(standards: tuple[tuple[int, ...], ...], code: str | None, values: dict[str, Any]) -> Fixed:
    designated = kind_of(code) in (Kind.DESIGNATED_CITY, Kind.WARD)
    city_rate, pref_rate = standards[1 if designated else 0]
    city, pref = standards[2]
    return Fixed(
        designated=designated,
        city_rate=_rate(values, "city_rate", city_rate),
        pref_rate=_rate(values, "pref_rate", pref_rate),
        city_per_capita=_amount(values, "city_per_capita", city),
        pref_per_capita=_amount(values, "pref_per_capita", pref),
        grade=int(values.get("livelihood_grade", 1)),
    )


def _rate(values: dict[str, Any], name: str, standard: int) -> int:
    own = rate_parts(values[name]) if name in values else standard
    return own + rate_parts(values.get(f"{name}_add", "0"))


def _amount(values: dict[str, Any], name: str, standard: int) -> int:
    return int(values.get(name, standard)) + int(values.get(f"{name}_add", 0))
