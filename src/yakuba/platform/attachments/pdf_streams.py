"""The data of a PDF's streams: what they inflate to is counted, and thrown away unless it holds objects."""

import base64
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.platform.attachments.pdf_syntax import Name
from yakuba.platform.attachments.unfit import BOMB, BROKEN, UNCLEAR, Unfit

MOST_INFLATED = 256 * 1024 * 1024  # bytes of all streams together; they are thrown away piece by piece
MOST_LOOKED_INTO = 24 * 1024 * 1024  # bytes of all object and cross-reference streams
MOST_SPELT_OUT = 1024 * 1024  # bytes written as letters or digits
PIECE = 64 * 1024
_LAST = frozenset({"DCTDecode", "DCT", "CCITTFaxDecode", "CCF", "JBIG2Decode", "JPXDecode", "RunLengthDecode", "RL"})
_FLATE, _TEXT = frozenset({"FlateDecode", "Fl"}), frozenset({"ASCII85Decode", "A85", "ASCIIHexDecode", "AHx"})


@dataclass
class Budget:
    """What the streams of one file have cost so far, in bytes."""

    inflated: int = 0
    looked_into: int = 0
    spelt_out: int = 0


def filters(about: Mapping[str, Any]) -> list[str]:
    """The filters of a stream, outermost first."""
    given = about.get("Filter")
    listed = given if isinstance(given, list) else [] if given is None else [given]
    if not all(isinstance(one, Name) for one in listed):
        raise Unfit(UNCLEAR)
    return [str(one) for one in listed]


def require_bounded(budget: Budget, about: Mapping[str, Any], data: bytes) -> None:
    """A chain of filters that could grow twice is not understood here. Raises Unfit."""
    chain = filters(about)
    while chain and chain[0] in _TEXT:
        budget.spelt_out += len(data)
        if budget.spelt_out > MOST_SPELT_OUT:
            raise Unfit(UNCLEAR)
        data = _from_text(chain.pop(0), data)
    if chain and chain[0] in _FLATE:
        chain.pop(0)
        _inflate(budget, data)
    if len(chain) > 1 or not set(chain) <= _LAST:
        raise Unfit(UNCLEAR)


def _inflate(budget: Budget, data: bytes) -> None:
    stream = zlib.decompressobj()
    try:
        while data and not stream.eof:
            budget.inflated += len(stream.decompress(data, PIECE))
            if budget.inflated > MOST_INFLATED:
                raise Unfit(BOMB)
            data = stream.unconsumed_tail
    except zlib.error:
        raise Unfit(BROKEN) from None


def _from_text(name: str, data: bytes) -> bytes:
    try:
        if name in ("ASCIIHexDecode", "AHx"):
            digits = re.sub(rb"[\x00\t\n\x0c\r ]", b"", data).partition(b">")[0]
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        return base64.a85decode(data.strip().removesuffix(b"~>"), ignorechars=b"\x00\t\n\x0c\r ")
    except ValueError:
        raise Unfit(BROKEN) from None


def looked_into(budget: Budget, about: Mapping[str, Any], data: bytes) -> bytes:
    """The whole data of an object or cross-reference stream. Raises Unfit."""
    chain = filters(about)
    if len(chain) > 1 or not set(chain) <= _FLATE:
        raise Unfit(UNCLEAR)
    room = MOST_LOOKED_INTO - budget.looked_into
    if chain:
        stream = zlib.decompressobj()
        try:
            data = stream.decompress(data, room + 1)
        except zlib.error:
            raise Unfit(BROKEN) from None
        if not stream.eof and len(data) <= room:
            raise Unfit(BROKEN)
    budget.looked_into += len(data)
    if len(data) > room:
        raise Unfit(BOMB)
    return data


def unpredicted(data: bytes, given: Any) -> bytes:
    """Rows of a PNG predictor put right; None and Up only, which is what cross-reference streams are written with."""
    parameters = given[0] if isinstance(given, list) and len(given) == 1 else given
    predictor = parameters.get("Predictor", 1) if isinstance(parameters, dict) else 1
    if predictor == 1:
        return data
    columns = parameters.get("Columns", 1)
    if predictor not in range(10, 16) or not isinstance(columns, int) or not 0 < columns <= 64:
        raise Unfit(UNCLEAR)
    if len(data) > MOST_SPELT_OUT:
        raise Unfit(UNCLEAR)
    rows, above = bytearray(), bytes(columns)
    for at in range(0, len(data), columns + 1):
        kind, row = data[at], data[at + 1 : at + 1 + columns]
        if len(row) != columns or kind not in (0, 2):
            raise Unfit(UNCLEAR)
        above = row if kind == 0 else bytes((one + two) & 255 for one, two in zip(row, above, strict=True))
        rows += above
    return bytes(rows)
