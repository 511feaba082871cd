"""A file of source documents from receipt to rows: checked first, then taken in, block by block.

COPY may not write to a table with row-level security: a block goes into a temporary table and from there set by set
behind the wall. A block is one transaction with its checkpoint, so that one that was killed leaves nothing half. While
the database writes a block, a second thread reads the next one (``ahead``).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.db import connection

from yakuba.areas.resident_tax import files, matching
from yakuba.areas.resident_tax.ahead import Ahead
from yakuba.areas.resident_tax.copying import copy_in as copy_in  # others copy by it too
from yakuba.areas.resident_tax.domain import folding, reading
from yakuba.areas.resident_tax.domain.examining import Expected
from yakuba.areas.resident_tax.domain.matching import Everybody
from yakuba.areas.resident_tax.domain.reading import Apart, Block
from yakuba.areas.resident_tax.domain.typed import AMOUNTS, COUNTS, DATES, TEXTS
from yakuba.areas.resident_tax.models import DocumentBatch, HeldLine
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy import directory, numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

DUTY: Final = "resident_tax.documents"
SPREAD: Final = 100_000_000
"""Lines of one file at most, so that file number and line make one order."""


class TooLong(ValueError):
    """The file has more lines than one intake takes."""


def receive(name: str, pieces: Iterator[bytes], fiscal_year: int) -> tuple[DocumentBatch, bool]:
    """Keep a file and register its intake, in ``tenant()`` and a context. The second value: it was known already."""
    content_hash, size = files.keep(pieces)
    known = DocumentBatch.objects.filter(fiscal_year=fiscal_year, content_hash=content_hash).first()
    if known is not None:
        if known.state == DocumentBatch.State.TAKEN:
            files.forget(content_hash)
        return known, True
    context = current_context()
    (number,) = numbers.take("tax_document_batch")
    made = DocumentBatch.objects.create(
        number=number,
        fiscal_year=fiscal_year,
        file_name=name[-255:],
        content_hash=content_hash,
        byte_size=size,
        created_by=context.actor.id,
        created_by_name=context.actor.name,
        created_at=context.instant,
    )
    return made, False


def expected(batch: DocumentBatch) -> Expected:
    """What the lines of a batch must say."""
    return Expected(batch.fiscal_year, directory.by_id(current()).lg_code)


@dataclass(frozen=True)
class Piece:
    """Where a block lies, and all that its reading depends on."""

    path: Path
    offset: int
    length: int
    first: int
    expected: Expected


def _piece(batch: DocumentBatch, position: int) -> Piece:
    offset, length, first = batch.blocks[position]
    return Piece(files.path_of(batch.content_hash), offset, length, first, expected(batch))


def _read(piece: Piece) -> Block:
    whole: list[Block] = []
    first = piece.first
    for lines in reading.pieces(files.block(piece.path, piece.offset, piece.length)):
        whole.append(reading.read(lines, first, piece.expected))
        first += whole[-1].lines
    return whole[0] if len(whole) == 1 else _joined(whole)


def _read_to_take(piece: Piece) -> Block:
    """With keys and folded texts beside, and without what is not taken: the check has kept that."""
    block = _read(piece)
    block.documents, block.relatives, block.apart = keyed(block.documents), _folded(block.relatives), []
    return block


_AHEAD: Final = Ahead(_read_to_take)


def _joined(parts: Sequence[Block]) -> Block:
    documents = pl.concat([part.documents for part in parts])
    joined = Block(sum(part.lines for part in parts), documents, pl.concat([part.relatives for part in parts]))
    for part in parts:
        joined.apart += part.apart
        joined.notices += part.notices
    return joined


def check(batch: DocumentBatch, position: int) -> Counter[str]:
    """Judge one block and keep what is not taken. Gives counts, notices among them. Raises FileNotFoundError."""
    block = _read(_piece(batch, position))
    if block.apart and not HeldLine.objects.filter(batch_id=batch.id, block=position).exists():
        _keep_apart(batch, position, block.apart)
    return reading.counts([block]) + Counter({f"notice:{name}": count for name, count in block.notices.items()})


def _keep_apart(batch: DocumentBatch, position: int, apart: Sequence[Apart]) -> None:
    states = HeldLine.State
    rows = [
        HeldLine(
            municipality_id=current(),
            batch_id=batch.id,
            line=one.line,
            block=position,
            state=states.REJECTED if one.rejected else states.HELD,
            code=one.code,
            cells=list(one.cells),
            faults=[{"field": fault.field, "value": fault.value, "code": fault.code} for fault in one.faults],
            text=one.text.replace("\x00", "�"),
        )
        for one in apart
    ]
    HeldLine.objects.bulk_create(rows, batch_size=1000)
    _seal(batch, f"h{position}", {str(one.line): one.numbers for one in apart if any(one.numbers)})


def _seal(batch: DocumentBatch, part: str, numbers_by_line: dict[str, Any]) -> None:
    """Individual numbers of lines lie in cipher beside the rows they are blotted out of."""
    if numbers_by_line:
        safe.put(batch.id, {part: json.dumps(numbers_by_line).encode()})


def sealed_numbers(batch: DocumentBatch, held: HeldLine) -> list[str]:
    """The individual numbers of a held line, in the order of its columns for them."""
    kept = safe.get(batch.id, f"h{held.block}")
    found: list[str] = json.loads(kept).get(str(held.line), []) if kept else []
    return found


def take(batch: DocumentBatch, position: int) -> Counter[str]:
    """Write one block's accepted documents. What is there already with the same content is rejected as a duplicate.

    Raises FileNotFoundError.
    """
    following = _piece(batch, position + 1) if position + 1 < len(batch.blocks) else None
    block = _AHEAD.give(_piece(batch, position), following)
    with connection.cursor() as cursor:
        # A crash of the machine may lose the last blocks, but each together with its checkpoint: they are done again.
        cursor.execute("SET LOCAL synchronous_commit TO off")
    everybody = None if block.documents.is_empty() else matching.everybody_for(batch)
    duplicates = write(batch, block.documents, block.relatives, f"t{position}", everybody)
    texts = dict(block.documents.filter(pl.col("line").is_in(duplicates)).select("line", "original").iter_rows())
    HeldLine.objects.bulk_create(
        [
            HeldLine(
                municipality_id=current(),
                batch_id=batch.id,
                line=line,
                block=position,
                state=HeldLine.State.REJECTED,
                faults=[{"field": "", "value": "", "code": "duplicate"}],
                text=text,
            )
            for line, text in sorted(texts.items())
        ],
        batch_size=1000,
    )
    return Counter(taken=len(block.documents) - len(duplicates), duplicates=len(duplicates))


def write(
    batch: DocumentBatch,
    documents: pl.DataFrame,
    relatives: pl.DataFrame,
    part: str,
    everybody: Everybody | None = None,
) -> list[int]:
    """Write documents with their relatives, in the open transaction; gives the lines that were there already.

    With ``everybody`` the new ones are matched at once; without, all of them wait for ``matching.match_waiting``.
    """
    if documents.is_empty():
        return []
    given = documents["number"].drop_nulls().to_list() + relatives["number"].drop_nulls().to_list()
    known = secrets.holders(secrets.Kind.INDIVIDUAL_NUMBER, given, str(batch.id))
    rows = _rows(batch, documents, known)
    matched = None if everybody is None else matching.at_once(batch.fiscal_year, rows, everybody)
    lines = _copy_documents(batch, rows.with_columns(**matching.WAITING) if matched is None else matched.documents)
    if matched is not None:
        matched.write_candidates(batch, lines)
    all_new = len(lines) == len(documents)
    taken = documents if all_new else documents.filter(pl.col("line").is_in(lines))
    family = relatives if all_new else relatives.filter(pl.col("line").is_in(lines))
    if len(family):
        _copy_relatives(batch, family, known)
    sealed = taken.filter(pl.col("number").is_not_null()).select("line", "number").iter_rows()
    _seal(batch, part, {str(line): number for line, number in sealed})
    detail = {"batch": str(batch.id), "documents": len(taken)}
    register.record(register.Act.IMPORT, note=register.Note(duty=DUTY, detail=detail))
    return [] if all_new else sorted(set(documents["line"]) - set(lines))


_KEPT: Final = ("line", "code", "columns", "correction", *TEXTS, *DATES, *AMOUNTS, *COUNTS, "extra", "original")
_MADE: Final = {
    "sequence": "bigint",
    "state": "text",
    "employer_key": "text",
    "person_key": "text",
    "kana_folded": "text",
    "name_folded": "text",
    "address_folded": "text",
    "number_holder": "bigint",
    "match": "text",
    "score": "smallint",
    "reasons": "smallint",
    "addressee_number": "bigint",
    "line_hash": "bigint",
}


def _sql_type(name: str) -> str:
    if name in AMOUNTS:
        return "bigint"
    if name in COUNTS or name in ("code", "columns", "correction"):
        return "smallint"
    return "integer" if name == "line" else "date" if name in DATES else _MADE.get(name, "text")


def keyed(documents: pl.DataFrame) -> pl.DataFrame:
    """Documents with keys and folded texts beside."""
    kana = folding.folded(documents["name_kana"], folding.kana)
    hashes = [_hash(text) for text in documents["original"]]
    folded = documents.select(*_KEPT, "number").with_columns(
        kana.alias("kana_folded"),
        folding.folded(documents["name"], folding.name).alias("name_folded"),
        folding.folded(documents["address"], folding.address).alias("address_folded"),
        pl.Series("line_hash", hashes, dtype=pl.Int64),
        pl.when(pl.col("correction") == 3).then(pl.lit("cancels")).otherwise(pl.lit("active")).alias("state"),
        folding.employer_key().alias("employer_key"),
    )
    return folded.with_columns(folding.person_key().alias("person_key"))


def _folded(relatives: pl.DataFrame) -> pl.DataFrame:
    return relatives.with_columns(folding.folded(relatives["kana"], folding.kana).alias("kana_folded"))


def _rows(batch: DocumentBatch, documents: pl.DataFrame, known: dict[str, int]) -> pl.DataFrame:
    """The documents as rows, but for whom they are about."""
    ready = documents if "line_hash" in documents.columns else keyed(documents)
    return ready.with_columns(
        (pl.col("line") + batch.number * SPREAD).alias("sequence"), _holder(known).alias("number_holder")
    ).drop("number")


def _hash(text: str) -> int:
    body = reading.PREFIX.sub(r"\1", text) if "@" in text else text
    digest = hashlib.blake2b(body.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


_ALL: Final = (*_KEPT, *_MADE)
_STAGE: Final = (
    f"CREATE TEMP TABLE tax_stage ({', '.join(f'{name} {_sql_type(name)}' for name in _ALL)}) ON COMMIT DROP"
)
_INSERT: Final = (
    "INSERT INTO tax_document (municipality_id, batch_id, fiscal_year, decided_by_name,"  # noqa: S608 - names of our own
    f" {', '.join(_ALL)}) SELECT %s, %s, %s, '', {', '.join(_ALL)} FROM tax_stage"
    " ON CONFLICT DO NOTHING RETURNING line"
)
_RELATIVE_TYPES: Final = {
    "line": "integer",
    "position": "smallint",
    "kind": "text",
    "kana": "text",
    "name": "text",
    "kana_folded": "text",
    "abroad": "boolean",
    "number_holder": "bigint",
}
_RELATIVE_NAMES: Final = ", ".join(_RELATIVE_TYPES)
_STAGE_RELATIVES: Final = (
    f"CREATE TEMP TABLE tax_relative_stage ({', '.join(f'{name} {kind}' for name, kind in _RELATIVE_TYPES.items())})"
    " ON COMMIT DROP"
)
_INSERT_RELATIVES: Final = (
    f"INSERT INTO tax_document_relative (municipality_id, batch_id, {_RELATIVE_NAMES})"  # noqa: S608 - names of our own
    f" SELECT %s, %s, {_RELATIVE_NAMES} FROM tax_relative_stage"
)


def _copy_documents(batch: DocumentBatch, rows: pl.DataFrame) -> list[int]:
    """Insert; gives the lines that are new."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        copy_in(cursor, "tax_stage", rows.select(_ALL))
        cursor.execute(_INSERT, [current(), batch.id, batch.fiscal_year])
        lines = [line for (line,) in cursor.fetchall()]
        cursor.execute("DROP TABLE tax_stage")
    return lines


def _holder(known: dict[str, int]) -> pl.Expr:
    """Whose number stands in ``number``, null where nobody here has it."""
    if not known:
        return pl.lit(None, pl.Int64)
    return pl.col("number").replace_strict(known, default=None, return_dtype=pl.Int64)


def _copy_relatives(batch: DocumentBatch, relatives: pl.DataFrame, known: dict[str, int]) -> None:
    ready = relatives if "kana_folded" in relatives.columns else _folded(relatives)
    rows = ready.with_columns(_holder(known).alias("number_holder"))
    with connection.cursor() as cursor:
        cursor.execute(_STAGE_RELATIVES)
        copy_in(cursor, "tax_relative_stage", rows.select(*_RELATIVE_TYPES))
        cursor.execute(_INSERT_RELATIVES, [current(), batch.id])
        cursor.execute("DROP TABLE tax_relative_stage")
