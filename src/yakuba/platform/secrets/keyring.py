"""Keys of the open municipality: made once, wrapped by the master key, unwrapped in memory only."""

import functools
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from yakuba.platform.secrets import master
from yakuba.platform.secrets.errors import Unreadable
from yakuba.platform.secrets.models import SecretKey
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

ENCRYPT, LOOKUP = "encrypt", "lookup"

# A rotation may not wipe a key while somebody is writing with it.
_HOLD = """
SELECT use, version, master, nonce, wrapped FROM secret_key WHERE municipality_id = %s AND retired_at IS NULL
ORDER BY use, version FOR KEY SHARE
"""


@dataclass(frozen=True)
class Key:
    version: int
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Ring:
    """The keys in use, by version. The highest version is the one to write with."""

    encrypt: dict[int, Key]
    lookup: dict[int, Key]

    @property
    def writing(self) -> Key:
        return self.encrypt[max(self.encrypt)]

    @property
    def seeking(self) -> Key:
        return self.lookup[max(self.lookup)]


def ring() -> Ring:
    """The open municipality's keys; its first use makes them. Raises KeysMissing, KeysUnsafe, Unreadable."""
    rows = _rows()
    missing = {ENCRYPT, LOOKUP} - {row.use for row in rows}
    if missing:
        for use in missing:
            _add(use, 1)
        rows = _rows()
    return _ring_of(rows)


def held() -> Ring:
    """As ``ring``; no rotation wipes these keys before the open transaction ends. For whoever writes with them."""
    rows = _held_rows()
    if len({row.use for row in rows}) < 2:
        ring()  # the municipality's first use
        rows = _held_rows()
    return _ring_of(rows)


def _held_rows() -> list[SecretKey]:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [current()])
        return [
            SecretKey(municipality_id=current(), use=use, version=version, master=holder, nonce=nonce, wrapped=wrapped)
            for use, version, holder, nonce, wrapped in cursor.fetchall()
        ]


def _ring_of(rows: list[SecretKey]) -> Ring:
    keys: dict[str, dict[int, Key]] = {ENCRYPT: {}, LOOKUP: {}}
    for row in rows:
        keys[row.use][row.version] = Key(row.version, unwrap(row))
    return Ring(keys[ENCRYPT], keys[LOOKUP])


def _rows() -> list[SecretKey]:
    return list(SecretKey.objects.filter(retired_at__isnull=True).order_by("use", "version"))


def renew() -> None:
    """Add the next version of both keys; values written from now on use it."""
    current_ring = ring()
    _add(ENCRYPT, current_ring.writing.version + 1)
    _add(LOOKUP, current_ring.seeking.version + 1)


def _add(use: str, version: int) -> None:
    """Two first users at once: one inserts, the other waits and then reads that key."""
    row = SecretKey(municipality_id=current(), use=use, version=version, created_at=current_context().instant)
    wrap(row, os.urandom(32))
    SecretKey.objects.bulk_create([row], ignore_conflicts=True)


def bound(row: SecretKey) -> bytes:
    return f"yakuba key 1|{row.municipality_id}|{row.use}|{row.version}|{row.master}".encode()


def wrap(row: SecretKey, key: bytes) -> None:
    """Fill the row with ``key`` wrapped by the current master key."""
    holder = master.current()
    row.master, row.nonce = holder.id, os.urandom(12)
    row.wrapped = AESGCM(holder.key).encrypt(row.nonce, key, bound(row))


def unwrap(row: SecretKey) -> bytes:
    """Raises KeysMissing when the master key is not here, Unreadable when the row was changed."""
    return _unwrap(master.by_id(row.master), bytes(row.nonce), bytes(row.wrapped), bound(row))


@functools.lru_cache(maxsize=4096)
def _unwrap(holder: master.MasterKey, nonce: bytes, wrapped: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(holder.key).decrypt(nonce, wrapped, bound)
    except InvalidTag:
        raise Unreadable("鍵の行が書き換えられているため開けません。監査担当者に連絡してください") from None
