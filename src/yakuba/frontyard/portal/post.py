"""The portal's end of the spool, towards the core: what a letter needs, and letters into our table."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from yakuba.frontyard.portal.models import LetterOut, PortalAccount
from yakuba.platform.exchange.sealed_letters import pair, seal_body
from yakuba.platform.exchange.spool import Spool
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

PARTY = "portal"
PATIENCE = timedelta(seconds=10)  # before the core is asked the same thing again


class NoCore(Exception):
    """The core has not shown its public key yet: nothing can be sealed to it."""


def box(is_training: bool) -> Spool:
    """Our spool, seen from the party's side: we write into ``in/`` and read ``out/``."""
    found = Spool(Path(settings.SPOOL_TRAINING if is_training else settings.SPOOL), PARTY)
    found.make()
    return found


def spool(is_training: bool) -> Path:
    return box(is_training).root


def keys(is_training: bool) -> bytes:
    """Our private key; the public one lies where the core reads it."""
    return pair(Path(settings.PORTAL_HOME) / "letters.key", spool(is_training) / "portal.pub")[0]


def write(kind: str, account: PortalAccount, body: Mapping[str, Any]) -> UUID:
    """Put a letter into our table, sealed, in the open transaction. Raises NoCore."""
    place = directory.by_id(current())
    public = spool(place.is_training) / "core.pub"
    if not public.exists():
        raise NoCore("the core has not been started yet")
    number = PortalAccount.objects.select_for_update().get(id=account.id).letters + 1
    PortalAccount.objects.filter(id=account.id).update(letters=number)
    sealed = seal_body(public.read_bytes(), {"account": str(account.id), **body})
    row = LetterOut.objects.create(
        account_id=account.id, kind=kind, sequence=number, body=sealed, made_at=current_context().instant
    )
    return row.id


def ask(kind: str, account: PortalAccount) -> None:
    """Ask the core for facts; a page that looks again every two seconds asks no second time. Raises NoCore."""
    since = current_context().instant - PATIENCE
    if not LetterOut.objects.filter(account_id=account.id, kind=kind, made_at__gt=since).exists():
        write(kind, account, {"session": ""} if kind == "portal_profile_wanted" else {})
