"""What does not fit together between documents and persons, for a clerk to look into before the assessment.

Nothing is changed here: a claim over the limit stays a claim until a clerk has asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl

from yakuba.areas.resident_tax.domain.layouts import WAGES
from yakuba.areas.resident_tax.material_shape import Material
from yakuba.law.incomes import law_of, total_of


@dataclass(frozen=True)
class Kind:
    """One kind of finding in the clerk's words."""

    reason: str
    remedy: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "same_employer_twice": Kind("同じ提出者の資料が2件以上ある", "二重の提出でないか、提出者に確かめる"),
        "claimed_twice": Kind("同じ人を2人が扶養親族・配偶者にしている", "どちらの扶養にするか、本人に照会する"),
        "over_limit": Kind("扶養親族の合計所得金額が限度を超えている", "扶養を否認するか、本人に照会する"),
        "spouse_over_limit": Kind("配偶者の合計所得金額が限度を超えている", "配偶者特別控除になるか確かめる"),
        "spouses_claim_each_other": Kind(
            "夫婦が互いを配偶者控除の対象にしている", "どちらの控除にするか、本人に照会する"
        ),
        "no_resident": Kind("1月1日にここの住民でない", "課税権を確かめる（法第294条第3項、家屋敷など）"),
        "several_employers": Kind("給与の提出者が2以上ある", "特別徴収をする提出者を決める"),
    }
)
"""In the order in which they are listed."""

FINDING: Final = {"number": pl.Int64, "code": pl.String, "other": pl.Int64, "amount": pl.Int64}
"""Columns of findings: the taxpayer, which of ``KINDS``, another person concerned or null, yen or null."""


def findings(material: Material, claims: pl.DataFrame) -> pl.DataFrame:
    """All findings, in the order of ``KINDS`` and number. ``claims``: ``number``, ``kind`` and ``relative``."""
    totals = total_incomes(material)
    law = law_of(material.fiscal_year)
    limit = law.yen("dependant_income_limit")
    met = claims.unique().join(totals, left_on="relative", right_on="number", how="left")
    over = met.filter(pl.col("total_income") > limit)
    spouse = pl.col("kind") == "spouse"
    back = claims.select(number="relative", relative="number", kind_back="kind").unique()
    mutual = (
        claims.filter(spouse).unique().join(back.filter(pl.col("kind_back") == "spouse"), on=["number", "relative"])
    )
    people = material.people
    found = {
        "same_employer_twice": _twice(material.employers),
        "claimed_twice": _claimed_twice(claims),
        "over_limit": over.filter(~spouse).select("number", other="relative", amount="total_income"),
        "spouse_over_limit": over.filter(spouse).select("number", other="relative", amount="total_income"),
        "spouses_claim_each_other": mutual.select("number", other="relative", amount=pl.lit(None, pl.Int64)),
        "no_resident": _alone(people.filter(~pl.col("resident")).select("number")),
        "several_employers": _alone(people.filter(pl.col("employers") > 1).select("number")),
    }
    parts = [
        rows.with_columns(pl.lit(code).alias("code")).select(pl.col(name).cast(kind) for name, kind in FINDING.items())
        for code in KINDS
        for rows in (found[code].unique().sort("number", "other"),)
    ]
    return pl.concat(parts)


def total_incomes(material: Material) -> pl.DataFrame:
    """(``number``, ``total_income``) of everybody with documents, salary and pension counted as the law counts them."""
    people = material.people
    if people.is_empty():
        return pl.DataFrame(schema={"number": pl.Int64, "total_income": pl.Int64})
    # 65 on 31 December; who is born on 1 January reaches the age on the day before.
    last = pl.date(material.fiscal_year - 65, 1, 1)
    old = people.select((pl.col("birth_date") <= last).fill_null(False)).to_series().to_numpy()
    salary, pension = (people[f"income.{kind}_revenue"].to_numpy().astype(np.int64) for kind in ("salary", "pension"))
    total = total_of(law_of(material.fiscal_year), salary, pension, old)
    return pl.DataFrame({"number": people["number"], "total_income": total})


def _alone(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.lit(None, pl.Int64).alias("other"), pl.lit(None, pl.Int64).alias("amount"))


def _twice(employers: pl.DataFrame) -> pl.DataFrame:
    wages = employers.filter(pl.col("kind") == WAGES).group_by("number", "employer_key").agg(pl.len().alias("count"))
    return _alone(wages.filter(pl.col("count") > 1).select("number"))


def _claimed_twice(claims: pl.DataFrame) -> pl.DataFrame:
    """Each taxpayer with the other one who claims the same person; ``other`` is the person claimed."""
    claimants = claims.select("number", "relative").unique()
    many = claimants.group_by("relative").agg(pl.len().alias("count")).filter(pl.col("count") > 1)
    rows = claimants.join(many.select("relative"), on="relative")
    return rows.select("number", other="relative", amount=pl.lit(None, pl.Int64))
