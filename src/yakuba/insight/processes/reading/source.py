"""A log from whatever it is kept in, told apart by what is in the file, not by its name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from yakuba.insight.processes.event_log import EventLog, Unreadable
from yakuba.insight.processes.reading.columns import is_columns, read_columns
from yakuba.insight.processes.reading.files import start_of
from yakuba.insight.processes.reading.ocel import read_ocel
from yakuba.insight.processes.reading.tables import Mapping, read_table
from yakuba.insight.processes.reading.xes import read_xes


@dataclass(frozen=True)
class Choices:
    """What the reader has to be told: the body's name, the columns of a table, the object type of an OCEL log."""

    body: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    object_type: str | None = None


def read_log(path: Path, choices: Choices | None = None) -> EventLog:
    """The log of a file or of a folder of columns. Unreadable, OSError."""
    chosen = choices or Choices()
    log = _read(path, chosen)
    return replace(log, body=chosen.body) if chosen.body else log


def _read(path: Path, choices: Choices) -> EventLog:
    if is_columns(path):
        return read_columns(path)
    if path.is_dir():
        raise Unreadable(
            "取り込んだ記録のフォルダーではありません。ファイルか、import で作った .columns を指定してください。"
        )
    start = start_of(path)
    if not start:
        raise Unreadable("空のファイルです。書き出し元で作り直してください。")
    if start.startswith(b"<"):
        return read_xes(path)
    if start.startswith(b"{"):
        return read_ocel(path, choices.object_type)
    return read_table(path, choices.mapping)
