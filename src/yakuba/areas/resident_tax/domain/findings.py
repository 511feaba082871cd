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

from yakuba.areas.resident_tax.domain import assessing
from yakuba.areas.resident_tax.domain.layouts import WAGES
from yakuba.areas.resident_tax.material_shape import AMOUNTS, Material
from yakuba.law.incomes import law_of, total_of
from yakuba.law.resident_tax import Dependants, OrdinanceColumns, assess


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
        "two_returns": Kind(
            "確定申告書と市民税・県民税申告書の両方がある（確定申告書によっている）",
            "市民税・県民税申告書にしかない事項がないか確かめる",
        ),
        "final_twice": Kind(
            "確定申告書が2件以上ある（新しいものによっている）", "訂正か、二重の連携かを税務署に確かめる"
        ),
        "no_income_but_reports": Kind(
            "収入なしの申告だが、支払報告書がある（支払報告書の額によっている）", "申告の訂正を本人に求める"
        ),
        "return_salary_differs": Kind(
            "申告の給与収入が、支払報告書の合計と違う（申告の額によっている）", "源泉徴収票を確かめ、申告を訂正する"
        ),
        "return_pension_differs": Kind(
            "申告の年金収入が、支払報告書の合計と違う（申告の額によっている）", "源泉徴収票を確かめ、申告を訂正する"
        ),
        "return_lacks_salary": Kind(
            "支払報告書の給与が申告にない（支払報告書の額を加えている）", "申告の訂正を本人に求める"
        ),
        "return_lacks_pension": Kind(
            "支払報告書の年金が申告にない（支払報告書の額を加えている）", "申告の訂正を本人に求める"
        ),
        "return_social_less": Kind(
            "申告の社会保険料が、支払報告書より少ない（申告の額によっている）",
            "源泉徴収票の分を含めて書いたか、本人に確かめる",
        ),
    }
)
"""In the order in which they are listed."""

FINDING: Final = {"number": pl.Int64, "code": pl.String, "other": pl.Int64, "amount": pl.Int64}
"""Columns of findings: the taxpayer, which of ``KINDS``, another person concerned or null, yen or null."""


def findings(
    material: Material, claims: pl.DataFrame, differing: Mapping[str, pl.DataFrame] | None = None
) -> pl.DataFrame:
    """All findings, in the order of ``KINDS`` and number. ``claims``: ``number``, ``kind`` and ``relative``;
    ``differing``: what returns and reports say differently (``precedence.differences``)."""
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
        **(differing or {}),
    }
    parts = [
        rows.with_columns(pl.lit(code).alias("code")).select(pl.col(name).cast(kind) for name, kind in FINDING.items())
        for code in KINDS
        if code in found
        for rows in (found[code].unique().sort("number", "other"),)
    ]
    return pl.concat(parts)


def total_incomes(material: Material) -> pl.DataFrame:
    """(``number``, ``total_income``) of everybody with documents, as the law counts it (合計所得金額)."""
    people = material.people
    if people.is_empty():
        return pl.DataFrame(schema={"number": pl.Int64, "total_income": pl.Int64})
    # 65 on 31 December; who is born on 1 January reaches the age on the day before.
    last = pl.date(material.fiscal_year - 65, 1, 1)
    old = people.select((pl.col("birth_date") <= last).fill_null(False)).to_series().to_numpy()
    salary, pension = (people[f"income.{kind}_revenue"].to_numpy().astype(np.int64) for kind in ("salary", "pension"))
    law = law_of(material.fiscal_year)
    total = total_of(law, salary, pension, old).copy()
    with_others = people.select(pl.any_horizontal(pl.col(name) != 0 for name in _OTHERS)).to_series()
    few = people.filter(with_others)
    if not few.is_empty():
        taxed = assess(
            law, OrdinanceColumns.blank(len(few)), assessing.taxpayers_of(law, few), Dependants.blank(0), workers=1
        )
        total[with_others.to_numpy()] = taxed.total_income
    return pl.DataFrame({"number": people["number"], "total_income": total})


_OTHERS: Final = tuple(
    name
    for name in AMOUNTS
    if name.startswith("income.") and name not in ("income.salary_revenue", "income.pension_revenue")
)


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
