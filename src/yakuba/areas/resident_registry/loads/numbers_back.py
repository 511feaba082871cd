"""Individual numbers and resident codes put back from the sealed file of an export, or from a list of a migration."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from yakuba.areas.resident_registry.loads import writing
from yakuba.areas.resident_registry.loads.profile import LoadRefused
from yakuba.platform.secrets import handover
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy.context import current_context, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

HEADINGS = ("宛名番号", "種別", "値")
_Row = tuple[int, int, str, str]  # version, addressee number, kind, value


def load_numbers(municipality: int, path: Path, private_pem: bytes | None = None) -> secrets.Bulk:
    """Keep the numbers of a file; call it outside ``tenant()``. Persons who are not here are rejected.

    With ``private_pem`` the file is the sealed one of an export, otherwise a CSV of 宛名番号, 種別 (individual_number
    or resident_code), 値. Raises LoadRefused for a plain file of another kind, NotForUs for a sealed one.
    """
    rows = sorted(_sealed(path, private_pem) if private_pem else _plain(path))
    try:
        context = current_context()
    except LookupError:
        context = system_context(municipality, "番号の取込み")
    stored = unchanged = 0
    rejected: list[secrets.Rejected] = []
    with tenant(municipality), use_context(context):
        here = set(writing.known(sorted({number for _, number, _, _ in rows})))
        for version, group in groupby(rows, key=lambda row: row[0]):
            given = [(number, kind, value) for _, number, kind, value in group]
            rejected += [secrets.Rejected(number, kind, "unknown") for number, kind, _ in given if number not in here]
            done = secrets.put_many((row for row in given if row[0] in here), f"numbers {path.name} {version}"[:80])
            stored, unchanged = stored + done.stored, unchanged + done.unchanged
            rejected += done.rejected
    return secrets.Bulk(stored, unchanged, tuple(rejected))


def _sealed(path: Path, private_pem: bytes) -> Iterator[_Row]:
    with path.open("rb") as file:
        for copy in handover.open_export(private_pem, file):
            yield copy.version, copy.addressee_number, copy.kind, copy.value.open()


def _plain(path: Path) -> Iterator[_Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            if tuple(next(table, ())) != HEADINGS:
                raise LoadRefused(f"番号のファイル：見出しが「{'、'.join(HEADINGS)}」ではありません。")
            for number, kind, value in table:
                yield 1, int(number), secrets.Kind(kind).value, value
    except (UnicodeDecodeError, ValueError, csv.Error) as problem:
        raise LoadRefused(
            "番号のファイル：読めない行があります。宛名番号・種別・値の CSV（UTF-8）にしてください。"
        ) from problem
