"""A PDF that holds pages and nothing that acts: scripts, files, forms of another kind and encryption are refused.

The file is read from its first byte to its last as a sequence of objects, and every cross-reference must point to one
of them: a reader that follows the cross-references finds the objects that were looked at here, and no others. Object
streams are inflated and looked at as well. Nothing of the pages is drawn. Source: ISO 32000-2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yakuba.platform.attachments import pictures
from yakuba.platform.attachments.pdf_streams import Budget, filters, looked_into, require_bounded, unpredicted
from yakuba.platform.attachments.pdf_syntax import Reader, Reference
from yakuba.platform.attachments.unfit import BROKEN, UNCLEAR, Unfit

MOST_OBJECTS = 50_000
MOST_PIXELS = 200_000_000  # of one picture on a page: A3 at 600 dpi has 70 million
ACTIVE = {
    "JavaScript": "JavaScript",
    "JS": "JavaScript",
    "Launch": "Launch",
    "EmbeddedFile": "EmbeddedFile",
    "EmbeddedFiles": "EmbeddedFile",
    "EF": "EmbeddedFile",
    "XFA": "XFA",
    "RichMedia": "RichMedia",
    "Movie": "RichMedia",
    "Sound": "RichMedia",
    "Rendition": "RichMedia",
    "SubmitForm": "SubmitForm",
    "ImportData": "ImportData",
    "GoToE": "GoToE",
    "GoToR": "GoToR",
}
"""Names that stand for something that acts or hides, and what the resident is told it is."""

_HEADER = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\x00\t\n\x0c\r ]")
_OBJECT = re.compile(rb"([0-9]{1,10})[\x00\t\n\x0c\r ]{1,20}([0-9]{1,5})[\x00\t\n\x0c\r ]{1,20}obj(?![A-Za-z0-9])")
_LENGTH = re.compile(
    rb"(?<![0-9])([0-9]{1,10})[\x00\t\n\x0c\r ]{1,20}[0-9]{1,5}[\x00\t\n\x0c\r ]{1,20}obj[\x00\t\n\x0c\r ]{1,20}"
    rb"([0-9]{1,10})[\x00\t\n\x0c\r ]{1,20}endobj"
)
_END_OF_STREAM = re.compile(rb"[\x00\t\n\x0c\r ]{0,20}endstream(?![A-Za-z0-9])")
_SECTION = re.compile(rb"[\x00\t\n\x0c\r ]{0,20}([0-9]{1,10}) ([0-9]{1,8})[\x00\t\n\x0c\r ]{1,20}")
_ENTRY = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[\x00\t\n\x0c\r ]{1,3}")


@dataclass(frozen=True)
class Object:
    """One object at its place in the file; ``stream`` is where its data lie."""

    number: int
    value: Any
    stream: slice | None = None


@dataclass
class _File:
    """What was read so far."""

    content: bytes
    reader: Reader
    objects: dict[int, Object] = field(default_factory=dict)
    entries: list[tuple[int, int]] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    sections: set[int] = field(default_factory=set)
    trailers: list[dict[str, Any]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    lengths: dict[int, set[int]] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    def work(self, steps: int) -> None:
        """Counts what is done one by one, against the limit the reader has too."""
        self.reader.left -= steps
        if self.reader.left < 0:
            raise Unfit(UNCLEAR)


def pdf(content: bytes) -> bytes:
    """The file, with the camera data of photos on its pages blanked. Raises Unfit."""
    if not _HEADER.match(content):
        raise Unfit(BROKEN)
    if not content.rstrip(b"\x00\t\n\x0c\r ").endswith(b"%%EOF"):
        raise Unfit(BROKEN)
    file = _File(content, Reader(content, 8))
    for found in _LENGTH.finditer(content):
        file.lengths.setdefault(int(found[1]), set()).add(int(found[2]))
    try:
        while not _read_next(file):
            pass
        _look_into_streams(file)
    except Unfit as refusal:
        # A locked file is mostly unreadable as well: that it is locked is what helps.
        _require_harmless(file.reader.names)
        raise refusal from None
    _require_harmless(file.reader.names)
    _require_nothing_hidden(content)
    _require_consistent(file)
    return _without_camera_data(file)


def _require_harmless(names: set[str]) -> None:
    if "Encrypt" in names:
        raise Unfit("file_locked")
    for name, what in ACTIVE.items():
        if name in names:
            raise Unfit("file_active", what=what)


def _spelt(name: str) -> bytes:
    return b"".join(b"(?:%c|#%02x|#%02X)" % (code, code, code) for code in name.encode())


_HIDDEN = re.compile(
    b"/(?:"
    + b"|".join(_spelt(name) for name in ACTIVE if len(name) > 8 or name == "XFA")
    + rb")[\x00\t\n\x0c\r /(<\[>]"
)


def _require_nothing_hidden(content: bytes) -> None:
    """Also where no object of ours lies: a reader that mends a file looks for objects anywhere in it."""
    if _HIDDEN.search(content):
        raise Unfit(UNCLEAR)


def _read_next(file: _File) -> bool:
    """One object, cross-reference table, trailer or start mark; True at the end of the file."""
    reader, content = file.reader, file.content
    reader.skip()
    at = reader.at
    if at >= len(content):
        return True
    if found := _OBJECT.match(content, at):
        reader.at = found.end()
        file.objects[at] = _object(file, int(found[1]))
        if len(file.objects) > MOST_OBJECTS:
            raise Unfit(UNCLEAR)
        return False
    word = reader.token()
    if word == b"xref":
        file.sections.add(at)
        _table(file)
    elif word == b"startxref":
        start = reader.value()
        if not isinstance(start, int):
            raise Unfit(UNCLEAR)
        file.starts.append(start)
    else:
        raise Unfit(UNCLEAR)
    return False


def _object(file: _File, number: int) -> Object:
    reader = file.reader
    value = reader.value()
    stream = None
    word = reader.token()
    if word == b"stream" and isinstance(value, dict):
        stream = _stream(file, value)
        reader.at = stream.stop
        if reader.token() != b"endstream":
            raise Unfit(UNCLEAR)
        word = reader.token()
    if word != b"endobj":
        raise Unfit(UNCLEAR)
    return Object(number, value, stream)


def _stream(file: _File, about: dict[str, Any]) -> slice:
    """Where the data of a stream lie. Its length must lead to its end mark."""
    content, start = file.content, file.reader.at
    start += 2 if content[start : start + 2] == b"\r\n" else 1 if content[start : start + 1] == b"\n" else 0
    length = about.get("Length")
    told = file.lengths.get(length.number, set()) if isinstance(length, Reference) else {length}
    if "F" in about or start == file.reader.at:
        raise Unfit(UNCLEAR)  # its data lie in another file, or nobody knows where they begin
    file.work(len(told))
    for one in told:
        if isinstance(one, int) and 0 <= one <= len(content) - start and _END_OF_STREAM.match(content, start + one):
            return slice(start, start + one)
    raise Unfit(UNCLEAR)


def _table(file: _File) -> None:
    """A cross-reference table and its trailer."""
    content, at = file.content, file.reader.at
    while section := _SECTION.match(content, at):
        first, count, at = int(section[1]), int(section[2]), section.end()
        for number in range(first, first + count):
            entry = _ENTRY.match(content, at)
            if entry is None:
                raise Unfit(UNCLEAR)
            at = entry.end()
            if entry[3] == b"n":
                file.entries.append((number, int(entry[1])))
    file.reader.at = at
    if file.reader.token() != b"trailer":
        raise Unfit(UNCLEAR)
    trailer = file.reader.value()
    if not isinstance(trailer, dict):
        raise Unfit(UNCLEAR)
    file.trailers.append(trailer)


def _look_into_streams(file: _File) -> None:
    for at, one in file.objects.items():
        for about in _dictionaries(one.value):
            _require_drawable(about)
        if one.stream is None:
            continue
        kind, data = one.value.get("Type"), file.content[one.stream]
        if kind not in ("XRef", "ObjStm"):
            require_bounded(file.budget, one.value, data)
            continue
        inside = looked_into(file.budget, one.value, data)
        if kind == "XRef":
            file.work(len(inside) // 4)
            file.sections.add(at)
            file.trailers.append(one.value)
            _entries(file, one.value, unpredicted(inside, one.value.get("DecodeParms")))
        else:
            _packed_objects(file, one.value, unpredicted(inside, one.value.get("DecodeParms")))


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _dictionaries(one)
    elif isinstance(value, list):
        for one in value:
            yield from _dictionaries(one)


def _require_drawable(about: dict[str, Any]) -> None:
    width, height = about.get("Width"), about.get("Height")
    if isinstance(width, int) and isinstance(height, int) and width * height > MOST_PIXELS:
        raise Unfit("file_too_many_pixels", pixels=MOST_PIXELS // 10_000, side=pictures.MOST_SIDE)


def _entries(file: _File, about: dict[str, Any], data: bytes) -> None:
    """The entries of a cross-reference stream."""
    widths, size = about.get("W"), about.get("Size")
    if not isinstance(widths, list) or len(widths) != 3 or not all(isinstance(w, int) and 0 <= w <= 8 for w in widths):
        raise Unfit(UNCLEAR)
    index = about.get("Index", [0, size])
    if not isinstance(index, list) or len(index) % 2 or not all(isinstance(n, int) and 0 <= n < 10**7 for n in index):
        raise Unfit(UNCLEAR)
    width, total = sum(widths), sum(index[1::2])
    if not width or len(data) != width * total:
        raise Unfit(UNCLEAR)
    file.work(total)
    numbers = [n for at in range(0, len(index), 2) for n in range(index[at], index[at] + index[at + 1])]
    for position, number in enumerate(numbers):
        row = data[position * width : (position + 1) * width]
        kind = int.from_bytes(row[: widths[0]], "big") if widths[0] else 1
        place = int.from_bytes(row[widths[0] : widths[0] + widths[1]], "big")
        if kind == 1:
            file.entries.append((number, place))
        elif kind == 2:
            file.inside.append(place)
        elif kind:
            raise Unfit(UNCLEAR)


def _packed_objects(file: _File, about: dict[str, Any], data: bytes) -> None:
    """The objects of an object stream: each is read, so that its names are known."""
    count, first = about.get("N"), about.get("First")
    if not isinstance(count, int) or not isinstance(first, int) or not 0 <= count <= MOST_OBJECTS:
        raise Unfit(UNCLEAR)
    inner = Reader(data, 0, file.reader.names, file.reader.left)
    places = [(inner.value(), inner.value())[1] for _ in range(count)]
    for place in places:
        if not isinstance(place, int):
            raise Unfit(UNCLEAR)
        inner.at = first + place
        for found in _dictionaries(inner.value()):
            _require_drawable(found)
    file.reader.left = inner.left


def _require_consistent(file: _File) -> None:
    """Each cross-reference leads to an object that was read here, and there is a way in."""
    for number, place in file.entries:
        found = file.objects.get(_past_space(file, place))
        if found is None or found.number != number:
            raise Unfit(UNCLEAR)
    streams = {one.number for one in file.objects.values() if one.stream and one.value.get("Type") == "ObjStm"}
    if not set(file.inside) <= streams:
        raise Unfit(UNCLEAR)
    before = [one[key] for one in file.trailers for key in ("Prev", "XRefStm") if key in one]
    ways = [*[one for one in file.starts[:-1] if one], *before, *file.starts[-1:]]
    if not file.starts or not all(isinstance(one, int) and _past_space(file, one) in file.sections for one in ways):
        raise Unfit(UNCLEAR)
    if not any(isinstance(one.get("Root"), Reference) for one in file.trailers):
        raise Unfit(UNCLEAR)


def _past_space(file: _File, place: int) -> int:
    """Readers forgive a cross-reference that points to the white space before its object."""
    end = place
    while end < min(len(file.content), place + 4) and file.content[end] in b"\x00\t\n\x0c\r ":
        end += 1
    return end


def _without_camera_data(file: _File) -> bytes:
    found = bytearray(file.content)
    for one in file.objects.values():
        if (
            one.stream is not None
            and one.value.get("Type") != "XRef"
            and filters(one.value) in (["DCTDecode"], ["DCT"])
        ):
            found[one.stream] = pictures.blanked(file.content[one.stream])
    return bytes(found)
