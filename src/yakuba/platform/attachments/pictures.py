"""JPEG and PNG, read by their structure and written again without what a camera or a program adds.

Nothing is decoded to pixels: sizes come from the headers, and a PNG is inflated piece by piece against the size its
header gives. Where a picture was taken (EXIF, XMP, IPTC), small previews, comments and whatever follows the end of the
picture are not carried over; how it is turned is. Sources: ITU-T T.81, JFIF 1.02, Exif 2.32, W3C PNG (third edition).
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from yakuba.platform.attachments.unfit import BOMB, BROKEN, UNCLEAR, Unfit

MOST_PIXELS = 50_000_000
MOST_SIDE = 20_000
MOST_SCANS = 100  # of a progressive JPEG
MOST_PARTS = 4_000  # segments or chunks
PIECE = 64 * 1024

JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
PNG_START = b"\x89PNG\r\n\x1a\n"
_SOF = frozenset({0xC0, 0xC1, 0xC2})
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_FIRST_EXTRA = 0xE0  # from here to the comment: what applications add
_SOS, _EOI, _APP0, _APP1, _APP13, _APP14, _COMMENT = 0xDA, 0xD9, 0xE0, 0xE1, 0xED, 0xEE, 0xFE
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_TURNED = 0x0112
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _require_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Unfit(BROKEN)
    if width > MOST_SIDE or height > MOST_SIDE or width * height > MOST_PIXELS:
        raise Unfit("file_too_many_pixels", pixels=MOST_PIXELS // 10_000, side=MOST_SIDE)


@dataclass(frozen=True)
class Segment:
    """One marker of a JPEG and where its payload lies; for a scan, ``end`` is behind its coded data."""

    marker: int
    start: int
    end: int
    head: int  # end of the payload itself


def segments(content: bytes) -> Iterator[Segment]:
    """The segments up to the end of the picture. Raises Unfit where the structure breaks off."""
    if not content.startswith(JPEG_START):
        raise Unfit(BROKEN)
    at, parts = 2, 0
    while parts < MOST_PARTS:
        if at + 1 >= len(content) or content[at] != 0xFF:
            raise Unfit(BROKEN)
        while at < len(content) and content[at] == 0xFF:
            at += 1
        if at >= len(content):
            raise Unfit(BROKEN)
        marker, at = content[at], at + 1
        if marker == _EOI:
            return
        if marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8 or at + 2 > len(content):
            raise Unfit(BROKEN)
        end = at + int.from_bytes(content[at : at + 2], "big")
        if end < at + 2 or end > len(content):
            raise Unfit(BROKEN)
        after = _end_of_scan(content, end) if marker == _SOS else end
        yield Segment(marker, at + 2, after, end)
        at, parts = after, parts + 1
    raise Unfit(UNCLEAR)


def _end_of_scan(content: bytes, at: int) -> int:
    found = _MARKER.search(content, at)
    if found is None:
        raise Unfit(BROKEN)
    return found.start()


def jpeg(content: bytes) -> bytes:
    """The picture alone. Raises Unfit."""
    first, kept, turned = b"", list[bytes](), 1
    markers: list[int] = []
    for one in segments(content):
        payload = content[one.start : one.head]
        if one.marker == _APP0 and payload.startswith(b"JFIF\0") and len(payload) >= 14:
            first = first or _written(_APP0, payload[:12] + b"\0\0")
        elif one.marker == _APP14 and payload.startswith(b"Adobe") and len(payload) >= 12:
            kept.append(_written(_APP14, payload[:12]))
        elif one.marker == _APP1:
            turned = _how_turned(payload) or turned
        elif not _FIRST_EXTRA <= one.marker <= _COMMENT:
            markers.append(one.marker)
            kept.append(_carried(one, payload, content))
    if sum(one in _SOF for one in markers) != 1 or _SOS not in markers:
        raise Unfit(BROKEN)
    if markers.count(_SOS) > MOST_SCANS:
        raise Unfit(BOMB)
    return b"".join((JPEG_START, first, _turning(turned), *kept, JPEG_END))


def _carried(one: Segment, payload: bytes, content: bytes) -> bytes:
    if one.marker in _SOF:
        _require_frame(payload)
    elif one.marker != _SOS and one.marker not in _TABLES:
        raise Unfit(UNCLEAR)
    return b"\xff" + content[one.start - 3 : one.end]


def _require_frame(payload: bytes) -> None:
    if len(payload) < 6:
        raise Unfit(BROKEN)
    precision, height, width, components = struct.unpack(">BHHB", payload[:6])
    if precision != 8 or components not in (1, 3, 4) or len(payload) != 6 + 3 * components:
        raise Unfit(UNCLEAR)
    _require_size(width, height)


def _written(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


def _turning(turned: int) -> bytes:
    """An Exif segment that says how the picture is turned and nothing else; none for an upright one."""
    if not 2 <= turned <= 8:
        return b""
    entry = struct.pack(">HHIHH", _TURNED, 3, 1, turned, 0)
    return _written(_APP1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0")


def _how_turned(payload: bytes) -> int:
    """The orientation of an Exif segment, 0 when it has none that can be read."""
    tiff = payload[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not payload.startswith(b"Exif\0\0") or order is None or len(tiff) < 8:
        return 0
    at = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if at + 2 > len(tiff):
        return 0
    count = min(struct.unpack_from(f"{order}H", tiff, at)[0], (len(tiff) - at - 2) // 12, 200)
    for number in range(count):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
        if tag == _TURNED and kind == 3 and 1 <= value <= 8:
            return int(value)
    return 0


def blanked(content: bytes) -> bytes:
    """A JPEG of the same length whose camera data and comments are zeros: for one that lies inside another file."""
    found = bytearray(content)
    for one in segments(content):
        if one.marker in (_APP1, _APP13, _COMMENT):
            found[one.start : one.head] = bytes(one.head - one.start)
    return bytes(found)


def png(content: bytes) -> bytes:
    """The picture alone. Raises Unfit."""
    kept: list[bytes] = []
    inflating: _Inflating | None = None
    before = b""
    for kind, payload in _chunks(content):
        if (kind == b"IHDR") != (inflating is None):
            raise Unfit(BROKEN)
        if kind == b"IHDR":
            inflating = _Inflating(_expected(payload))
        elif kind == b"IDAT":
            assert inflating is not None
            if before != b"IDAT" and inflating.begun:
                raise Unfit(BROKEN)
            inflating.take(payload)
        elif kind not in _KEPT_CHUNKS and not kind[0] & 0x20:
            raise Unfit(UNCLEAR)
        if kind in _KEPT_CHUNKS:
            kept.append(_chunk(kind, payload))
        before = kind
    if inflating is None or not inflating.is_whole:
        raise Unfit(BROKEN)
    return PNG_START + b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and payload of each chunk, the last one IEND. Raises Unfit."""
    if not content.startswith(PNG_START):
        raise Unfit(BROKEN)
    at, parts = len(PNG_START), 0
    while at + 12 <= len(content) and parts < MOST_PARTS:
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + 12 + length
        if end > len(content):
            raise Unfit(BROKEN)
        kind, payload = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if zlib.crc32(payload, zlib.crc32(kind)) != int.from_bytes(content[end - 4 : end], "big"):
            raise Unfit(BROKEN)
        yield kind, payload
        if kind == b"IEND":
            return
        at, parts = end, parts + 1
    raise Unfit(BROKEN if parts < MOST_PARTS else UNCLEAR)


