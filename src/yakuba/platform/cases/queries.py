"""Reads of cases: worklist, counts, one case with its journal."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from yakuba.platform.cases.models import Case, CaseSubject, JournalEntry
from yakuba.platform.cases.registry import actions
from yakuba.platform.tenancy.context import JST, current_context

OPEN = (Case.State.DRAFT, Case.State.PROVISIONAL, Case.State.RETURNED)


def _visible() -> "QuerySet[Case]":
    """Cases of the actions whose duty to enter or approve the actor has. Written once, used by every read."""
    actor = current_context().actor
    if actor.kind == "system":
        return Case.objects.all()
    names = {a.name for a in actions.everything() if {a.enter_duty, a.approve_duty} & actor.duties}
    return Case.objects.filter(action__in=names)


def worklist(scope: str, start: int, size: int) -> tuple[list[Case], int]:
    """One page of cases and how many there are: ``mine`` (open, drafted by me), ``returned`` (to me), ``open``,
    ``provisional``, ``draft``, ``done``."""
    rows = _visible()
    if scope == "mine":
        rows = rows.filter(drafted_by=current_context().actor.id, state__in=OPEN)
    elif scope == "returned":
        rows = rows.filter(drafted_by=current_context().actor.id, state=Case.State.RETURNED)
    elif scope in ("provisional", "draft"):
        rows = rows.filter(state=scope)
    elif scope == "done":
        rows = rows.exclude(state__in=OPEN)
    else:
        rows = rows.filter(state__in=OPEN)
    order = "-changed_at" if scope == "done" else "changed_at"
    return list(rows.order_by(order, "receipt_number")[start : start + size]), rows.count()


def to_approve() -> list[Case]:
    """Provisional cases the actor may decide, own drafts left out."""
    actor = current_context().actor
    names = {a.name for a in actions.everything() if a.approve_duty in actor.duties}
    rows = Case.objects.filter(action__in=names, state=Case.State.PROVISIONAL).exclude(drafted_by=actor.id)
    return list(rows.order_by("changed_at", "id")[:200])


def counts() -> Mapping[str, int]:
    """Open cases by state, returned ones of the actor, and how many wait for the actor's decision."""
    by_state = {row["state"]: row["n"] for row in _visible().values("state").annotate(n=Count("id", distinct=True))}
    mine = _visible().filter(drafted_by=current_context().actor.id, state=Case.State.RETURNED).count()
    return {
        "draft": by_state.get(Case.State.DRAFT, 0),
        "provisional": by_state.get(Case.State.PROVISIONAL, 0),
        "returned": by_state.get(Case.State.RETURNED, 0),
        "returned_to_me": mine,
        "to_approve": len(to_approve()),
    }


def per_day(since: date, until: date) -> list[tuple[date, int]]:
    """How many cases the actor may see were begun on each day from ``since`` to ``until``, empty days too."""
    first = datetime.combine(since, time(), JST)
    rows = _visible().filter(drafted_at__gte=first).values(day=TruncDate("drafted_at", tzinfo=JST))
    found = {row["day"]: row["n"] for row in rows.annotate(n=Count("id", distinct=True))}
    return [(day, found.get(day, 0)) for day in (since + timedelta(days=n) for n in range((until - since).days + 1))]


def per_title(since: date) -> list[tuple[str, int]]:
    """How many cases of each procedure were begun since that day, the most frequent first."""
    rows = _visible().filter(drafted_at__gte=datetime.combine(since, time(), JST)).values("title")
    return [(row["title"], row["n"]) for row in rows.annotate(n=Count("id", distinct=True)).order_by("-n", "title")]


def find(case_id: UUID) -> Case | None:
    """One case the actor may see."""
    return _visible().filter(id=case_id).first()


def among(ids: Iterable[UUID]) -> list[Case]:
    """Of these cases those the actor may see."""
    return list(_visible().filter(id__in=list(ids)).order_by("id"))


def subjects(case_ids: Iterable[UUID]) -> set[int]:
    """Addressee numbers of the persons these cases are about."""
    rows = CaseSubject.objects.filter(case_id__in=list(case_ids))
    return set(rows.values_list("addressee_number", flat=True))


def journal(case: Case) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(case_id=case.id).order_by("ended_at", "id"))
