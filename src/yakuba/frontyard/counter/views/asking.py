"""The interview: one question at a time, in three languages, each answer kept at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.frontyard.counter import sealing, visits
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.counter.views.staff import INQUIRE, crumbs, found, to_visit
from yakuba.frontyard.portal import showing
from yakuba.frontyard.portal.wording import LANGUAGES, plain
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments import receiving, telling
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.receiving import takes_files
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Question
from yakuba.platform.screens.parts import Problem, Problems
from yakuba.platform.screens.views import UNPROCESSABLE, page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards import postcodes
from yakuba.standards.errors import StandardsError


@gate(INQUIRE)
@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AuthenticatedRequest, address: str, visit_id: UUID, at: int, name: str) -> HttpResponse:
    """One question. F9 keeps the answer and goes on; an optional one can be put off."""
    visit = found(visit_id)
    if visit.state != Visit.State.ASKING:
        return to_visit(address, visit_id)
    drafts = visits.drafts(visit)
    asked = drafts[at].asked if at < len(drafts) else ()
    question = next((one for one in asked if one.id == name), None)
    if question is None:
        raise Http404
    given = None
    if request.method == "POST" and question.kind == "file":
        given = _files(request, (visit_id, at), question, drafts[at])
        if given.problem is None:
            here = HttpResponseRedirect(request.get_full_path())
            return _onwards(request, visit_id, at, question) if given.value else here
        visit = found(visit_id)
    elif request.method == "POST" and request.POST.get("do") != "postcode":
        later = request.POST.get("do") == visits.LATER and not question.required
        given = reading.Reading(None) if later else reading.read(question, fields(request), _today())
        if given.problem is None:
            visits.answer(visit_id, at, question, given.value)
            return _onwards(request, visit_id, at, question)
    visits.viewed([visit])
    return _page(request, visit, (at, question), given)


def _files(
    request: AuthenticatedRequest, place: tuple[UUID, int], question: Question, draft: visits.Draft
) -> reading.Reading:
    """What the clerk scanned or chose, kept at once. The value says whether it goes on to the next question."""
    later = request.POST.get("do") == visits.LATER and not question.required
    desk = sealing.Tray if settings.COUNTER_HANDS_IN else attachments.Desk
    done = receiving.posted(request, question, draft.answers.get(question.id), desk(UUID(draft.key), question.id))
    visits.answer(*place, question, done.refs)
    if done.problems:
        return reading.Reading(None, reading.Problem(question.id, "file", telling.together(done.problems)))
    if not done.goes_on or later:
        return reading.Reading(later)
    judged = reading.judge(question, done.refs, _today())
    return judged if judged.problem else reading.Reading(True)


def _today() -> date:
    return current_context().business_date


def _problems(problem: reading.Problem | None) -> Problems:
    found = (Problem(problem.message.ja, "field"),) if problem else ()
    return Problems(found, lead="答えを確認してください")


def fields(request: AuthenticatedRequest) -> dict[str, Sequence[str]]:
    return {key: request.POST.getlist(key) for key in request.POST if key == "q" or key.startswith("q-")}


def _onwards(request: AuthenticatedRequest, visit_id: UUID, at: int, question: Question) -> HttpResponse:
    """To the question after this one, whether answered before or not, but none that another town told; after the last
    one to what is left, or to the read-back. A single item that was mended leads straight back there."""
    address = request.place.address
    visit = found(visit_id)
    draft = visits.drafts(visit)[at]
    asked = [one for one in draft.asked if one.id == question.id or not visits.is_told(draft, one)]
    names = [one.id for one in asked]
    after = asked[names.index(question.id) + 1 :] if question.id in names else ()
    if request.GET.get("from") != "read" and after:
        return HttpResponseRedirect(reverse("counter:ask", args=[address, visit_id, at, after[0].id]))
    return to_visit(address, visit_id)


def _page(
    request: AuthenticatedRequest, visit: Visit, here: tuple[int, Question], given: reading.Reading | None
) -> HttpResponse:
    at, question = here
    address, draft = request.place.address, visits.drafts(visit)[at]
    problem = given.problem if given else None
    every = [
        (n, one)
        for n, each in enumerate(visits.drafts(visit))
        for one in each.asked
        if (n, one.id) == (at, question.id) or not visits.is_told(each, one)
    ]
    position = next(n for n, (of, one) in enumerate(every) if (of, one.id) == (at, question.id))
    before = every[position - 1] if position else None
    shown, said = parts(request, question, draft.answers.get(question.id))
    value = draft.answers.get(question.id)
    chosen = request.POST.getlist("q") if given else value if isinstance(value, list) else [value] if value else []
    context = {
        "visit": visit,
        "draft": draft,
        "question": question,
        "problem": problem,
        "problems": _problems(problem),
        "number": position + 1,
        "total": len(every),
        "back": reverse("counter:ask", args=[address, visit.id, before[0], before[1].id]) if before else "",
        "read_url": reverse("counter:visit", args=[address, visit.id]) + "?read=on",
        "language": "ja",
        "files": showing.files(value),
        "spoken": [(code, name) for code, name in LANGUAGES.items()],
        "chosen": chosen,
        "text": request.POST.get("q", str(value) if isinstance(value, str | int) else ""),
        "parts": shown,
        "said": said,
        "members": visit.profile.get("members", []),
        "eras": [(code, plain(f"era.{code}", "ja")) for code in reading.ERAS],
        "crumbs": crumbs(address, "聞き取り"),
    }
    return page(request, "counter/ask.html", context, UNPROCESSABLE if problem else 200)


def parts(request: AuthenticatedRequest | None, question: Question, value: Any) -> tuple[Mapping[str, str], str]:
    """The parts of a date or an address: as typed, filled in from a postcode on request, or as answered before.

    Without a request: as answered before.
    """
    sent = request.POST if request else {}
    typed = {key.removeprefix("q-"): sent[key] for key in sent if key.startswith("q-")}
    if sent.get("do") == "postcode":
        return _filled_in(typed)
    if typed:
        return typed, ""
    if question.kind == "date" and isinstance(value, str):
        year, month, day = value.split("-")
        return {"era": "seireki", "year": year, "month": str(int(month)), "day": str(int(day))}, ""
    if question.kind in ("address", "account") and isinstance(value, dict):
        return {str(key): str(text) for key, text in value.items()}, ""
    return {"era": "reiwa"}, ""


def _filled_in(typed: dict[str, str]) -> tuple[dict[str, str], str]:
    try:
        found_towns = postcodes.lookup(typed.get("postcode", ""))
    except StandardsError:
        found_towns = ()
    if not found_towns:
        return typed, "address.not_found"
    first = found_towns[0]
    parts = typed | {"prefecture": first.prefecture, "municipality": first.municipality}
    several = len(found_towns) > 1
    return parts | {"town": "" if several else first.town}, "address.several" if several else ""
