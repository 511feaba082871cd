"""Second half of a load: one chunk of whole households written in one transaction.

The application may not COPY into a table with row-level security, so the chunk is copied into a temporary table that
ends with the transaction, and goes from there set by set into the tables behind the wall.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

import polars as pl
from django.db import connection

from yakuba.areas.resident_registry.domain.record import ITEMS, Record
from yakuba.areas.resident_registry.load_models import RecordExtra, ResidentLoad
from yakuba.areas.resident_registry.loads import entries, stage
from yakuba.platform.register import service as register
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy.scope import current
from yakuba.standards.folding import FOLDING_VERSION

_SQL_TYPES: Final = {"number": "integer", "flag": "boolean", "date": "date", "time": "time"}
_DEFAULTS: Final[dict[str, Any]] = {item.name: item.default for item in fields(Record)}
_KEPT: Final = tuple(name for name in ITEMS if name != "addressee_number")


def rows_of(load: ResidentLoad, chunk: int) -> pl.DataFrame:
    """The typed lines of a chunk, in the order of person and history."""
    return typed_rows(load, stage.read(load.id, "plan").filter(pl.col("chunk") == chunk))


def typed_rows(load: ResidentLoad, wanted: pl.DataFrame) -> pl.DataFrame:
    """The typed lines of ``wanted`` (block, row), in the order of person and history."""
    parts = [
        stage.read_rows(load.id, f"rows-{part['block'][0]:05}", part["row"])
        for part in wanted.sort("block", "row").partition_by("block", maintain_order=True)
    ]
    return filled(pl.concat(parts, how="diagonal"))


def filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Blank cells as the record has them: the default of a number, "" for a text."""
    blanks = []
    for name in ITEMS:
        if name not in frame.columns:
            continue
        kind = ITEMS[name]["kind"]
        if kind == "number":
            blanks.append(pl.col(name).fill_null(_DEFAULTS.get(name, 0)))
        elif kind not in ("date", "time"):
            blanks.append(pl.col(name).fill_null(False if kind == "flag" else ""))
    width = pl.when(pl.col("addressee_number").str.starts_with("0")).then(pl.col("addressee_number").str.len_chars())
    number = pl.col("addressee_number").cast(pl.Int64).alias("number")
    return (
        frame.with_columns(blanks)
        .with_columns(number, width.otherwise(0).alias("width"))
        .sort("number", "history_number")
    )


def write_chunk(load: ResidentLoad, chunk: int) -> dict[str, int]:
    """Write one chunk in the open transaction. Persons who are here already are left as they are."""
    frame = rows_of(load, chunk)
    frame = frame.filter(~pl.col("number").is_in(known(frame["number"].unique().to_list())))
    if frame.is_empty():
        return {"rows": 0, "persons": 0}
    with connection.cursor() as cursor:
        # A crash of the machine may lose the last chunks, but each together with its checkpoint: they are done again.
        cursor.execute("SET LOCAL synchronous_commit TO off")
    return insert(load, frame, load.known_from)


