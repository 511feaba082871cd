"""Reading a file in blocks of whole records, whatever is wrong with single lines.

A record is one line, or several where a quoted field holds line breaks. What cannot be read (wrong number of fields,
bytes that are no UTF-8) is set apart with its line number and raw text; reading goes on with the next line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from yakuba.areas.resident_registry.loads.profile import LoadRefused

BLOCK_BYTES = 12_000_000
"""Bytes of a block: about 16,000 records of the national layout."""

_LONGEST_RECORD = 60  # physical lines of one record; more is taken for a stray quote
_LONGEST_LINE = 1_000_000  # bytes
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Unread:
    """A line that is no record: number, code of the reason, raw text as far as it can be shown."""

    line: int
    code: str
    raw: str


@dataclass(frozen=True)
class Position:
    """Where a block begins: byte offset and number of the line (the heading is line 1)."""

    offset: int
    line: int


@dataclass
class Block:
    """Records of a piece of the file: ``lines`` numbers them, ``cells`` has one text column ``c0, c1, …`` a heading."""

    start: Position
    end: Position
    lines: list[int]
    cells: pl.DataFrame
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True)
class Opening:
    """The headings of a file and where its records begin."""

    headings: tuple[str, ...]
    start: Position


def opening(path: Path) -> Opening:
    """Read the heading line. Raises LoadRefused when there is none that can be read."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
        end = file.tell()
    try:
        text = first.removeprefix(_BOM).decode("utf-8").rstrip("\r\n")
        headings = next(csv.reader([text], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as problem:
        raise LoadRefused(
            "ファイルの 1 行目：UTF-8 の見出しとして読めません。文字コードを UTF-8 にして出し直してください。"
        ) from problem
    if not any(heading.strip() for heading in headings):
        raise LoadRefused("ファイル：見出しの行がありません。1 行目に見出しのある CSV を選んでください。")
    return Opening(tuple(headings), Position(end, 2))


def block(path: Path, start: Position, until: int, fields: int) -> Block:
    """The records that begin before byte ``until``, from ``start`` on."""
    reader = _Reader(path, start, fields)
    return reader.read(until)


def blocks(path: Path, start: Position, fields: int) -> Iterator[Block]:
    """All records, block by block."""
    size = path.stat().st_size
    while start.offset < size:
        piece = block(path, start, start.offset + BLOCK_BYTES, fields)
        yield piece
        start = piece.end


class _Reader:
    """Reads one block: plain lines in bulk, lines with quotes or faults one by one."""

    def __init__(self, path: Path, start: Position, fields: int) -> None:
        self.path, self.start, self.fields = path, start, fields
        self.lines: list[int] = []
        self.plain: list[bytes] = []
        self.rows: dict[int, list[str]] = {}  # place in `lines` → fields, for records that are not plain
        self.unread: list[Unread] = []

    def read(self, until: int) -> Block:
        with self.path.open("rb") as file:
            file.seek(self.start.offset)
            data = file.read(max(0, until - self.start.offset))
            if not data.endswith(b"\n"):
                data += file.readline(_LONGEST_LINE)
            lines = data.split(b"\n")
            if b'"' in data or max(map(len, lines)) >= _LONGEST_LINE:
                file.seek(self.start.offset)
                return self._line_by_line(file, until)
        return self._in_bulk(data, lines)

    def _in_bulk(self, data: bytes, lines: list[bytes]) -> Block:
        """Without quotes a record is a line."""
        if not lines[-1]:
            lines.pop()
        if b"\r" in data:
            lines = [line.rstrip(b"\r") for line in lines]
        commas, nul = self.fields - 1, b"\0" in data
        if self.fields > 1 and not nul and all(line.count(b",") == commas for line in lines):
            self.lines, self.plain = list(range(self.start.line, self.start.line + len(lines))), lines
        else:
            for number, line in enumerate(lines, self.start.line):
                self._take(number, line)
        end = Position(self.start.offset + len(data), self.start.line + len(lines))
        return Block(self.start, end, self.lines, self._frame(), self.unread)

    def _take(self, number: int, body: bytes) -> None:
        """A line without quotes."""
        commas = self.fields - 1
        if body.count(b",") == commas and (commas or body) and b"\0" not in body:
            self.lines.append(number)
            self.plain.append(body)
        elif body.strip():
            self._refuse(number, body, "control" if b"\0" in body else "columns")

    def _line_by_line(self, file: io.BufferedReader, until: int) -> Block:
        number, offset = self.start.line, self.start.offset
        while offset < until:
            line = file.readline(_LONGEST_LINE)
            if not line:
                break
            if b'"' in line:
                taken = self._quoted(file, line, number)
                number, offset = number + taken, file.tell()
                continue
            self._take(number, line.rstrip(b"\r\n"))
            number, offset = number + 1, offset + len(line)
        return Block(self.start, Position(offset, number), self.lines, self._frame(), self.unread)

    def _quoted(self, file: io.BufferedReader, line: bytes, number: int) -> int:
        """One record with quotes. Gives the number of physical lines it took; a stray quote costs its line only."""
        resume = file.tell()
        raw, taken = line, 1
        while raw.count(b'"') % 2 and taken < _LONGEST_RECORD:
            more = file.readline(_LONGEST_LINE)
            if not more:
                break
            raw, taken = raw + more, taken + 1
        row = self._parsed(raw)
        if row is None:
            file.seek(resume)
            self._refuse(number, line.rstrip(b"\r\n"), "columns")
            return 1
        self.rows[len(self.lines)] = row
        self.lines.append(number)
        self.plain.append(b"")
        return taken

    def _parsed(self, raw: bytes) -> list[str] | None:
        if raw.count(b'"') % 2 or b"\0" in raw:
            return None
        try:
            rows = list(csv.reader(io.StringIO(raw.decode("utf-8").rstrip("\r\n"), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            return None
        return rows[0] if len(rows) == 1 and len(rows[0]) == self.fields else None

    def _refuse(self, number: int, body: bytes, code: str) -> None:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            code = "encoding"
        self.unread.append(Unread(number, code, body[:4000].decode("utf-8", "replace").replace("\0", "\ufffd")))

    def _frame(self) -> pl.DataFrame:
        names = [f"c{place}" for place in range(self.fields)]
        if not self.lines:
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        if not self.rows and self.fields > 1:  # one empty field would be an empty line to the fast reader
            try:
                return pl.read_csv(
                    b"\n".join(self.plain),
                    has_header=False,
                    new_columns=names,
                    infer_schema=False,
                    quote_char=None,
                    empty_string_is_null=False,
                )
            except pl.exceptions.ComputeError:
                """Bytes that are no UTF-8: which lines have them is found one by one."""
        return self._slow_frame(names)

    def _slow_frame(self, names: list[str]) -> pl.DataFrame:
        lines: list[int] = []
        found: list[list[str]] = []
        for place, (number, body) in enumerate(zip(self.lines, self.plain, strict=True)):
            row = self.rows.get(place)
            if row is None:
                try:
                    row = body.decode("utf-8").split(",")
                except UnicodeDecodeError:
                    self._refuse(number, body, "encoding")
                    continue
            lines.append(number)
            found.append(row)
        self.lines[:] = lines
        self.unread.sort(key=lambda one: one.line)
        columns = zip(*found, strict=True) if found else [()] * self.fields
        return pl.DataFrame(
            {name: list(values) for name, values in zip(names, columns, strict=True)},
            schema=dict.fromkeys(names, pl.String),
        )
