"""The part of a page that shows letters made at once (``screens/mailing.html``): progress, totals, files, held ones.

An area has the page around it, its addresses and its duty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse

from yakuba.platform.access.gates import AuthenticatedRequest
from yakuba.platform.cases import panels
from yakuba.platform.documents import mailing_files
from yakuba.platform.documents.mailings import sort_of
from yakuba.platform.documents.models import Mailing, MailingFile, MailingLetter
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.register import service as register
from yakuba.platform.screens.views import csv_response, fragment

SHOWN: Final = 200
"""Held letters a page."""


@dataclass(frozen=True, kw_only=True)
class Urls:
    """Addresses of one mailing. ``file``: by position; ``person``: where a held letter's addressee is looked at."""

    progress: str
    again: str
    table: str
    file: Callable[[int], str]
    person: Callable[[MailingLetter], str]


@dataclass(frozen=True)
class Shown:
    """One mailing as its part of a page shows it. ``held``: letter, name with mark, address of the person."""

    mailing: Mailing
    urls: Urls
    order: str
    progress: jobs.Progress | None
    files: list[tuple[MailingFile, str, str, str]]
    held: list[tuple[MailingLetter, panels.Named | None, str]]

    @property
    def stopped(self) -> bool:
        """Whether somebody has to press to go on."""
        return self.progress is not None and self.progress.state == JobState.FAILED


def shown(mailing: Mailing, urls: Urls, order: str) -> Shown:
    """The mailing now; ``order``: in words. That the held ones are shown is registered."""
    files = [
        (one, f"{one.position}番のPDF", f"file-{one.position}", urls.file(one.position))
        for one in mailing_files.files_of(mailing)
    ]
    return Shown(mailing, urls, order, _progress(mailing), files, _held(mailing, urls))


def _progress(mailing: Mailing) -> jobs.Progress | None:
    return jobs.progress(mailing.job_id) if mailing.job_id else None


def _held(mailing: Mailing, urls: Urls) -> list[tuple[MailingLetter, panels.Named | None, str]]:
    rows = MailingLetter.objects.filter(mailing_id=mailing.id, state=MailingLetter.State.HELD)
    found = list(rows.order_by("place")[:SHOWN])
    numbers = {row.addressee_number for row in found if row.addressee_number}
    if numbers:
        note = register.Note(duty=sort_of(mailing).duty, detail={"list": f"送れない通知 {mailing.title}"})
        register.record("view_document", sorted(numbers), note=note)
    people = panels.people_of(numbers)
    return [(row, people.get(row.addressee_number or 0), urls.person(row)) for row in found]


def progress(request: AuthenticatedRequest, mailing: Mailing, urls: Urls) -> HttpResponse:
    """How far the letters are; when they have ended the whole page is asked for."""
    now = _progress(mailing)
    part = Shown(mailing, urls, "", now, [], [])
    answer = fragment(request, "screens/mailing_progress.html", {"part": part})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


def again(mailing: Mailing) -> None:
    """Go on where a failure stopped."""
    now = _progress(mailing)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)


def file(mailing: Mailing, position: int, name: str) -> HttpResponse:
    """One file to print, as it was kept. Raises Http404, mailings.CannotMail."""
    if not MailingFile.objects.filter(mailing_id=mailing.id, position=position).exists():
        raise Http404
    response = HttpResponse(mailing_files.pdf_of(mailing, position), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{position}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def table(mailing: Mailing) -> HttpResponse:
    """The list for who prints and posts: number, addressee and address of each letter, by file and order."""
    header, lines = mailing_files.table_of(mailing)
    return csv_response(f"発送一覧_{mailing.title}", header, lines)


def chips() -> None:
    """How the states are shown; called once at start."""
    from yakuba.platform.screens import chips as all_chips

    states = Mailing.State
    shown_as: dict[Any, all_chips.Chip] = {
        states.MAKING: all_chips.Chip("作成中", "hourglass", "info"),
        states.MADE: all_chips.Chip("作成済み", "check", "success"),
    }
    all_chips.register("document_mailing", states, shown_as)
