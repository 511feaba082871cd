"""The register of one municipality as a file that ``verifier.py`` checks."""

import json
from collections.abc import Iterator
from typing import TextIO

from django.db import connection

from yakuba.platform.register import service
from yakuba.platform.register.acts import Act
from yakuba.platform.register.sealer import seal
from yakuba.platform.register.verifier import FORMAT
from yakuba.platform.tenancy.context import Context, use_context
from yakuba.platform.tenancy.scope import tenant

_SEALS = """
SELECT s.sequence, s.rows, encode(s.head, 'hex'), public.register_seal_line(s) FROM register_seal s
WHERE s.municipality_id = %s AND s.sequence > %s ORDER BY s.sequence LIMIT 10000
"""
_ROWS = """
SELECT n.sequence, public.register_line(e) FROM register_sealed n
JOIN register_entry e ON e.municipality_id = n.municipality_id AND e.id = n.entry_id
WHERE n.municipality_id = %s AND n.sequence BETWEEN %s AND %s ORDER BY n.sequence, n.entry_id
"""
ROWS_AT_ONCE = 50_000

Seal = tuple[int, int, str, str]


def export(municipality: int, out: TextIO, context: Context) -> tuple[int, int]:
    """Write all sealed entries; returns (seals, rows). Seals first, so that only the last second can be missing.

    Each group of seals is read in its own transaction: a chain that only grows needs no long one. The export itself
    is registered, and therefore in the next export.
    """
    with tenant(municipality), use_context(context):
        service.record(Act.AUDIT_EXPORT)
    seal(municipality)
    out.write("H " + json.dumps({"format": FORMAT, "municipality": municipality}) + "\n")
    seals = rows = 0
    for group in _groups(municipality):
        with tenant(municipality):
            rows += _write_group(municipality, group, out)
        seals += len(group)
    out.write("E " + json.dumps({"seals": seals, "rows": rows}) + "\n")
    return seals, rows


def _groups(municipality: int) -> Iterator[list[Seal]]:
    """Consecutive seals with about ``ROWS_AT_ONCE`` entries together."""
    last, group, size = 0, [], 0
    while True:
        with tenant(municipality), connection.cursor() as cursor:
            cursor.execute(_SEALS, [municipality, last])
            found: list[Seal] = cursor.fetchall()
        for one in found:
            group.append(one)
            size += one[1]
            if size >= ROWS_AT_ONCE:
                yield group
                group, size = [], 0
        if not found:
            break
        last = found[-1][0]
    if group:
        yield group


def _write_group(municipality: int, group: list[Seal], out: TextIO) -> int:
    lines: dict[int, list[str]] = {sequence: [] for sequence, *_ in group}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [municipality, group[0][0], group[-1][0]])
        for sequence, line in cursor.fetchall():
            lines[sequence].append(f"R {line}\n")
    for sequence, _, head, line in group:
        out.write(f"S {head} {line}\n")
        out.writelines(lines[sequence])
    return sum(map(len, lines.values()))
