"""Mandates (委任, 民法第99条, 第111条, 第651条): given, ended, and whether one covers a filing.

A mandate that was ended covers nothing any more, also no filing that is not decided yet. Every change is registered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.mandate_models import ENDED, OPEN, REFUSED, Mandate
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import JST, current_context

LONGEST = timedelta(days=366)
MOST = 50  # open ones of one person
SHOWN = 100
REFUSED_SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class NewMandate:
    """What a principal wants. ``is_possible`` False: kept as refused, and told in one sentence whatever the reason."""

    key: UUID
    account: UUID
    principal: int
    principal_name: str
    proxy: int | None
    proxy_name: str
    procedures: tuple[str, ...]
    until: date
    is_possible: bool


def give(new: NewMandate) -> Mandate:
    """Keep a mandate; told again with the same key it is the same one."""
    known = Mandate.objects.filter(key=new.key).first()
    if known is not None:
        return known
    today = current_context().business_date
    count = Mandate.objects.filter(principal_number=new.principal, state=OPEN, until__gte=today).count()
    fits = bool(new.procedures) and today <= new.until <= today + LONGEST and new.proxy != new.principal
    row = Mandate.objects.create(
        key=new.key,
        account=new.account,
        principal_number=new.principal,
        principal_name=new.principal_name[:200],
        proxy_number=new.proxy,
        proxy_name=new.proxy_name[:200],
        procedures=list(new.procedures),
        until=min(new.until, today + LONGEST),
        state=OPEN if new.is_possible and fits and count < MOST else REFUSED,
        made_at=current_context().instant,
    )
    _note(row, "given" if row.state == OPEN else "refused")
    return row


def end(key: UUID, principal: int) -> Mandate | None:
    """The principal takes it back (民法第651条); None for one that is not open or is somebody else's."""
    row = Mandate.objects.select_for_update().filter(key=key, principal_number=principal, state=OPEN).first()
    if row is None:
        return None
    row.state, row.ended_at = ENDED, current_context().instant
    row.save(update_fields=["state", "ended_at"])
    _note(row, "ended")
    return row


def given_by(number: int) -> Sequence[Mandate]:
    """All of a person, newest first; those that were refused for a week."""
    since = current_context().instant - REFUSED_SHOWN
    rows = Mandate.objects.filter(principal_number=number).exclude(state=REFUSED, made_at__lt=since)
    return list(rows.order_by("-made_at", "-id")[:SHOWN])


def received_by(number: int) -> Sequence[Mandate]:
    """Those somebody may use today."""
    today = current_context().business_date
    return list(
        Mandate.objects.filter(proxy_number=number, state=OPEN, until__gte=today).order_by("made_at", "id")[:SHOWN]
    )


def received(key: UUID, proxy: int) -> Mandate | None:
    return Mandate.objects.filter(key=key, proxy_number=proxy).first()


def covers(filing: Filing) -> bool:
    """Whether the filing's mandate is open, of these two persons, for the procedure, and ran on the day of filing."""
    row = Mandate.objects.filter(id=filing.mandate_id, state=OPEN).first() if filing.mandate_id else None
    if row is None or (row.principal_number, row.proxy_number) != (filing.applicant_number, filing.agent_number):
        return False
    return filing.procedure in row.procedures and filed_on(filing) <= row.until


def filed_on(filing: Filing) -> date:
    """The day it came in by the core's own clock: what the portal tells may be earlier."""
    first = filing.steps.order_by("id").first()
    return first.ended_at.astimezone(JST).date() if first else current_context().business_date


def open_filings(row: Mandate) -> list[UUID]:
    """Filings under a mandate that are not decided yet."""
    state = Filing.State
    waiting = (state.RECEIVED, state.ASKED, state.VISIT, state.PAYMENT, state.ENTERED)
    return list(Filing.objects.filter(mandate_id=row.id, state__in=waiting).values_list("id", flat=True))


def filed_for(number: int) -> Sequence[Filing]:
    """What others filed in a person's name and was not refused for it, newest first."""
    rows = Filing.objects.filter(applicant_number=number, agent_number__isnull=False)
    return [one for one in rows.order_by("-filed_at", "-id")[:SHOWN] if "refused" not in one.outcome]


def _note(row: Mandate, step: str) -> None:
    detail = {"mandate": str(row.id), "step": step, "procedures": ",".join(row.procedures)}
    numbers = [row.principal_number, *([row.proxy_number] if row.proxy_number is not None else [])]
    register.record("receive", numbers, note=register.Note(purpose="委任", detail=detail))
