"""Send messages and decide about those that got stuck. Everything here runs inside ``tenant()`` and a context."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from yakuba.platform.exchange import parties, registry
from yakuba.platform.exchange.errors import MessageStateConflict
from yakuba.platform.exchange.models import InboxMessage, InState, OutboxMessage, OutState, ReceiverKind
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

TRAINING = "training-"


@dataclass(frozen=True)
class Receiver:
    """Whom a message is for; made by ``to_area``, ``to_municipality`` or ``to_party``."""

    kind: ReceiverKind
    name: str


@dataclass(frozen=True)
class Message:
    """A message to send. ``subject`` is what must stay in order, such as an addressee number (never a name).

    ``payload`` is a JSON object without individual numbers; to a party it is ``{"records": [{...}, ...]}``, flat
    objects. ``key`` makes sending the same thing twice have one effect. ``origin`` is the sending area.
    """

    receiver: Receiver
    kind: str
    subject: str
    payload: Mapping[str, Any]
    origin: str = ""
    key: str | None = None


def to_area(name: str) -> Receiver:
    """An area of the same municipality."""
    return Receiver(ReceiverKind.AREA, name)


def to_municipality(lg_code: str) -> Receiver:
    """Another municipality on this service, by its local-government code.

    A training town hall reaches training town halls only. Raises UnknownMunicipality when it does not live here: the
    way is then the Basic Resident Register Network (``to_party("juki-net")``).
    """
    address = TRAINING + lg_code if directory.by_id(current()).is_training else lg_code
    return Receiver(ReceiverKind.MUNICIPALITY, directory.by_address(address).address)


def to_other_municipality(lg_code: str) -> Receiver:
    """Another municipality, wherever it lives: directly on this service, else through the resident register network."""
    try:
        return to_municipality(lg_code)
    except directory.UnknownMunicipality:
        return to_party("juki-net")


def to_party(name: str) -> Receiver:
    """An outside party. Raises UnknownParty."""
    return Receiver(ReceiverKind.PARTY, parties.party(name).name)


def post(message: Message) -> UUID:
    """Put a message into the outbox; it leaves after the open transaction has been committed. Its id.

    Raises ValueError for a payload a party's file cannot carry.
    """
    if message.receiver.kind == ReceiverKind.PARTY:
        _check_records(message.payload)
    if message.key is not None:
        known = OutboxMessage.objects.filter(key=message.key).values_list("id", flat=True).first()
        if known is not None:
            return known
    line = {"receiver_kind": message.receiver.kind, "receiver": message.receiver.name, "subject": message.subject}
    instant = current_context().instant
    row = OutboxMessage.objects.create(
        **line,
        kind=message.kind,
        sequence=_next_in(line),
        payload=dict(message.payload),
        origin=message.origin,
        key=message.key,
        next_try=instant,
        created_at=instant,
    )
    return row.id


def publish(event_kind: str, subject: str, payload: Mapping[str, Any], origin: str = "") -> list[UUID]:
    """Tell every subscribed area of an event; a message each, so that one area's trouble does not stop another."""
    areas = registry.subscribers(event_kind)
    return [post(Message(to_area(area), event_kind, subject, payload, origin)) for area in areas]


def retry(message_id: UUID) -> None:
    """Send a stuck message again now. Raises MessageStateConflict unless it is stopped or waiting for another try."""
    row = _outgoing(message_id, (OutState.DEAD, OutState.QUEUED, OutState.SENT))
    row.state, row.attempts, row.next_try = OutState.QUEUED, 0, current_context().instant
    row.save(update_fields=["state", "attempts", "next_try"])


def settle(message_id: UUID, reason: str) -> None:
    """Call a message done by hand, so that the next of its subject may go. Raises MessageStateConflict, ValueError."""
    row = _outgoing(message_id, (OutState.DEAD, OutState.QUEUED, OutState.SENT))
    context = current_context()
    row.state, row.settled_at = OutState.SETTLED, context.instant
    row.settled_by_name, row.settled_reason = context.actor.name, _given(reason)
    row.save(update_fields=["state", "settled_at", "settled_by_name", "settled_reason"])


def retry_incoming(sender: str, message_id: str) -> None:
    """Let the handler try a stopped message again now. Raises MessageStateConflict unless it is stopped or waiting."""
    row = _incoming(sender, message_id)
    row.state, row.attempts, row.next_try = InState.RECEIVED, 0, current_context().instant
    row.save(update_fields=["state", "attempts", "next_try"])


def settle_incoming(sender: str, message_id: str, reason: str) -> None:
    """Call a message handled by hand, and tell its sender. Raises MessageStateConflict, ValueError without a reason."""
    row = _incoming(sender, message_id)
    context = current_context()
    row.state, row.handled_at = InState.HANDLED, context.instant
    row.settled_by_name, row.settled_reason = context.actor.name, _given(reason)
    row.save(update_fields=["state", "handled_at", "settled_by_name", "settled_reason"])
    tell_sender(row)


def forget_payload(sender: str, message_id: str) -> None:
    """For the handler of a large message, once what it brought lies elsewhere: the inbox keeps no second copy."""
    InboxMessage.objects.filter(sender=sender, message_id=message_id).update(payload={"records": []})


def tell_sender(row: InboxMessage) -> None:
    """Through the exchange door: the sender's outbox learns what became of its message, in this transaction."""
    if row.sender_municipality is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT exchange_tell_sender(%s)", [UUID(row.message_id)])


def _next_in(line: Mapping[str, str]) -> int:
    """The next sequence of (receiver, subject). The lock makes two senders about one subject wait for each other."""
    with connection.cursor() as cursor:
        name = "/".join(("outbox", *line.values()))
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [current(), name])
    last = OutboxMessage.objects.filter(**line).aggregate(last=Max("sequence"))["last"]
    return int(last or 0) + 1


def _check_records(payload: Mapping[str, Any]) -> None:
    records = payload.get("records")
    if list(payload) != ["records"] or not isinstance(records, list) or not records:
        raise ValueError('a party\'s payload is {"records": [{...}, ...]} with at least one record')
    if any(not isinstance(record, dict) or record.keys() != records[0].keys() for record in records):
        raise ValueError("records of one message have the same columns")
    if any(isinstance(value, dict | list) for record in records for value in record.values()):
        raise ValueError("records are flat: no lists or objects inside")


def _outgoing(message_id: UUID, allowed: tuple[OutState, ...]) -> OutboxMessage:
    row = OutboxMessage.objects.select_for_update().get(id=message_id)
    if row.state not in allowed:
        raise MessageStateConflict(f"送信の状態：{OutState(row.state).label}。終わっていないものだけを扱えます")
    return row


def _incoming(sender: str, message_id: str) -> InboxMessage:
    row = InboxMessage.objects.select_for_update().get(sender=sender, message_id=message_id)
    if row.state == InState.HANDLED:
        raise MessageStateConflict(f"受信の状態：{InState(row.state).label}。終わっていないものだけを扱えます")
    return row


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValueError("手で完了にする理由：未入力。理由を入力")
    return reason.strip()
