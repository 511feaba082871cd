"""Reads of the register for those who watch it. Looking at it is itself registered (``audit_view``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from yakuba.platform.access import service as access
from yakuba.platform.register import heads, service
from yakuba.platform.register.acts import NUMBER_ACTS, Act
from yakuba.platform.register.models import RegisterEntry, RegisterSeal, RegisterSealed
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards import business_days

DUTY = "audit.view"
DAY_BEGINS, DAY_ENDS = 8, 19  # o'clock in Japan: outside is night
MOST_SUBJECT_HITS = 10_000
LAG_ALARM = timedelta(seconds=60)


@dataclass(frozen=True)
class Filter:
    """What to look for; ``since`` inclusive, ``until`` exclusive. Empty fields do not narrow."""

    since: datetime
    until: datetime
    actor_id: UUID | None = None
    subject: int | None = None
    acts: tuple[Act, ...] = ()
    terminal: str = ""
    outcome: str = ""
    numbers_only: bool = False
    off_hours_only: bool = False
    at_least_subjects: int = 0  # mass searches: entries about at least so many persons


@dataclass(frozen=True)
class Page:
    """Newest first; ``after`` is to be given back for the next page, None at the end."""

    entries: list[RegisterEntry]
    after: tuple[datetime, UUID] | None


def entries(wanted: Filter, after: tuple[datetime, UUID] | None = None, limit: int = 50) -> Page:
    """One page of entries. Needs ``audit.view``; raises access.Refused."""
    access.require(DUTY)
    detail = {name: str(value) for name, value in vars(wanted).items() if value}
    subjects = [wanted.subject] if wanted.subject is not None else []
    service.record(Act.AUDIT_VIEW, subjects, note=service.Note(duty=DUTY, detail=detail))
    rows = _narrowed(wanted)
    if after is not None:
        rows = rows.filter(Q(occurred_at__lt=after[0]) | Q(occurred_at=after[0], id__lt=after[1]))
    found: list[Any] = list(rows.order_by("-occurred_at", "-id")[: limit + 1])
    more = len(found) > limit
    return Page(found[:limit], (found[limit - 1].occurred_at, found[limit - 1].id) if more else None)


TOLD_FOR = timedelta(days=2 * 366)


def of_person(subject: int, most: int) -> list[RegisterEntry]:
    """Entries about one person of the last two years, newest first, for that person's own statement; registered."""
    until = current_context().instant
    wanted = Filter(since=until - TOLD_FOR, until=until + timedelta(seconds=1), subject=subject)
    service.record(Act.AUDIT_VIEW, [subject], note=service.Note(purpose="本人への開示"))
    return list(_narrowed(wanted).order_by("-occurred_at", "-id")[:most])


def _narrowed(wanted: Filter) -> QuerySet[Any]:
    rows = RegisterEntry.objects.filter(occurred_at__gte=wanted.since, occurred_at__lt=wanted.until)
    plain = {"actor_id": wanted.actor_id, "terminal": wanted.terminal, "outcome": wanted.outcome}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.acts:
        rows = rows.filter(act__in=wanted.acts)
    if wanted.numbers_only:
        rows = rows.filter(act__in=NUMBER_ACTS)
    if wanted.at_least_subjects:
        rows = rows.filter(subjects__len__gte=wanted.at_least_subjects)
    if wanted.off_hours_only:
        rows = rows.filter(_off_hours(wanted))
    if wanted.subject is not None:
        rows = rows.filter(id__in=_about(wanted.subject, wanted))
    return rows


def _about(subject: int, wanted: Filter) -> list[UUID]:
    """Through the search door: the index over households and lists of hits cannot be used under the wall."""
    with connection.cursor() as cursor:
        asked: list[Any] = [subject, wanted.since, wanted.until, MOST_SUBJECT_HITS]
        cursor.execute("SELECT entry_id FROM public.register_about(%s, %s, %s, %s)", asked)
        return [entry for (entry,) in cursor.fetchall()]


