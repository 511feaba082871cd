"""Booking a visit: which times are free, one booking a filing, kept until the resident came or took it back."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.counter import parameter_definitions as p
from yakuba.frontyard.counter.models import Booking
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.parameters.service import many
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards import business_days

State = Booking.State
DAYS = 10  # open days ahead that are offered


class BookingError(Exception):
    """A time that cannot be booked. The resident gets the free times anew."""


def free(since: date | None = None) -> list[datetime]:
    """Times that still have a place, in Japan's time, from the next open day on, and not before ``since``: nobody
    notifies a move-in before it. None when booking is not offered."""
    today = current_context().business_date
    values = many(p.BOOKING, today)
    places = int(values[p.BOOKING_PLACES.key])
    if not places:
        return []
    times = list(_times(values[p.BOOKING_FIRST.key], values[p.BOOKING_LAST.key], int(values[p.BOOKING_MINUTES.key])))
    offered = [datetime.combine(day, at, JST) for day in _days(today, since) for at in times]
    taken = _taken(offered)
    return [at for at in offered if taken[at] < places]


def _days(today: date, since: date | None) -> list[date]:
    before = max(today, since - timedelta(days=1)) if since else today
    return [business_days.add(before, number) for number in range(1, DAYS + 1)]


def _times(first: str, last: str, minutes: int) -> Iterator[time]:
    at, end = (datetime.combine(date.min, time.fromisoformat(one)) for one in (first, last))
    while at <= end:
        yield at.time()
        at += timedelta(minutes=minutes)


def _taken(offered: list[datetime]) -> Counter[datetime]:
    if not offered:
        return Counter()
    rows = Booking.objects.filter(state=State.BOOKED, starts_at__range=(offered[0], offered[-1]))
    return Counter(one.starts_at.astimezone(JST) for one in _standing(list(rows)))


def _standing(rows: list[Booking]) -> list[Booking]:
    """Without those of moves that were called off, or are on the record already."""
    coming = registry.expected_still(one.arrival_id for one in rows if one.arrival_id)
    return [one for one in rows if one.arrival_id is None or one.arrival_id in coming]


def of(filing: Filing) -> Booking | None:
    """The filing's booking, cancelled ones included."""
    return Booking.objects.filter(filing_id=filing.id).first()


def book(filing: Filing, starts_at: datetime) -> Booking:
    """Book, or move the booking. Two who want the last place: one gets it. Raises BookingError."""
    if filing.state != Filing.State.VISIT:
        raise BookingError("来庁を待っている申請ではない")
    _one_at_a_time()
    return _booked(of(filing) or Booking(filing_id=filing.id), starts_at, None)


def book_arrival(arrival: registry.Arrival, starts_at: datetime) -> Booking:
    """The same for a family that is announced to move in. Raises BookingError."""
    if not registry.expected_still([arrival.id]):
        raise BookingError("転入予定ではない")
    _one_at_a_time()
    return _booked(of_arrival(arrival.id) or Booking(arrival_id=arrival.id), starts_at, arrival.planned_on)


def of_arrival(arrival_id: UUID) -> Booking | None:
    return Booking.objects.filter(arrival_id=arrival_id).first()


def cancel_arrival(arrival_id: UUID) -> None:
    _give_back(Booking.objects.filter(arrival_id=arrival_id, state=State.BOOKED).first(), State.CANCELLED)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext('visit_booking'))", [current()])


def _booked(row: Booking, starts_at: datetime, since: date | None) -> Booking:
    if row.state == State.BOOKED and row.starts_at == starts_at:
        return row
    if starts_at.astimezone(JST) not in free(since):
        raise BookingError("その時刻は空いていない")
    row.starts_at, row.state, row.made_at = starts_at, State.BOOKED, current_context().instant
    row.revision += 1
    row.save()
    return row


def cancel(filing: Filing) -> None:
    _end(filing.id, State.CANCELLED)


def _end(filing_id: UUID, state: str) -> None:
    _give_back(Booking.objects.filter(filing_id=filing_id, state=State.BOOKED).first(), state)


def _give_back(row: Booking | None, state: str) -> None:
    if row is not None:
        row.state, row.revision = state, row.revision + 1
        row.save(update_fields=["state", "revision"])


def follow(filing: Filing) -> None:
    """The resident came, or the filing ended another way: the place is free or used up."""
    if filing.state == Filing.State.VISIT:
        return
    came = filing.level == "counter" and filing.state not in (Filing.State.WITHDRAWN, Filing.State.DECLINED)
    _end(filing.id, State.CAME if came else State.CANCELLED)


def of_day(day: date) -> list[Booking]:
    """Who is expected on a day, by time."""
    start = datetime.combine(day, time.min, JST)
    rows = Booking.objects.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1), state=State.BOOKED)
    return _standing(list(rows.select_related("filing").order_by("starts_at", "made_at", "id")))
