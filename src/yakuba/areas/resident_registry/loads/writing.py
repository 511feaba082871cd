"""Second half of a load: one chunk of whole households written in one transaction.

The application may not COPY into a table with row-level security, so the chunk is copied into a temporary table that
ends with the transaction, and goes from there set by set into the tables behind the wall.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import polars as pl
from django.db import connection

from yakuba.areas.resident_registry import grams
from yakuba.areas.resident_registry.domain.record import ITEMS, RESIDENT, Record
from yakuba.areas.resident_registry.load_models import RecordExtra, ResidentLoad
from yakuba.areas.resident_registry.loads import stage
from yakuba.platform.register import service as register
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy.scope import current
from yakuba.standards.folding import FOLDING_VERSION, fold_kana, fold_name

_SQL_TYPES: Final = {"number": "integer", "flag": "boolean", "date": "date", "time": "time"}
_DEFAULTS: Final[dict[str, Any]] = {item.name: item.default for item in fields(Record)}
_KEPT: Final = tuple(name for name in ITEMS if name != "addressee_number")


def rows_of(load: ResidentLoad, chunk: int) -> pl.DataFrame:
    """The typed lines of a chunk, in the order of person and history."""
    return typed_rows(load, stage.read(load.id, "plan").filter(pl.col("chunk") == chunk))


def typed_rows(load: ResidentLoad, wanted: pl.DataFrame) -> pl.DataFrame:
    """The typed lines of ``wanted`` (line, block), in the order of person and history."""
    blocks = wanted["block"].unique().sort()
    parts = [stage.read(load.id, f"rows-{block:05}").join(wanted, on="line", how="semi") for block in blocks]
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
    _copy_rows(frame)
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSEES, [current(), known_from])
        cursor.execute(_insert_sql(frame.columns), [current(), known_from])
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


def _columns(given: Sequence[str]) -> list[str]:
    return [name for name in _KEPT if name in given]


def _copy_rows(frame: pl.DataFrame) -> None:
    names = _columns(frame.columns)
    types = [f"{name} {_SQL_TYPES.get(ITEMS[name]['kind'], 'text')}" for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE load_stage (number bigint, width smallint, {', '.join(types)}) ON COMMIT DROP"
        )
        _copy(cursor, "load_stage", frame.select("number", "width", *names))


def _copy(cursor: Any, table: str, frame: pl.DataFrame) -> None:
    """COPY a frame: a blank text is quoted, so that only what is missing becomes NULL."""
    columns = ", ".join(frame.columns)
    text = io.BytesIO()
    frame.write_csv(text, include_header=False, quote_style="necessary")
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())


def _insert_sql(given: Sequence[str]) -> str:
    names = _columns(given)
    rest = [name for name in _KEPT if name not in names]
    defaults = ", ".join(f"{_literal(name)} AS {name}" for name in rest)
    listed = ", ".join([*names, *rest])
    chosen = ", ".join([*(f"s.{name}" for name in names), *([defaults] if rest else [])])
    return (
        f"INSERT INTO resident_record (municipality_id, known_from, addressee_number, number_width, {listed})"  # noqa: S608
        f" SELECT %s::int, %s::timestamptz, s.number, s.width, {chosen} FROM load_stage s"
    )


def _literal(name: str) -> str:
    """The default of an item that the file does not have, as SQL."""
    kind, default = ITEMS[name]["kind"], _DEFAULTS[name]
    if kind in ("date", "time"):
        return f"NULL::{kind}"
    if kind == "number":
        return str(int(default))
    return ("true" if default else "false") if kind == "flag" else "''"


_ENTRY: Final = (
    *("names", "names_past", "kana", "kana_past", "addresses", "addresses_past"),
    *("kana_sort", "birth_date", "sex", "is_removed", "grams"),
)
_NAMES: Final = ("name", "name_roman", "name_kanji", "alias")
_KANA: Final = ("name_kana", "name_katakana", "alias_kana")
_ADDRESS: Final = ("address_town", "address_lot", "address_building")
_READ: Final = (
    *("number", *_NAMES, "former_surname", "given_name", *_KANA, "former_surname_kana", "given_name_kana"),
    *(*_ADDRESS, "birth_date", "sex", "resident_state", "is_removed"),
)


def _copy_entries(frame: pl.DataFrame) -> None:
    """The search entries of the chunk's persons (``search_index`` does the same for single persons)."""
    entries = list(_entries(frame))
    types = (*["text"] * 7, "date", "text", "boolean", "bigint[]")
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(_ENTRY, types, strict=True))
    schema = {"number": pl.Int64, **dict.fromkeys(_ENTRY, pl.String), "birth_date": pl.Date, "is_removed": pl.Boolean}
    table = pl.DataFrame(entries, schema=schema, orient="row")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE load_entry (number bigint, {columns}) ON COMMIT DROP")
        _copy(cursor, "load_entry", table)
        chosen = ", ".join(_ENTRY)
        cursor.execute(
            f"INSERT INTO search_entry (municipality_id, addressee_number, {chosen}, folding)"  # noqa: S608
            f" SELECT %s::int, number, {chosen}, %s FROM load_entry ON CONFLICT DO NOTHING",
            [current(), FOLDING_VERSION],
        )
        cursor.execute("DROP TABLE load_entry")


def _entries(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    blank = [pl.lit("").alias(name) for name in _READ if name not in frame.columns]
    rows = frame.with_columns(blank).select(_READ).iter_rows()
    for number, versions in groupby(rows, key=lambda row: row[0]):
        yield _entry(number, list(versions))


def _entry(number: int, versions: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One person's entry: the last version is what is now, the others are the past."""
    *past, now = versions
    names, names_past = _now_and_past(_names, past, now)
    kana, kana_past = _now_and_past(_kana, past, now)
    addresses, addresses_past = _now_and_past(_addresses, past, now)
    found = sorted(
        grams.of_text(current(), "name", f"{names}\n{names_past}")
        | grams.of_text(current(), "kana", f"{kana}\n{kana_past}")
        | _address_grams(current(), f"{addresses}\n{addresses_past}")
    )
    sort = (kana.split("\n")[0] or names.split("\n")[0])[:100]
    birth, sex, state, removed = now[-4:]
    gone = removed or state != RESIDENT
    packed = "{" + ",".join(map(str, found)) + "}"
    return (number, names, names_past, kana, kana_past, addresses, addresses_past, sort, birth, sex, gone, packed)


def _now_and_past(forms: Any, past: list[tuple[Any, ...]], now: tuple[Any, ...]) -> tuple[str, str]:
    current_forms = dict.fromkeys(forms(now))
    former = dict.fromkeys(form for row in past for form in forms(row) if form not in current_forms)
    return "\n".join(current_forms), "\n".join(former)


def _names(row: tuple[Any, ...]) -> list[str]:
    former = row[5] + row[6] if row[5] else ""
    return [_folded_name(form) for form in (*row[1:5], former) if form]


def _kana(row: tuple[Any, ...]) -> list[str]:
    former = row[10] + row[11] if row[10] else ""
    return [_folded_kana(form) for form in (*row[7:10], former) if form]


def _addresses(row: tuple[Any, ...]) -> list[str]:
    text = row[12] + row[13] + row[14]
    return [_folded_name(text)] if text else []


# Members of a household stand next to each other, and most versions of a person bear the same name.
_folded_name = lru_cache(maxsize=8192)(fold_name)
_folded_kana = lru_cache(maxsize=8192)(fold_kana)


@lru_cache(maxsize=4096)
def _address_grams(municipality: int, text: str) -> frozenset[int]:
    return frozenset(grams.of_text(municipality, "address", text))
