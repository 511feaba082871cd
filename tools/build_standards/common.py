"""Reading the sources and writing the data files the same way every time."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "src" / "yakuba" / "standards" / "data"
Row = dict[str, str]

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same sources give the same bytes


def read(source: Path, name: str) -> list[Row]:
    """Rows of a CSV (gzip by its suffix) in the source folder."""
    path = source / name
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """One CSV with a header row, LF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write(name: str, text: str) -> None:
    """Write a text data file, packed with xz when the name says so."""
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = text.encode()
    path.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME) if path.suffix == ".xz" else raw)
    report(path)


def write_zip(name: str, members: Mapping[str, str]) -> None:
    """Write an archive of many small members, each readable alone."""
    path = DATA / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for member in sorted(members):
            info = zipfile.ZipInfo(member, _FIXED_TIME)
            info.compress_type = zipfile.ZIP_LZMA
            archive.writestr(info, members[member])
    report(path)


def report(path: Path) -> None:
    """Say what was written."""
    sys.stdout.write(f"{path.relative_to(DATA)}: {path.stat().st_size:,} bytes\n")
