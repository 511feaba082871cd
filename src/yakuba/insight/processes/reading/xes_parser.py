"""Any well-formed XES, through expat. Declarations of a document type are refused, so that no entity can unfold."""

from __future__ import annotations

import pyexpat
import re
from array import array
from dataclasses import dataclass, field
from typing import NoReturn

import numpy as np
import polars as pl

from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.reading.tokens import ATTRIBUTE_TAGS, Tokens


def tokens_by_parser(text: bytes) -> Tokens:
    """The elements. Unreadable, naming line and column, for what is not XML or not a log."""
    reading = _Reading()
    _parsed(text, reading)
    if not reading.is_log:
        raise Unreadable("XES ではありません（最初の要素が log ではありません）。")
    return reading.tokens()


def opens_a_log(head: bytes) -> bool:
    """Whether ``head``, up to the first trace, is the well-formed beginning of a log."""
    reading = _Reading()
    try:
        _parsed(head + b"</log>", reading)
    except Unreadable:
        return False
    return reading.root == "log" and reading.traces == 0


def _parsed(text: bytes, reading: _Reading) -> None:
    text, encoding = _in_an_encoding_of_expat(text)
    parser = pyexpat.ParserCreate(encoding, namespace_separator=None)
    parser.ordered_attributes = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text, True)
    except pyexpat.ExpatError as problem:
        raise Unreadable(
            f"XES として読めません（{problem.lineno} 行目 {problem.offset + 1} 文字目: "
            f"{pyexpat.ErrorString(problem.code)}）。書き出し元で作り直してください。"
        ) from None
    except (LookupError, ValueError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise _encoding(problem) from None


def _in_an_encoding_of_expat(text: bytes) -> tuple[bytes, str | None]:
    """The text, and what to take its encoding for: expat knows none of those of Japan, Python does."""
    declared = _DECLARED.match(text)
    if declared is None or declared.group(1).lower() not in _OF_JAPAN:
        return text, None
    try:
        return text.decode(_OF_JAPAN[declared.group(1).lower()]).encode(), "utf-8"
    except UnicodeDecodeError as problem:
        raise _encoding(problem) from None


def _encoding(problem: Exception) -> Unreadable:
    return Unreadable(f"XES の文字コードが分かりません（{problem}）。UTF-8 で書き出し直してください。")


def _refuse(*_: object) -> NoReturn:
    raise Unreadable("文書型宣言（DOCTYPE）を含むファイルは、安全のため受け付けません。宣言を除いてください。")


_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
_OF_JAPAN = {b"shift_jis": "cp932", b"windows-31j": "cp932", b"cp932": "cp932", b"euc-jp": "euc_jp"}
DEEPEST = 100  # elements within each other; XES has four, and lists within lists


_MANY = 200_000  # attributes kept as objects of Python, which take five times the memory of columns
_SCHEMA = {"owner": pl.UInt32, "key": pl.String, "value": pl.String}


@dataclass
class _Attributes:
    rows: list[tuple[int, str, str]] = field(default_factory=list)
    done: list[pl.DataFrame] = field(default_factory=list)

    def add(self, owner: int, key: str, value: str) -> None:
        self.rows.append((owner, key, value))
        if len(self.rows) >= _MANY:
            self._keep()

    def _keep(self) -> None:
        self.done.append(pl.DataFrame(self.rows, schema=_SCHEMA, orient="row"))
        self.rows = []

    def table(self) -> pl.DataFrame:
        self._keep()
        return pl.concat(self.done, rechunk=True)


class _Reading:
    """Follows the elements; only direct children of a trace or an event count."""

    def __init__(self) -> None:
        self.is_log = False
        self.root = ""
        self.path: list[str] = []
        self.traces = 0
        self.of_trace = array("I")
        self.of_traces, self.of_events = _Attributes(), _Attributes()
        self.passed_over = 0

    def start(self, name: str, written: list[str]) -> None:
        tag = name.rpartition(":")[2]
        around = self.path
        if len(around) >= DEEPEST:
            raise Unreadable(f"要素の入れ子が {DEEPEST} 段を超えます。XES か確かめてください。")
        if tag == "log" and not around:
            self.is_log, self.root = True, name
        elif tag == "trace" and around == ["log"]:
            self.traces += 1
        elif tag == "event" and around == ["log", "trace"]:
            self.of_trace.append(self.traces - 1)
        elif len(around) > 1 and around[1] == "trace":
            self._attribute(tag, written)
        around.append(tag)

    def end(self, _: str) -> None:
        self.path.pop()

    def _attribute(self, tag: str, written: list[str]) -> None:
        given = dict(zip(written[::2], written[1::2], strict=True))
        within = self.path[1:]
        if within == ["trace"]:
            into, owner = self.of_traces, self.traces - 1
        elif within == ["trace", "event"]:
            into, owner = self.of_events, len(self.of_trace) - 1
        else:
            self.passed_over += 1
            return
        if tag not in ATTRIBUTE_TAGS or "key" not in given or "value" not in given:
            self.passed_over += 1
            return
        into.add(owner, given["key"], given["value"])

    def tokens(self) -> Tokens:
        of_trace = pl.Series("trace", np.array(self.of_trace, np.uint32))
        return Tokens(self.traces, of_trace, self.of_traces.table(), self.of_events.table(), self.passed_over)
