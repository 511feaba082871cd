"""Event logs as CSV: one line an event, the columns named by the reader or known by their usual names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

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


@dataclass(frozen=True)
class Mapping:
    """Which column is what; None where the usual names are to be looked for."""

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    resource: str | None = None


def read_table(path: Path, mapping: Mapping | None = None) -> EventLog:
    """The log of a CSV file in UTF-8 or CP932, plain or packed. Unreadable, naming what is missing."""
    text = _decoded(unpacked(path))
    lines, broken = _lines(text)
    columns = _found(mapping or Mapping(), lines.columns)
    case = lines[columns["case"]].fill_null("")
    keys = [name for name in lines.columns if name.startswith(OF_CASE) and name not in columns.values()]
    named = case != ""
    held = _without_case(case)
    if broken:
        held.append(Held("line", len(broken), f"列の数が見出しと合いません。先頭: {broken[0]} 行目。"))
    lines, case = lines.filter(named), case.filter(named)
    first = lines.unique(columns["case"], keep="first", maintain_order=True)
    row = first.select(pl.col(columns["case"]).alias("case")).with_row_index("row")
    resource = columns.get("resource")
    raw = Raw(
        body=body_of(path),
        case_names=first[columns["case"]].rename("name"),
        case_attributes=first.select(pl.col(keys).name.map(lambda name: name.removeprefix(OF_CASE))),
        of_case=case.rename("case").to_frame().join(row, on="case", how="left", maintain_order="left")["row"],
        activity=lines[columns["activity"]].str.strip_chars(),
        time=lines[columns["time"]],
        resource=lines[resource] if resource else pl.Series([None] * lines.height, dtype=pl.String),
        event_attributes=lines.drop([*keys, *columns.values()]),
    )
    log = in_order(raw)
    aside = sum(one.count for one in held)
    return EventLog(log.body, log.cases, log.events, log.given + aside, (*held, *log.held), log.remarks)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文字コードが UTF-8 でも CP932（Shift_JIS）でもありません。UTF-8 で書き出し直してください。")


def _lines(text: str) -> tuple[pl.DataFrame, list[int]]:
    """All columns as text, and the numbers of the lines whose columns do not match the heading."""
    heading = text.partition("\n")[0].rstrip("\r")
    separator = max(_SEPARATORS, key=heading.count)
    names = next(csv.reader([heading], delimiter=separator), [])
    twice = sorted({name for name in names if names.count(name) > 1})
    if not heading.strip() or twice:
        raise Unreadable(f"見出しが二度あります: {', '.join(twice)}" if twice else "1行目に見出しがありません。")
    schema = dict.fromkeys(names, pl.String)
    try:
        table = pl.read_csv(text.encode(), separator=separator, schema=schema, extra_columns="raise")
    except pl.exceptions.PolarsError:
        return _one_by_one(text, separator, names)
    if _may_be_short(table, text, separator):
        return _one_by_one(text, separator, names)
    return table, []


def _may_be_short(table: pl.DataFrame, text: str, separator: str) -> bool:
    """Whether a line may end before its last column: the quick reader fills it up and does not say so."""
    if not table[table.columns[-1]].null_count():
        return False
    if '"' in text:
        return True
    marks = pl.Series(text.rstrip("\r\n").split("\n")).str.count_matches(separator, literal=True)
    return bool((marks != table.width - 1).any())


def _one_by_one(text: str, separator: str, names: Sequence[str]) -> tuple[pl.DataFrame, list[int]]:
    good: list[list[str]] = []
    broken: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        next(reader)
        for row in reader:
            if len(row) == len(names):
                good.append(row)
            elif row:
                broken.append(reader.line_num)
    except csv.Error as problem:
        raise Unreadable(f"CSV として読めません（{reader.line_num} 行目: {problem}）。") from None
    return pl.DataFrame(good, schema=dict.fromkeys(names, pl.String), orient="row"), broken


def _found(mapping: Mapping, there: Sequence[str]) -> dict[str, str]:
    """The column of each role that has one. Unreadable when case, activity or time has none."""
    known = {name.strip().lower(): name for name in there}
    found = {}
    for role in fields(mapping):
        asked = getattr(mapping, role.name)
        if asked is not None and asked not in there:
            raise Unreadable(f"列 {asked} がありません。ある列: {', '.join(there)}")
        name = asked or next((known[one.lower()] for one in USUAL[role.name] if one.lower() in known), None)
        if name is None and role.name != "resource":
            raise Unreadable(f"--{role.name} で列を指定してください。ある列: {', '.join(there)}")
        if name is not None:
            found[role.name] = name
    return found


def _without_case(case: pl.Series) -> list[Held]:
    missing = (case == "").arg_true()
    if missing.is_empty():
        return []
    return [Held("case", missing.len(), f"案件の番号がありません。先頭: 見出しを除いて {int(missing[0]) + 1} 行目。")]
