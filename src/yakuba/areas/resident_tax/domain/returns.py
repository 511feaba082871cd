"""A resident-tax return (市民税・県民税申告書) as a value, and returns as the columns the assessment merges.

Only what was told stands in `amounts`: what is left out is taken from the reports, a zero that was told is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import polars as pl

from yakuba.areas.resident_tax.material_shape import AMOUNTS, DEPENDANTS, PEOPLE

FINAL, RETURN = "final", "return"
"""Where a return comes from: 所得税の確定申告書, 市民税・県民税申告書."""
NOTHING: Final = ("dependant", "allowance", "savings", "student", "illness", "other")
"""Why somebody had no income."""
NOTHING_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dependant": "家族の扶養・仕送りで暮らした",
        "allowance": "遺族年金・障害年金・失業給付など、税のかからない収入で暮らした",
        "savings": "預貯金などで暮らした",
        "student": "学生だった",
        "illness": "病気・療養中だった",
        "other": "その他",
    }
)

_AGE_OF_SPOUSE: Final = 45  # of one whose birth date nobody told: an age without effect

Disability: TypeAlias = Literal["", "general", "special"]
Relation: TypeAlias = Literal["child", "parent", "other"]
Channel: TypeAlias = Literal["desk", "portal", "counter"]


@dataclass(frozen=True, kw_only=True)
class Spouse:
    """The spouse a deduction is claimed for. `number`: on the register here; `income`: 合計所得金額, yen."""

    name: str
    birth_date: date | None = None
    number: int | None = None
    disability: Disability = ""
    income: int = 0


@dataclass(frozen=True, kw_only=True)
class Dependant:
    """A relative in the livelihood (扶養親族, those under 16 too)."""

    name: str
    birth_date: date | None = None
    number: int | None = None
    relation: Relation = "child"
    cohabiting: bool = True
    disability: Disability = ""
    income: int = 0


@dataclass(frozen=True, kw_only=True)
class TaxReturn:
    """What a return says. `amounts`: yen by the names of `material_shape.AMOUNTS`, only those that were told.

    `no_income`: the short path, with the reason in `nothing`; it may still name dependants.
    """

    taxpayer: int
    fiscal_year: int
    filed_on: date
    channel: Channel = "desk"
    no_income: bool = False
    nothing: str = ""
    amounts: Mapping[str, int] = field(default_factory=dict)
    disability: Disability = ""
    widow: bool = False
    single_parent: Literal["", "mother", "father"] = ""
    working_student: bool = False
    public_assistance: bool = False
    spouse: Spouse | None = None
    dependants: tuple[Dependant, ...] = ()
    note: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Everybody on the register it names, the taxpayer first."""
        family = (self.spouse, *self.dependants)
        named = (one.number for one in family if one is not None and one.number is not None)
        return tuple(dict.fromkeys((self.taxpayer, *named)))

    @property
    def has_income(self) -> bool:
        """Whether any income was told, of whatever kind."""
        return any(value for name, value in self.amounts.items() if name.startswith("income."))


TOLD: Final[dict[str, Any]] = {
    "number": pl.Int64,
    "source": pl.String,
    "no_income": pl.Boolean,
    "family": pl.Boolean,
    "spouse.number": pl.Int64,
    **{name: kind for name, kind in PEOPLE.items() if name not in ("number", "birth_date", "resident")},
}
"""Columns of returns, one row a return; null is what it does not tell. `family`: it tells circumstances, spouse and
dependants, so that nothing of a report's family counts beside."""
TOLD_DEPENDANTS: Final[dict[str, Any]] = {**DEPENDANTS, "source": pl.String, "relative": pl.Int64}
"""Columns of the dependants of returns; `relative`: their own addressee number, null for who is not on the register."""


@dataclass(frozen=True)
class Returns:
    """Returns of a fiscal year: `people` in the columns `TOLD`, `dependants` in `TOLD_DEPENDANTS`."""

    people: pl.DataFrame
    dependants: pl.DataFrame

    @staticmethod
    def nothing() -> Returns:
        """No return at all."""
        return Returns(pl.DataFrame(schema=TOLD), pl.DataFrame(schema=TOLD_DEPENDANTS))

    def without(self, number: int, source: str) -> Returns:
        """All but the return of this person from this source."""
        this = (pl.col("number") == number) & (pl.col("source") == source)
        return Returns(self.people.filter(~this), self.dependants.filter(~this))

    def beside(self, others: Returns) -> Returns:
        """These and others."""
        return Returns(pl.concat([self.people, others.people]), pl.concat([self.dependants, others.dependants]))


def columns_of(returns: Sequence[TaxReturn], source: str = RETURN) -> Returns:
    """Returns as columns."""
    people = [_person(one, source) for one in returns]
    dependants = [
        {
            "number": one.taxpayer,
            "position": place,
            "birth_date": near.birth_date,
            "age": None,
            "relation": near.relation,
            "cohabiting": near.cohabiting,
            "disability": near.disability or None,
            "income": near.income,
            "source": source,
            "relative": near.number,
        }
        for one in returns
        for place, near in enumerate(one.dependants)
    ]
    return Returns(
        pl.DataFrame(people, schema=TOLD, orient="row"),
        pl.DataFrame(dependants, schema=TOLD_DEPENDANTS, orient="row"),
    )


def _person(told: TaxReturn, source: str) -> dict[str, Any]:
    spouse = told.spouse
    return {
        **dict.fromkeys(TOLD, None),
        **{name: told.amounts.get(name) for name in AMOUNTS},
        "number": told.taxpayer,
        "source": source,
        "no_income": told.no_income,
        "family": True,
        "self.disability": told.disability or None,
        "self.widow": told.widow,
        "self.single_parent": told.single_parent or None,
        "self.working_student": told.working_student,
        "self.public_assistance": told.public_assistance,
        "spouse.claimed": spouse is not None,
        "spouse.number": spouse.number if spouse else None,
        "spouse.income": spouse.income if spouse else None,
        "spouse.birth_date": spouse.birth_date if spouse else None,
        "spouse.age": _AGE_OF_SPOUSE if spouse and spouse.birth_date is None else None,
        "spouse.disability": (spouse.disability or None) if spouse else None,
        "documents": 1,
        "employers": 0,
    }
