"""The loss drill: prove before an accident that the copy of the master key opens everything, and nothing else does."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yakuba.platform.register import service as register
from yakuba.platform.secrets import keyring, master, safe, store, vault
from yakuba.platform.secrets.errors import Unreadable
from yakuba.platform.secrets.models import SealedPart, SecretKey, SecretValue
from yakuba.platform.tenancy.context import system_context, use_context
from yakuba.platform.tenancy.scope import tenant

SAMPLE = 100


@dataclass(frozen=True)
class Drilled:
    """One municipality: how many keys and sampled values opened and were found again, and what is wrong."""

    municipality: int
    keys: int
    values: int
    faults: tuple[str, ...]


def drill(municipality: int, copy: Path | None = None) -> Drilled:
    """Open all keys, up to 100 values and up to 100 documents with the master key, or with ``copy`` in its place.

    Raises KeysMissing and KeysUnsafe for the copy as for the file itself. Nothing is changed but the register.
    """
    masters = master.load(copy)
    with tenant(municipality), use_context(system_context(municipality, "鍵の喪失訓練")):
        rows = list(SecretKey.objects.filter(retired_at__isnull=True))
        faults = [fault for row in rows for fault in _key_faults(row, masters)]
        values = list(SecretValue.objects.order_by("lookup")[:SAMPLE]) if not faults else []
        faults += _value_faults(values)
        faults += _part_faults(list(SealedPart.objects.order_by("-ref")[:SAMPLE]) if not faults else [])
        note = register.Note(outcome="failed" if faults else "done", detail={"step": "drill", "values": len(values)})
        register.record(register.Act.CHANGE_KEY, note=note)
    return Drilled(municipality, len(rows), len(values), tuple(faults))


def _key_faults(row: SecretKey, masters: Sequence[master.MasterKey]) -> list[str]:
    name = f"{row.use} {row.version}"
    holder = next((key for key in masters if key.id == row.master), None)
    if holder is None:
        return [f"鍵 {name} を包むマスター鍵 {row.master} が、調べたファイルにありません"]
    if not _opens(holder.key, row):
        return [f"鍵 {name} がマスター鍵で開けません"]
    if _opens(os.urandom(32), row):
        return [f"鍵 {name} が別の鍵でも開きました"]
    return []


def _opens(key: bytes, row: SecretKey) -> bool:
    try:
        AESGCM(key).decrypt(bytes(row.nonce), bytes(row.wrapped), keyring.bound(row))
    except InvalidTag:
        return False
    return True


def _part_faults(rows: Sequence[SealedPart]) -> list[str]:
    faults = []
    for row in rows:
        try:
            safe.opened(keyring.ring(), row)
        except Unreadable as problem:
            faults.append(str(problem))
    return faults


def _value_faults(rows: Sequence[SecretValue]) -> list[str]:
    if not rows:
        return []
    ring = keyring.ring()
    return [
        f"宛名番号 {row.addressee_number} の番号が検索用の値と合いません"
        for row, value in store.opened(rows)
        if vault.lookup(ring.lookup[row.lookup_version], row.kind, value.open()) != bytes(row.lookup)
    ]
