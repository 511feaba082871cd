"""Letters made many at once: what became of them, the files to print, the data, one letter again."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.areas.child_allowance import confirmations, mailings, payment_notices, queries
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.models import Mailing, MailingFile, MailingLetter, PaymentRun
from yakuba.areas.child_allowance.pages.register import found as found_right
from yakuba.areas.child_allowance.pages.runs import accounts_page, shown
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, fragment, page

SHOWN = 200


def _found(mailing_id: UUID) -> Mailing:
    queries.require_read()
    mailing = Mailing.objects.filter(id=mailing_id).first()
    if mailing is None:
        raise Http404
    return mailing


def title_of(mailing: Mailing) -> str:
    """For what the letters are, in words."""
    if mailing.run_id:
        run = PaymentRun.objects.get(id=mailing.run_id)
        return f"{months.words(run.month)}の{run.get_kind_display()}の支払通知書"
    when = f"{mailing.year}年" if mailing.year else months.words(mailing.key)
    return f"{when}の{mailing.get_kind_display()}"


def _crumbs(address: str, mailing: Mailing) -> list[Crumb]:
    crumbs = [Crumb("児童手当", reverse("child_allowance:rights", args=[address]))]
    if mailing.run_id:
        crumbs.append(Crumb("支払", reverse("child_allowance:run", args=[address, mailing.run_id])))
    return [*crumbs, Crumb(title_of(mailing))]


@gate(names.ENTER)
@require_POST
def of_run(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Begin the notices of a run, or go to them where they were begun."""
    run = PaymentRun.objects.filter(id=run_id).first()
    if run is None:
        raise Http404
    mailing = payment_notices.of_run(run)
    if mailing is None:
        try:
            mailing = payment_notices.start(run)
        except mailings.CannotMail as stop:
            return shown(request, run, Notice("error", "作れませんでした", str(stop)), 409)
    return HttpResponseRedirect(reverse("child_allowance:mailing", args=[address, mailing.id]))


@gate(names.ENTER)
@require_POST
def of_month(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Begin this month's letters about children past 18, or go to them where they were begun."""
    mailing = confirmations.mailing_of_month()
    if mailing is None:
        try:
            mailing = confirmations.ask()
        except mailings.CannotMail as stop:
            return accounts_page(request, Notice("error", "作れませんでした", str(stop)), 409)
    return HttpResponseRedirect(reverse("child_allowance:mailing", args=[address, mailing.id]))


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
    """Counts, files, and who could not be written to, with the reason."""
    return _shown(request, _found(mailing_id))


def _shown(
    request: AuthenticatedRequest, mailing: Mailing, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    held = MailingLetter.objects.filter(mailing_id=mailing.id, state=MailingLetter.State.HELD)
    rows = list(held.order_by("place")[:SHOWN])
    numbers = {row.claimant_number for row in rows}
    if numbers:
        note = register.Note(detail={"ledger": "child_allowance", "listed": len(rows)})
        register.record("view_ledger", sorted(numbers), note=note)
    people = panels.people_of(numbers)
    context = {
        "mailing": mailing,
        "name": title_of(mailing),
        "files": [(one, f"{one.position}番のPDF", f"file-{one.position}") for one in mailings.files_of(mailing)],
        "held": [(row, people.get(row.claimant_number)) for row in rows],
        "may_enter": queries.may_enter(),
        "progress": jobs.progress(mailing.job_id) if mailing.job_id else None,
        "notice": notice,
        "crumbs": _crumbs(request.place.address, mailing),
    }
    return page(request, "child_allowance/mailing.html", context, status)


@gate()
@require_safe
def progress(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
    """How far the letters are; when they have ended the whole page is asked for."""
    mailing = _found(mailing_id)
    now = jobs.progress(mailing.job_id) if mailing.job_id else None
    answer = fragment(request, "child_allowance/mailing_progress.html", {"mailing": mailing, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(names.ENTER)
@require_POST
def file(request: AuthenticatedRequest, address: str, mailing_id: UUID, position: int) -> HttpResponse:
    """One file as it was kept."""
    mailing = _found(mailing_id)
    row = MailingFile.objects.filter(mailing_id=mailing.id, position=position).first()
    if row is None:
        raise Http404
    name = f'attachment; filename="jidoteate-{mailing.kind}-{position}.pdf"'
    try:
        return _pdf(mailings.pdf_of(row), name)
    except mailings.CannotMail as stop:
        return _shown(request, mailing, Notice("error", "取り出せませんでした", str(stop)), 409)


@gate(names.ENTER)
@require_POST
def table(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
    """The data of all letters that can be sent, for who prints elsewhere."""
    mailing = _found(mailing_id)
    header, lines = mailings.table_of(mailing)
    return csv_response(title_of(mailing), header, lines)


@gate()
@require_safe
def letter(request: AuthenticatedRequest, address: str, right_id: UUID, letter_id: UUID) -> HttpResponse:
    """One letter of a mailing, from the recipient's page."""
    right = found_right(right_id)
    row = MailingLetter.objects.filter(id=letter_id, right_id=right.right_id).first()
    if row is None:
        raise Http404
    try:
        content = mailings.one_of(row)
    except mailings.CannotMail as stop:
        raise Http404 from stop
    return _pdf(content, 'inline; filename="letter.pdf"')


def _pdf(content: bytes, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = "no-store"
    return response
