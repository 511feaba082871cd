"""Takes what outside parties put into ``in/``: their messages into the inbox, their answers to the outbox.

A file is moved only after its transaction has been committed; killed in between, the same message is found again and
has no second effect.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DataError

from yakuba.platform.exchange import delivery, service
from yakuba.platform.exchange.errors import SpoolFault
from yakuba.platform.exchange.models import InboxMessage, OutboxMessage, OutState, ReceiverKind
from yakuba.platform.exchange.parties import PARTIES
from yakuba.platform.exchange.spool import ACKNOWLEDGEMENT, Found, Manifest, Record, Spool
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.scope import tenant

log = logging.getLogger(__name__)

KEEP_DONE = timedelta(days=30)


def collect() -> int:
    """One round over all spools. How many files were taken or rejected."""
    count = 0
    for is_training in (False, True):
        for name in PARTIES:
            spool = Spool(delivery.spool_root(is_training), name)
            for found in spool.waiting():
                count += _take(spool, found, is_training)
    return count


def purge() -> int:
    """Remove taken files after thirty days; what they said is in the municipality's rows. How many."""
    before = (now() - KEEP_DONE).timestamp()
    roots = [delivery.spool_root(is_training) for is_training in (False, True)]
    return sum(Spool(root, name).purge(before) for root in roots for name in PARTIES)


def _take(spool: Spool, found: Found, is_training: bool) -> int:
    """1, or 0 when the file could not be read or moved now: it is tried again, and the others go on meanwhile."""
    try:
        _take_or_reject(spool, found, is_training)
    except OSError as problem:
        log.error("file from %s not taken: %s", spool.party, type(problem).__name__)
        return 0
    return 1


def _take_or_reject(spool: Spool, found: Found, is_training: bool) -> None:
    try:
        manifest, records = spool.read(found)
        with tenant(_municipality(manifest, is_training)):
            if manifest.kind == ACKNOWLEDGEMENT:
                _settle(manifest, records)
            else:
                _keep(manifest, records)
    except (ValueError, DataError) as fault:
        # Not only what we look for ourselves: text the database cannot hold (NUL, lone surrogates, numbers too large).
        log.warning("file from %s rejected: %s", spool.party, type(fault).__name__)
        known = isinstance(fault, SpoolFault)
        spool.reject(found, str(fault) if known else f"保存できない値がある（{type(fault).__name__}）。直して送り直す")
    else:
        spool.done(found)


def _municipality(manifest: Manifest, is_training: bool) -> int:
    address = service.TRAINING + manifest.municipality if is_training else manifest.municipality
    try:
        return directory.by_address(address).id
    except directory.UnknownMunicipality:
        raise SpoolFault(f"市区町村：{manifest.municipality}はこのサービスにない") from None


def _keep(manifest: Manifest, records: list[Record]) -> None:
    instant = now()
    InboxMessage.objects.get_or_create(
        sender=f"party:{manifest.party}",
        message_id=manifest.message_id,
        defaults={
            "kind": manifest.kind,
            "subject": manifest.subject,
            "sequence": manifest.sequence,
            "payload": {"records": list(records)},
            "next_try": instant,
            "received_at": instant,
        },
    )


def _settle(manifest: Manifest, records: list[Record]) -> None:
    """An answer holds one record for each message it answers: ``message_id``, ``result``, ``reason``."""
    for record in records:
        row = _asked(manifest, record)
        if row.state == OutState.SETTLED:
            continue
        if record["result"] == "accepted":
            row.state, row.error, row.settled_at = OutState.SETTLED, "", now()
        else:
            row.state, row.error = OutState.DEAD, f"連携先が受け付けない：{record.get('reason') or '理由の記載なし'}"
        row.save(update_fields=["state", "error", "settled_at"])


def _asked(manifest: Manifest, record: Mapping[str, Any]) -> OutboxMessage:
    if record.get("result") not in ("accepted", "refused"):
        raise SpoolFault("返事：result は accepted か refused")
    try:
        message_id = UUID(str(record.get("message_id")))
    except ValueError:
        raise SpoolFault("返事：message_id が読み取れない") from None
    asked = OutboxMessage.objects.filter(receiver_kind=ReceiverKind.PARTY, receiver=manifest.party)
    row = asked.select_for_update().filter(id=message_id).first()
    if row is None:
        raise SpoolFault(f"返事：送っていないメッセージ（{message_id}）")
    return row
