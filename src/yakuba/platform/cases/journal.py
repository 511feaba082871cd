"""The journal of the open municipality as rows: what was done in each matter, when, and by which member of staff.

A matter is a filing with every case it led to, or a case that nobody filed. Nothing of its answers, its persons or its
reasons is read; a resident's own steps have nobody as their actor.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import Exists, Min, OuterRef, QuerySet

from yakuba.platform.access.models import Account
from yakuba.platform.cases.models import Case, Filing, FilingStep, JournalEntry, Submission
from yakuba.platform.tenancy.context import JST

SENT_BACK = ("差戻し", "引渡し先の差戻し")  # after these a filing may lead to another case
CHUNK = 500


class Matter(NamedTuple):
    """One matter. ``procedure`` is the code of a filing's procedure or the name of a case's action."""

    id: UUID
    procedure: str
    title: str
    channel: str
    office: str
    state: str


class Step(NamedTuple):
    """One row of the journal. ``actor`` is the id of a member of staff, None for residents and the system itself."""

    matter: UUID
    id: UUID
    activity: str
    started_at: datetime
    ended_at: datetime
    actor: UUID | None
    role: str
    office: str


class Journal(NamedTuple):
    """Matters, and the steps of each together, in order of time; those of one moment in the order they were kept."""

    matters: list[Matter]
    steps: list[Step]


def procedures(first: date, last: date) -> list[tuple[str, str]]:
    """Code and newest title of what matters begun on these days are about."""
    found: dict[str, str] = {}
    begun = _filings(first, last).order_by("id").values_list("procedure", "title")
    for code, title in begun:
        found[code] = title
    led_to = _cases_of_filings()
    for key, action, title in _cases(first, last).values_list("id", "action", "title"):
        if key not in led_to:
            found[action] = title
    return sorted(found.items())


def read(first: date, last: date, procedure: str | None = None) -> Journal:
    """Every matter whose first step was taken on these days (Japan, both included), with all its steps until now.

    ``procedure``: those of one procedure or action alone.
    """
    staff = set(Account.objects.values_list("id", flat=True))
    led_to = _cases_of_filings()
    filings = _filing_matters(first, last, procedure)
    cases = _cases(first, last)
    if procedure is not None:
        cases = cases.filter(action=procedure)
    by_filing = [case for case, filing in led_to.items() if filing in filings]
    matters = {one.id: one for one in filings.values()}
    for row in cases.values_list("id", "action", "title", "channel", "place", "state"):
        if row[0] not in led_to:
            matters[row[0]] = Matter(*row)
    _with_offices(matters, by_filing, led_to)
    steps = [*_filing_steps(list(filings), staff)]
    alone = [one for one in matters if one not in filings]
    steps += _case_steps([*by_filing, *alone], led_to, staff)
    place = {matter: number for number, matter in enumerate(matters)}
    steps.sort(key=lambda one: (place[one.matter], one.ended_at, one.id))
    return Journal(list(matters.values()), steps)


def _span(first: date, last: date) -> dict[str, datetime]:
    start, end = (datetime.combine(day, time(), JST) for day in (first, last + timedelta(days=1)))
    return {"began__gte": start, "began__lt": end}


def _filings(first: date, last: date) -> "QuerySet[Filing]":
    return Filing.objects.annotate(began=Min("steps__ended_at")).filter(**_span(first, last))


def _filing_matters(first: date, last: date, procedure: str | None) -> dict[UUID, Matter]:
    rows = _filings(first, last)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    columns = ("id", "procedure", "title", "channel", "state")
    found = {}
    for key, procedure, title, channel, state in rows.order_by("id").values_list(*columns):
        found[key] = Matter(key, procedure, title, channel, "", state)
    return found


def _cases(first: date, last: date) -> "QuerySet[Case]":
    rows = Case.objects.annotate(began=Min("journal__ended_at")).filter(**_span(first, last))
    return rows.order_by("id")


def _cases_of_filings() -> dict[UUID, UUID]:
    """Case → filing: of the case a filing has now, and of those it had before it was sent back."""
    rows = Filing.objects.filter(case_id__isnull=False).values_list("case_id", "id")
    found: dict[UUID, UUID] = {case: filing for case, filing in rows if case is not None}
    sent_back = FilingStep.objects.filter(filing_id=OuterRef("id"), activity__in=SENT_BACK)
    before = Filing.objects.filter(Exists(sent_back)).values_list("id", "key", "revision")
    keys = {uuid5(key, str(number)): filing for filing, key, top in before for number in range(top + 1)}
    for part in _chunks(list(keys)):
        for key, case in Submission.objects.filter(key__in=part).values_list("key", "case_id"):
            found[case] = keys[key]
    return found


def _with_offices(matters: dict[UUID, Matter], cases: list[UUID], led_to: dict[UUID, UUID]) -> None:
    """A filing's office is that of its case: before it has one, nobody knows where it will be looked after."""
    for part in _chunks(cases):
        for case, office in Case.objects.filter(id__in=part).order_by("id").values_list("id", "place"):
            matter = matters[led_to[case]]
            matters[matter.id] = matter._replace(office=office)


def _filing_steps(filings: list[UUID], staff: set[UUID]) -> Iterator[Step]:
    columns = ("filing_id", "id", "activity", "started_at", "ended_at", "actor_id")
    for part in _chunks(filings):
        for filing, *row in FilingStep.objects.filter(filing_id__in=part).values_list(*columns):
            key, activity, started, ended, actor = row
            yield Step(filing, key, activity, started, ended, actor if actor in staff else None, "", "")


def _case_steps(cases: list[UUID], led_to: dict[UUID, UUID], staff: set[UUID]) -> Iterator[Step]:
    columns = ("case_id", "id", "activity", "started_at", "ended_at", "actor_id", "role", "attributes__place")
    for part in _chunks(cases):
        for case, *row in JournalEntry.objects.filter(case_id__in=part).values_list(*columns):
            key, activity, started, ended, actor, role, office = row
            who = actor if actor in staff else None
            yield Step(led_to.get(case, case), key, activity, started, ended, who, role, office or "")


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
