"""Bytes of a file: unpacked, without byte-order mark, and never more than the memory is meant for."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

from yakuba.insight.processes.event_log import Unreadable

MARK = b"\xef\xbb\xbf"
PACKED = b"\x1f\x8b"
LARGEST = 4 * 1024**3  # bytes unpacked; more is taken for a file made to fill the memory
_PIECE = 16 * 1024**2


def body_of(path: Path) -> str:
    """The name a log has when none is given: that of its file."""
    return path.name.split(".")[0] or path.name


def start_of(path: Path) -> bytes:
    """The first bytes that are neither mark nor blank: they tell the form. Unreadable, OSError."""
    try:
        with _opened(path) as source:
            return source.read(256).removeprefix(MARK).lstrip()
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise _broken(problem) from None


def unpacked(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file without packing and byte-order mark. Unreadable when broken or past ``largest`` bytes."""
    pieces, size = [], 0
    try:
        with _opened(path) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > largest:
                    raise Unreadable(f"展開すると {largest} バイトを超えます。期間で分けて書き出してください。")
                pieces.append(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise _broken(problem) from None
    return b"".join(pieces).removeprefix(MARK)


def _opened(path: Path) -> gzip.GzipFile | io.BufferedReader:
    with path.open("rb") as stream:
        packed = stream.read(2) == PACKED
    return gzip.open(path) if packed else path.open("rb")


def _broken(problem: Exception) -> Unreadable:
    return Unreadable(f"gzip として途中までしか読めません（{problem}）。もう一度書き出してください。")
