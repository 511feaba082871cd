"""What a paper says of persons: its frozen input and its bytes, in the safe of the secrets room, by intent.

Papers of earlier releases lie in the clear: the input in ``document_intent.data``, the bytes in ``stored_document``.
They stay readable here and are moved into the safe by :mod:`.sealing`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from yakuba.platform.documents.fitting import OverflowRule
from yakuba.platform.documents.models import Intent, StoredDocument
from yakuba.platform.documents.rendering import JSON, Fits
from yakuba.platform.secrets import safe

INPUT, BYTES = "input", "bytes"


@dataclass(frozen=True)
class Frozen:
    """The input of one drawing: data of the form, what becomes of texts that do not fit, whom it is about."""

    data: Mapping[str, JSON] = field(repr=False)
    overflow_rule: OverflowRule
    subjects: tuple[int, ...]
    fits: Fits = field(default_factory=dict, repr=False)


def keep_input(intent_id: UUID, frozen: Frozen) -> None:
    """Raises KeysMissing."""
    safe.put(intent_id, {INPUT: packed(frozen.data, frozen.overflow_rule)})


def packed(data: Mapping[str, JSON], rule: str) -> bytes:
    """The frozen input as it is sealed."""
    return json.dumps({"data": data, "overflow": rule}, ensure_ascii=False, separators=(",", ":")).encode()


def keep_bytes(intent_id: UUID, content: bytes) -> None:
    """Raises KeysMissing."""
    safe.put(intent_id, {BYTES: content})


def frozen(intent: Intent, subjects: Sequence[int]) -> Frozen:
    """The frozen input of an intent. Raises KeysMissing, Unreadable."""
    sealed = safe.get(intent.id, INPUT)
    kept = {"data": intent.data, "overflow": "truncate"} if sealed is None else json.loads(sealed)
    return Frozen(kept["data"], kept["overflow"], tuple(subjects))


def bytes_of(intent: Intent) -> bytes:
    """The bytes of an issued intent. Raises KeysMissing, Unreadable."""
    sealed = safe.get(intent.id, BYTES)
    if sealed is not None:
        return sealed
    return bytes(StoredDocument.objects.get(sha256=intent.sha256).content)
