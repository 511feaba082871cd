"""From bytes to records: line ends, codes that are refused, and the length of each record.

>>> [record for _, record in records(b"1aa\\r\\n9aa\\r\\n\\x1a", 3, STANDARD)]
[b'1aa', b'9aa']
>>> [record for _, record in records(b"1aa9a", 3, STANDARD)]
[b'1aa', b'9a']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yakuba.standards.money.errors import FileRefused, refused
from yakuba.standards.money.profiles import STANDARD, Profile

__all__ = ["STANDARD", "check_code", "records"]

_AGAIN = "全銀形式（JIS、半角カナ）で作り直したファイルを求めてください"
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# Half-width kana in UTF-8; its first byte is no character of JIS X 0201.
_UTF8_KANA = re.compile(rb"\xef[\xbd\xbe][\x80-\xbf]")
# 1 at the start of a header, as EBCDIC writes it.
_EBCDIC_ONE = 0xF1


def check_code(data: bytes, profile: Profile) -> None:
    """Refuse a file which is empty, in another code than JIS, or whose line ends the bank does not use. FileRefused."""
    if not data.strip(b"\r\n\x1a "):
        raise refused("ファイルが空です", "ファイルを受け取り直してください")
    for mark, code in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            raise refused(f"文字コードが{code}です", _AGAIN)
    if _UTF8_KANA.search(data, 0, 512) is not None:
        raise refused("文字コードがUTF-8です", _AGAIN)
    if data[0] == _EBCDIC_ONE:
        raise refused("文字コードがEBCDICです", _AGAIN)
    if not profile.bare_line_ends:
        _check_line_ends(data)


def _check_line_ends(data: bytes) -> None:
    pairs = data.count(b"\r\n")
    for sign, name in ((b"\n", "LF"), (b"\r", "CR")):
        if data.count(sign) != pairs:
            remedy = "改行なしか、CR+LF（0D 0A）を1件ごとに付けたファイルを求めてください"
            raise refused(f"改行に{name}だけのところがあります", remedy)


def records(data: bytes, length: int, profile: Profile) -> Iterator[tuple[int, bytes]]:
    """Number from 1 and bytes of each record; a record of a wrong length comes as it is, for the caller to hold."""
    end = len(data)
    while end and data[end - 1] == 0x1A:
        end -= 1
    separator = b"\r\n" if b"\r\n" in data else b"\n" if b"\n" in data else b"\r" if b"\r" in data else b""
    if not separator or not (profile.bare_line_ends or separator == b"\r\n"):
        yield from ((n, data[at : min(at + length, end)]) for n, at in enumerate(range(0, end, length), start=1))
        return
    number, start = 1, 0
    while start < end:
        stop = data.find(separator, start, end)
        stop = end if stop < 0 else stop
        yield number, data[start:stop]
        number, start = number + 1, stop + len(separator)


def refuse_many_groups(found: int, profile: Profile) -> FileRefused:
    """The refusal of a file with more groups than the bank sends."""
    reason = f"見出しから合計までの組が{found}組以上あります（この銀行の設定は{profile.groups}組まで）"
    return refused(reason, "銀行の設定を直すか、1組ずつのファイルを求めてください")
