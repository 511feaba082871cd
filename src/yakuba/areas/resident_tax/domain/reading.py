"""A file of reports, block by block: every line is accepted as typed columns, held with its faults, or rejected.

Whole columns are checked at once; only lines in which something is wrong are looked at one by one (``examining``).
Memory is bounded by the block. CP932, CRLF or LF, no heading; a line may carry a prefix before "@" (eLTAX).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from yakuba.areas.resident_tax.domain import columns
from yakuba.areas.resident_tax.domain.examining import Expected, Fault, faults
from yakuba.areas.resident_tax.domain.layouts import KINDS, Layout, choose
from yakuba.areas.resident_tax.domain.typed import DOCUMENT, RELATIVE

BLOCK: Final = 4 * 1024 * 1024
LONGEST: Final = 64 * 1024
"""Bytes of a line that are looked at; a longer one has lost its line ends."""

_PREFIX: Final = r'^[^@]*@("?(?:315|331|700)"?,)'
PREFIX: Final = re.compile(_PREFIX)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_CONTROL_BYTES: Final = bytes(byte for byte in range(0x80) if byte != 0x0D and _CONTROL.match(chr(byte)))

_CODES: Final = frozenset(str(code) for code in KINDS)

ONE_BY_ONE: Final = 16
"""Lines of one layout in a block that are few."""


@dataclass(frozen=True)
class Apart:
    """A line that was not taken: ``cells`` are blotted like ``DOCUMENT["original"]`` and empty for a rejected line."""

    line: int
    rejected: bool
    faults: tuple[Fault, ...]
    text: str
    code: int = 0
    cells: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass
class Block:
    """What became of some lines: ``len(documents) + len(apart) == lines``."""

    lines: int
    documents: pl.DataFrame
    relatives: pl.DataFrame
    apart: list[Apart] = field(default_factory=list)
    notices: Counter[str] = field(default_factory=Counter)


def pieces(stream: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """The bytes again as pieces of whole lines, about ``size`` long; the last may lack its line end.

    A line without end is cut at ``LONGEST`` and counts once.
    """
    held = bytearray()
    overlong = False
    for given in stream:
        data = given
        if overlong:
            end = data.find(b"\n")
            if end < 0:
                continue
            data, overlong = data[end:], False
        held += data
        while len(held) >= size and (cut := held.rfind(b"\n", 0, size) + 1 or held.find(b"\n") + 1):
            yield bytes(held[:cut])
            del held[:cut]
        if len(held) > max(size, LONGEST):
            del held[LONGEST + 1 :]
            overlong = True
    if held:
        yield bytes(held)


def read(data: bytes, first: int, expected: Expected) -> Block:
    """Read whole lines; ``first`` is the number of the first one in its file, counted from 1."""
    raw = data.removesuffix(b"\x1a").split(b"\n")
    if not raw[-1].strip(b"\r"):
        raw.pop()
    texts, apart = _texts(data, raw, first)
    block = Block(len(raw), pl.DataFrame(schema=DOCUMENT), pl.DataFrame(schema=RELATIVE), apart)
    if texts.is_empty():
        return block
    documents, relatives = [], []
    for group in _groups(texts, block.apart):
        _notices(group, expected, block.notices)
        made = _group(group, expected, block.apart)
        documents.append(made)
        relatives += columns.relatives(made, group.layout)
    if documents:
        block.documents = pl.concat([made.select(*DOCUMENT) for made in documents]).sort("line")
    if relatives:
        block.relatives = pl.concat(relatives)
    block.apart.sort(key=lambda one: one.line)
    return block


def _texts(data: bytes, raw: list[bytes], first: int) -> tuple[pl.DataFrame, list[Apart]]:
    """(line, text) of the lines that are text at all; the others apart."""
    apart: list[Apart] = []
    whole = None if any(len(piece) > LONGEST for piece in raw) else _decoded(data)
    if whole is not None:
        lines: list[str | None] = list(whole.split("\n")[: len(raw)])
    else:
        lines = []
        for line, piece in enumerate(raw, first):
            text = _decoded(piece) if len(piece) <= LONGEST else None
            lines.append(text)
            if text is None:
                code = "too_long" if len(piece) > LONGEST else "utf8" if _is_utf8(piece) else "encoding"
                apart.append(_reject(line, code, piece[:LONGEST].decode("cp932", "replace")))
    numbered = {"line": range(first, first + len(raw)), "text": lines}
    frame = pl.DataFrame(numbered, schema={"line": pl.Int64, "text": pl.String}).drop_nulls()
    frame = frame.with_columns(pl.col("text").str.strip_chars_end("\r\x1a"))
    doubtful = pl.col("text").str.strip_chars(" \t") == ""
    stray = data.count(b"\r") > data.count(b"\r\n") + data.endswith(b"\r")
    # No such byte is part of a two-byte character.
    if stray or len(data.translate(None, _CONTROL_BYTES)) != len(data):
        doubtful = doubtful | pl.col("text").str.contains(_CONTROL.pattern)
    for line, text in frame.filter(doubtful).iter_rows():
        apart.append(_reject(line, "control" if text.strip() else "empty", text))
    return frame.filter(~doubtful), apart


def _decoded(data: bytes) -> str | None:
    """CP932 text, None when it is none, or is UTF-8 that only happens to decode."""
    if not data.isascii() and _is_utf8(data):
        return None
    try:
        return data.decode("cp932")
    except UnicodeDecodeError:
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _reject(line: int, code: str, text: str, value: str = "") -> Apart:
    return Apart(line, True, (Fault("", value, code),), columns.blotted_text(text))


@dataclass(frozen=True)
class Group:
    """Lines of one report with the same number of columns: cells as texts in columns ``c1`` …, blank ones null."""

    layout: Layout
    width: int
    cells: pl.DataFrame


def _groups(texts: pl.DataFrame, apart: list[Apart]) -> Iterator[Group]:
    prefixed = texts["text"].str.contains("@", literal=True).any()
    body = texts.with_columns(
        pl.col("text").str.replace(_PREFIX, "$1").alias("body") if prefixed else pl.col("text").alias("body")
    )
    quoted = pl.col("body").str.contains('"', literal=True)
    plain = body.filter(~quoted).with_columns(
        pl.col("body").str.slice(0, 4).alias("code"),
        (pl.col("body").str.count_matches(",", literal=True) + 1).alias("width"),
    )
    for (code, width), lines in plain.group_by(["code", "width"], maintain_order=True):
        layout = _layout(str(code), int(str(width)))
        if layout is None:
            _refuse(lines, str(code), int(str(width)), apart)
            continue
        yield Group(layout, int(str(width)), _split(lines, int(str(width))))
    yield from _quoted(body.filter(quoted), apart)


def _layout(code: str, width: int) -> Layout | None:
    # The year is not needed yet: no two layouts have the same number of columns.
    return choose(int(code[:3]), width, 0) if re.fullmatch(r"\d{3},?", code) else None


def _refuse(lines: pl.DataFrame, code: str, width: int, apart: list[Apart]) -> None:
    known = code.strip(",") in _CODES
    for line, text in lines.select("line", "text").iter_rows():
        apart.append(_reject(line, "columns" if known else "code", text, str(width) if known else code.strip(",")))


def _split(lines: pl.DataFrame, width: int) -> pl.DataFrame:
    """Cells of lines that all have ``width`` columns and no quotes."""
    names = {f"c{place}": pl.String for place in range(1, width + 1)}
    text = io.BytesIO()
    lines.select("body").write_csv(text, include_header=False, quote_style="never")
    text.seek(0)
    cells = pl.read_csv(text, has_header=False, separator=",", quote_char=None, schema=names, raise_if_empty=False)
    return cells.with_columns(lines["line"], lines["text"])


def _quoted(lines: pl.DataFrame, apart: list[Apart]) -> Iterator[Group]:
    """Lines with quotes, one by one: they are few."""
    rows: dict[tuple[str, int], list[list[str | int]]] = {}
    for line, text, body in lines.select("line", "text", "body").iter_rows():
        try:
            (cells,) = csv.reader([body], strict=True)
        except (csv.Error, ValueError):
            apart.append(_reject(line, "quote", text))
            continue
        layout = _layout(cells[0], len(cells))
        if layout is None:
            known = cells[0] in _CODES
            apart.append(_reject(line, "columns" if known else "code", text, str(len(cells)) if known else cells[0]))
            continue
        rows.setdefault((cells[0], len(cells)), []).append([*(cell or None for cell in cells), line, text])  # type: ignore[list-item]
    for (code, width), found in rows.items():
        schema = {**{f"c{place}": pl.String for place in range(1, width + 1)}, "line": pl.Int64, "text": pl.String}
        layout = _layout(code, width)
        assert layout is not None
        yield Group(layout, width, pl.DataFrame(found, schema=schema, orient="row"))


def _notices(group: Group, expected: Expected, notices: Counter[str]) -> None:
    count = len(group.cells)
    if group.width > group.layout.columns:
        notices[f"extra_columns:{group.layout.code}:{group.layout.columns}:{group.width}"] += count
    if not group.layout.covers(expected.income_year):
        notices[f"layout_year:{group.layout.code}:{group.layout.columns}"] += count


def _group(group: Group, expected: Expected, apart: list[Apart]) -> pl.DataFrame:
    """The typed documents of a group; lines with faults go apart."""
    layout = group.layout
    cells = columns.with_numbers(group.cells, layout)
    # A few lines are looked at one by one sooner than whole columns are.
    doubtful = columns.wrong(cells, layout, expected) if len(cells) > ONE_BY_ONE else pl.lit(True)
    names = [f"c{place}" for place in range(1, group.width + 1)]
    refused = []
    for row in cells.filter(doubtful).select("line", *names).iter_rows():
        line, texts = row[0], [cell or "" for cell in row[1:]]
        found = faults(texts, layout, expected)
        if found:
            apart.append(held(line, texts, layout, found))
            refused.append(line)
    good = cells.filter(~pl.col("line").is_in(refused)) if refused else cells
    return columns.typed(good, layout, group.width, expected)


def held(line: int, cells: list[str], layout: Layout, found: list[Fault]) -> Apart:
    """A line to mend: individual numbers are taken out of the cells and given apart."""
    places = [item.at - 1 for item in layout.numbers]
    numbers = tuple(cells[place] for place in places)
    shown = list(cells)
    for place in places:
        shown[place] = columns.BLOT if cells[place] else ""
    return Apart(line, False, tuple(found), "", layout.code, tuple(shown), numbers)


def counts(blocks: Iterable[Block]) -> Counter[str]:
    """``lines``, ``accepted``, ``held`` and ``rejected`` of all blocks."""
    total: Counter[str] = Counter(lines=0, accepted=0, held=0, rejected=0)
    for block in blocks:
        total["lines"] += block.lines
        total["accepted"] += len(block.documents)
        for one in block.apart:
            total["rejected" if one.rejected else "held"] += 1
    return total
