"""Material of a fiscal year → one row a taxpayer: tax, collection method, instalments, notice number, what it rests on.

Pure: the material and the law go in as arguments. The rows are in the order of the addressee numbers, so that the same
material gives the same rows, and the same notice numbers, however often it is assessed.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from yakuba.areas.resident_tax.domain import apart, basis
from yakuba.areas.resident_tax.domain.names import NONE, ORDINARY, PENSION, SPECIAL
from yakuba.areas.resident_tax.material_shape import AMOUNTS, Material
from yakuba.law.columns import Flags, Ints
from yakuba.law.parameters import Law
from yakuba.law.resident_tax import (
    Assessment,
    Dependants,
    Taxpayers,
    assess,
)
from yakuba.law.resident_tax.inputs import DISABILITIES, RELATIONS, SINGLE_PARENTS, one_ordinance
from yakuba.law.resident_tax.tables import NOT_TOLD, UNKNOWN_AGE

__all__ = ["NONE", "ORDINARY", "PENSION", "SPECIAL", "assessed"]
PENSION_AGE: Final = 65  # on 1 April (地方税法321条の7の2)
LEAST_PENSION: Final = 180_000  # yen a year (令48条の9の13)

EMPLOYER_COLUMNS: Final = ("employer_key", "employer_name", "designated_number", "recipient_number")
PENSION_COLUMNS: Final = ("pension_payer_key", "pension_payer_name")
AMOUNT_COLUMNS: Final = (
    "total_income",
    "total_deductions",
    "taxable",
    "city_income_levy",
    "pref_income_levy",
    "city_per_capita",
    "pref_per_capita",
    "forest_tax",
    "annual_tax",
)
"""Columns of the law's answer that a row keeps, in yen."""


