"""Letters on paper of a decided run: made, watched, taken out file by file, and those that cannot be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry.service import Correspondent
from yakuba.areas.resident_tax import assessments, employer_letters, letter_post, letter_words, tax_letters
from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.documents import mailing_files, mailings
from yakuba.platform.documents.models import Mailing, MailingFile, MailingLetter
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, fragment, page

KINDS: Final = {"notices": tax_letters.KIND, "employers": employer_letters.KIND}
TITLES: Final = {"notices": "納税通知書", "employers": "特別徴収税額通知"}
SHOWN: Final = 200


@dataclass(frozen=True)
class Offered:
    """One kind of letter on the console: its name in addresses, its title, what became of it so far."""

    kind: str
    title: str
    mailing: Mailing | None


def offered(run: AssessmentRun) -> list[Offered]:
    """The kinds of letters of a decided run."""
    return [Offered(kind, TITLES[kind], mailings.find(KINDS[kind], str(run.id))) for kind in KINDS]


def _run(run_id: UUID, kind: str) -> AssessmentRun:
    found = AssessmentRun.objects.filter(id=run_id, state=AssessmentRun.State.APPROVED).first()
    if found is None or kind not in KINDS:
        raise Http404
    return found


def _mailing(run_id: UUID, kind: str) -> Mailing:
    run = _run(run_id, kind)
    found = mailings.find(KINDS[kind], str(run.id))
    if found is None:
        raise Http404
    return found


def _title(run: AssessmentRun, kind: str) -> str:
    return (
        f"{letter_words.year_words(run.fiscal_year)} {TITLES[kind]}（{'当初' if run.initial else '変更'} {run.number}）"
    )


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """What became of the letters of one kind; POST begins to make them, once."""
    run = _run(run_id, kind)
    if request.method == "POST":
        try:
            letter_post.Senders().to(Correspondent("", "", "", True))
        except NoCertifier as refusal:
            return _shown(request, run, kind, Notice("error", "作れません", f"{refusal}。パラメータの画面で設定する"))
        mailings.start(KINDS[kind], str(run.id), _title(run, kind))
        return HttpResponseRedirect(reverse("resident_tax:letters", args=[address, run.id, kind]))
    return _shown(request, run, kind, None)


def _shown(request: AuthenticatedRequest, run: AssessmentRun, kind: str, notice: Notice | None) -> HttpResponse:
    mailing = mailings.find(KINDS[kind], str(run.id))
    address = request.place.address
    context = {
        "run": run,
        "kind": kind,
        "name": _title(run, kind),
        "mailing": mailing,
        "files": _files(mailing),
        "held": _held(mailing) if mailing else [],
        "progress": _progress(mailing),
        "notice": notice,
        "crumbs": [
            Crumb("賦課", reverse("resident_tax:runs", args=[address])),
            Crumb(f"計算 {run.number}", reverse("resident_tax:run", args=[address, run.id])),
            Crumb(TITLES[kind]),
        ],
    }
    return page(request, "resident_tax/letters.html", context, 422 if notice else 200)


def _files(mailing: Mailing | None) -> list[tuple[MailingFile, str, str]]:
    found = mailing_files.files_of(mailing) if mailing else []
    return [(one, f"{one.position}番のPDF", f"file-{one.position}") for one in found]


def _held(mailing: Mailing) -> list[tuple[MailingLetter, panels.Named | None]]:
    """Letters that cannot be sent, with whom they are to; that they are shown is registered."""
    rows = MailingLetter.objects.filter(mailing_id=mailing.id, state=MailingLetter.State.HELD)
    shown = list(rows.order_by("place")[:SHOWN])
    numbers = {row.addressee_number for row in shown if row.addressee_number}
    if numbers:
        note = register.Note(duty=assessments.DUTY, detail={"list": f"送れない通知 {mailing.title}"})
        register.record("view_document", sorted(numbers), note=note)
    people = panels.people_of(numbers)
    return [(row, people.get(row.addressee_number or 0)) for row in shown]


def _progress(mailing: Mailing | None) -> jobs.Progress | None:
    return jobs.progress(mailing.job_id) if mailing and mailing.job_id else None


@gate(assessments.DUTY)
@require_safe
def progress(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """How far the letters are; when they have ended the whole page is asked for."""
    mailing = _mailing(run_id, kind)
    now = _progress(mailing)
    context = {"run": _run(run_id, kind), "kind": kind, "progress": now}
    answer = fragment(request, "resident_tax/letters_progress.html", context)
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(assessments.DUTY)
@require_POST
def again(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """Go on where a failure stopped."""
    now = _progress(_mailing(run_id, kind))
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    return HttpResponseRedirect(reverse("resident_tax:letters", args=[address, run_id, kind]))


@gate(assessments.DUTY)
@require_POST
def file(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str, position: int) -> HttpResponse:
    """One file to print, as it was kept."""
    mailing = _mailing(run_id, kind)
    if not MailingFile.objects.filter(mailing_id=mailing.id, position=position).exists():
        raise Http404
    try:
        content = mailing_files.pdf_of(mailing, position)
    except mailings.CannotMail as stop:
        return _shown(request, _run(run_id, kind), kind, Notice("error", "取り出せませんでした", str(stop)))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="juminzei-{kind}-{position}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@gate(assessments.DUTY)
@require_POST
def table(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """The list for who prints and posts: number, addressee and address of each letter, by file and order."""
    mailing = _mailing(run_id, kind)
    header, lines = mailing_files.table_of(mailing)
    return csv_response(f"発送一覧_{mailing.title}", header, lines)
