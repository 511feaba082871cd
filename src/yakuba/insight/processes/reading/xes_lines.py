"""The quick way through XES as nearly all tools write it: one element a line, values in double quotes.

Every line is held against that form; a file that leaves it anywhere is given back (None) and read by the parser,
which knows all of XML.
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from yakuba.insight.processes.reading.tokens import (
    ATTRIBUTE,
    ATTRIBUTE_TAGS,
    EVENT,
    EVENT_END,
    LOG_END,
    TRACE,
    TRACE_END,
    Tokens,
)
from yakuba.insight.processes.reading.xes_parser import opens_a_log

_KINDS = {"<trace>": TRACE, "</trace>": TRACE_END, "<event>": EVENT, "</event>": EVENT_END, "</log>": LOG_END} | {
    f"<{tag} key=": ATTRIBUTE for tag in ATTRIBUTE_TAGS
}
_NAMED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_REFERENCE = re.compile("&(?:#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);|&")
_CHARACTERS = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_COLUMNS = {"tag": pl.String, "key": pl.String, "between": pl.String, "value": pl.String, "end": pl.String}
_BLANK = 32  # what stands below it is a control character, and XML knows three of them
_PIECE = 4 * 1024**2
_LONGEST = 256 * 1024  # bytes of a line


def tokens_by_lines(text: bytes) -> Tokens | None:
    """The elements, or None when the file is not in that form. ``text`` is UTF-8 without a byte-order mark."""
    begin = text.find(b"<trace>")
    if begin < 0 or _has_a_long_line(text, begin) or not _plain(text, begin):
        return None
    lines = _lines(text[begin:])
    if lines is None:
        return None
    kinds = lines["kind"].to_numpy()
    inside = _nesting(kinds)
    return None if inside is None else _assembled(lines, kinds, inside)


def _has_a_long_line(text: bytes, begin: int) -> bool:
    """Whether a line is too long for the quick reader, which takes 30 times the size of a log all on one line."""
    while len(text) - begin > _LONGEST:
        end = text.rfind(b"\n", begin, begin + _LONGEST)
        if end < 0:
            return True
        begin = end + 1
    return False


def _plain(text: bytes, begin: int) -> bool:
    """Whether the head is a log's and no control character stands anywhere.

    Comments, sections and declarations cannot get by: each line has to have the form of an element.
    """
    head = text[:begin]
    if re.search(rb'encoding=["\'](?!(?i:utf-8)["\'])', head) or not opens_a_log(head):
        return False
    returns = text.count(b"\r")
    if returns and returns != text.count(b"\r\n"):
        return False
    allowed = returns + text.count(b"\t") + text.count(b"\n")
    found = np.frombuffer(text, np.uint8)
    # Piece by piece: a mark for each byte of the whole would take as much memory again.
    low = sum(np.count_nonzero(found[place : place + _PIECE] < _BLANK) for place in range(0, len(found), _PIECE))
    return low == allowed


def _lines(body: bytes) -> pl.DataFrame | None:
    """`kind`, `key`, `value` of each line; None when a line has another form."""
    try:
        found = pl.read_csv(
            body,
            has_header=False,
            separator='"',
            quote_char=None,
            schema=_COLUMNS,
            empty_string_is_null=False,
            missing_columns="insert",
            extra_columns="raise",
        )
    except pl.exceptions.PolarsError:
        return None
    tag = pl.col("tag").str.strip_chars(" \t\r")
    found = found.with_columns(tag.replace_strict(_KINDS, default=None, return_dtype=pl.Int8).alias("kind"))
    empty = [pl.col(name).fill_null("") == "" for name in ("key", "between", "value", "end")]
    attribute = (
        (pl.col("between") == " value=")
        & (pl.col("end").str.strip_chars_end(" \t\r") == "/>")
        & ~pl.col("value").str.contains("<", literal=True)
        & ~pl.col("key").str.contains(r"[<&\t]")
    )
    good = pl.when(pl.col("kind") == ATTRIBUTE).then(attribute).otherwise(pl.all_horizontal(empty))
    if not found.select((pl.col("kind").is_not_null() & good).fill_null(value=False).all()).item():
        return None
    return _unescaped(found.select("kind", "key", "value"))


def _unescaped(lines: pl.DataFrame) -> pl.DataFrame | None:
    """References resolved and blanks made blanks, as a parser does it with values; None for an unknown reference."""
    odd = lines.filter(pl.col("value").str.contains("[&\t]"))["value"].unique()
    if odd.is_empty():
        return lines
    try:
        meant = [_REFERENCE.sub(_resolve, one.replace("\t", " ")) for one in odd.to_list()]
    except ValueError:
        return None
    table = pl.DataFrame({"value": odd, "meant": meant})
    joined = lines.join(table, on="value", how="left", maintain_order="left")
    return joined.select("kind", "key", pl.coalesce("meant", "value").alias("value"))


def _resolve(found: re.Match[str]) -> str:
    name = found.group()
    if name.startswith("&#"):
        return _character(int(name[3:-1], 16) if name[2] == "x" else int(name[2:-1]))
    if name not in _NAMED:
        raise ValueError(name)
    return _NAMED[name]


def _character(code: int) -> str:
    """ValueError for what is none in XML (production 2): halves of surrogate pairs, most control characters."""
    if code in (9, 10, 13) or any(code in some for some in _CHARACTERS):
        return chr(code)
    raise ValueError(code)


def _nesting(kinds: np.ndarray) -> np.ndarray | None:
    """Depth before each line (0 outside, 1 in a trace, 2 in an event); None when ends do not match beginnings."""
    steps = np.zeros(len(kinds), np.int8)
    steps[(kinds == TRACE) | (kinds == EVENT)] = 1
    steps[(kinds == TRACE_END) | (kinds == EVENT_END)] = -1
    after = np.cumsum(steps, dtype=np.int64)
    before = after - steps
    expected = {TRACE: 0, EVENT: 1, TRACE_END: 1, EVENT_END: 2, LOG_END: 0}
    if any((before[kinds == kind] != depth).any() for kind, depth in expected.items()):
        return None
    ends = np.flatnonzero(kinds == LOG_END)
    return before if len(ends) == 1 and ends[0] == len(kinds) - 1 else None


def _assembled(lines: pl.DataFrame, kinds: np.ndarray, inside: np.ndarray) -> Tokens:
    trace = np.cumsum(kinds == TRACE) - 1
    event = np.cumsum(kinds == EVENT) - 1
    attribute = kinds == ATTRIBUTE
    pieces = []
    for owner, depth in ((trace, 1), (event, 2)):
        mine = attribute & (inside == depth)
        found = lines.select("key", "value").filter(pl.Series(mine))
        pieces.append(found.insert_column(0, pl.Series("owner", owner[mine].astype(np.uint32))))
    return Tokens(
        traces=int((kinds == TRACE).sum()),
        of_trace=pl.Series("trace", trace[kinds == EVENT].astype(np.uint32)),
        trace_attributes=pieces[0],
        event_attributes=pieces[1],
        passed_over=0,
    )
