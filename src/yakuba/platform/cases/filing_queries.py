"""Reads of filings for staff: the inbox of all channels, one filing with its steps, what waits for a decision.

Who reads a page of these keeps it in the register (``view_case``), with the persons shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yakuba.platform.access import service as access
from yakuba.platform.cases import shelf
from yakuba.platform.cases.filing_models import Filing, FilingStep
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.registry import actions
from yakuba.platform.tenancy.context import current_context

State = Filing.State
RETURNED = Q(state=State.RECEIVED, case_id__isnull=False)
"""Sent back by who decides: the case is there, and the filing waits for a clerk again."""
WAITING = (State.RECEIVED, State.ASKED, State.VISIT, State.PAYMENT, State.ENTERED)
"""What the municipality or the resident still has to do something about, before it is decided."""


def procedures() -> list[Procedure]:
    """The procedures whose action the actor may enter or approve. Written once, used by every read."""
    actor = current_context().actor
    return [one for one in shelf.everything() if actor.kind == "system" or _duties(one) & actor.duties]


def any_visible() -> bool:
    """Whether the actor has to do with any procedure."""
    return bool(procedures())


def require_any() -> None:
    """Raises access.Refused for an actor who has to do with no procedure."""
    if not any_visible():
        duties = sorted({duty for one in shelf.everything() for duty in _duties(one)})
        raise access.Refused(duties[0], "申請を見るには、申請を扱う手続きの入力か決裁の事務が必要です")


def _duties(procedure: Procedure) -> set[str]:
    action = actions.get(procedure.action)
    return {action.enter_duty, action.approve_duty}


def _of(wanted: Iterable[Procedure]) -> Q:
    """Filings of these versions of procedures; of none, nothing."""
    by_version: dict[int, list[str]] = {}
    for one in wanted:
        by_version.setdefault(one.version, []).append(one.code)
    found = Q(procedure__in=[])
    for version, codes in by_version.items():
        found |= Q(version=version, procedure__in=codes)
    return found


def _visible() -> "QuerySet[Filing]":
    return Filing.objects.filter(_of(procedures()))


@dataclass(frozen=True)
class Wanted:
    """Conditions of the inbox. ``scope``: waiting, overdue, today, returned, or a state.

    ``owner``: mine, nobody, or all ("").
    """

    scope: str = "waiting"
    procedure: str = ""
    channel: str = ""
    owner: str = ""


def inbox(wanted: Wanted, start: int, size: int) -> tuple[list[Filing], int]:
    """One page of filings and how many there are: what is waiting by promised day, what is done by the last change."""
    rows = _narrowed(_visible(), wanted)
    rows = _in_scope(rows, wanted.scope)
    waits = wanted.scope in ("waiting", "overdue", "today", "returned", *WAITING)
    order = ("promised_on", "filed_at", "id") if waits else ("-changed_at", "id")
    return list(rows.order_by(*order)[start : start + size]), rows.count()


def _narrowed(rows: "QuerySet[Filing]", wanted: Wanted) -> "QuerySet[Filing]":
    if wanted.procedure:
        rows = rows.filter(procedure=wanted.procedure)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.owner == "mine":
        rows = rows.filter(assigned_to=current_context().actor.id)
    elif wanted.owner == "nobody":
        rows = rows.filter(assigned_to=None)
    return rows


def _in_scope(rows: "QuerySet[Filing]", scope: str) -> "QuerySet[Filing]":
    today = current_context().business_date
    if scope == "overdue":
        return rows.filter(state__in=WAITING, promised_on__lt=today)
    if scope == "today":
        return rows.filter(state__in=WAITING, promised_on=today)
    if scope == "returned":
        return rows.filter(RETURNED)
    return rows.filter(state=scope) if scope in State.values else rows.filter(state__in=WAITING)


def counts(wanted: Wanted) -> Mapping[str, int]:
    """How many by state, overdue and due today, under the other conditions of the list."""
    rows = _narrowed(_visible(), wanted)
    today = current_context().business_date
    found = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("id"))}
    due = rows.filter(state__in=WAITING, promised_on__lte=today).aggregate(
        overdue=Count("id", filter=Q(promised_on__lt=today)), today=Count("id", filter=Q(promised_on=today))
    )
    due["returned"] = rows.filter(RETURNED).count()
    waiting = sum(found.get(state, 0) for state in WAITING)
    return {state: found.get(state, 0) for state in State.values} | due | {"waiting": waiting}


def to_check() -> int:
    """How many filings wait for somebody to look at them."""
    return _visible().filter(state=State.RECEIVED).count()


def find(filing_id: UUID) -> Filing | None:
    """One filing the actor may see."""
    return _visible().filter(id=filing_id).first()


def among(ids: Iterable[UUID]) -> list[Filing]:
    """Of these filings those the actor may see."""
    return list(_visible().filter(id__in=list(ids)).order_by("id"))


def steps(filing: Filing) -> list[FilingStep]:
    return list(FilingStep.objects.filter(filing_id=filing.id).order_by("id"))


def next_to_check(filing: Filing) -> Filing | None:
    """The one after it that waits to be looked at, in the order of the inbox; behind the last comes the first."""
    rows = _visible().filter(state=State.RECEIVED).exclude(id=filing.id).order_by("promised_on", "filed_at", "id")
    after = Q(promised_on__gt=filing.promised_on) | Q(promised_on=filing.promised_on, filed_at__gt=filing.filed_at)
    after |= Q(promised_on=filing.promised_on, filed_at=filing.filed_at, id__gt=filing.id)
    return rows.filter(after).first() or rows.first()


def to_decide(size: int = 200) -> list[Filing]:
    """Filings of which the actor may decide the case: entered, the duty, and nothing in it typed by the actor."""
    actor = current_context().actor
    mine = [
        one for one in procedures() if actor.kind == "system" or actions.get(one.action).approve_duty in actor.duties
    ]
    rows = Filing.objects.filter(_of(mine), state=State.ENTERED).select_related("case")
    waiting = rows.filter(case__state=Case.State.PROVISIONAL)
    if actor.id is not None:
        waiting = waiting.exclude(case__drafted_by=actor.id)
    return list(waiting.order_by("promised_on", "filed_at", "id")[:size])


def subjects(filings: Iterable[Filing]) -> set[int]:
    """Addressee numbers of everybody these filings name."""
    listed = list(filings)
    filed = {number for one in listed for number in (one.applicant_number, one.agent_number) if number is not None}
    return filed | {number for one in listed for number in one.people.values()}
