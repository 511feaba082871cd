"""Papers of earlier releases, which lie in the clear, into the safe: in chunks, while the town hall works.

Needs the owner of the tables: the application may neither overwrite a frozen input nor delete stored bytes.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from yakuba.platform.documents.papers import BYTES, INPUT, packed
from yakuba.platform.register import service as register
from yakuba.platform.secrets import keyring, safe
from yakuba.platform.secrets.keyring import Ring
from yakuba.platform.tenancy.context import system_context, use_context
from yakuba.platform.tenancy.directory import OWNER
from yakuba.platform.tenancy.scope import tenant

CHUNK = 100
_OPEN = """
SELECT i.id, i.data::text, d.content FROM document_intent i
LEFT JOIN stored_document d ON d.municipality_id = i.municipality_id AND d.sha256 = i.sha256
WHERE i.municipality_id = %s AND (i.data <> '{}'::jsonb OR i.sha256 <> '')
ORDER BY i.id LIMIT %s FOR UPDATE OF i
"""
_INSERT = """
INSERT INTO sealed_part (municipality_id, ref, part, nonce, ciphertext, key_version) VALUES (%s, %s, %s, %s, %s, %s)
"""
_CLEAR = "UPDATE document_intent SET data = '{}', sha256 = '' WHERE municipality_id = %s AND id = ANY(%s)"
_DROP = """
DELETE FROM stored_document d WHERE d.municipality_id = %s AND NOT EXISTS
  (SELECT FROM document_intent i WHERE i.municipality_id = d.municipality_id AND i.sha256 = d.sha256)
"""


def seal_all(municipality: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Seal every paper of a municipality that lies in the clear; returns how many.

    Each chunk is one transaction: cut off at any point, the next call goes on where this one stopped.

    Raises KeysMissing.
    """
    done = 0
    while moved := _chunk(municipality):
        done += moved
        progress(done)
    with (
        tenant(municipality),
        use_context(system_context(municipality, "文書の暗号化")),
        connections[OWNER].cursor() as c,
    ):
        c.execute(_DROP, [municipality])
        if done:
            note = register.Note(detail={"step": "seal_documents", "documents": done})
            register.record(register.Act.CHANGE_KEY, note=note)
    return done


def _chunk(municipality: int) -> int:
    """The key is held by the application's transaction around the owner's, so that no rotation wipes it meanwhile."""
    with tenant(municipality), use_context(system_context(municipality, "文書の暗号化")):
        ring = keyring.held()
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute(_OPEN, [municipality, CHUNK])
            rows = cursor.fetchall()
            for intent, data, content in rows:
                for part, plain in _parts(data, content).items():
                    cursor.execute(_INSERT, _sealed(ring, municipality, intent, part, plain))
            cursor.execute(_CLEAR, [municipality, [intent for intent, _, _ in rows]])
    return len(rows)


def _parts(data: str, content: bytes | None) -> dict[str, bytes]:
    parts = {INPUT: packed(json.loads(data), "truncate")}
    return parts if content is None else parts | {BYTES: bytes(content)}


def _sealed(ring: Ring, municipality: int, intent: UUID, part: str, plain: bytes) -> list[Any]:
    nonce, ciphertext = safe.seal(ring.writing, municipality, intent, part, plain)
    return [municipality, intent, part, nonce, ciphertext, ring.writing.version]
