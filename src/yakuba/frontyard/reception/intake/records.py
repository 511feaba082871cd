"""Reads the lines of a file one after the other, CSV or JSON Lines, from any place in it. Little is held in memory.

What cannot be read as a line (bytes of another encoding, a wrong number of fields, a quote that never closes, broken
JSON) is set apart with its number, and reading goes on behind it.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yakuba.frontyard.reception.intake import faults
from yakuba.frontyard.reception.intake.faults import Fault, Refused

CSV, JSONL = "csv", "jsonl"
LONGEST_LINE = 1_000_000
MOST_LINES = 60
"""Physical lines of one record; more is taken for a stray quote."""
MOST_CELLS = 500
DEEPEST = 4
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
SAVE_AS = "Excel では「CSV UTF-8（コンマ区切り）」で保存し直す"


@dataclass(frozen=True)
class Source:
    """A file and how it is read. ``headings`` are those of a CSV file; ``start`` is the byte of its first record."""

    path: Path
    kind: str
    encoding: str
    headings: tuple[str, ...]
    start: int
    first_line: int


@dataclass(frozen=True)
class Record:
    """One record: its line, its cells by heading or what is wrong with it, and the byte and line behind it."""

    line: int
    cells: dict[str, str]
    fault: Fault | None
    next_offset: int
    next_line: int


def opened(path: Path, kind: str, encoding: str) -> Source:
    """Look at the beginning of a file. Raises Refused when nothing of it can be read."""
    with path.open("rb") as file:
        first = file.readline(LONGEST_LINE)
        end = file.tell()
    if not first.strip():
        raise Refused("ファイル：何も入っていない。申請のあるファイルを選ぶ")
    if first.startswith(_UTF16):
        raise Refused(f"ファイルの文字コード：UTF-16 になっている。{SAVE_AS}")
    bom = len(_BOM) if first.startswith(_BOM) else 0
    text = _decoded_heading(first[bom:], encoding)
    if kind == JSONL:
        if text.lstrip().startswith("["):
            raise Refused("ファイル：JSON の配列になっている。1 行に 1 件ずつ書く（JSON Lines）")
        return Source(path, kind, encoding, (), bom, 1)
    headings = _headings(text)
    return Source(path, kind, encoding, headings, end, 2)


def _decoded_heading(first: bytes, encoding: str) -> str:
    try:
        return first.decode(encoding)
    except UnicodeDecodeError:
        pass
    if encoding == "utf-8" and _fits(first, "cp932"):
        remedy = f"UTF-8 で出し直す（{SAVE_AS}）か、対応表に encoding: cp932 と書く"
        raise Refused(f"ファイルの文字コード：Shift_JIS のようです。{remedy}")
    raise Refused(f"ファイルの 1 行目：{encoding} として読めない。文字コードを確かめて出し直す")


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _headings(text: str) -> tuple[str, ...]:
    try:
        found = next(csv.reader([text.rstrip("\r\n")], strict=True), [])
    except csv.Error:
        raise Refused("ファイルの 1 行目：見出しの引用符が閉じていない。1 行目に見出しのある CSV を選ぶ") from None
    headings = [one.strip() for one in found]
    if not any(headings):
        raise Refused("ファイル：見出しの行がない。1 行目に見出しのある CSV を選ぶ")
    if "" in headings:
        raise Refused(f"見出し：{headings.index('') + 1} 列目が空になっている。見出しを付けるか、列を除く")
    twice = sorted({one for one in headings if headings.count(one) > 1})
    if twice:
        raise Refused(f"見出し「{'、'.join(twice)}」：二つある。どちらかの列を除く")
    if len(headings) > MOST_CELLS:
        raise Refused(f"見出し：{len(headings)} 列ある。{MOST_CELLS} 列までにする")
    return tuple(headings)


def read(source: Source, offset: int, line: int) -> Iterator[Record]:
    """The records from a byte on, which is line ``line`` of the file. Empty lines are no records."""
    with source.path.open("rb") as file:
        file.seek(offset)
        while data := file.readline(LONGEST_LINE):
            here, line = line, line + 1
            if not data.strip():
                continue
            if not data.endswith(b"\n") and len(data) >= LONGEST_LINE:
                _skip_line(file)
                yield _unread(here, data, "行が長すぎる", "1 行を 1MB までにする", (file.tell(), line))
                continue
            place = file.tell()
            whole, count = _whole(file, data) if source.kind == CSV else (data, 1)
            cells, fault = _cells(source, whole)
            if fault and count > 1:  # a stray quote: only its own line is lost
                file.seek(place)
                count = 1
            line = here + count
            told = fault and _fault(data, *fault)
            yield Record(here, cells, told, file.tell(), line)


def _skip_line(file: Any) -> None:
    while (more := file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass


def _whole(file: Any, data: bytes) -> tuple[bytes, int]:
    """A record with the lines its quoted cells go on in. A quote that never closes leaves the one line."""
    if data.count(b'"') % 2 == 0:
        return data, 1
    place, whole = file.tell(), data
    for count in range(2, MOST_LINES + 1):
        more = file.readline(LONGEST_LINE)
        if not more:
            break
        whole += more
        if whole.count(b'"') % 2 == 0:
            return whole, count
    file.seek(place)
    return data, 1


def _cells(source: Source, data: bytes) -> tuple[dict[str, str], tuple[str, str] | None]:
    """The cells, or reason and remedy."""
    try:
        text = data.decode(source.encoding)
    except UnicodeDecodeError:
        sjis = "（Shift_JIS の行のようです）" if source.encoding == "utf-8" and _fits(data, "cp932") else ""
        return {}, (f"{source.encoding} として読めない文字がある{sjis}", "文字コードをそろえて、取り込み直す")
    if "\x00" in text:
        return {}, ("制御文字（NUL）がある", "申請サービスから出し直して、取り込み直す")
    return _of_csv(source.headings, text) if source.kind == CSV else _of_json(text)


def _of_csv(headings: tuple[str, ...], text: str) -> tuple[dict[str, str], tuple[str, str] | None]:
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error:
        return {}, ("引用符が閉じていないか、続けて文字がある", "引用符を直して、取り込み直す")
    if len(rows) != 1 or len(rows[0]) != len(headings):
        count = len(rows[0]) if rows else 0
        reason = f"項目が {count} 個ある（見出しは {len(headings)} 個）"
        return {}, (reason, "コンマと引用符を確かめて、取り込み直す")
    return dict(zip(headings, rows[0], strict=True)), None


def _of_json(text: str) -> tuple[dict[str, str], tuple[str, str] | None]:
    remedy = "1 行に 1 件の JSON オブジェクトにして、取り込み直す"
    try:
        value = json.loads(text, object_pairs_hook=_once)
        cells: dict[str, str] = {}
        if not isinstance(value, dict):
            return {}, ("JSON のオブジェクトでない", remedy)
        _flatten(value, "", cells, 0)
    except _Twice as twice:
        return {}, (f"「{twice}」が二つある", remedy)
    except (ValueError, RecursionError):
        return {}, ("JSON として読めない、または入れ子が深すぎる", remedy)
    return cells, None


class _Twice(Exception):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key[:60])
        found[key] = value
    return found


def _flatten(value: dict[str, Any], prefix: str, cells: dict[str, str], depth: int) -> None:
    """Nested objects become dotted names, lists of values one cell. Raises ValueError."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    for key, one in value.items():
        name = f"{prefix}{key}"
        if isinstance(one, dict):
            _flatten(one, f"{name}.", cells, depth + 1)
        elif isinstance(one, list):
            cells[name] = ";".join(map(_scalar, one))
        else:
            cells[name] = _scalar(one)
    if len(cells) > MOST_CELLS:
        raise ValueError("too many")


def _scalar(value: Any) -> str:
    """One value as text. An attachment may be an object of ``question`` and ``file``. Raises ValueError."""
    if isinstance(value, dict) and set(value) == {"question", "file"}:
        return f"{value['question']}={value['file']}"
    if isinstance(value, dict | list):
        raise ValueError("nested list")
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    text.encode()  # half of a surrogate pair is a ValueError
    return text


def _fault(data: bytes, reason: str, remedy: str) -> Fault:
    shown = data[:300].decode("utf-8", "replace").replace("\x00", "�").strip()
    return Fault(faults.UNREAD, "", shown, reason, remedy)


def _unread(line: int, data: bytes, reason: str, remedy: str, behind: tuple[int, int]) -> Record:
    return Record(line, {}, _fault(data, reason, remedy), *behind)


def starts(source: Source, every: int) -> tuple[list[list[int]], int]:
    """Where each block of ``every`` records begins, as byte and line, and how many records there are."""
    places: list[list[int]] = []
    count = 0
    offset, line = source.start, source.first_line
    for record in read(source, offset, line):
        if count % every == 0:
            places.append([offset, line])
        count += 1
        offset, line = record.next_offset, record.next_line
    return places, count
