"""Bytes of a file: unpacked, without byte-order mark, and never more than the memory is meant for."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from yakuba.insight.processes.event_log import Unreadable

MARK = b"\xef\xbb\xbf"
PACKED = b"\x1f\x8b"
LARGEST = 4 * 1024**3  # bytes unpacked; more is taken for a file made to fill the memory
# Logs shrink 10 to 60 times; what shrinks this much more is made to fill the memory, and is told apart early.
SUSPECT_RATIO, SUSPECT_SIZE = 300, 128 * 1024**2
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 16 * 1024**2


def body_of(path: Path) -> str:
    """The name a log has when none is given: that of its file, also when the name was written in CP932."""
    raw = os.fsencode(path.name)
    for encoding in ("utf-8", "cp932"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return name.split(".")[0] or name
    name = raw.decode("utf-8", "replace")
    return name.split(".")[0] or name


def start_of(path: Path) -> bytes:
    """The first bytes that are neither mark nor blank: they tell the form. Unreadable, OSError."""
    _refuse_what_is_no_file(path)
    with path.open("rb") as source:
        head = source.read(4096)
    if head.startswith(PACKED):
        member = zlib.decompressobj(_GZIP)
        try:
            head = member.decompress(head, 4096)
        except zlib.error as problem:
            raise _broken(problem) from None
        if not head and not member.eof:
            raise _broken("途中で終わっています")
    return head.removeprefix(MARK).lstrip()


def unpacked(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file without packing and byte-order mark. Unreadable when broken or past ``largest`` bytes."""
    _refuse_what_is_no_file(path)
    if path.stat().st_size > largest:
        raise _too_large(largest)
    content = path.read_bytes()
    if content.startswith(PACKED):
        content = _gunzipped(content, largest)
    return content.removeprefix(MARK)


def _gunzipped(packed: bytes, largest: int) -> bytes:
    """All members of a gzip file one after the other; zlib holds each against its check sum."""
    pieces: list[bytes] = []
    size, rest = 0, packed
    while rest:
        if not rest.startswith(PACKED):
            if rest.strip(b"\0"):
                raise _broken("後ろに余分なデータがあります")
            break  # some tools fill the last block up
        member = zlib.decompressobj(_GZIP)
        while not member.eof:
            try:
                piece = member.decompress(rest, _PIECE)
            except zlib.error as problem:
                raise _broken(problem) from None
            rest = member.unused_data if member.eof else member.unconsumed_tail
            if not piece and not member.eof and not rest:
                raise _broken("途中で終わっています")
            size += len(piece)
            if size > largest:
                raise _too_large(largest)
            if size > max(SUSPECT_SIZE, SUSPECT_RATIO * len(packed)):
                raise Unreadable(f"gzip を展開すると {SUSPECT_RATIO} 倍を超えるため、安全のため受け付けません。")
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_what_is_no_file(path: Path) -> None:
    """A pipe or a device could keep a reader waiting for ever. OSError when there is nothing."""
    if not path.is_file():
        path.stat()
        raise Unreadable("ふつうのファイルではありません（パイプや装置は読めません）。ファイルに書き出してください。")


def _too_large(largest: int) -> Unreadable:
    return Unreadable(f"展開すると {largest:,} バイトを超えます。期間で分けて書き出してください。")


def _broken(problem: object) -> Unreadable:
    return Unreadable(f"gzip として途中までしか読めません（{problem}）。もう一度書き出してください。")
