"""Checked documents of one fiscal year as one row a taxpayer."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
from django.db import connection

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import final_returns, returns
from yakuba.areas.resident_tax.domain import findings as checks
from yakuba.areas.resident_tax.domain import merging, precedence
from yakuba.areas.resident_tax.domain import undeclared as silent
from yakuba.areas.resident_tax.domain.layouts import FINAL_RETURNS
from yakuba.areas.resident_tax.domain.returns import RETURN, Returns, TaxReturn, columns_of
from yakuba.areas.resident_tax.domain.typed import AMOUNTS, COUNTS, DATES
from yakuba.areas.resident_tax.material_shape import Material
from yakuba.areas.resident_tax.models import OutsidePerson
from yakuba.platform.tenancy.scope import current

_TEXTS: Final = ("employer_key", "employer_name", "designated_number", "recipient_number")
_DOCUMENTS: Final = {
    "number": pl.Int64,
    "batch": pl.String,
    "line": pl.Int64,
    "code": pl.Int64,
    **dict.fromkeys(_TEXTS, pl.String),
    **dict.fromkeys(DATES, pl.Date),
    **dict.fromkeys((*AMOUNTS, *COUNTS), pl.Int64),
}
_RELATIVES: Final = {
    "number": pl.Int64,
    "batch": pl.String,
    "line": pl.Int64,
    "position": pl.Int64,
    "kind": pl.String,
    "kana": pl.String,
    "abroad": pl.Boolean,
    "holder": pl.Int64,
}


def material(fiscal_year: int, numbers: Collection[int] | None = None, *, instead: TaxReturn | None = None) -> Material:
    """What the assessment of ``fiscal_year`` (FY2026 = income of 2025) starts from, inside ``tenant()``.

    Active, matched reports summed over employers, and over them the returns (``domain.precedence``); ``numbers``
    narrows to these taxpayers (a correction). ``instead``: a return that is looked at before it is kept, in the place
    of the one that is. A whole city is read set by set; nothing is written.
    """
    read = _gathered(fiscal_year, numbers, instead)
    return precedence.with_returns(read.reported, read.returns, read.everybody)


def findings(fiscal_year: int) -> pl.DataFrame:
    """What does not fit together in the year's documents (``domain.findings.FINDING``); nothing is written."""
    read = _gathered(fiscal_year, None, None)
    claimed = precedence.claims(merging.claims(fiscal_year, read.relatives, read.everybody), read.returns)
    merged = precedence.with_returns(read.reported, read.returns, read.everybody)
    return checks.findings(merged, claimed, precedence.differences(read.reported, read.returns))


def undeclared(fiscal_year: int) -> pl.DataFrame:
    """Who has to be asked for a return (``domain.undeclared.UNDECLARED``); nothing is written."""
    read = _gathered(fiscal_year, None, None)
    claimed = precedence.claims(merging.claims(fiscal_year, read.relatives, read.everybody), read.returns)
    before = returns.of_year(fiscal_year - 1).beside(final_returns.of_year(fiscal_year - 1))
    return silent.undeclared(silent.Known(read.reported, read.returns, claimed, read.everybody, before), read.documents)


@dataclass(frozen=True)
class _Gathered:
    documents: pl.DataFrame
    relatives: pl.DataFrame
    everybody: pl.DataFrame
    reported: Material
    returns: Returns


def _gathered(fiscal_year: int, numbers: Collection[int] | None, instead: TaxReturn | None) -> _Gathered:
    """All there is of a year, reports merged, returns beside."""
    documents = _read(_documents_query(fiscal_year, numbers), _DOCUMENTS)
    relatives = _read(_relatives_query(fiscal_year, numbers), _RELATIVES)
    everybody = _people(fiscal_year, documents, relatives, numbers)
    told = returns.of_year(fiscal_year, numbers).beside(final_returns.of_year(fiscal_year, numbers))
    if instead is not None:
        told = told.without(instead.taxpayer, RETURN).beside(columns_of([instead]))
    reported = merging.merged(fiscal_year, documents, relatives, everybody)
    return _Gathered(documents, relatives, everybody, reported, told)


def _narrowed(numbers: Collection[int] | None) -> str:
    return "" if numbers is None else f" AND d.addressee_number = ANY('{{{','.join(str(int(n)) for n in numbers)}}}')"


def _documents_query(fiscal_year: int, numbers: Collection[int] | None) -> str:
    columns = ", ".join(f"d.{name}" for name in ("code", *_TEXTS, *DATES, *AMOUNTS, *COUNTS))
    return (
        f"SELECT d.addressee_number, d.batch_id, d.line, {columns} FROM tax_document AS d"  # noqa: S608 - names and numbers of our own
        f" WHERE d.municipality_id = {int(current())} AND d.fiscal_year = {int(fiscal_year)} AND d.state = 'active'"
        f" AND d.addressee_number IS NOT NULL AND d.code <> {FINAL_RETURNS}{_narrowed(numbers)}"
        " ORDER BY d.addressee_number, d.sequence"
    )


def _relatives_query(fiscal_year: int, numbers: Collection[int] | None) -> str:
    return (
        "SELECT d.addressee_number, d.batch_id, d.line, r.position, r.kind, r.kana_folded, r.abroad, r.number_holder"  # noqa: S608
        " FROM tax_document AS d JOIN tax_document_relative AS r ON r.municipality_id = d.municipality_id"
        " AND r.batch_id = d.batch_id AND r.line = d.line"
        f" WHERE d.municipality_id = {int(current())} AND d.fiscal_year = {int(fiscal_year)} AND d.state = 'active'"
        f" AND d.addressee_number IS NOT NULL AND d.code <> {FINAL_RETURNS}{_narrowed(numbers)}"
        " ORDER BY d.addressee_number, d.sequence, r.position"
    )


def _read(query: str, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    text = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for piece in copy:
            text.write(piece)
    text.seek(0)
    texts = {name: pl.String if kind in (pl.Date, pl.Boolean) else kind for name, kind in schema.items()}
    found = pl.read_csv(text, has_header=False, schema=texts, raise_if_empty=False)
    return found.with_columns(
        *(pl.col(name).str.to_date("%Y-%m-%d") for name, kind in schema.items() if kind == pl.Date),
        *((pl.col(name) == "t").alias(name) for name, kind in schema.items() if kind == pl.Boolean),
        *(pl.col(name).fill_null("") for name in _TEXTS if name in schema),
    )


def _people(
    fiscal_year: int, documents: pl.DataFrame, relatives: pl.DataFrame, numbers: Collection[int] | None
) -> pl.DataFrame:
    """(number, birth_date, sex, resident, household, kana) of taxpayers, and of all who may be their relatives."""
    wanted = None
    if numbers is not None:
        wanted = {*numbers, *relatives["holder"].drop_nulls().to_list()}
    day = date(fiscal_year, 1, 1)
    columns = ("number", "birth_date", "sex", "resident", "household", "kana")
    roll = registry.roll(day, wanted).select(columns)
    outside = (
        OutsidePerson.objects.filter(addressee_number__in=list(numbers))
        if numbers is not None
        else OutsidePerson.objects.all()
    )
    rows = [(number, born, "", False, "", "") for number, born in outside.values_list("addressee_number", "birth_date")]
    return pl.concat([roll, pl.DataFrame(rows, schema=roll.schema, orient="row")])
