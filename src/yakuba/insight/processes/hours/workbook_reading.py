"""The cells of one sheet of an Excel workbook (.xlsx, ECMA-376 part 1) as text, within bounds.

Only what a survey needs: values, not formats. Nothing in the file is believed about its own size: what is unpacked is
counted while it is unpacked. A DOCTYPE is refused, so no entity can unfold.
"""

from __future__ import annotations

import io
import pyexpat
import zipfile
import zlib
from collections.abc import Iterator

from yakuba.insight.processes.event_log import Unreadable

LARGEST_FILE = 20 * 1024**2  # bytes, packed
LARGEST_PART = 64 * 1024**2  # bytes of one part, unpacked
MOST_MEMBERS = 2_000
MOST_CELLS = 1_000_000
MOST_COLUMNS = 256
LAST_ROW = 1_048_576  # of any sheet
PACKED = b"PK\x03\x04"
OLD_BINARY = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password
_PIECE = 1024**2
_TOO_MANY = f"セルが多すぎます（{MOST_CELLS:,} 個、{MOST_COLUMNS} 列まで）。調査票だけのブックにしてください。"
# OSError: a place inside the file that cannot be; ValueError: a number that is none.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

Lines = list[tuple[int, list[str]]]


def read_sheet(content: bytes, wanted: str) -> Lines:
    """Rows with something in them, each with its number in the sheet; the sheet ``wanted``, else the first.

    Cells merged downwards all have the value of the first: that is how a name over several lines is meant. Unreadable.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"ファイルが {LARGEST_FILE // 1024**2}MB を超えています。調査票だけのブックにしてください。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if len(book.infolist()) > MOST_MEMBERS:
                raise Unreadable("Excel ブックの中の部品が多すぎます。調査票だけのブックにしてください。")
            return _sheet(book, wanted)
    except _BROKEN as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable("Excel ブック（.xlsx）として壊れています。Excel で開いて保存し直してください。") from None


def _sheet(book: zipfile.ZipFile, wanted: str) -> Lines:
    sheets = _Sheets()
    sheets.parse(book, "xl/workbook.xml")
    if not sheets.found:
        raise Unreadable("Excel ブックにシートがありません。")
    links = _Links()
    links.parse(book, "xl/_rels/workbook.xml.rels")
    target = links.found.get(dict(sheets.found).get(wanted) or sheets.found[0][1], "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    strings = _Strings()
    if "xl/sharedStrings.xml" in book.namelist():
        strings.parse(book, "xl/sharedStrings.xml")
    cells = _Cells(strings.found)
    cells.parse(book, part)
    return cells.lines()


class _Part:
    """One part of the workbook, given to expat in pieces. Subclasses get names without their namespace."""

    def parse(self, book: zipfile.ZipFile, name: str) -> None:
        """Unreadable when the part is missing, too large, or not well formed."""
        parser = pyexpat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = lambda tag, given: self.start(
            _local(tag), {_local(k): v for k, v in given.items()}
        )
        parser.EndElementHandler = lambda tag: self.end(_local(tag))
        parser.CharacterDataHandler = self.text
        try:
            for piece in _unpacked(book, name):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except pyexpat.ExpatError as problem:
            raise Unreadable(
                f"Excel ブックの {name} が壊れています（{problem}）。Excel で保存し直してください。"
            ) from None

    @staticmethod
    def _refuse(*_: object) -> None:
        raise Unreadable("Excel ブックに DOCTYPE があります。Excel で保存し直してください。")

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between."""


class _Sheets(_Part):
    """Names of the sheets with the id of their link, in order."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            self.found.append((given.get("name", ""), given.get("id", "")))


class _Links(_Part):
    """Parts by the id of their link."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship":
            self.found[given.get("Id", "")] = given.get("Target", "")


class _Strings(_Part):
    """Texts that cells share. Readings (rPh), which Japanese Excel keeps beside a text, are no part of it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._inside = self._reading = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "si":
            self._pieces = []
        self._reading = self._reading or tag == "rPh"
        self._inside = tag == "t" and not self._reading

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append("".join(self._pieces))
        elif tag == "rPh":
            self._reading = False
        self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)


class _Cells(_Part):
    """Values of a sheet by row and column, both from 1."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings
        self._rows: dict[int, dict[int, str]] = {}
        self._row = self._column = self._count = 0
        self._kind = ""
        self._pieces: list[str] = []
        self._inside = self._reading = False
        self._merged: list[tuple[int, int, int, int]] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self._row = int(given.get("r") or self._row + 1)
            self._column = 0
        elif tag == "c":
            self._column = _column(given["r"]) if "r" in given else self._column + 1
            self._kind = given.get("t", "n")
            self._pieces = []
        elif tag == "mergeCell":
            first, _, last = given.get("ref", "").partition(":")
            if last:
                self._merged.append((_row(first), _row(last), _column(first), _column(last)))
        self._reading = self._reading or tag == "rPh"
        self._inside = tag in ("v", "t") and not self._reading

    def end(self, tag: str) -> None:
        self._inside = False
        if tag == "rPh":
            self._reading = False
        elif tag == "c" and (value := self._value()):
            self._put(self._row, self._column, value)

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)

    def lines(self) -> Lines:
        """Rows in order, as long as their last value."""
        looked = 0
        for top, bottom, left, right in self._merged:
            value = self._rows.get(top, {}).get(left)
            if value is None or left != right:
                continue
            looked += bottom - top
            if looked > MOST_CELLS:
                raise Unreadable(_TOO_MANY)
            for row in range(top + 1, bottom + 1):
                if row in self._rows and left not in self._rows[row]:
                    self._put(row, left, value)
        filled = sorted(self._rows.items())
        return [(row, [cells.get(at, "") for at in range(1, max(cells) + 1)]) for row, cells in filled]

    def _put(self, row: int, column: int, value: str) -> None:
        self._count += 1
        if self._count > MOST_CELLS or column > MOST_COLUMNS or not 0 < row <= LAST_ROW:
            raise Unreadable(
                f"セルが多すぎます（{MOST_CELLS:,} 個、{MOST_COLUMNS} 列まで）。調査票だけにしてください。"
            )
        self._rows.setdefault(row, {})[column] = value

    def _value(self) -> str:
        raw = "".join(self._pieces).strip()
        if self._kind == "s" and raw:
            place = int(raw)
            if not 0 <= place < len(self._strings):
                raise Unreadable("Excel ブックの文字列の表が壊れています。Excel で保存し直してください。")
            return self._strings[place].strip()
        if self._kind == "n" and raw:
            return f"{float(raw):.15g}"  # Excel keeps 15 digits; what is behind them is how doubles are stored
        return raw


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _column(place: str) -> int:
    """'AB12' is column 28."""
    letters = place.rstrip("0123456789").replace("$", "")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise Unreadable(f"セルの位置「{place[:20]}」が読めません。Excel で保存し直してください。")
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def _row(place: str) -> int:
    return int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"))


def _unpacked(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        stream = book.open(name)
    except KeyError:
        raise Unreadable(f"Excel ブックに {name} がありません。Excel で保存し直してください。") from None
    size = 0
    with stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > LARGEST_PART:
                raise Unreadable("開くと極端に大きくなる Excel ブックです。調査票だけのブックにしてください。")
            yield piece
