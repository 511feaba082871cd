"""Telling whom documents are about: reads everybody once, compares whole columns, writes set by set.

New documents are matched before they are written, block by block: writing each row a second time would cost as much as
the first. Corrections are matched when they have acted on the earlier documents, whose persons they then go by.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.models import Count

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax.ahead import Briefly
from yakuba.areas.resident_tax.copying import copy_in, copy_out, with_work_memory
from yakuba.areas.resident_tax.domain import folding, matching
from yakuba.areas.resident_tax.domain.matching import Everybody
from yakuba.areas.resident_tax.models import DocumentBatch, OutsidePerson, SourceDocument
from yakuba.platform.tenancy.scope import current

_WAITING: Final = """
SELECT d.batch_id, d.line, d.kana_folded, d.name_folded, d.birth_date, d.address_folded, d.number_holder,
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
_LAST_YEAR: Final = """
SELECT DISTINCT ON (k.line) k.line, e.addressee_number FROM tax_key_stage AS k
JOIN tax_document AS e ON e.municipality_id = %(municipality)s AND e.fiscal_year = %(year)s
  AND e.employer_key = k.employer_key AND e.person_key = k.person_key AND e.birth_date = k.birth_date
WHERE e.addressee_number IS NOT NULL ORDER BY k.line, e.sequence DESC
"""
_ANY: Final = """
SELECT EXISTS (SELECT FROM tax_document
  WHERE municipality_id = %(municipality)s AND fiscal_year = %(year)s AND addressee_number IS NOT NULL)
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
    with_work_memory()
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


_KEPT: Final = Briefly[Everybody](300.0)
"""As long as a file is being written: a town of 500,000 is read once for it and not thirty times."""


def everybody_for(batch: DocumentBatch) -> Everybody:
    """The people of the batch's year as they stood some minutes ago at most."""
    key = (current(), batch.id, batch.fiscal_year)
    found = _KEPT.get(key)
    if found is None:
        found = Everybody.of(people(batch.fiscal_year))
        _KEPT.put(key, found)
    return found


def let_go(batch: DocumentBatch) -> None:
    """The file is written: its people are not needed any more."""
    _KEPT.pop((current(), batch.id, batch.fiscal_year))


@dataclass(frozen=True)
class Matched:
    """Documents with ``match``, ``score``, ``reasons`` and ``addressee_number``; candidates of those that are open."""

    documents: pl.DataFrame
    candidates: pl.DataFrame

    def write_candidates(self, batch: DocumentBatch, lines: list[int]) -> None:
        """Those of the documents that were written."""
        listed = self.candidates.filter(pl.col("line").is_in(lines)) if len(self.candidates) else self.candidates
        _write_candidates(listed.with_columns(pl.lit(str(batch.id)).alias("batch_id")))


WAITING: Final = {
    "match": pl.lit("waiting"),
    "score": pl.lit(0, pl.Int64),
    "reasons": pl.lit(0, pl.Int64),
    "addressee_number": pl.lit(None, pl.Int64),
}


def at_once(fiscal_year: int, documents: pl.DataFrame, everybody: Everybody) -> Matched:
    """Match the new ones of documents that are to be written; the others wait for ``match_waiting``."""
    new = documents.filter((pl.col("correction") == 0) & (pl.col("state") == "active"))
    asked = new.select(
        "birth_date",
        row="line",
        kana="kana_folded",
        name="name_folded",
        address="address_folded",
        holder="number_holder",
    ).join(_of_last_year(fiscal_year, new), on="row", how="left", maintain_order="left")
    found = matching.pairs(asked, everybody)
    told = matching.judged(asked["row"], found)
    matched = documents.join(
        told.rename({"row": "line", "number": "addressee_number"}), on="line", how="left", maintain_order="left"
    ).with_columns(pl.col("match").fill_null("waiting"), pl.col("score", "reasons").fill_null(0))
    return Matched(matched, _listed(told, found).rename({"row": "line"}))


def _of_last_year(fiscal_year: int, rows: pl.DataFrame) -> pl.DataFrame:
    """``row`` and ``before``: whose the document of the same employer and recipient was last year."""
    values = {"municipality": current(), "year": fiscal_year - 1}
    schema = {"row": pl.Int64, "before": pl.Int64}
    keys = rows.filter(pl.col("birth_date").is_not_null()).select("line", "employer_key", "person_key", "birth_date")
    with connection.cursor() as cursor:
        cursor.execute(_ANY, values)
        if not cursor.fetchone()[0]:
            return pl.DataFrame(schema=schema)
        cursor.execute(
            "CREATE TEMP TABLE tax_key_stage (line integer, employer_key text, person_key text, birth_date date)"
            " ON COMMIT DROP"
        )
        copy_in(cursor, "tax_key_stage", keys)
        found = copy_out(_LAST_YEAR, values, schema)
        cursor.execute("DROP TABLE tax_key_stage")
    return found


def match_waiting(fiscal_year: int) -> None:
    """Match every active document of the year that was not matched yet, in the open transaction."""
    schema: dict[str, Any] = {
        "batch_id": pl.String,
        "line": pl.Int64,
        "kana": pl.String,
        "name": pl.String,
        "birth_date": pl.Date,
        "address": pl.String,
        "holder": pl.Int64,
        "before": pl.Int64,
    }
    documents = copy_out(_WAITING, {"municipality": current(), "year": fiscal_year}, schema)
    if documents.is_empty():
        return
    documents = documents.with_columns(pl.col("kana", "name", "address").fill_null("")).with_row_index("row")
    found = matching.pairs(documents.drop("batch_id", "line"), people(fiscal_year))
    told = matching.judged(documents["row"], found)
    _write(documents.select("row", "batch_id", "line"), told, found)


def counts(batch: DocumentBatch) -> Counter[str]:
    """How many documents of a batch that count are ``match_sure`` …"""
    rows = SourceDocument.objects.filter(batch_id=batch.id, state=SourceDocument.State.ACTIVE)
    return Counter({f"match_{match}": n for match, n in rows.values_list("match").annotate(count=Count("line"))})


def _listed(told: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The best candidates of documents that a clerk has to look at."""
    open_rows = told.filter(pl.col("match") == "candidates").select("row")
    listed = found.join(open_rows, on="row", how="semi", maintain_order="left")
    return listed.group_by("row", maintain_order=True).head(matching.MOST_CANDIDATES)


def _write(keys: pl.DataFrame, told: pl.DataFrame, found: pl.DataFrame) -> None:
    stage = told.join(keys, on="row").select("batch_id", "line", "match", "score", "reasons", "number")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE tax_match_stage (batch_id uuid, line integer, match text, score smallint,"
            " reasons smallint, number bigint) ON COMMIT DROP"
        )
        copy_in(cursor, "tax_match_stage", stage)
        cursor.execute(_TOLD, [current()])
        cursor.execute("DROP TABLE tax_match_stage")
    _write_candidates(_listed(told, found).join(keys, on="row"))


def _write_candidates(listed: pl.DataFrame) -> None:
    if listed.is_empty():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE tax_candidate_stage (batch_id uuid, line integer, number bigint, score smallint,"
            " reasons smallint) ON COMMIT DROP"
        )
        copy_in(cursor, "tax_candidate_stage", listed.select("batch_id", "line", "number", "score", "reasons"))
        cursor.execute(_CANDIDATES, [current()])
        cursor.execute("DROP TABLE tax_candidate_stage")
