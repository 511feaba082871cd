"""Moves messages: outbox → area, other municipality or spool; inbox → handler. Run by the worker every second.

Each message is one transaction (for another municipality two: the door's and the receiver's), so that whatever dies,
the next round finds each message either done or untouched.
"""

import hashlib
import logging
import traceback
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from yakuba.platform.exchange import registry, service, spool
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.models import InboxMessage, InState, OutboxMessage, OutState, ReceiverKind
from yakuba.platform.exchange.parties import party
from yakuba.platform.exchange.registry import Incoming
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, now, system_context, use_context
from yakuba.platform.tenancy.scope import current, tenant

log = logging.getLogger(__name__)

# Pauses before the next try, in seconds; when they are used up the message is a dead letter.
BACKOFF = (5, 15, 60, 300, 900, 3600, 10800, 21600)
# Messages of one municipality in a round: a flood from one does not keep the others waiting.
SHARE = 20


def deliver_due() -> int:
    """One round over the outboxes of all municipalities. How many messages were tried."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, message_id, receiver_kind FROM exchange_outbox_due(%s)", [SHARE])
        due: list[tuple[int, UUID, str]] = cursor.fetchall()
    for municipality, message_id, kind in due:
        if kind == ReceiverKind.MUNICIPALITY:
            with connection.cursor() as cursor:
                cursor.execute("SELECT exchange_forward(%s, %s)", [municipality, message_id])
        else:
            _deliver(municipality, message_id)
    return len(due)


def handle_due() -> int:
    """One round over the inboxes of all municipalities. How many messages were tried."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, sender, message_id FROM exchange_inbox_due(%s)", [SHARE])
        due: list[tuple[int, str, str]] = cursor.fetchall()
    for municipality, sender, message_id in due:
        _handle(municipality, sender, message_id)
    return len(due)


def spool_root(is_training: bool) -> Path:
    """Where a town hall's files go; what a training one sends never reaches a real party."""
    return Path(settings.SPOOL_TRAINING if is_training else settings.SPOOL)


def _deliver(municipality: int, message_id: UUID) -> None:
    try:
        with use_context(system_context(municipality, "exchange")), tenant(municipality):
            waiting = OutboxMessage.objects.filter(id=message_id, state=OutState.QUEUED)
            row = waiting.select_for_update(skip_locked=True).first()
            if row is None:
                return
            if row.receiver_kind == ReceiverKind.AREA:
                _hand_over(row)
            else:
                _write_file(row)
            row.attempts += 1
            row.error = ""
            row.save(update_fields=["attempts", "error", "state", "sent_at", "settled_at"])
    except Exception as problem:
        _note_failure(municipality, message_id, problem)


def _hand_over(row: OutboxMessage) -> None:
    """Another area of the same municipality: its handler runs in this very transaction."""
    sender = f"area:{row.origin}"
    _run_handler(Incoming(sender, str(row.id), row.kind, row.subject, row.sequence, row.payload), row.receiver)
    instant = now()
    row.state, row.sent_at, row.settled_at = OutState.SETTLED, instant, instant


def _write_file(row: OutboxMessage) -> None:
    """Written before the commit: killed in between, the next round writes the same bytes under the same name."""
    place = directory.by_id(current())
    to = party(row.receiver)
    records = row.payload["records"]
    data = spool.encode(to.layout, records)
    manifest = spool.Manifest(
        message_id=str(row.id),
        party=to.name,
        municipality=place.lg_code,
        kind=row.kind,
        subject=row.subject,
        sequence=row.sequence,
        made_at=row.created_at.astimezone(JST).isoformat(),
        file=f"{place.lg_code}-{row.id}.{to.layout}",
        records=len(records),
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    spool.Spool(spool_root(place.is_training), to.name).write(manifest, data)
    row.state, row.sent_at = OutState.SENT, now()


def _note_failure(municipality: int, message_id: UUID, problem: Exception) -> None:
    _log(problem)
    with tenant(municipality):
        row = OutboxMessage.objects.select_for_update().get(id=message_id)
        if row.state != OutState.QUEUED:
            return
        row.attempts += 1
        row.error = _reason(problem)
        pause = _pause(row.attempts, problem)
        row.state = OutState.QUEUED if pause else OutState.DEAD
        row.next_try = now() + (pause or timedelta())
        row.save(update_fields=["attempts", "error", "state", "next_try"])


def _handle(municipality: int, sender: str, message_id: str) -> None:
    try:
        with use_context(system_context(municipality, "exchange")), tenant(municipality):
            waiting = InboxMessage.objects.filter(sender=sender, message_id=message_id, state=InState.RECEIVED)
            row = waiting.select_for_update(skip_locked=True).first()
            if row is None:
                return
            _run_handler(Incoming(sender, message_id, row.kind, row.subject, row.sequence, row.payload))
            row.state, row.handled_at, row.error = InState.HANDLED, now(), ""
            row.attempts += 1
            row.save(update_fields=["state", "handled_at", "error", "attempts"])
            service.tell_sender(row)
    except Exception as problem:
        _note_refusal(municipality, (sender, message_id), problem)


def _note_refusal(municipality: int, key: tuple[str, str], problem: Exception) -> None:
    _log(problem)
    with tenant(municipality):
        row = InboxMessage.objects.select_for_update().get(sender=key[0], message_id=key[1])
        if row.state != InState.RECEIVED:
            return
        row.attempts += 1
        row.error = _reason(problem)
        pause = _pause(row.attempts, problem)
        row.state = InState.RECEIVED if pause else InState.DEAD
        row.next_try = now() + (pause or timedelta())
        row.save(update_fields=["attempts", "error", "state", "next_try"])
        service.tell_sender(row)


def _run_handler(message: Incoming, area: str = "") -> None:
    handler = registry.handler_of(message.kind, area)
    if handler is None:
        raise Refused(f"種類「{message.kind}」：受け手がない。処理する業務の版を確かめる")
    handler(message)


def _pause(attempts: int, problem: Exception) -> timedelta | None:
    if isinstance(problem, Refused) or attempts > len(BACKOFF):
        return None
    return timedelta(seconds=BACKOFF[attempts - 1])


def _reason(problem: Exception) -> str:
    """A handler's own words, or only the kind of an exception nobody foresaw: its text may quote personal data."""
    if isinstance(problem, Refused):
        return str(problem)
    return f"処理できない（{type(problem).__name__}）。記録を見て原因を直し、再試行する"


def _log(problem: Exception) -> None:
    if not isinstance(problem, Refused):
        trace = "".join(traceback.format_tb(problem.__traceback__))
        log.error("message not delivered: %s\n%s", type(problem).__name__, trace)
