"""Booking a visit: which times are free, one booking a filing, kept until the resident came or took it back."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

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


def free() -> list[datetime]:
    """Times that still have a place, from the next open day on, in Japan's time. None when booking is not offered."""
    today = current_context().business_date
    values = many(p.BOOKING, today)
    places = int(values[p.BOOKING_PLACES.key])
    if not places:
        return []
    times = list(_times(values[p.BOOKING_FIRST.key], values[p.BOOKING_LAST.key], int(values[p.BOOKING_MINUTES.key])))
    offered = [datetime.combine(day, at, JST) for day in _days(today) for at in times]
    taken = _taken(offered)
    return [at for at in offered if taken[at] < places]


def _days(today: date) -> list[date]:
    return [business_days.add(today, number) for number in range(1, DAYS + 1)]


def _times(first: str, last: str, minutes: int) -> Iterator[time]:
    at, end = (datetime.combine(date.min, time.fromisoformat(one)) for one in (first, last))
    while at <= end:
        yield at.time()
        at += timedelta(minutes=minutes)


def _taken(offered: list[datetime]) -> Counter[datetime]:
    if not offered:
        return Counter()
    rows = Booking.objects.filter(state=State.BOOKED, starts_at__range=(offered[0], offered[-1]))
    return Counter(at.astimezone(JST) for at in rows.values_list("starts_at", flat=True))


def of(filing: Filing) -> Booking | None:
    """The filing's booking, cancelled ones included."""
    return Booking.objects.filter(filing_id=filing.id).first()


def book(filing: Filing, starts_at: datetime) -> Booking:
    """Book, or move the booking. Two who want the last place: one gets it. Raises BookingError."""
    if filing.state != Filing.State.VISIT:
        raise BookingError("来庁を待っている申請ではない")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext('visit_booking'))", [current()])
    row = of(filing)
    if row is not None and row.state == State.BOOKED and row.starts_at == starts_at:
        return row
    if starts_at.astimezone(JST) not in free():
        raise BookingError("その時刻は空いていない")
    row = row or Booking(filing_id=filing.id)
    row.starts_at, row.state, row.made_at = starts_at, State.BOOKED, current_context().instant
    row.revision += 1
    row.save()
    return row


def cancel(filing: Filing) -> None:
    _end(filing.id, State.CANCELLED)


def _end(filing_id: UUID, state: str) -> None:
    row = Booking.objects.filter(filing_id=filing_id, state=State.BOOKED).first()
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
    return list(rows.select_related("filing").order_by("starts_at", "made_at"))