def _off_hours(wanted: Filter) -> Q:
    """Night, weekends, holidays and the turn of the year, by Japan's clock (the settings' time zone)."""
    closed = [day for day in _days(wanted) if not business_days.is_business_day(day)]
    night = Q(occurred_at__hour__lt=DAY_BEGINS) | Q(occurred_at__hour__gte=DAY_ENDS)
    return night | Q(occurred_at__date__in=closed)


def _days(wanted: Filter) -> Iterator[date]:
    day, last = wanted.since.astimezone(JST).date(), wanted.until.astimezone(JST).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


@dataclass(frozen=True)
class MassUse:
    """One actor in one hour: how many acts, over how many mentions of persons."""

    actor_id: UUID | None
    actor_name: str
    hour: datetime
    acts: int
    persons: int


_MASS = """
SELECT actor_id, max(actor_name), date_trunc('hour', occurred_at) AS hour, count(*), sum(cardinality(subjects))
FROM register_entry
WHERE municipality_id = %s AND occurred_at >= %s AND occurred_at < %s AND actor_id IS NOT NULL
GROUP BY actor_id, hour HAVING sum(cardinality(subjects)) >= %s ORDER BY 5 DESC, 3 LIMIT 200
"""


def mass_use(since: datetime, until: datetime, at_least: int = 300) -> list[MassUse]:
    """Who touched many persons within an hour, most first. Needs ``audit.view``; registered."""
    access.require(DUTY)
    detail = {"since": str(since), "until": str(until), "at_least": at_least}
    service.record(Act.AUDIT_VIEW, note=service.Note(duty=DUTY, detail=detail))
    with connection.cursor() as cursor:
        cursor.execute(_MASS, [current(), since, until, at_least])
        return [MassUse(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class ChainState:
    """For the banner: the last seal, what still waits, and whether the newest seals hold and are in the second place.

    ``lag`` is the age of the oldest entry that waits; ``alarm`` says that somebody has to look.
    """

    sequence: int
    sealed_until: datetime | None
    waiting: int
    lag: timedelta
    broken: tuple[int, ...]
    published: bool

    @property
    def alarm(self) -> bool:
        return bool(self.broken) or not self.published or self.lag > LAG_ALARM


_RECENT = """
SELECT s.sequence, s.head = sha256(convert_to(public.register_seal_line(s), 'UTF8')) AND s.rows_digest = (
    SELECT sha256(coalesce(string_agg(sha256(convert_to(public.register_line(e), 'UTF8')), ''::bytea ORDER BY e.id),
      ''::bytea))
    FROM register_sealed n JOIN register_entry e ON e.municipality_id = n.municipality_id AND e.id = n.entry_id
    WHERE n.municipality_id = s.municipality_id AND n.sequence = s.sequence)
  AND s.previous_head = coalesce(lag(s.head) OVER (ORDER BY s.sequence), s.previous_head)
FROM register_seal s WHERE s.municipality_id = %s AND s.sequence > %s ORDER BY s.sequence
"""
RECENT = 50


def chain_state() -> ChainState:
    """State of the open municipality's chain; the newest 50 seals are computed again. The verifier checks them all."""
    last: Any = RegisterSeal.objects.order_by("-sequence").first()
    sequence = last.sequence if last else 0
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [current(), sequence - RECENT])
        broken = tuple(number for number, holds in cursor.fetchall() if not holds)
    waiting = _waiting(last)
    instant = current_context().instant
    lag = max(timedelta(0), instant - min(waiting)) if waiting else timedelta(0)
    return ChainState(
        sequence, last.sealed_at if last else None, len(waiting), lag, broken, _published(last.head if last else None)
    )


def _waiting(last: Any) -> list[datetime]:
    rows = RegisterEntry.objects.all()
    if last is not None:
        rows = rows.filter(txid__gte=last.horizon)
    sealed = RegisterSealed.objects.filter(sequence__gte=last.sequence - RECENT if last else 0)
    known = set(sealed.values_list("entry_id", flat=True)) if last else set()
    return [at for entry, at in rows.values_list("id", "occurred_at") if entry not in known]


def _published(head: Any) -> bool:
    """A few heads may be on their way; a second place that is behind by more than the last seal is not well."""
    newest = heads.newest(current())
    return head is None or (newest is not None and newest.get("head") == bytes(head).hex())
