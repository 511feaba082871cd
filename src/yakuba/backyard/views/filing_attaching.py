"""A paper that came by post or over the counter joins a filing: scanned by staff, examined like any file."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from yakuba.backyard import filing_words as words
from yakuba.backyard.filing_forms import CorrectForm
from yakuba.backyard.views.filing_steps import closed_page, enterable, step_crumbs, take_step
from yakuba.backyard.views.filings import people_shown
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments import receiving, telling
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import KINDS, MEDIA
from yakuba.platform.attachments.receiving import takes_files
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Question
from yakuba.platform.screens.parts import Problems
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import page
from yakuba.platform.tenancy.context import JST

KEEP = "keep"


class _NotTaken(Exception):
    """A file that is not taken: nothing of the step stays. The argument is what is told."""


@gate()
@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: AuthenticatedRequest, address: str, filing_id: UUID, question: str) -> HttpResponse:
    """Add files to an answer, or leave some out; the checks run again, and somebody else approves."""
    filing = enterable(filing_id)
    asked = next((one for one in words.procedure_of(filing).steps if (one.id, one.kind) == (question, "file")), None)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return closed_page(request, filing) or _page(request, filing, asked, CorrectForm(), Problems())
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _page(request, filing, asked, form, problems_of(form))
    try:
        return take_step(request, filing, form, "correct", lambda key: _attached(request, filing, asked, key))
    except _NotTaken as refusal:
        return _page(request, filing, asked, form, form.problems(str(refusal), "field"))


def _attached(request: AuthenticatedRequest, filing: Filing, asked: Question, key: UUID) -> Filing:
    kept = set(request.POST.getlist(KEEP))
    held = [one for one in attachments.refs_in(filing.answers.get(asked.id)) if str(one["id"]) in kept]
    done = receiving.posted(request, asked, held, attachments.Desk(filing.key, asked.id))
    if done.problems:
        raise _NotTaken(telling.together(done.problems).ja)
    judged = reading.judge(asked, done.refs, filing.filed_at.astimezone(JST).date())
    if judged.problem:
        raise _NotTaken(judged.problem.message.ja)
    attachments.sign_for(filing.key, {**filing.answers, asked.id: done.refs})
    return filings.correct(key, asked.id, done.refs)


def _page(
    request: AuthenticatedRequest, filing: Filing, asked: Question, form: CorrectForm, problems: Problems
) -> HttpResponse:
    people_shown([filing], {"filing": filing.receipt_number}, case_id=filing.case_id)
    held = [(str(one["id"]), str(one["name"])) for one in attachments.refs_in(filing.answers.get(asked.id))]
    sent = request.method == "POST"
    context: dict[str, Any] = {
        "filing": filing,
        "question": asked,
        "form": form,
        "problems": problems,
        "wrong": problems.items[-1].text if problems else "",
        "held": [(key, name, key in request.POST.getlist(KEEP) or not sent) for key, name in held],
        "accept": ",".join(MEDIA[one] for one in asked.accepts),
        "kinds": "・".join(KINDS[one] for one in asked.accepts),
        "crumbs": step_crumbs(request, filing, "届いた紙を添える"),
    }
    return page(request, "backyard/filing_attach.html", context, 422 if problems else 200)
