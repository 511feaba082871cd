"""Changing keys while the town hall works: new keys first, then values in chunks, then the old keys are wiped."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Q

from yakuba.platform.register import service as register
from yakuba.platform.secrets import keyring, master, safe, store, vault
from yakuba.platform.secrets.models import SecretKey, SecretValue
from yakuba.platform.tenancy.context import current_context, system_context, use_context
from yakuba.platform.tenancy.scope import current, tenant

CHUNK = 5_000
_UPDATE = """
UPDATE secret_value AS s SET nonce = g.o, ciphertext = g.c, key_version = %s, lookup = g.l, lookup_version = %s
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bytea[], %s::bytea[], %s::bytea[]) AS g(n, k, v, o, c, l)
WHERE s.municipality_id = %s AND s.addressee_number = g.n AND s.kind = g.k AND s.version = g.v
  AND s.addressee_number BETWEEN %s AND %s
"""


def begin(municipality: int) -> None:
    """Add new keys, unless a rotation that was cut off is still to be finished."""
    with tenant(municipality), use_context(system_context(municipality, "鍵の更新")):
        if not _unfinished():
            keyring.renew()
            register.record(register.Act.CHANGE_KEY, note=register.Note(detail={"step": "begin"}))


def _unfinished() -> bool:
    return len(keyring.ring().encrypt) > 1


def rotate(municipality: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Re-encrypt all values and documents of a municipality under new keys, wipe the old ones; returns how many.

    Cut off at any point, the next call goes on where this one stopped: each row says which key it is under.
    """
    begin(municipality)
    done = last = 0
    while True:
        with tenant(municipality), use_context(system_context(municipality, "鍵の更新")):
            rows = _move_chunk(last)
            parts = 0 if rows else safe.move_chunk()
            if not rows and not parts and _finish(done):
                return done
        done += len(rows) + parts
        last = rows[-1].addressee_number - 1 if rows else 0
        progress(done)


def _move_chunk(last: int) -> list[SecretValue]:
    """One chunk, one transaction. Rows are locked, so a clerk's change in between waits and is not lost."""
    ring = keyring.ring()
    waiting = SecretValue.objects.filter(addressee_number__gt=last).exclude(key_version=ring.writing.version)
    rows = list(waiting.select_for_update().order_by("addressee_number")[:CHUNK])
    if not rows:
        return []
    values = [value.open() for _, value in store.opened(rows)]
    sealed = vault.encrypt(ring.writing, [store.place_of(row) for row in rows], values)
    found_by = [vault.lookup(ring.seeking, row.kind, value) for row, value in zip(rows, values, strict=True)]
    columns: list[Any] = [
        [row.addressee_number for row in rows],
        [row.kind for row in rows],
        [row.version for row in rows],
        [nonce for nonce, _ in sealed],
        [ciphertext for _, ciphertext in sealed],
        found_by,
    ]
    with connection.cursor() as cursor:
        span = [rows[0].addressee_number, rows[-1].addressee_number]
        cursor.execute(_UPDATE, [ring.writing.version, ring.seeking.version, *columns, current(), *span])
    return rows


def _finish(done: int) -> bool:
    """Wipe the old keys, unless a write that had begun under them has come in: then there is another chunk to move."""
    ring = keyring.ring()
    old = SecretKey.objects.filter(retired_at__isnull=True).filter(
        Q(use=keyring.ENCRYPT, version__lt=ring.writing.version)
        | Q(use=keyring.LOOKUP, version__lt=ring.seeking.version)
    )
    list(old.select_for_update())  # waits for writers, who hold a key share (store.write)
    if SecretValue.objects.exclude(key_version=ring.writing.version).exists() or safe.waits(ring.writing.version):
        return False
    old.update(retired_at=current_context().instant, wrapped=b"", nonce=b"")
    register.record(register.Act.CHANGE_KEY, note=register.Note(detail={"step": "finish", "values": done}))
    return True


def rotate_master(municipalities: list[int]) -> int:
    """A new master key; every municipality's keys wrapped again by it; then the old master key leaves the file.

    Cut off, the file holds both and everything opens; run again to finish. Returns how many keys were wrapped.
    """
    new = master.add()
    count = sum(_rewrap(municipality) for municipality in municipalities)
    master.drop_others(new)
    return count


def _rewrap(municipality: int) -> int:
    with tenant(municipality), use_context(system_context(municipality, "マスター鍵の更新")):
        rows = list(SecretKey.objects.filter(retired_at__isnull=True).select_for_update())
        for row in rows:
            keyring.wrap(row, keyring.unwrap(row))
            row.save(update_fields=["master", "nonce", "wrapped"])
        register.record(register.Act.CHANGE_KEY, note=register.Note(detail={"step": "master", "keys": len(rows)}))
    return len(rows)
