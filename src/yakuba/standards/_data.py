"""Reads the package's data files; nothing is read before somebody asks for it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
Rows = tuple[tuple[str, ...], ...]


def _rows(text: str) -> Rows:
    return tuple(map(tuple, csv.reader(text.splitlines())))[1:]


def text(name: str) -> str:
    """Whole text of a data file, unpacked when its name ends in .xz."""
    raw = (FOLDER / name).read_bytes()
    if name.endswith(".xz"):
        import lzma  # only two modules need it, and it is not free to import

        raw = lzma.decompress(raw)
    return raw.decode()


def table(name: str) -> Rows:
    """Rows of a CSV data file without its header; the caller caches what it makes of them."""
    return _rows(text(name))


def mapping(name: str) -> dict[str, str]:
    """First column of a CSV data file to its second."""
    return {row[0]: row[1] for row in table(name)}


def member(archive: str, name: str) -> Rows:
    """Rows of one CSV inside an archive; no rows when the archive has no such member.

    The archive is opened anew each time: an open file shared by forked workers would mix their reads.
    """
    from zipfile import ZipFile

    if name not in members(archive):
        return ()
    with ZipFile(FOLDER / archive) as opened:
        return _rows(opened.read(name).decode())


@cache
def members(archive: str) -> frozenset[str]:
    """Names of the members of an archive."""
    from zipfile import ZipFile

    with ZipFile(FOLDER / archive) as opened:
        return frozenset(opened.namelist())
