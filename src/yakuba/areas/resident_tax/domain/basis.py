"""What an assessment rests on, as a case of the law's contract in JSON: only what is told, so that it stays readable.

Kept with the row, so that a tax can be explained and computed again years later, whatever became of the documents.
"""

from __future__ import annotations

import polars as pl

from yakuba.areas.resident_tax.material_shape import AMOUNTS

_LOAN = "credits.housing_loan."


def texts(fiscal_year: int, code: str, people: pl.DataFrame, dependants: pl.DataFrame) -> pl.Series:
    """One JSON text a taxpayer, in the order of `people`; `dependants` carry the row in `owner`."""
    family = dependants.select(
        "owner",
        _object(
            _birth_or_age("birth_date", "age"),
            _text("relation", "relation"),
            _amount("income", "income"),
            _no("cohabiting", "cohabiting"),
            _text("disability", "disability"),
        ).alias("family"),
    )
    listed = family.group_by("owner").agg(pl.col("family").str.join(",")).with_columns(pl.col("owner").cast(pl.UInt32))
    rows = people.with_row_index("owner").join(listed, on="owner", how="left", maintain_order="left")
    loan = _object(
        _amount(f"{_LOAN}remaining", "remaining"),
        _day(f"{_LOAN}move_in", "move_in"),
        _yes(f"{_LOAN}specified_acquisition", "specified_acquisition"),
        pl.concat_str([pl.lit('"income_tax_taxable":'), pl.col(f"{_LOAN}income_tax_taxable").cast(pl.String)]),
    )
    spouse = _object(
        _birth_or_age("spouse.birth_date", "spouse.age"),
        _amount("spouse.income", "income"),
        _text("spouse.disability", "disability"),
    )
    whole = _object(
        pl.format('"fiscal_year":{},', pl.lit(fiscal_year)),
        pl.format('"municipality":"{}",', pl.lit(code)),
        _day("birth_date", "birth_date"),
        _part("income", pl.lit(True), _object(*_amounts(people, "income."), _separate(people))),
        _part("paid", pl.lit(True), _object(*_amounts(people, "paid."))),
        _part("self", pl.lit(True), _self()),
        _part("spouse", pl.col("spouse.claimed"), spouse),
        pl.when(pl.col("family").is_not_null())
        .then(pl.format('"dependants":[{}],', pl.col("family").fill_null("")))
        .otherwise(pl.lit("")),
        _part(
            "credits",
            pl.lit(True),
            _object(_part("housing_loan", pl.col(f"{_LOAN}remaining") > 0, loan), *_amounts(people, "credits.")),
        ),
    )
    return rows.select(whole.alias("basis")).to_series()


def _amounts(people: pl.DataFrame, start: str) -> list[pl.Expr]:
    """What stands in this part of a case itself, left out where nobody has it."""
    names = [name for name in AMOUNTS if name.startswith(start) and "." not in name.removeprefix(start)]
    return [_amount(name, name.removeprefix(start)) for name in names if (people[name] != 0).any()]


def _separate(people: pl.DataFrame) -> pl.Expr:
    """Incomes taxed apart (申告分離課税)."""
    return _part("separate", pl.lit(True), _object(*_amounts(people, "income.separate.")))


def _self() -> pl.Expr:
    return _object(
        _text("self.disability", "disability"),
        _yes("self.widow", "widow"),
        _text("self.single_parent", "single_parent"),
        _yes("self.working_student", "working_student"),
        _yes("self.public_assistance", "public_assistance"),
    )


def _object(*parts: pl.Expr) -> pl.Expr:
    """`{…}` of parts that each end with a comma or are empty."""
    inner = pl.concat_str(list(parts)).str.strip_chars_end(",") if parts else pl.lit("")
    return pl.concat_str([pl.lit("{"), inner, pl.lit("}")])


def _part(name: str, told: pl.Expr, value: pl.Expr) -> pl.Expr:
    text = pl.concat_str([pl.lit(f'"{name}":'), value, pl.lit(",")])
    return pl.when(told.fill_null(False) & (value != "{}")).then(text).otherwise(pl.lit(""))


def _amount(column: str, name: str) -> pl.Expr:
    text = pl.concat_str([pl.lit(f'"{name}":'), pl.col(column).cast(pl.String), pl.lit(",")])
    return pl.when(pl.col(column).fill_null(0) != 0).then(text).otherwise(pl.lit(""))


def _text(column: str, name: str) -> pl.Expr:
    text = pl.concat_str([pl.lit(f'"{name}":"'), pl.col(column), pl.lit('",')])
    return pl.when(pl.col(column).is_not_null()).then(text).otherwise(pl.lit(""))


def _yes(column: str, name: str) -> pl.Expr:
    return pl.when(pl.col(column).fill_null(False)).then(pl.lit(f'"{name}":true,')).otherwise(pl.lit(""))


def _no(column: str, name: str) -> pl.Expr:
    return pl.when(~pl.col(column).fill_null(True)).then(pl.lit(f'"{name}":false,')).otherwise(pl.lit(""))


def _day(column: str, name: str) -> pl.Expr:
    text = pl.concat_str([pl.lit(f'"{name}":"'), pl.col(column).dt.strftime("%Y-%m-%d"), pl.lit('",')])
    return pl.when(pl.col(column).is_not_null()).then(text).otherwise(pl.lit(""))


def _birth_or_age(born: str, age: str) -> pl.Expr:
    told = pl.when(pl.col(age).is_not_null()).then(
        pl.concat_str([pl.lit('"age":'), pl.col(age).cast(pl.String), pl.lit(",")])
    )
    return pl.when(pl.col(born).is_not_null()).then(_day(born, "birth_date")).otherwise(told.otherwise(pl.lit("")))
