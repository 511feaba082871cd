"""Uploaded files between receipt and the end of the intake, under the town hall's home; they hold individual numbers.

The folder belongs to this user only, and a file goes when everything in it has been taken in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from yakuba.areas.resident_tax.domain.reading import BLOCK
from yakuba.platform.jobs.kept_files import KeptFiles

_STEP: Final = 1024 * 1024
_FILES: Final = KeptFiles("tax-documents", ".csv")

keep = _FILES.keep
path_of = _FILES.source


def forget(content_hash: str) -> None:
    """The content is in the tables now."""
    path_of(content_hash).unlink(missing_ok=True)


def plan(content_hash: str, size: int = BLOCK) -> list[tuple[int, int, int]]:
    """The file as blocks of whole lines: (offset, bytes, number of the first line). Raises FileNotFoundError."""
    blocks: list[tuple[int, int, int]] = []
    start, line, at, lines, cut = 0, 1, 0, 0, 0
    with path_of(content_hash).open("rb") as file:
        while piece := file.read(_STEP):
            end = piece.rfind(b"\n") + 1
            if end:
                lines += piece.count(b"\n")
                cut = at + end
            at += len(piece)
            if cut - start >= size:
                blocks.append((start, cut - start, line))
                start, line, lines = cut, line + lines, 0
    if at > start:
        blocks.append((start, at - start, line))
    return blocks


def block(path: Path, offset: int, length: int) -> Iterator[bytes]:
    """The bytes of one block, step by step. Raises FileNotFoundError."""
    with path.open("rb") as file:
        file.seek(offset)
        while length > 0 and (piece := file.read(min(_STEP, length))):
            length -= len(piece)
            yield piece
