"""Drawing a paper that leaves as data: read, drawn and signed outside any transaction, kept in the caller's.

Nothing of it has left before that is committed, so whoever was killed in between simply draws and signs it again; the
bytes that are kept are the only ones that ever leave.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from yakuba.platform.documents import papers, service
from yakuba.platform.documents.models import Intent
from yakuba.platform.documents.papers import Frozen
from yakuba.platform.documents.rendering import Rendered, render
from yakuba.platform.documents.service import UNSIGNED, Signature
from yakuba.platform.documents.signing import Signer, signer
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

WAITING = (Intent.State.PREPARED, Intent.State.UNKNOWN)


@dataclass(frozen=True)
class Drawn:
    """A paper drawn, and signed where the municipality signs."""

    intent: Intent
    frozen: Frozen
    rendered: Rendered
    signature: Signature


@dataclass(frozen=True)
class Drawing:
    """What drawing needs; ``make`` reads nothing more."""

    intent: Intent
    frozen: Frozen
    signer: Signer | None
    where: str

    def make(self) -> Drawn:
        """Draw, then sign. Errors as of ``rendering.render``."""
        intent, frozen = self.intent, self.frozen
        rendered = render(service.form_of(intent), frozen.data, intent.made_at, frozen.overflow_rule, frozen.fits)
        if self.signer is None:
            return Drawn(intent, frozen, rendered, UNSIGNED)
        from yakuba.platform.documents import pades  # a second to load, and the web process never signs

        signed = replace(rendered, content=pades.sign(rendered.content, self.signer, self.where))
        return Drawn(intent, frozen, signed, Signature(self.signer.name[:120], self.signer.authority[:240]))


def begin(intent_id: UUID, *, signed: bool) -> Drawing | None:
    """Read what drawing a prepared intent needs; None when it is settled already.

    ``signed``: with the municipality's signature, where it has a key. Raises CannotSign, KeysMissing, Unreadable.
    """
    intent = Intent.objects.get(id=intent_id)
    if intent.state not in WAITING:
        return None
    frozen = papers.frozen(intent, service.subjects_of(intent))
    key = signer(current_context().instant) if signed else None
    return Drawing(intent, frozen, key, directory.by_id(current()).full_name)


def keep(drawn: Drawn) -> None:
    """Keep the bytes and the outcome in the open transaction, once: a paper that is there already stays as it is."""
    service.keep(drawn.intent, drawn.frozen, drawn.rendered, drawn.signature)


def is_there(intent_id: UUID) -> bool:
    """Whether the paper can be handed over."""
    return Intent.objects.filter(id=intent_id, state=Intent.State.ISSUED).exists()
