"""Whole documents in cipher, for rooms whose papers must not lie open in a table, a backup or a dump.

AES-256-GCM under the municipality's key, bound to the row's key columns: a part opens at its own place only, and
whole or not at all. The room that keeps a paper here decides who may read it, and registers that.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yakuba.platform.secrets import keyring
from yakuba.platform.secrets.errors import Unreadable
from yakuba.platform.secrets.keyring import Key, Ring
from yakuba.platform.secrets.models import SealedPart
from yakuba.platform.secrets.store import binary_cursor
from yakuba.platform.tenancy.scope import current

CHUNK = 100
_UPDATE = """
UPDATE sealed_part AS s SET nonce = g.o, ciphertext = g.c, key_version = %s
FROM unnest(%b::uuid[], %b::text[], %b::bytea[], %b::bytea[]) AS g(r, p, o, c)
WHERE s.municipality_id = %s AND s.ref = g.r AND s.part = g.p
"""


def put(ref: UUID, parts: Mapping[str, bytes]) -> None:
    """Keep the parts of a new row. Raises KeysMissing, IntegrityError for a part that is there already."""
    ring = keyring.held()
    rows = []
    for part, plain in parts.items():
        nonce, ciphertext = seal(ring.writing, current(), ref, part, plain)
        rows.append(_row(ref, part, nonce, ciphertext, ring.writing.version))
    SealedPart.objects.bulk_create(rows)


def _row(ref: UUID, part: str, nonce: bytes, ciphertext: bytes, version: int) -> SealedPart:
    return SealedPart(
        municipality_id=current(), ref=ref, part=part, nonce=nonce, ciphertext=ciphertext, key_version=version
    )


def drop(refs: Sequence[UUID], part: str) -> None:
    """Forget a part of these rows. The database lets go of ``draft`` only: what was issued or signed for stays."""
    SealedPart.objects.filter(ref__in=list(refs), part=part).delete()


def get(ref: UUID, part: str) -> bytes | None:
    """The part in the clear; None when there is none. Raises Unreadable, KeysMissing."""
    row = SealedPart.objects.filter(ref=ref, part=part).first()
    return None if row is None else opened(keyring.ring(), row)


def seal(key: Key, municipality: int, ref: UUID, part: str, plain: bytes) -> tuple[bytes, bytes]:
    """(nonce, ciphertext) of a part at its place."""
    nonce = os.urandom(12)
    return nonce, AESGCM(key.key).encrypt(nonce, plain, _bound(municipality, ref, part, key.version))


def opened(ring: Ring, row: SealedPart) -> bytes:
    """Raises Unreadable when the row was changed or comes from elsewhere."""
    key, bound = ring.encrypt[row.key_version], _bound(row.municipality_id, row.ref, row.part, row.key_version)
    try:
        return AESGCM(key.key).decrypt(bytes(row.nonce), bytes(row.ciphertext), bound)
    except InvalidTag:
        raise Unreadable(
            f"文書 {row.ref} が開けません。行が書き換えられています。監査担当者に連絡してください"
        ) from None


def _bound(municipality: int, ref: UUID, part: str, key_version: int) -> bytes:
    return f"yakuba sealed 1|{municipality}|{ref}|{part}|{key_version}".encode()


def move_chunk() -> int:
    """Put one chunk of parts under the newest key, in the open transaction; returns how many. For the rotation."""
    ring = keyring.held()
    waiting = SealedPart.objects.filter(key_version__lt=ring.writing.version)
    rows = list(waiting.select_for_update().order_by("key_version", "ref", "part")[:CHUNK])
    if not rows:
        return 0
    sealed = [seal(ring.writing, row.municipality_id, row.ref, row.part, opened(ring, row)) for row in rows]
    columns: list[Any] = [
        [row.ref for row in rows],
        [row.part for row in rows],
        [nonce for nonce, _ in sealed],
        [ciphertext for _, ciphertext in sealed],
    ]
    with binary_cursor() as cursor:
        cursor.execute(_UPDATE, [ring.writing.version, *columns, current()])
    return len(rows)


def waits(version: int) -> bool:
    """Whether a part is still under a key older than ``version``."""
    return SealedPart.objects.filter(key_version__lt=version).exists()
