"""Tickets from the machine to the end: taken, called, served, done. Times are kept by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Q

from yakuba.frontyard.counter.models import Ticket, Visit
from yakuba.frontyard.counter.parameter_definitions import QUEUES
from yakuba.platform.parameters.service import many
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import JST, current_context

State = Ticket.State
CALLED_AGAIN = 3  # calls after which a holder who does not come is put aside by one press
SHOWN = timedelta(minutes=10)  # how long the board keeps a number that was called


class TicketError(Exception):
    """A step that cannot be taken now. The message says why and what to do."""


def queues() -> dict[str, str]:
    """What can be chosen today: letter → words."""
    given = many(tuple(QUEUES.values()), current_context().business_date)
    named = {letter: str(given[one.key]).strip() for letter, one in QUEUES.items()}
    return {letter: words for letter, words in named.items() if words}


def take(queue: str, key: UUID) -> tuple[Ticket, int]:
    """A ticket, and how many are before it. Pressed twice with the same key it is the same. Raises TicketError."""
    known = Ticket.objects.filter(key=key).first()
    if known is not None:
        return known, _before(known)
    if queue not in queues():
        raise TicketError("用件：選ばれていない。ボタンを押し直す")
    context = current_context()
    (number,) = numbers.take(f"ticket-{context.business_date:%Y%m%d}-{queue}")
    row = Ticket.objects.create(
        key=key, queue=queue, number=number, day=context.business_date, taken_at=context.instant
    )
    return row, _before(row)


def _before(ticket: Ticket) -> int:
    same = Ticket.objects.filter(day=ticket.day, queue=ticket.queue, state=State.WAITING)
    return same.filter(number__lt=ticket.number).count()


@dataclass(frozen=True)
class Line:
    """A queue as the clerk sees it: how many wait, and since how many minutes the first."""

    letter: str
    words: str
    waiting: int
    longest: int


def lines() -> list[Line]:
    context = current_context()
    rows = Ticket.objects.filter(day=context.business_date, state=State.WAITING).values_list("queue", "taken_at")
    since: dict[str, list[datetime]] = {}
    for queue, taken_at in rows:
        since.setdefault(queue, []).append(taken_at)
    return [
        Line(letter, words, len(found), _minutes(context.instant - min(found)) if found else 0)
        for letter, words in queues().items()
        for found in [since.get(letter, [])]
    ]


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def mine() -> Ticket | None:
    """The ticket this clerk has called or serves."""
    context = current_context()
    if context.actor.id is None:
        return None
    rows = Ticket.objects.filter(day=context.business_date, clerk_id=context.actor.id)
    return rows.filter(state__in=(State.CALLED, State.SERVING)).order_by("-called_at", "-id").first()


def call_next(queue: str = "") -> Ticket:
    """Who waits longest, of one queue or of all, called to this clerk's window. Two clerks never call the same.

    Raises TicketError when nobody waits, or the clerk still has one.
    """
    have = mine()
    if have is not None:
        raise TicketError(f"{have.name}の対応が終わっていません。終わりにするか、いないとしてから呼んでください")
    waiting = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        day=current_context().business_date, state=State.WAITING
    )
    if queue:
        waiting = waiting.filter(queue=queue)
    row = waiting.order_by("taken_at", "queue", "number").first()
    if row is None:
        raise TicketError("待っている人はいません")
    return _call(row)


def _call(row: Ticket) -> Ticket:
    context = current_context()
    row.state, row.called_at, row.calls = State.CALLED, row.called_at or context.instant, row.calls + 1
    row.clerk_id, row.window = context.actor.id, (context.terminal or context.place)[:64]
    row.save(update_fields=["state", "called_at", "calls", "clerk_id", "window"])
    return row


def again(ticket_id: UUID) -> Ticket:
    """Called once more: the clerk's own that did not come, or one that was put aside. Raises TicketError."""
    row = _locked(ticket_id)
    own = row.state == State.CALLED and row.clerk_id == current_context().actor.id
    if not own and (row.state != State.ABSENT or mine() is not None):
        raise TicketError(f"{row.name}は「{row.get_state_display()}」です。一覧を更新してください")
    return _call(row)


def absent(ticket_id: UUID) -> Ticket:
    """The holder does not come: put aside, to be called again when found."""
    row = _own(ticket_id, (State.CALLED,))
    row.state = State.ABSENT
    row.save(update_fields=["state"])
    return row


def done(ticket_id: UUID) -> Ticket:
    """The end of what needed no visit, such as a question."""
    row = _own(ticket_id, (State.CALLED, State.SERVING))
    instant = current_context().instant
    row.state, row.served_at, row.done_at = State.DONE, row.served_at or instant, instant
    row.save(update_fields=["state", "served_at", "done_at"])
    return row


def began(visit: Visit) -> None:
    """A visit has begun at the window of the clerk who called a ticket: its holder is served now."""
    row = mine()
    if row is not None and row.state == State.CALLED:
        row.state, row.served_at, row.visit_id = State.SERVING, current_context().instant, visit.id
        row.save(update_fields=["state", "served_at", "visit_id"])


def ended(visit: Visit) -> None:
    """The visitor goes, and with him his ticket."""
    Ticket.objects.filter(visit_id=visit.id, state=State.SERVING).update(
        state=State.DONE, done_at=current_context().instant
    )


def _locked(ticket_id: UUID) -> Ticket:
    row = Ticket.objects.select_for_update(of=("self",)).filter(id=ticket_id).first()
    if row is None:
        raise TicketError("番号札が見つかりません。一覧を更新してください")
    return row


def _own(ticket_id: UUID, states: Sequence[str]) -> Ticket:
    row = _locked(ticket_id)
    if row.clerk_id != current_context().actor.id or row.state not in states:
        raise TicketError(f"{row.name}は「{row.get_state_display()}」です。一覧を更新してください")
    return row


def put_aside() -> list[Ticket]:
    """Who did not come today, newest first."""
    rows = Ticket.objects.filter(day=current_context().business_date, state=State.ABSENT)
    return list(rows.order_by("-called_at", "-id")[:20])


def board() -> list[Ticket]:
    """What the board shows: who is called, newest first, and who has just been."""
    context = current_context()
    fresh = Q(state=State.SERVING, called_at__gt=context.instant - SHOWN)
    rows = Ticket.objects.filter(Q(state=State.CALLED) | fresh, day=context.business_date)
    return list(rows.order_by("-called_at", "-id")[:8])


@dataclass(frozen=True)
class Hour:
    """Tickets taken in one hour of the day; minutes are medians, None where nobody was called or finished yet."""

    hour: int
    taken: int
    absent: int
    wait: float | None
    service: float | None


def by_hour(first: date, last: date) -> list[Hour]:
    """Waiting and service by the hour in which the ticket was taken, both days included."""
    rows: dict[int, list[Ticket]] = {}
    for one in Ticket.objects.filter(day__range=(first, last)).iterator():
        rows.setdefault(one.taken_at.astimezone(JST).hour, []).append(one)
    return [_hour(hour, found) for hour, found in sorted(rows.items())]


def _hour(hour: int, found: Sequence[Ticket]) -> Hour:
    waits = [_span(one.taken_at, one.called_at) for one in found if one.called_at]
    services = [_span(one.called_at, one.done_at) for one in found if one.called_at and one.done_at]
    return Hour(
        hour,
        len(found),
        sum(one.state == State.ABSENT for one in found),
        median(waits) if waits else None,
        median(services) if services else None,
    )


def _span(start: datetime | None, end: datetime | None) -> float:
    assert start is not None and end is not None
    return (end - start).total_seconds() / 60
