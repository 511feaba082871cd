"""Writing values: the same path for one number from a counter and a million from a load."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from yakuba.platform.secrets import keyring, vault
from yakuba.platform.secrets.keyring import Ring
from yakuba.platform.secrets.models import SecretValue
from yakuba.platform.secrets.secret import Secret
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

_LATEST = """
SELECT addressee_number, kind, version, lookup, lookup_version FROM secret_value
WHERE municipality_id = %s AND addressee_number = ANY(%b::bigint[]) AND is_latest
"""
_SUPERSEDE = """
UPDATE secret_value SET is_latest = false
WHERE municipality_id = %s AND is_latest
  AND (addressee_number, kind) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
"""
_INSERT = """
INSERT INTO secret_value (municipality_id, addressee_number, kind, version, is_latest, nonce, ciphertext, key_version,
  lookup, lookup_version, entered_at)
SELECT %s, n, k, v, true, o, c, %s, l, %s, %s
FROM unnest(%b::bigint[], %b::text[], %b::int[], %b::bytea[], %b::bytea[], %b::bytea[]) AS g(n, k, v, o, c, l)
"""

Row = tuple[int, str, str]  # addressee number, kind, well-formed value


@dataclass(frozen=True)
class _Known:
    version: int
    lookup: bytes
    lookup_version: int


def write(rows: Sequence[Row]) -> list[Row]:
    """Store the rows that differ from what is there; returns those. One value a person and kind in ``rows``."""
    ring = keyring.held()
    known = _known([number for number, _, _ in rows])
    fresh = [row for row in rows if not _same(ring, known.get(row[:2]), row)]
    if not fresh:
        return []
    places = [
        vault.Place(current(), number, kind, known[number, kind].version + 1 if (number, kind) in known else 1)
        for number, kind, _ in fresh
    ]
    superseded = [row for row in fresh if row[:2] in known]
    with binary_cursor() as cursor:
        if superseded:
            cursor.execute(_SUPERSEDE, [current(), [row[0] for row in superseded], [row[1] for row in superseded]])
        cursor.execute(_INSERT, _columns(ring, places, [value for _, _, value in fresh]))
    return fresh


def _columns(ring: Ring, places: list[vault.Place], values: list[str]) -> list[object]:
    sealed = vault.encrypt(ring.writing, places, values)
    found_by = [vault.lookup(ring.seeking, place.kind, value) for place, value in zip(places, values, strict=True)]
    return [
        current(),
        ring.writing.version,
        ring.seeking.version,
        current_context().instant,
        [place.addressee_number for place in places],
        [place.kind for place in places],
        [place.version for place in places],
        [nonce for nonce, _ in sealed],
        [ciphertext for _, ciphertext in sealed],
        found_by,
    ]


def _same(ring: Ring, known: _Known | None, row: Row) -> bool:
    if known is None:
        return False
    return vault.lookup(ring.lookup[known.lookup_version], row[1], row[2]) == known.lookup


def _known(numbers: list[int]) -> dict[tuple[int, str], _Known]:
    with binary_cursor() as cursor:
        rows = cursor.execute(_LATEST, [current(), numbers], binary=True).fetchall()
    return {(number, kind): _Known(version, bytes(found), by) for number, kind, version, found, by in rows}


def binary_cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    """Parameters as binary: Django's own cursor would write every array into the text of the statement."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def place_of(row: SecretValue) -> vault.Place:
    return vault.Place(row.municipality_id, row.addressee_number, row.kind, row.version)


def opened(rows: Sequence[SecretValue]) -> Iterator[tuple[SecretValue, Secret]]:
    """Each row with its value. Raises Unreadable at the first that does not open."""
    ring = keyring.ring()
    for row in rows:
        key = ring.encrypt[row.key_version]
        yield row, vault.decrypt(key, place_of(row), bytes(row.nonce), bytes(row.ciphertext))
