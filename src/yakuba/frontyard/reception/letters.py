"""Letters to the portal's zone, sealed to its key; and what came from there, opened with ours.

Only the spool lies between the two: the portal has no grant on a table of the core, the core none on the portal's.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.delivery import spool_root
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming
from yakuba.platform.exchange.sealed_letters import UnreadableLetter, open_body, pair, seal_body
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current

PARTY = "portal"
MISSING = "ポータルの公開鍵：ない（portal.pub）。ポータルが一度も起動していないときは、起動すると自動で送り直す"


class PortalMissing(Exception):
    """The portal has not shown its public key yet; the letter is tried again."""


def _place() -> Path:
    return spool_root(directory.by_id(current()).is_training) / PARTY


def keys() -> bytes:
    """The core's private key, made once; its public key lies where the portal reads it."""
    secret, _ = pair(settings.YAKUBA_KEYS.with_name("portal-letters.key"), _place() / "core.pub")
    return secret


def send(kind: str, account: UUID | str, body: Mapping[str, Any], key: str | None = None) -> UUID | None:
    """Put a letter into the outbox, sealed. None while there is no portal: nobody waits for it.

    ``account`` keeps the letters of one account in order.
    """
    public = _place() / "portal.pub"
    if not public.exists():
        return None
    sealed = {"body": seal_body(public.read_bytes(), body)}
    message = exchange.Message(
        exchange.to_party(PARTY), kind, str(account), {"records": [sealed]}, origin="reception", key=key
    )
    return exchange.post(message)


def opened(message: Incoming) -> dict[str, Any]:
    """The body of a letter from the portal. Raises Refused: another try would not help."""
    if message.sender != f"party:{PARTY}":
        raise Refused("ポータル以外から届いた手紙は受け付けない")
    records = message.payload["records"]
    try:
        return open_body(keys(), records[0].get("body", ""))
    except (UnreadableLetter, IndexError, AttributeError) as problem:
        raise Refused(f"ポータルからの手紙を開けない（{problem}）") from None
