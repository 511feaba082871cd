"""Who has to be asked for a return (未申告者): of whom nothing is known, or whose reports say that more has to be told.

Law: 地方税法317条の2 (who lived here on 1 January files by 15 March, but who has wages or pension alone), 317条の7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from yakuba.areas.resident_tax.domain.layouts import WAGES
from yakuba.areas.resident_tax.domain.returns import Returns
from yakuba.areas.resident_tax.material_shape import AMOUNTS, Material

ADULT: Final = 18  # on 1 January of the fiscal year
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "own_business": "前年度は事業などの所得を申告していたが、今年度の申告がない",
        "several_wages": "2か所以上の給与があり、まとめた年末調整も申告もない",
        "secondary_only": "乙欄の給与だけで、年末調整も申告もない",
        "nothing": "所得の資料も申告もなく、だれの扶養にもなっていない",
    }
)
"""In the order in which they go before each other: each person is listed once."""
UNDECLARED: Final = {"number": pl.Int64, "reason": pl.String, "birth_date": pl.Date, "amount": pl.Int64}
"""Columns: the person, which of `REASONS`, birth date, yen that are known of (reports of this year, or incomes declared
last year) or null."""
_PAID: Final = ("income.salary_revenue", "income.pension_revenue")
_OTHERS: Final = tuple(name for name in AMOUNTS if name.startswith("income.") and name not in _PAID)


@dataclass(frozen=True)
class Known:
    """What is known of a year: merged reports, returns, who claims whom, the town's people, last year's returns."""

    reported: Material
    returns: Returns
    claims: pl.DataFrame
    everybody: pl.DataFrame
    before: Returns


def undeclared(known: Known, documents: pl.DataFrame) -> pl.DataFrame:
    """Residents of 1 January without a return who have to be asked, by reason and number. `documents`: the reports."""
    year = known.reported.fiscal_year
    filed = known.returns.people.select("number").unique()
    people = known.everybody.filter("resident").unique("number", keep="first", maintain_order=True)
    people = people.join(filed, on="number", how="anti", maintain_order="left").select("number", "birth_date")
    found = {
        "own_business": _business(known.before),
        "several_wages": _several(documents),
        "secondary_only": _secondary(documents),
        "nothing": _nothing(known, people, year),
    }
    parts = [
        rows.join(people, on="number", how="inner").with_columns(pl.lit(code).alias("reason")).select(*UNDECLARED)
        for code, rows in found.items()
        if code in REASONS
    ]
    order = pl.col("reason").replace_strict({code: place for place, code in enumerate(REASONS)}, return_dtype=pl.Int64)
    every = pl.concat(parts).unique("number", keep="first", maintain_order=True)
    return every.sort(order, "number").cast(dict(UNDECLARED))  # type: ignore[arg-type]


def _business(before: Returns) -> pl.DataFrame:
    """Who declared incomes last year that no report tells of."""
    incomes = pl.sum_horizontal(*(pl.col(name).fill_null(0) for name in _OTHERS))
    told = before.people.with_columns(incomes.alias("amount")).filter(pl.col("amount") > 0)
    return told.group_by("number").agg(pl.col("amount").max())


def _wages(documents: pl.DataFrame) -> pl.DataFrame:
    """Wage reports by person: reports, those whose employer adjusted, main ones (甲欄), yen."""
    secondary = pl.col("secondary").fill_null(0) > 0
    adjusted = (pl.col("employment_income").fill_null(0) > 0) & ~secondary
    return (
        documents.filter(pl.col("code") == WAGES)
        .group_by("number")
        .agg(
            pl.col("employer_key").n_unique().alias("employers"),
            adjusted.sum().alias("adjusted"),
            (pl.col("other_payment").fill_null(0) > 0).any().alias("together"),
            (~secondary).sum().alias("main"),
            pl.col("payment").fill_null(0).sum().cast(pl.Int64).alias("amount"),
        )
    )


def _several(documents: pl.DataFrame) -> pl.DataFrame:
    """Two employers, and none counted the other's pay in."""
    wages = _wages(documents)
    return wages.filter((pl.col("employers") > 1) & ~pl.col("together") & (pl.col("amount") > _SMALL)).select(
        "number", "amount"
    )


_SMALL: Final = 1_030_000
"""Yen of all wages up to which nobody is asked: no tax comes of them (給与所得控除 and the limits of 非課税)."""


def _secondary(documents: pl.DataFrame) -> pl.DataFrame:
    wages = _wages(documents)
    alone = (pl.col("main") == 0) & (pl.col("adjusted") == 0) & (pl.col("amount") > _SMALL)
    return wages.filter(alone).select("number", "amount")


def _nothing(known: Known, people: pl.DataFrame, year: int) -> pl.DataFrame:
    """Grown up, of whom no document tells and whom nobody claims."""
    born = pl.col("birth_date")
    # An age is reached on the day before the birthday: who is born on 2 January has it on 1 January.
    grown = people.filter(born.is_null() | (born <= pl.date(year - ADULT, 1, 2)))
    known_of = pl.concat([known.reported.people.select("number"), known.claims.select(number="relative")]).unique()
    left = grown.join(known_of, on="number", how="anti", maintain_order="left")
    return left.select("number", pl.lit(None, pl.Int64).alias("amount"))
