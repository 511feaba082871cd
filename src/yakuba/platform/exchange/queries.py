"""What is stuck, and what became of a message, in the open municipality."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from yakuba.platform.exchange.models import InboxMessage, InState, OutboxMessage, OutState, ReceiverKind
from yakuba.platform.exchange.parties import PARTIES
from yakuba.platform.tenancy.context import current_context


@dataclass(frozen=True)
class Trouble:
    """A message that needs a look. ``direction`` is out or in; ``other`` is the receiver or the sender.

    ``next_try`` is None when nothing will happen by itself (``is_dead``).
    """

    direction: str
    message_id: str
    other: str
    kind: str
    subject: str
    state_label: str
    is_dead: bool
    attempts: int
    error: str
    since: datetime
    next_try: datetime | None


_UNANSWERED = "返事が期限までに来ていない。連携先の稼働を確かめる"
_SLOW = "まだ届いていない。前のメッセージの完了待ちか、処理プログラムの停止。worker の稼働を確かめる"
_SOON = timedelta(minutes=1)  # inside the service a message arrives within seconds


def _outgoing(row: OutboxMessage) -> Trouble:
    dead = row.state == OutState.DEAD
    return Trouble(
        direction="out",
        message_id=str(row.id),
        other=PARTIES[row.receiver].label if row.receiver in PARTIES else row.receiver,
        kind=row.kind,
        subject=row.subject,
        state_label=OutState(row.state).label,
        is_dead=dead,
        attempts=row.attempts,
        error=row.error or (_UNANSWERED if row.receiver_kind == ReceiverKind.PARTY else _SLOW),
        since=row.created_at,
        next_try=row.next_try if row.state == OutState.QUEUED else None,
    )


def _incoming(row: InboxMessage) -> Trouble:
    dead = row.state == InState.DEAD
    return Trouble(
        direction="in",
        message_id=row.message_id,
        other=row.sender,
        kind=row.kind,
        subject=row.subject,
        state_label=InState(row.state).label,
        is_dead=dead,
        attempts=row.attempts,
        error=row.error,
        since=row.received_at,
        next_try=None if dead else row.next_try,
    )


def dead_letters() -> list[Trouble]:
    """Messages nobody tries any more; each holds back the rest of its (receiver, subject). The oldest first."""
    out = OutboxMessage.objects.filter(state=OutState.DEAD).defer("payload").order_by("created_at", "id")
    taken = (
        InboxMessage.objects.filter(state=InState.DEAD).defer("payload").order_by("received_at", "sender", "message_id")
    )
    return [_outgoing(row) for row in out] + [_incoming(row) for row in taken]


def troubles() -> list[Trouble]:
    """Dead letters, messages that failed at least once, unanswered in time by a party, or not delivered in a minute."""
    instant = current_context().instant
    late = Q()
    for party in PARTIES.values():
        late |= Q(receiver=party.name, sent_at__lt=instant - party.answer_within)
    unanswered = Q(state=OutState.SENT, receiver_kind=ReceiverKind.PARTY) & late
    slow = Q(state=OutState.QUEUED) | ~Q(receiver_kind=ReceiverKind.PARTY)
    slow &= Q(created_at__lt=instant - _SOON) & ~Q(state=OutState.SETTLED)
    failed = ~Q(state=OutState.SETTLED) & (Q(state=OutState.DEAD) | ~Q(error=""))
    out = OutboxMessage.objects.filter(failed | unanswered | slow).defer("payload").order_by("created_at", "id")
    taken = InboxMessage.objects.exclude(state=InState.HANDLED).exclude(error="").defer("payload")
    taken = taken.order_by("received_at", "sender", "message_id")
    return [_outgoing(row) for row in out] + [_incoming(row) for row in taken]


@dataclass(frozen=True)
class Sending:
    """How far a message to a party is. ``trouble`` says what is in its way, empty while all goes well."""

    state: str
    trouble: str
    next_try: datetime | None


def sendings(message_ids: Collection[UUID]) -> dict[UUID, Sending]:
    """What became of these messages to parties: those that failed, wait too long or are not answered have a trouble."""
    rows = list(OutboxMessage.objects.filter(id__in=message_ids)) if message_ids else []
    return {row.id: _sending(row, current_context().instant) for row in rows}


def _sending(row: OutboxMessage, instant: datetime) -> Sending:
    within = PARTIES[row.receiver].answer_within
    slow = row.state == OutState.QUEUED and row.created_at < instant - _SOON
    late = row.state == OutState.SENT and row.sent_at is not None and row.sent_at < instant - within
    trouble = "" if row.state == OutState.SETTLED else row.error or (_SLOW if slow else _UNANSWERED if late else "")
    return Sending(row.state, trouble, row.next_try if row.state == OutState.QUEUED else None)


def state(message_id: UUID) -> str:
    """queued, sent, settled or dead. Raises OutboxMessage.DoesNotExist."""
    return str(OutboxMessage.objects.values_list("state", flat=True).get(id=message_id))


def unsettled() -> int:
    """How many messages of this municipality have not arrived yet."""
    return OutboxMessage.objects.exclude(state=OutState.SETTLED).count()
