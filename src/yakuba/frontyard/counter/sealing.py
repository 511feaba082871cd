"""What the counter's own zone may not keep in the clear, sealed to the core: drawn signatures and scanned files.

The public key lies in ``COUNTER_HOME``; the private one beside the master key, where this zone has no access.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from yakuba.frontyard.counter.file_models import SealedFile
from yakuba.platform.attachments.examining import Examined
from yakuba.platform.exchange.sealed_letters import pair
from yakuba.platform.secrets import sealed_box
from yakuba.platform.tenancy.context import current_context


class CoreMissing(RuntimeError):
    """The core has not shown its key: without it nothing can be handed in."""


def public() -> Path:
    return Path(settings.COUNTER_HOME) / "core.pub"


def private() -> bytes:
    """The core's private key, made once; its public one is put where the counter reads it."""
    return pair(settings.YAKUBA_KEYS.with_name("counter-hand-in.key"), public())[0]


def sealed(plain: bytes) -> bytes:
    """Raises CoreMissing."""
    try:
        key = public().read_bytes()
    except FileNotFoundError:
        raise CoreMissing(
            f"{public()} がありません(missing)。業務システムを YAKUBA_COUNTER=1 で起動すると、作られます"
        ) from None
    out = io.BytesIO()
    sealed_box.seal(key, [plain], out)
    return out.getvalue()


def opened(content: bytes) -> bytes:
    """Raises sealed_box.NotForUs."""
    return b"".join(sealed_box.unseal(private(), io.BytesIO(content)))


@dataclass(frozen=True)
class Tray:
    """Where a clerk's files of one question are kept in this zone until the core takes them (receiving.Store)."""

    filing_key: UUID
    question: str

    def keep(self, name: str, found: Examined) -> str:
        file_id = uuid4()
        ref = {"id": str(file_id), "name": name, "type": found.kind, "size": found.size, "sha256": found.sha256}
        SealedFile.objects.create(
            id=file_id,
            filing_key=self.filing_key,
            question=self.question,
            ref=ref,
            sealed=sealed(found.content),
            kept_at=current_context().instant,
        )
        return str(file_id)

    def drop(self, file_id: str) -> None:
        SealedFile.objects.filter(id=file_id, filing_key=self.filing_key).delete()


def drop(keys: Iterable[UUID]) -> None:
    """Forget the files of drafts that were not signed for."""
    SealedFile.objects.filter(filing_key__in=list(keys)).delete()
