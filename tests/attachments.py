"""Files for tests, built by hand: pictures and PDFs that are right, and what is not."""

import io
import struct
import zlib
from collections.abc import Sequence

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"


def stream(about: bytes, data: bytes) -> bytes:
    return b"<< " + about + b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"


def packed(numbers: Sequence[int], objects: Sequence[bytes]) -> bytes:
    """An object stream."""
    head, body = b"", b""
    for number, one in zip(numbers, objects, strict=True):
        head += b"%d %d " % (number, len(body))
        body += one + b" "
    data = zlib.compress(head + body)
    return stream(b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(head)), data)


def pdf(*more: bytes, trailer: bytes = b"", catalog: bytes = CATALOG) -> bytes:
    """A PDF of one empty page and further objects from number 4, with a cross-reference table."""
    out, places = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    out.seek(0, io.SEEK_END)
    for number, one in enumerate((catalog, PAGES, PAGE, *more), start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + one + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(places) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def png(width: int = 4, height: int = 3, data: bytes | None = None, more: bytes = b"") -> bytes:
    """Grey, without interlacing. ``more`` is whole chunks before the picture data."""
    rows = (b"\0" + b"\x80" * width) * height if data is None else data
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def exif(turned: int = 6) -> bytes:
    """Camera data: how it is turned, and a text that stands for where it was taken."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    return segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry + b"\0\0\0\0" + b"GPS 35.7N 139.7E")


def jpeg(width: int = 16, height: int = 8, more: bytes = b"", tail: bytes = b"") -> bytes:
    """The structure of a grey baseline picture; its coded data stand for themselves."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0")
    tables = segment(0xDB, b"\0" + bytes(range(1, 65))) + segment(0xC4, b"\0" + bytes(16))
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\x34\xff\x00\x56\xff\xd0\x78"
    head = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + head + more + tables + frame + scan + b"\xff\xd9" + tail
