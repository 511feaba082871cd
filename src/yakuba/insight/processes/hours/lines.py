"""Lines of a table of whatever it is kept in: CSV in UTF-8 or CP932, or one sheet of an Excel workbook."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours import workbook_reading
from yakuba.insight.processes.hours.layout import REMARK, SHEET
from yakuba.insight.processes.hours.workbook_reading import Lines, read_sheet
from yakuba.insight.processes.reading.files import MARK, unpacked
from yakuba.insight.processes.reading.tables import in_utf_8

LARGEST = 64 * 1024**2  # bytes of CSV
MOST_LINES = 200_000
_SEPARATORS = (",", ";", "\t")

__all__ = ["Lines", "lines_of", "read_lines"]


def read_lines(path: Path) -> Lines:
    """The lines of a file, as `lines_of`. Unreadable, OSError."""
    return lines_of(unpacked(path, LARGEST))


def lines_of(content: bytes) -> Lines:
    """Lines that are neither blank nor remarks, each with its number in the file. Unreadable."""
    if content.startswith(workbook_reading.OLD_BINARY):
        raise Unreadable("古い Excel の形か、パスワード付きです。パスワードなしの .xlsx で保存し直してください。")
    packed = content.startswith(workbook_reading.PACKED)
    lines = read_sheet(content, SHEET) if packed else _of_csv(in_utf_8(content.removeprefix(MARK)).decode())
    filled = [(at, row) for at, row in lines if any(cell.strip() for cell in row)]
    kept = [(at, row) for at, row in filled if not row[0].lstrip().startswith(REMARK)]
    if not kept:
        raise Unreadable("空のファイルです。")
    if len(kept) > MOST_LINES:
        raise Unreadable(f"{MOST_LINES:,} 行を超えています。分けて書き出してください。")
    return kept


def _of_csv(text: str) -> Lines:
    heading = next(
        (line for line in text.splitlines() if line.strip() and not line.lstrip('" ').startswith(REMARK)), ""
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=heading.count))
    found: Lines = []
    try:
        for row in reader:
            found.append((reader.line_num, row))
    except csv.Error as problem:
        raise Unreadable(f"CSV として読めません（{reader.line_num} 行目: {problem}）。") from None
    return found