def assessed(law: Law, code: str, material: Material, previous: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a taxpayer who lived here on 1 January. Columns: number, notice_number, method, the EMPLOYER_COLUMNS and
    PENSION_COLUMNS, the AMOUNT_COLUMNS, pension_tax, per_capita_exempt, income_levy_exempt, special (12), ordinary (4),
    pension (6), refund, basis (JSON text, a case of the law's contract). `code`: six digits.

    `previous`: number and last year's pension_tax of whom the pension took it until February.
    """
    people = material.people.filter(pl.col("resident"))
    if people.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    dependants = material.dependants.join(
        people.select("number").with_row_index("owner"), on="number", how="inner", maintain_order="left"
    ).sort("owner", maintain_order=True)
    taxpayers = taxpayers_of(law, people)
    found = assess(law, one_ordinance(law, code, len(people)), taxpayers, dependants_of(law, dependants))
    payers, pension_payers = _main_employers(material.employers, people), _pension_payers(material.employers, people)
    paid = pension_payers["pension_payer_key"].is_not_null().to_numpy()  # nobody else's pension can take anything
    able = paid & _of_pension_age(people, taxpayers) & (taxpayers.pension_revenue >= LEAST_PENSION)
    part = _pension_parts(law, code, (people, dependants), found, able)
    employed = payers["employer_key"].is_not_null().to_numpy()
    split = apart.ways(law, found, part, employed, np.where(paid, _taken_before(people, previous), 0))
    taken = pl.Series(split.by_pension)
    frame = pl.DataFrame(
        {
            "number": people["number"],
            "notice_number": np.arange(1, len(people) + 1) + law.day.year % 100 * 100_000_000,
            "method": pl.Series(split.method.tolist(), dtype=pl.String),
            "pension_tax": part,
            "refund": split.refund,
            **{name: getattr(found, name) for name in AMOUNT_COLUMNS},
            "per_capita_exempt": found.per_capita_exempt,
            "income_levy_exempt": found.income_levy_exempt,
        }
    ).with_columns(
        *(payers[name].fill_null("") for name in EMPLOYER_COLUMNS),
        *(pension_payers[name].fill_null("").set(~taken, "") for name in PENSION_COLUMNS),
    )
    shares = [
        _listed("special", split.special, split.by_wages),
        _listed("ordinary", split.ordinary, split.by_bill),
        _listed("pension", split.pension, split.by_pension),
    ]
    return frame.with_columns(*shares, basis.texts(law.day.year, code, people, dependants)).select(*SCHEMA)


SCHEMA: Final[dict[str, Any]] = {
    "number": pl.Int64,
    "notice_number": pl.Int64,
    "method": pl.String,
    **dict.fromkeys(EMPLOYER_COLUMNS, pl.String),
    **dict.fromkeys(PENSION_COLUMNS, pl.String),
    **dict.fromkeys(AMOUNT_COLUMNS, pl.Int64),
    "pension_tax": pl.Int64,
    "per_capita_exempt": pl.Boolean,
    "income_levy_exempt": pl.Boolean,
    "special": pl.List(pl.Int64),
    "ordinary": pl.List(pl.Int64),
    "pension": pl.List(pl.Int64),
    "refund": pl.Int64,
    "basis": pl.String,
}


def taxpayers_of(law: Law, people: pl.DataFrame) -> Taxpayers:
    """The material's people as the law's columns."""
    year = law.day.year
    born = people["birth_date"]
    return Taxpayers.blank(
        len(people),
        age=_ages(born, year),
        minor=_minors(born, year, law.yen("adult_age")),
        **{name.rpartition(".")[2]: people[name].to_numpy() for name in AMOUNTS if name.split(".")[0] != "credits"},
        housing_remaining=people["credits.housing_loan.remaining"].to_numpy(),
        housing_move_in=_day_numbers(people["credits.housing_loan.move_in"]),
        housing_specified=people["credits.housing_loan.specified_acquisition"].fill_null(False).to_numpy(),
        income_tax_taxable=np.where(
            people["credits.housing_loan.remaining"].to_numpy() > 0,
            people["credits.housing_loan.income_tax_taxable"].to_numpy(),
            NOT_TOLD,
        ),
        dividend_creditable=people["credits.dividend"].to_numpy(),
        foreign_tax=people["credits.foreign_tax"].to_numpy(),
        dividend_levy_withheld=people["credits.dividend_levy_withheld"].to_numpy(),
        disability=_codes(people["self.disability"], DISABILITIES),
        widow=people["self.widow"].to_numpy(),
        single_parent=_codes(people["self.single_parent"], SINGLE_PARENTS),
        working_student=people["self.working_student"].to_numpy(),
        public_assistance=people["self.public_assistance"].to_numpy(),
        has_spouse=people["spouse.claimed"].to_numpy(),
        spouse_income=people["spouse.income"].fill_null(0).to_numpy(),
        spouse_age=_ages_or_told(people["spouse.birth_date"], people["spouse.age"], year),
        spouse_disability=_codes(people["spouse.disability"], DISABILITIES),
    )


def dependants_of(law: Law, dependants: pl.DataFrame) -> Dependants:
    """The material's dependants, with `owner`, as the law's columns."""
    return Dependants.blank(
        len(dependants),
        owner=dependants["owner"].cast(pl.Int64).to_numpy(),
        age=_ages_or_told(dependants["birth_date"], dependants["age"], law.day.year),
        income=dependants["income"].fill_null(0).to_numpy(),
        relation=_codes(dependants["relation"], RELATIONS),
        cohabiting=dependants["cohabiting"].to_numpy(),
        disability=_codes(dependants["disability"], DISABILITIES),
    )


def _ages(born: pl.Series, year: int) -> Ints:
    """Age on 31 December of the income year (the day before 1 January counts as the birthday of who is born then)."""
    first = (born.dt.month() == 1) & (born.dt.day() == 1)
    age = (year - 1) - born.dt.year().cast(pl.Int64) + first.cast(pl.Int64)
    return age.fill_null(UNKNOWN_AGE).clip(0).to_numpy()


def _ages_or_told(born: pl.Series, told: pl.Series, year: int) -> Ints:
    ages = _ages(born, year)
    return np.where(born.is_null().to_numpy(), told.fill_null(UNKNOWN_AGE).to_numpy(), ages)


def _minors(born: pl.Series, year: int, adult: int) -> Flags:
    late = (born.dt.month() > 1) | (born.dt.day() > 2)
    age = year - born.dt.year().cast(pl.Int64) - late.cast(pl.Int64)
    minor: Flags = (age < adult).fill_null(False).to_numpy()
    return minor


def _day_numbers(days: pl.Series) -> Ints:
    numbers = days.dt.year().cast(pl.Int64) * 10000 + days.dt.month().cast(pl.Int64) * 100 + days.dt.day()
    return numbers.fill_null(0).to_numpy()


def _codes(words: pl.Series, codes: dict[Any, int]) -> Ints:
    told = {word: code for word, code in codes.items() if word is not None}
    return words.replace_strict(told, default=0, return_dtype=pl.Int64).to_numpy()


def _main_employers(employers: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """In the order of `people`: the employer special collection goes through, nulls where there is none.

    The one that paid most of those who neither asked for ordinary collection, nor are secondary (乙欄), nor were left.
    """
    able = employers.filter(
        (pl.col("kind") == 315) & ~pl.col("ordinary") & ~pl.col("secondary") & pl.col("left_on").is_null()
    ).sort("number", "revenue", "batch", "line", descending=[False, True, False, False])
    first = able.unique("number", keep="first", maintain_order=True)
    return people.select("number").join(first, on="number", how="left", maintain_order="left")


def _pension_payers(employers: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """In the order of `people`: who pays most of the pension, nulls where nobody reported one."""
    able = employers.filter(pl.col("kind") == 331).sort(
        "number", "revenue", "batch", "line", descending=[False, True, False, False]
    )
    first = able.unique("number", keep="first", maintain_order=True).select(
        "number", pension_payer_key="employer_key", pension_payer_name="employer_name"
    )
    return people.select("number").join(first, on="number", how="left", maintain_order="left")


def _pension_parts(
    law: Law, code: str, family: tuple[pl.DataFrame, pl.DataFrame], found: Assessment, able: Flags
) -> Ints:
    """What of each tax the pension takes: all of who lives on pension alone; of others what there is more than without
    it, which is computed once more for them. `family`: people and their dependants."""
    people, dependants = family
    able = able & (found.annual_tax > 0)
    part = np.where(able, found.annual_tax, 0)
    mixed = able & (found.total_income != found.pension_income)
    if mixed.any():
        places = np.flatnonzero(mixed)
        some = people[places].with_columns(pl.lit(0, dtype=pl.Int64).alias("income.pension_revenue"))
        owners = some.select("number").with_row_index("owner")
        theirs = dependants.drop("owner").join(owners, on="number", how="inner", maintain_order="left")
        theirs = theirs.sort("owner", maintain_order=True)
        ordinance = one_ordinance(law, code, len(some))
        without = assess(law, ordinance, taxpayers_of(law, some), dependants_of(law, theirs)).annual_tax
        part[places] = apart.pension_part(found.annual_tax[places], without)
    return part


def _taken_before(people: pl.DataFrame, previous: pl.DataFrame | None) -> Ints:
    """In the order of `people`: last year's tax on pensions of whom the pension goes on taking."""
    if previous is None:
        return np.zeros(len(people), dtype=np.int64)
    rows = people.select("number").join(
        previous.select("number", before="pension_tax"), on="number", how="left", maintain_order="left"
    )
    return rows["before"].fill_null(0).cast(pl.Int64).to_numpy()


def _of_pension_age(people: pl.DataFrame, taxpayers: Taxpayers) -> Flags:
    """65 on 1 April of the fiscal year: on 31 December before it, or by a birthday until 2 April."""
    born = people["birth_date"]
    early = (born.dt.month() < 4) | ((born.dt.month() == 4) & (born.dt.day() <= 2))
    soon = early & ~((born.dt.month() == 1) & (born.dt.day() == 1))
    of_age: Flags = taxpayers.age + soon.fill_null(False).cast(pl.Int64).to_numpy() >= PENSION_AGE
    return of_age


def _listed(name: str, shares: npt.NDArray[np.int64], mask: Flags) -> pl.Series:
    parts = pl.Series(name, np.ascontiguousarray(shares)).arr.to_list()
    frame = pl.DataFrame({name: parts, "mask": mask})
    blank = pl.lit([], dtype=pl.List(pl.Int64))
    return frame.select(pl.when(pl.col("mask")).then(pl.col(name)).otherwise(blank).alias(name)).to_series()
