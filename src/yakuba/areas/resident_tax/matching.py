"""Telling whom documents are about: reads everybody once, compares whole columns, writes set by set."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

import polars as pl
from django.db import connection

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax.domain import folding, matching
from yakuba.areas.resident_tax.models import OutsidePerson
from yakuba.areas.resident_tax.taking import copy_in
from yakuba.platform.tenancy.scope import current

_WAITING: Final = """
SELECT d.batch_id::text, d.line, d.kana_folded, d.name_folded, d.birth_date, d.address_folded, d.number_holder,
  coalesce(now.addressee_number, last.addressee_number)
FROM tax_document AS d
LEFT JOIN LATERAL (
  SELECT e.addressee_number FROM tax_document AS e WHERE d.correction <> 0 AND e.municipality_id = %(municipality)s
    AND e.fiscal_year = %(year)s AND e.employer_key = d.employer_key AND e.person_key = d.person_key
    AND e.addressee_number IS NOT NULL AND e.birth_date = d.birth_date ORDER BY e.sequence DESC LIMIT 1
) AS now ON true
LEFT JOIN LATERAL (
  SELECT e.addressee_number FROM tax_document AS e WHERE e.municipality_id = %(municipality)s
    AND e.fiscal_year = %(year)s - 1 AND e.employer_key = d.employer_key AND e.person_key = d.person_key
    AND e.addressee_number IS NOT NULL AND e.birth_date = d.birth_date ORDER BY e.sequence DESC LIMIT 1
) AS last ON true
WHERE d.municipality_id = %(municipality)s AND d.fiscal_year = %(year)s AND d.match = 'waiting' AND d.state = 'active'
ORDER BY d.sequence
"""
_TOLD: Final = """
UPDATE tax_document AS d SET match = t.match, score = t.score, reasons = t.reasons, addressee_number = t.number
FROM tax_match_stage AS t WHERE d.municipality_id = %s AND d.batch_id = t.batch_id AND d.line = t.line
"""
_CANDIDATES: Final = """
INSERT INTO tax_document_candidate (municipality_id, batch_id, line, addressee_number, score, reasons)
SELECT %s, batch_id, line, number, score, reasons FROM tax_candidate_stage ON CONFLICT DO NOTHING
"""


def people(fiscal_year: int) -> pl.DataFrame:
    """Everybody a document may be about: the roll of 1 January and persons outside the register."""
    roll = registry.roll(date(fiscal_year, 1, 1)).select(
        "number", "kana", "kana_past", "names", "names_past", "birth_date", "address"
    )
    outside = list(OutsidePerson.objects.values_list("addressee_number", "name_kana", "name", "birth_date", "address"))
    rows = [
        (number, folding.kana(kana), "", folding.name(name), "", born, folding.name(address))
        for number, kana, name, born, address in outside
    ]
    everybody = pl.concat([roll, pl.DataFrame(rows, schema=roll.schema, orient="row")])
    return everybody.with_columns(folding.folded(everybody["address"], folding.lot).alias("address"))


def match_waiting(fiscal_year: int) -> Counter[str]:
    """Match every active document of the year that was not matched yet, in the open transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"municipality": current(), "year": fiscal_year})
        rows = cursor.fetchall()
    if not rows:
        return Counter()
    schema = {
        "batch_id": pl.String,
        "line": pl.Int64,
        "kana": pl.String,
        "name": pl.String,
        "birth_date": pl.Date,
        "address": pl.String,
        "holder": pl.Int64,
        "before": pl.Int64,
    }
    documents = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row")
    found = matching.pairs(documents.drop("batch_id", "line"), people(fiscal_year))
    told = matching.judged(documents["row"], found)
    _write(documents, told, found)
    return Counter({f"match_{match}": count for match, count in told["match"].value_counts().iter_rows()})


def _write(documents: pl.DataFrame, told: pl.DataFrame, found: pl.DataFrame) -> None:
    keys = documents.select("row", "batch_id", "line")
    stage = told.join(keys, on="row").select("batch_id", "line", "match", "score", "reasons", "number")
    open_rows = told.filter(pl.col("match") == "candidates").select("row")
    listed = found.join(open_rows, on="row").group_by("row", maintain_order=True).head(matching.MOST_CANDIDATES)
    listed = listed.join(keys, on="row").select("batch_id", "line", "number", "score", "reasons")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE tax_match_stage (batch_id uuid, line integer, match text, score smallint,"
            " reasons smallint, number bigint) ON COMMIT DROP"
        )
        copy_in(cursor, "tax_match_stage", stage)
        cursor.execute(_TOLD, [current()])
        cursor.execute(
            "CREATE TEMP TABLE tax_candidate_stage (batch_id uuid, line integer, number bigint, score smallint,"
            " reasons smallint) ON COMMIT DROP"
        )
        copy_in(cursor, "tax_candidate_stage", listed)
        cursor.execute(_CANDIDATES, [current()])
        cursor.execute("DROP TABLE tax_match_stage, tax_candidate_stage")
