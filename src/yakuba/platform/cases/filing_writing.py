"""Writes of a filing's row and steps, for the rooms that move it on."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from yakuba.platform.cases.filing_models import Filing, FilingStep
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

sent_by: ContextVar[str] = ContextVar("sent_by", default="")
"""The key of the page a step is taken from, kept with its rows: sent again, the step is found (see filing_desk)."""


def update(filing: Filing, **values: Any) -> None:
    values |= {"changed_at": current_context().instant, "revision": filing.revision + 1}
    Filing.objects.filter(id=filing.id).update(**values)
    for name, value in values.items():
        setattr(filing, name, value)


def subjects_of(filing: Filing) -> list[int]:
    known = {one for one in (filing.applicant_number, filing.agent_number) if one is not None}
    return sorted({*known, *filing.people.values()})


def note_of(filing: Filing) -> register.Note:
    return register.Note(detail={"filing": filing.receipt_number, "procedure": filing.procedure})


def step(
    filing: Filing, activity: str, started_at: datetime | None = None, attributes: Mapping[str, Any] | None = None
) -> None:
    context = current_context()
    page = {"form": sent_by.get()} if sent_by.get() else {}
    FilingStep.objects.create(
        filing_id=filing.id,
        activity=activity,
        actor_id=context.actor.id,
        actor_name=context.actor.name,
        started_at=started_at or context.instant,
        ended_at=context.instant,
        attributes={**(attributes or {}), **page},
    )