def known(numbers: Sequence[int]) -> list[int]:
    """Which of these numbers have a record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT addressee_number FROM resident_record WHERE is_latest AND addressee_number = ANY(%s)",
            [list(numbers)],
        )
        return [number for (number,) in cursor.fetchall()]


def insert(load: ResidentLoad, frame: pl.DataFrame, known_from: datetime) -> dict[str, int]:
    """Write typed lines of persons who are not here yet; their register row counts them, it does not name them."""
    same = _same_for_all(frame)
    names = [name for name in _KEPT if name not in same]
    with connection.cursor() as cursor:
        types = "".join(f", {name} {_sql_type(name)}" for name in names)
        cursor.execute(f"CREATE TEMP TABLE load_stage (number bigint, width smallint{types}) ON COMMIT DROP")
        _copy(cursor, "load_stage", frame.select("number", "width", *names))
        cursor.execute(_ADDRESSEES, [current(), known_from])
        cursor.execute(_records_sql(names, list(same)), [current(), known_from, *same.values()])
        cursor.execute("DROP TABLE load_stage")
    _copy_entries(frame)
    _keep_secrets(load, frame)
    _keep_extra(frame)
    persons = frame["number"].n_unique()
    counts = {"rows": len(frame), "persons": persons}
    register.record(
        register.Act.IMPORT, note=register.Note(duty="resident_registry.load", detail={"load": str(load.id), **counts})
    )
    return counts


def _same_for_all(frame: pl.DataFrame) -> dict[str, Any]:
    """Items with one value in all lines, and those the file does not have: they need not go through the COPY."""
    given = [name for name in _KEPT if name in frame.columns]
    same = frame.select((pl.col(name).eq_missing(pl.col(name).first())).all() for name in given).row(0, named=True)
    first = frame.row(0, named=True)
    return {name: first[name] if name in given else _default(name) for name in _KEPT if same.get(name, True)}


def _default(name: str) -> Any:
    """The value of an item that the file does not have."""
    return "" if _sql_type(name) == "text" else _DEFAULTS[name]


def _sql_type(name: str) -> str:
    return _SQL_TYPES.get(ITEMS[name]["kind"], "text")


def _keep_secrets(load: ResidentLoad, frame: pl.DataFrame) -> None:
    """Resident codes and individual numbers go to the secrets room; the last line of a person that has one tells it."""
    for kind in secrets.Kind:
        column = f"secret_{kind.value}"
        if column in frame.columns:
            given = (
                frame.filter(pl.col(column) != "").group_by("number", maintain_order=True).agg(pl.col(column).last())
            )
            if len(given):
                secrets.put_many(((number, kind, value) for number, value in given.iter_rows()), f"load {load.id}")


def _keep_extra(frame: pl.DataFrame) -> None:
    """Columns that yakuba does not know stay with the version they came with."""
    if "extra" not in frame.columns:
        return
    rows = (
        RecordExtra(municipality_id=current(), addressee_number=number, history_number=history, cells=cells)
        for number, history, text in frame.select("number", "history_number", "extra").iter_rows()
        if any((cells := json.loads(text)).values())
    )
    RecordExtra.objects.bulk_create(rows, batch_size=1000)


_ADDRESSEES = """
INSERT INTO addressee
  (municipality_id, addressee_number, kind, registered_at, mailing_postcode, mailing_address, mailing_name)
SELECT DISTINCT %s::int, s.number, 'resident', %s::timestamptz, '', '', '' FROM load_stage s
ON CONFLICT DO NOTHING
"""


def _copy(cursor: Any, table: str, frame: pl.DataFrame) -> None:
    """COPY a frame: a blank text is quoted, so that only what is missing becomes NULL."""
    columns = ", ".join(frame.columns)
    text = io.BytesIO()
    frame.write_csv(text, include_header=False, quote_style="necessary")
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())


def _records_sql(names: Sequence[str], same: Sequence[str]) -> str:
    """``names`` come from the temporary table, the values of ``same`` as parameters."""
    listed = "".join(f", {name}" for name in [*names, *same])
    chosen = "".join([*(f", s.{name}" for name in names), *(f", %s::{_sql_type(name)}" for name in same)])
    return (
        f"INSERT INTO resident_record (municipality_id, known_from, addressee_number, number_width{listed})"  # noqa: S608
        f" SELECT %s::int, %s::timestamptz, s.number, s.width{chosen} FROM load_stage s"
    )


def _copy_entries(frame: pl.DataFrame) -> None:
    """The search entries of the chunk's persons (``search_index`` does the same for single persons)."""
    table = entries.entries(frame, current())
    columns = ", ".join(f"{name} {kind}" for name, kind in entries.COLUMNS.items())
    chosen = ", ".join(entries.COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE load_entry (number bigint, {columns}) ON COMMIT DROP")
        _copy(cursor, "load_entry", table)
        cursor.execute(
            f"INSERT INTO search_entry (municipality_id, addressee_number, {chosen}, folding)"  # noqa: S608
            f" SELECT %s::int, number, {chosen}, %s FROM load_entry ON CONFLICT DO NOTHING",
            [current(), FOLDING_VERSION],
        )
        cursor.execute("DROP TABLE load_entry")