def _chunk(kind: bytes, payload: bytes) -> bytes:
    checksum = zlib.crc32(payload, zlib.crc32(kind))
    return len(payload).to_bytes(4, "big") + kind + payload + checksum.to_bytes(4, "big")


def _expected(header: bytes) -> int:
    """Bytes the picture data inflate to, by its header."""
    if len(header) != 13:
        raise Unfit(BROKEN)
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise Unfit(UNCLEAR)
    _require_size(width, height)
    bits = depth * _CHANNELS[colour]
    if not interlace:
        return int(height * (1 + (width * bits + 7) // 8))
    total = 0
    for left, top, right, down in _PASSES:
        columns, rows = -(-(width - left) // right), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


class _Inflating:
    """Picture data, inflated piece by piece and thrown away; more than expected is a bomb."""

    def __init__(self, expected: int) -> None:
        self.left, self.begun = expected, False
        self._stream = zlib.decompressobj()

    def take(self, data: bytes) -> None:
        self.begun = True
        try:
            while data and not self._stream.eof:
                self.left -= len(self._stream.decompress(data, PIECE))
                if self.left < 0:
                    raise Unfit(BOMB)
                data = self._stream.unconsumed_tail
        except zlib.error:
            raise Unfit(BROKEN) from None

    @property
    def is_whole(self) -> bool:
        self.left -= len(self._stream.flush())
        return self.left == 0 and self._stream.eof and not self._stream.unused_data
