"""Which document counts where several tell of the same: the final return, then the resident-tax return, then reports.

An amount is taken from one source only, never added up over sources: the wages in a return are those of the reports,
told once more. What the return that prevails does not tell is taken from the reports, so that pay that was reported is
not lost because somebody left a line empty; each of these differences is a finding for the desk.

Law: 地方税法317条の3 (who files a final return has filed the resident-tax return by it), 315条 (what is found by
inquiry counts where a return is wrong).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from yakuba.areas.resident_tax.domain.returns import FINAL, RETURN, TOLD, Returns
from yakuba.areas.resident_tax.material_shape import AMOUNTS, DEPENDANTS, PEOPLE, Material

SALARY, PENSION, SOCIAL = "income.salary_revenue", "income.pension_revenue", "paid.social_insurance"
_LIFE: Final = tuple(name for name in AMOUNTS if name.startswith("paid.life_"))
_QUAKE: Final = ("paid.earthquake", "paid.old_long_term_casualty")
_HOUSING: Final = ("credits.housing_loan.remaining", "credits.housing_loan.income_tax_taxable")
_TOGETHER: Final = (_LIFE, _QUAKE, _HOUSING)
GROUPS: Final = (*_TOGETHER, *((name,) for name in AMOUNTS if not any(name in group for group in _TOGETHER)))
"""Amounts that come from the same source: where a return tells one of a group, the reports tell none of it."""
_HOUSING_FACTS: Final = ("credits.housing_loan.move_in", "credits.housing_loan.specified_acquisition")
_FAMILY: Final = tuple(name for name in PEOPLE if name.startswith(("self.", "spouse.")))
_ORDER: Final = {FINAL: 0, RETURN: 1}
_MARK: Final = "told:"


def prevailing(returns: Returns) -> pl.DataFrame:
    """The one return of each person that counts, in the columns `TOLD`."""
    rank = pl.col("source").replace_strict(_ORDER, default=len(_ORDER), return_dtype=pl.Int64)
    ordered = returns.people.with_columns(rank.alias("rank")).sort("number", "rank", maintain_order=True)
    return ordered.unique("number", keep="first", maintain_order=True).select(*TOLD)


def with_returns(reported: Material, returns: Returns, everybody: pl.DataFrame) -> Material:
    """The material of reports with the returns over it. `everybody`: number, birth_date and resident at the least."""
    if returns.people.is_empty():
        return reported
    chosen = prevailing(returns)
    told = chosen.rename({name: f"{_MARK}{name}" for name in TOLD if name != "number"})
    both = reported.people.drop("birth_date", "resident").join(told, on="number", how="full", coalesce=True)
    facts = everybody.unique("number", keep="first").select("number", "birth_date", "resident")
    both = both.join(facts, on="number", how="left", maintain_order="left")
    people = both.with_columns(
        pl.col("resident").fill_null(False),
        *_amounts(),
        *(_of_the_group(name, _HOUSING) for name in _HOUSING_FACTS),
        *(_of_the_family(name) for name in _FAMILY),
        (pl.col("documents").fill_null(0) + pl.col(f"{_MARK}documents").fill_null(0)).alias("documents"),
        pl.col("employers").fill_null(0),
    )
    people = people.with_columns(*(_flag(name) for name, kind in PEOPLE.items() if kind == pl.Boolean))
    shaped = people.select(*(pl.col(name).cast(kind) for name, kind in PEOPLE.items())).sort("number")
    return Material(reported.fiscal_year, shaped, _dependants(reported, returns, chosen), reported.employers)


def _flag(name: str) -> pl.Expr:
    unknown = name == "credits.housing_loan.specified_acquisition"
    return pl.col(name) if unknown else pl.col(name).fill_null(False)


def _tells(group: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(*(pl.col(f"{_MARK}{name}").is_not_null() for name in group))


def _amounts() -> list[pl.Expr]:
    return [_of_the_group(name, group).fill_null(0).alias(name) for group in GROUPS for name in group]


def _of_the_group(name: str, group: tuple[str, ...]) -> pl.Expr:
    return pl.when(_tells(group)).then(pl.col(f"{_MARK}{name}")).otherwise(pl.col(name)).alias(name)


def _of_the_family(name: str) -> pl.Expr:
    tells = pl.col(f"{_MARK}family").fill_null(False)
    return pl.when(tells).then(pl.col(f"{_MARK}{name}")).otherwise(pl.col(name)).alias(name)


def _dependants(reported: Material, returns: Returns, chosen: pl.DataFrame) -> pl.DataFrame:
    """Of who tells a family in a return those of the return, of the others those of the reports."""
    tellers = chosen.filter(pl.col("family").fill_null(False)).select("number", "source")
    left = reported.dependants.join(tellers, on="number", how="anti", maintain_order="left")
    told = returns.dependants.join(tellers, on=["number", "source"], how="semi", maintain_order="left")
    both = pl.concat([left.select(*DEPENDANTS), told.select(*DEPENDANTS)]).sort(
        "number", "position", maintain_order=True
    )
    return both.with_columns(pl.int_range(pl.len()).over("number").cast(pl.Int64).alias("position"))


def claims(reported: pl.DataFrame, returns: Returns) -> pl.DataFrame:
    """Who claims whom (`number`, `kind`, `relative`): by returns where they tell the family, else by reports."""
    chosen = prevailing(returns)
    tellers = chosen.filter(pl.col("family").fill_null(False)).select("number", "source")
    left = reported.join(tellers, on="number", how="anti", maintain_order="left").select("number", "kind", "relative")
    spouses = chosen.filter(pl.col("family").fill_null(False) & pl.col("spouse.number").is_not_null()).select(
        "number", kind=pl.lit("spouse"), relative="spouse.number"
    )
    near = returns.dependants.join(tellers, on=["number", "source"], how="semi").filter(
        pl.col("relative").is_not_null()
    )
    dependants = near.select("number", kind=pl.lit("dependant"), relative="relative")
    return pl.concat([left, spouses, dependants]).unique(maintain_order=True)


def differences(reported: Material, returns: Returns) -> dict[str, pl.DataFrame]:
    """What returns and reports say differently: by code of `findings.KINDS` (`number`, `other`, `amount`)."""
    chosen = prevailing(returns)
    told = chosen.select("number", "no_income", *(pl.col(name).alias(f"{_MARK}{name}") for name in _WATCHED))
    both = told.join(reported.people.select("number", *_WATCHED), on="number", how="left").with_columns(
        *(pl.col(name).fill_null(0) for name in _WATCHED)
    )
    several = returns.people.group_by("number").agg(pl.col("source").n_unique().alias("sources"))
    pay = pl.col(SALARY) + pl.col(PENSION)
    less = pl.col(SOCIAL) - pl.col(f"{_MARK}{SOCIAL}")
    found = {
        "final_twice": (chosen.filter((pl.col("source") == FINAL) & (pl.col("documents") > 1)), pl.lit(None, pl.Int64)),
        "two_returns": (several.filter(pl.col("sources") > 1), pl.lit(None, pl.Int64)),
        "no_income_but_reports": (both.filter(pl.col("no_income") & (pay > 0)), pay),
        "return_social_less": (both.filter(less > 0), less),
    }
    for name, word in ((SALARY, "salary"), (PENSION, "pension")):
        said = pl.col(f"{_MARK}{name}")
        lacks = ~pl.col("no_income") & said.is_null() & (pl.col(name) > 0)
        found[f"return_lacks_{word}"] = (both.filter(lacks), pl.col(name))
        differs = said.is_not_null() & (said != pl.col(name)) & ~(pl.col("no_income") & (pl.col(name) > 0))
        found[f"return_{word}_differs"] = (both.filter(differs), pl.col(name) - said)
    none = pl.lit(None, pl.Int64)
    return {code: rows.select("number", other=none, amount=amount) for code, (rows, amount) in found.items()}


_WATCHED: Final = (SALARY, PENSION, SOCIAL)
