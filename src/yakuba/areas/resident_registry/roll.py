"""The whole town's people with how each stood on one day, as columns: what a yearly tax is levied and matched by.

``storage.as_of`` answers for single persons. Here a person whose changes lie in order, none of them cancelled, is
answered by the database: the record of the day is then the last version that had taken effect. The others, few, go
through ``storage.as_of``; both give the same (tests/areas/resident_registry/test_roll.py).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from datetime import date
from typing import Final

import polars as pl
from django.db import connection

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.reasons import CANCELLATIONS
from yakuba.areas.resident_registry.domain.record import RESIDENT
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.scope import current
from yakuba.standards.folding import fold_name

ROLL: Final = {
    "number": pl.Int64,
    "resident": pl.Boolean,
    "household": pl.String,
    "relationship": pl.String,
    "birth_date": pl.Date,
    "sex": pl.String,
    "kana": pl.String,
    "kana_past": pl.String,
    "names": pl.String,
    "names_past": pl.String,
    "address": pl.String,
}
"""Columns of ``roll``. ``resident``: stood on the record as resident on the day; ``household`` and ``address`` as of
that day, for who did not as they are now. Readings and names are folded, several forms one a line; ``address``
(町字・番地) is folded. ``relationship`` is the first code of 続柄 now ("" where the order was looked at one by one)."""

_TEXTS: Final = ("household", "relationship", "sex", "kana", "kana_past", "names", "names_past", "address")
_CHUNK: Final = 2_000
_BETWEEN: Final = "\x00"
_ROLL: Final = """
COPY (
WITH steps AS (
  SELECT addressee_number AS n, history_number AS h, reason, is_removed, removal_date, entry_change_date,
    became_resident_date,
    coalesce(nullif(change_date, date '0001-01-01'), processed_on, date '0001-01-01') AS effective
  FROM resident_record WHERE municipality_id = {municipality}{narrowed}
), ordered AS (
  SELECT *, row_number() OVER w AS place, lag(effective) OVER w AS before
  FROM steps WINDOW w AS (PARTITION BY n ORDER BY h)
), dated AS (
  SELECT *, CASE WHEN place = 1 THEN least(coalesce(entry_change_date, became_resident_date, effective), effective)
    ELSE effective END AS since FROM ordered
), persons AS (
  SELECT n, max(h) FILTER (WHERE since <= date '{day}') AS on_day, max(h) AS now,
    bool_or(reason IN ({cancellations}) OR before > effective
      OR (place = 1 AND is_removed AND since <= date '{day}'
        AND coalesce(removal_date, effective) > date '{day}')) AS hard
  FROM dated GROUP BY n
)
SELECT persons.n, persons.on_day IS NOT NULL AND r.resident_state = '{resident}' AND NOT r.is_removed,
  r.household_number, r.relationship_code_1, e.birth_date, e.sex, e.kana, e.kana_past, e.names, e.names_past,
  r.address_town || r.address_lot, persons.hard
FROM persons
JOIN resident_record AS r ON r.municipality_id = {municipality} AND r.addressee_number = persons.n
  AND r.history_number = coalesce(persons.on_day, persons.now)
JOIN search_entry AS e ON e.municipality_id = {municipality} AND e.addressee_number = persons.n
ORDER BY persons.n
) TO STDOUT (FORMAT csv)
"""


def roll(day: date, numbers: Collection[int] | None = None) -> pl.DataFrame:
    """Everybody who is or was on the record, in the columns of ``ROLL``; removed persons too.

    One register row tells of it. ``numbers`` narrows it to these persons.
    """
    narrowed = "" if numbers is None else f" AND addressee_number = ANY('{{{','.join(str(int(n)) for n in numbers)}}}')"
    told = ", ".join(f"'{reason.value}'" for reason in sorted(CANCELLATIONS))
    # COPY takes no parameters; what is put in are a number, a date and codes of our own.
    given = {"municipality": int(current()), "day": day.isoformat(), "cancellations": told, "resident": RESIDENT}
    query = _ROLL.format(**given, narrowed=narrowed)
    text = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for piece in copy:
            text.write(piece)
    text.seek(0)
    schema = {**ROLL, "hard": pl.String, "resident": pl.String, "birth_date": pl.String}
    found = pl.read_csv(text, has_header=False, schema=schema, raise_if_empty=False)
    found = found.with_columns(
        pl.col("resident") == "t",
        pl.col("birth_date").str.to_date("%Y-%m-%d", strict=False),
        pl.col("hard") == "t",
        *(pl.col(name).fill_null("") for name in _TEXTS),
    )
    register.record(register.Act.RUN_BATCH, note=register.Note(detail={"roll": day.isoformat(), "persons": len(found)}))
    made = _one_by_one(found, day).drop("hard")
    return made.with_columns(_folded(made["address"], fold_name).alias("address"))


def _one_by_one(found: pl.DataFrame, day: date) -> pl.DataFrame:
    """Persons whose changes are out of order or were cancelled, by the slow reading."""
    numbers = found.filter("hard")["number"].to_list()
    rows = []
    for start in range(0, len(numbers), _CHUNK):
        for record in storage.as_of(numbers[start : start + _CHUNK], day):
            address = record.address_town + record.address_lot
            rows.append((int(record.addressee_number), record.is_current_resident, record.household_number, address))
    if not numbers:
        return found
    names = {"number": pl.Int64, "was": pl.Boolean, "lived": pl.String, "stood": pl.String}
    slow = pl.DataFrame(rows, schema=names, orient="row")
    joined = found.join(slow, on="number", how="left", maintain_order="left")
    return joined.with_columns(
        pl.when("hard").then(pl.col("was").fill_null(False)).otherwise("resident").alias("resident"),
        pl.when("hard").then(pl.coalesce("lived", "household")).otherwise("household").alias("household"),
        pl.when("hard").then(pl.coalesce("stood", "address")).otherwise("address").alias("address"),
    ).drop("was", "lived", "stood")


def _folded(column: pl.Series, fold: Callable[[str], str]) -> pl.Series:
    distinct = column.drop_nulls().unique()
    if distinct.is_empty():
        return column
    texts = fold(_BETWEEN.join(distinct)).split(_BETWEEN)
    return column.replace_strict(distinct, pl.Series(texts, dtype=pl.String), default="", return_dtype=pl.String)
