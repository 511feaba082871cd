"""What the pages of refunds by transfer and of requests for direct debit share: rows, pages, progress, the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from yakuba.areas.collection import queries
from yakuba.areas.collection.models import Debit, Refund
from yakuba.areas.collection.pages.files import PAGE
from yakuba.platform.access.gates import AuthenticatedRequest
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.ledger.service import Claim
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.views import fragment


@dataclass(frozen=True)
class Reading:
    """How the register keeps that rows were looked at: the act, the duty, what the list is called and its day."""

    act: str
    duty: str
    name: str
    day: date


def with_claims(items: Sequence[Refund] | Sequence[Debit], reading: Reading) -> list[dict[str, Any]]:
    """Rows (``one``) with their ``claim`` and whose they are (``named``), kept in the register as shown."""
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=[one.claim_id for one in items])}
    people = sorted({one.addressee_number for one in items})
    if people:
        detail = {"list": reading.name, "day": f"{reading.day}", "rows": len(items)}
        register.record(reading.act, people, note=register.Note(duty=reading.duty, detail=detail))
    names = queries.names_of(people)
    return [{"one": one, "claim": claims[one.claim_id], "named": names[one.addressee_number]} for one in items]


def number_of(request: AuthenticatedRequest) -> int:
    """Which page of the rows is asked for, from 1."""
    return small_number(request.GET.get("page", "1"))


def page_of(number: int, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Context of one page of rows, of which one more than fits was read; 0 for no page after it."""
    after = number + 1 if len(rows) > PAGE else 0
    return {"rows": rows[:PAGE], "number": number, "before": number - 1, "after": after}


def progress_part(
    request: AuthenticatedRequest, template: str, context: Mapping[str, Any], job_id: UUID | None
) -> HttpResponse:
    """How far a preparation is; when it has ended the whole page is asked for."""
    now = jobs.progress(job_id) if job_id else None
    answer = fragment(request, template, {**context, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


def has_stopped(is_planning: bool, progress: jobs.Progress | None) -> bool:
    """Whether a preparation ended without an end: a failure is told, and begun again."""
    return is_planning and progress is not None and not progress.is_open


def bank_file(content: bytes, name: str) -> HttpResponse:
    """A file for a bank; ``name`` in ASCII."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
