"""Event logs as CSV: one line an event, the columns named by the reader or known by their usual names."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import polars as pl

from yakuba.insight.processes.event_log import EventLog, Held, Unreadable
from yakuba.insight.processes.reading.files import body_of, unpacked
from yakuba.insight.processes.reading.ordering import Raw, in_order

OF_CASE = "case:"  # columns that begin so are attributes of the case
USUAL = {
    "case": ("case:concept:name", "case_id", "case id", "caseid", "case", "案件番号", "案件ID", "案件", "受付番号"),
    "activity": ("concept:name", "activity", "task", "event", "作業", "作業名", "手順", "処理名", "工程"),
    "time": ("time:timestamp", "timestamp", "complete timestamp", "time", "日時", "処理日時", "完了日時"),
    "resource": ("org:resource", "resource", "user", "担当", "担当者", "職員"),
}
_SEPARATORS = (",", ";", "\t")
_NAMED = 30  # columns told in a message
_LONGEST_HEADING = 8 * 1024**2  # bytes
_PIECE = 16 * 1024**2  # bytes looked at at once
_ROWS = 200_000  # lines put into columns at once when they are read one by one


@dataclass(frozen=True)
class Mapping:
    """Which column is what; None where the usual names are to be looked for."""

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    resource: str | None = None


def read_table(path: Path, mapping: Mapping | None = None) -> EventLog:
    """The log of a CSV file in UTF-8 or CP932, plain or packed. Unreadable, naming what is missing."""
    lines, broken = _lines(in_utf_8(unpacked(path)))
    columns = _found(mapping or Mapping(), lines.columns)
    held = _without_case(lines[columns["case"]])
    if broken:
        held.append(Held("line", len(broken), f"列の数が見出しと合いません。先頭: {broken[0]} 行目。"))
    lines = lines.filter(lines[columns["case"]].fill_null("") != "")
    raw = _raw(body_of(path), lines, columns)
    del lines  # its memory goes while the log is put in order
    log = in_order(raw)
    aside = sum(one.count for one in held)
    return EventLog(log.body, log.cases, log.events, log.given + aside, (*held, *log.held), log.remarks)


def _raw(body: str, lines: pl.DataFrame, columns: dict[str, str]) -> Raw:
    case = lines[columns["case"]].rename("case")
    keys = [name for name in lines.columns if name.startswith(OF_CASE) and name not in columns.values()]
    first = case.to_frame().with_row_index("place").unique("case", keep="first", maintain_order=True)
    row = first.select("case").with_row_index("row")
    of_first = lines[first["place"]]
    names = [name.removeprefix(OF_CASE) for name in keys]
    return Raw(
        body=body,
        case_names=first["case"].rename("name"),
        case_attributes=pl.DataFrame([of_first[key].rename(name) for key, name in zip(keys, names, strict=True)]),
        of_case=case.to_frame().join(row, on="case", how="left", maintain_order="left")["row"],
        activity=lines[columns["activity"]].str.strip_chars(),
        time=lines[columns["time"]],
        resource=lines[columns["resource"]]
        if "resource" in columns
        else pl.Series([None] * lines.height, dtype=pl.String),
        event_attributes=pl.DataFrame(
            [lines[name] for name in lines.columns if name not in keys and name not in columns.values()]
        ),
    )


def in_utf_8(content: bytes) -> bytes:
    """The same text in UTF-8. Unreadable when it is neither that nor CP932."""
    if b"\0" in content:
        raise Unreadable("NUL（値 0 の文字）を含みます。文字コードが UTF-16 なら、UTF-8 で書き出し直してください。")
    if _is(content, "utf-8"):
        return content
    if _is(content, "cp932"):
        return content.decode("cp932").encode()
    raise Unreadable("文字コードが UTF-8 でも CP932（Shift_JIS）でもありません。UTF-8 で書き出し直してください。")


def _is(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for place in range(0, len(content), _PIECE):
            decoder.decode(content[place : place + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _heading(text: bytes) -> tuple[str, list[str]]:
    """The separator and the names of the columns. Unreadable."""
    end = text.find(b"\n", 0, _LONGEST_HEADING)
    if end < 0 and len(text) > _LONGEST_HEADING:
        raise Unreadable("1行目が長すぎます。見出しの行があるか、改行が LF か CRLF かを確かめてください。")
    heading = text[: end if end >= 0 else len(text)].decode().rstrip("\r")
    separator = max(_SEPARATORS, key=heading.count)
    try:
        names = next(csv.reader([heading], delimiter=separator), [])
    except csv.Error as problem:
        raise Unreadable(
            f"1行目を見出しとして読めません（{problem}）。改行が LF か CRLF かを確かめてください。"
        ) from None
    if not heading.strip():
        raise Unreadable("1行目に見出しがありません。")
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise Unreadable(f"見出しが二度あります: {_told(twice)}")
    return separator, names


def _lines(text: bytes) -> tuple[pl.DataFrame, list[int]]:
    """All columns as text, and the numbers of the lines whose columns do not match the heading."""
    separator, names = _heading(text)
    schema = dict.fromkeys(names, pl.String)
    try:
        table = pl.read_csv(text, separator=separator, schema=schema, extra_columns="raise")
    except pl.exceptions.PolarsError:
        return _one_by_one(text, separator, names)
    if text.count(b"\r") != text.count(b"\r\n") or _may_be_short(table, text, separator):
        return _one_by_one(text, separator, names)
    return table, []


def _may_be_short(table: pl.DataFrame, text: bytes, separator: str) -> bool:
    """Whether a line may end before its last column: the quick reader fills it up and does not say so.

    Where quotes have been odd in number a separator or line end belongs to a value.
    """
    if not table[table.columns[-1]].null_count():
        return False
    found = np.frombuffer(text.rstrip(b"\r\n") + b"\n", np.uint8)
    within = separators = lines = 0
    for place in range(0, len(found), _PIECE):
        piece = found[place : place + _PIECE]
        odd = (np.cumsum(piece == ord('"'), dtype=np.int64) + within) % 2
        within = int(odd[-1])
        at = np.cumsum((piece == ord(separator)) & (odd == 0), dtype=np.int64) + separators
        ends = at[(piece == ord("\n")) & (odd == 0)]
        if (ends != (np.arange(lines + 1, lines + 1 + len(ends)) * (table.width - 1))).any():
            return True
        separators, lines = int(at[-1]), lines + len(ends)
    return lines != table.height + 1


def _one_by_one(text: bytes, separator: str, names: Sequence[str]) -> tuple[pl.DataFrame, list[int]]:
    """The thorough way. Unreadable, naming the line at which a quoted value begins that does not end."""
    schema = dict.fromkeys(names, pl.String)
    tables: list[pl.DataFrame] = []
    good: list[list[str]] = []
    broken: list[int] = []
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""), delimiter=separator, strict=True)
    begun = 0
    try:
        next(reader)
        begun = reader.line_num
        for row in reader:
            begun = reader.line_num
            if len(row) == len(names):
                good.append(row)
            elif row:
                broken.append(reader.line_num)
            if len(good) == _ROWS:
                tables.append(pl.DataFrame(good, schema=schema, orient="row"))
                good = []
    except csv.Error as problem:
        raise Unreadable(
            f"CSV として読めません（{begun + 1} 行目から: {problem}）。引用符の対応を確かめてください。"
        ) from None
    return pl.concat([*tables, pl.DataFrame(good, schema=schema, orient="row")]), broken


def _told(names: Sequence[str]) -> str:
    more = f" ほか {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _found(mapping: Mapping, there: Sequence[str]) -> dict[str, str]:
    """The column of each role that has one. Unreadable when case, activity or time has none."""
    known = {name.strip().lower(): name for name in there}
    found = {}
    for role in fields(mapping):
        asked = getattr(mapping, role.name)
        if asked is not None and asked not in there:
            raise Unreadable(f"列 {asked} がありません。ある列: {_told(there)}")
        name = asked or next((known[one.lower()] for one in USUAL[role.name] if one.lower() in known), None)
        if name is None and role.name != "resource":
            raise Unreadable(f"--{role.name} で列を指定してください。ある列: {_told(there)}")
        if name is not None:
            found[role.name] = name
    return found


def _without_case(case: pl.Series) -> list[Held]:
    missing = (case.fill_null("") == "").arg_true()
    if missing.is_empty():
        return []
    return [Held("case", missing.len(), f"案件の番号がありません。先頭: 見出しを除いて {int(missing[0]) + 1} 行目。")]
