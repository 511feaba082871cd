"""Consent that other municipalities see figures of the own work, and what others let us see.

Figures leave through one door, `published_work_of_others`: while a consent is in force (by the database's clock), and
only as they were left by `suppression.published`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from yakuba.insight.processes.suppression import FEWEST_CASES
from yakuba.insight.work_comparison import analysing, step_mapping, successive, suppression
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.models import PublicationConsent, PublishedWork, WorkAnalysis
from yakuba.insight.work_comparison.names import PUBLISH, VIEW
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

_OTHERS: Final = (
    "SELECT lg_code, name, fiscal_year, procedure, title, figures, published_at FROM published_work_of_others()"
)


class ConsentWrong(ValueError):
    """A consent that cannot be given or withdrawn; the message says why and what to do."""


@dataclass(frozen=True)
class Published:
    """One procedure and year of another municipality, as it lets us see it."""

    lg_code: str
    name: str
    fiscal_year: int
    procedure: str
    title: str
    figures: Figures
    published_at: datetime


@dataclass(frozen=True)
class Wanted:
    """What a consent is about: procedures by code, first and last day on which others may see them."""

    procedures: Sequence[str]
    first: date
    last: date


def preview(procedures: Sequence[str]) -> list[PublishedWork]:
    """What others would see now, from the newest analysis of each year. Nothing is kept."""
    access.require(PUBLISH)
    at = current_context().instant
    return [
        PublishedWork(
            fiscal_year=analysis.fiscal_year, procedure=one.procedure, title=one.title,
            figures=step_mapping.with_standard(one.procedure, suppression.published(one.figures)), published_at=at,
        )
        for analysis in _newest()
        for one in analysing.figures_of(analysis)
        if one.procedure in procedures
    ]  # fmt: skip


def give(wanted: Wanted) -> PublicationConsent:
    """Agree, and publish what there is. Raises access.Refused, ConsentWrong."""
    actor = access.require(PUBLISH)
    _check(wanted)
    context = current_context()
    consent = PublicationConsent.objects.create(
        procedures=sorted(set(wanted.procedures)),
        valid_from=wanted.first,
        valid_to=wanted.last,
        given_by=actor.id,
        given_by_name=actor.name,
        given_at=context.instant,
    )
    renew(consent.id)
    return consent


def _check(wanted: Wanted) -> None:
    if not wanted.procedures:
        raise ConsentWrong("公開する手続きが選ばれていません。1つ以上選んでください")
    if wanted.last < wanted.first:
        raise ConsentWrong("公開の終わりの日が始まりの日より前です。日付を直してください")
    if wanted.last < current_context().business_date:
        raise ConsentWrong("公開の終わりの日が過ぎています。今日以降の日にしてください")


def renew(consent_id: UUID) -> int:
    """Bring what a consent publishes up to the newest analyses; how many figures were written.

    Figures of a procedure and year that were ever out, under whichever consent, are replaced only when at least 10
    cases have come since: the difference of two figures would be a figure of few cases. Till then those go out again.
    The steps of the catalogue go out as they are confirmed now. Of the new figures, a count that has changed by few is
    left out (`successive`). Raises access.Refused, ConsentWrong.
    """
    access.require(PUBLISH)
    consent = _open(consent_id)
    ever = PublishedWork.objects.filter(procedure__in=consent.procedures).order_by("published_at", "consent_id")
    last = {(one.fiscal_year, one.procedure): one for one in ever}
    written = 0
    for new in preview(consent.procedures):
        old = last.get((new.fiscal_year, new.procedure))
        told = new.figures
        if old is not None:
            replaces = _replaces(old.figures, new.figures)
            told = successive.after(new.figures, successive.told(old.figures)) if replaces else old.figures
        told = step_mapping.with_standard(new.procedure, told)
        if old is not None and old.consent_id == consent.id and told == old.figures:
            continue
        PublishedWork.objects.update_or_create(
            consent_id=consent.id,
            fiscal_year=new.fiscal_year,
            procedure=new.procedure,
            defaults={"title": new.title, "figures": told, "published_at": new.published_at},
        )
        written += 1
    detail = {"consent": str(consent.id), "procedures": consent.procedures, "figures": written}
    register.record(register.Act.SEND, note=register.Note(items=("work_figures",), duty=PUBLISH, detail=detail))
    return written


def _replaces(old: Figures, new: Figures) -> bool:
    """Enough has come that the two cannot be told apart into a few cases."""
    return not new["hidden"] and new["cases"] - old.get("cases", 0) >= FEWEST_CASES


def withdraw(consent_id: UUID) -> PublicationConsent:
    """From now on nobody else sees anything of it. Raises access.Refused, ConsentWrong."""
    actor = access.require(PUBLISH)
    consent = _open(consent_id)
    consent.withdrawn_at, consent.withdrawn_by_name = current_context().instant, actor.name
    row = PublicationConsent.objects.filter(id=consent.id, withdrawn_at__isnull=True)
    row.update(withdrawn_at=consent.withdrawn_at, withdrawn_by_name=consent.withdrawn_by_name)
    note = register.Note(items=("work_figures",), duty=PUBLISH, detail={"consent": str(consent.id)})
    register.record(register.Act.WITHDRAW, note=note)
    return consent


def _open(consent_id: UUID) -> PublicationConsent:
    consent = PublicationConsent.objects.filter(id=consent_id).first()
    if consent is None:
        raise ConsentWrong("同意が見つかりません。一覧から選び直してください")
    if consent.withdrawn_at is not None:
        raise ConsentWrong("この同意はすでに取り下げられています。もう一度公開するには、新しく同意してください")
    return consent


def _newest() -> list[WorkAnalysis]:
    years = WorkAnalysis.objects.order_by("fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [found for year in years if (found := analysing.latest(year)) is not None]


def of_others() -> list[Published]:
    """What other municipalities of this service let us see today. Raises access.Refused."""
    access.require(VIEW)
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        rows = cursor.fetchall()
    return [
        Published(code, name, year, procedure, title, _read(figures), at)
        for code, name, year, procedure, title, figures, at in rows
    ]


def _read(value: str | Figures) -> Figures:
    """JSON as the driver gives it: Django asks it for text."""
    return json.loads(value) if isinstance(value, str) else value
