"""What one has filed: state in plain words, answers asked for, withdrawal; papers; who looked at my data."""

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.frontyard.portal import behalf, filing, post, shelf, showing, uploads, vault, visiting
from yakuba.frontyard.portal.models import Notice, Paper, Sent, Told
from yakuba.frontyard.portal.pages import for_residents, go, language_of, page, signed_of
from yakuba.frontyard.portal.paying import paying
from yakuba.frontyard.portal.sessions import Signed
from yakuba.frontyard.portal.views.form import fields_of, question_context
from yakuba.platform.attachments.receiving import takes_files
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.tenancy.context import current_context

LOOKS_AGAIN = timedelta(minutes=2)  # by itself, after the last news: then the resident does
MOVING = ("sent", "decided", "handed")
STEPS = ("sent", "checking", "decided", "done")
HANDED = ("sent", "checking", "handed", "done")
VISIT = ("sent", "checking", "visit", "done")
WITHDRAWABLE = ("sent", "received", "checking", "needs_answer", "visit", "payment")


def _signed(request: HttpRequest) -> Signed:
    signed = signed_of(request)
    assert signed is not None
    return signed


def sent_of(request: HttpRequest, key: UUID) -> tuple[Sent, Procedure]:
    """A filing of who is signed in, with its procedure. Raises Http404: somebody else's is not there."""
    row = Sent.objects.filter(id=key, account_id=_signed(request).account.id).first()
    if row is None:
        raise Http404
    whom = filing.Content.of(row).whom
    return row, behalf.asked(shelf.get(row.procedure, row.version), whom)


def may_see(request: HttpRequest, procedure: Procedure) -> bool:
    """What was filed with the card is read, answered and taken back with the card: a mailbox is easily shared."""
    return _signed(request).has_card or procedure.identity != "card"


def _steps(procedure: Procedure, row: Sent) -> tuple[str, ...]:
    """The way a filing of this procedure goes, for the line of steps."""
    if procedure.finish == "visit":
        return VISIT
    steps = HANDED if procedure.action.startswith("handover.") else STEPS
    return (*steps[:2], "payment", *steps[2:]) if row.words.get("payment") else steps


@require_safe
@for_residents
def filings(request: HttpRequest, address: str) -> HttpResponse:
    rows = filing.mine(_signed(request).account)
    titled = [(row, shelf.get(row.procedure, row.version)) for row in rows]
    return page(request, "filings.html", {"rows": titled})


@require_safe
@for_residents
def one(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """Receipt and state in one page, to be bookmarked; going back never sends again."""
    row, procedure = sent_of(request, key)
    signed = _signed(request)
    content = filing.Content.of(row)
    profile = filing.profile(signed.account) if signed.has_card else None
    people = {"members": behalf.people(content.whom, content.answers, profile)}
    asked = [(each, procedure.question(str(each["question"]))) for each in row.ask]
    whole, steps = may_see(request, procedure), _steps(procedure, row)
    visit_of = visiting.visiting(row) if whole else None
    fee = paying(row) if whole else None
    context = {
        "row": row,
        "procedure": procedure,
        "whom": behalf.name_of(content.whom, content.answers) if whole else "",
        "lines": showing.lines(procedure, content.answers, people, language_of(request)) if whole else [],
        "words": row.words.get(language_of(request), ""),
        "asked": asked,
        "paper": _paper_of(row),
        "reached": steps.index(row.state) if row.state in steps else 1,
        "steps": steps,
        "visiting": visit_of,
        "paying": fee,
        "may_withdraw": whole and row.state in WITHDRAWABLE,
        "moving": (row.state in MOVING or (visit_of is not None and visit_of.asked) or (fee is not None and fee.comes))
        and current_context().instant < row.changed_at + LOOKS_AGAIN,
        "no_time": request.GET.get("visit") == "none",
    }
    return page(request, "filing.html", context)


def _paper_of(row: Sent) -> tuple[Paper, dict[str, Any]] | None:
    """The document that was delivered, with its title and whose electronic signature it bears."""
    paper = Paper.objects.filter(sent_id=row.id).first()
    return (paper, vault.opened(f"paper/{row.id}", paper.content)) if paper else None


@takes_files
@require_http_methods(["GET", "POST"])
@for_residents
def mend(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """The questions asked for, on one page, with the reasons."""
    row, procedure = sent_of(request, key)
    if row.state != "needs_answer":
        return go(request, "filing", key)
    if not may_see(request, procedure):
        return page(request, "need_card.html", {"procedure": procedure}, 403)
    signed, content = _signed(request), filing.Content.of(row)
    name = request.GET.get("q") or str(row.ask[0]["question"])
    asked = {str(each["question"]): str(each["reason"]) for each in row.ask}
    if name not in asked:
        raise Http404
    question = procedure.question(name)
    given = None
    if request.method == "POST" and question.kind == "file":
        row = Sent.objects.select_for_update().get(id=row.id)
        content = filing.Content.of(row)
        refs, given = uploads.posted(request, signed.account, row.id, (question, content.answers.get(name)))
        content.answers[name] = refs
        row.content = content.sealed(row.id)
        row.save(update_fields=["content"])
        if given is None:
            return _again(request, row, name)
        if given.problem is None:
            return _mended(request, signed, row, name, refs)
    elif request.method == "POST":
        given = reading.read(question, fields_of(request), filing.today())
        if given.problem is None:
            return _mended(request, signed, row, name, given.value)
    context: dict[str, Any] = question_context(request, signed, question, content.answers.get(name), given)
    context |= {"procedure": procedure, "row": row, "reason": asked[name]}
    context["members"] = behalf.people(content.whom, content.answers, filing.profile(signed.account))
    return page(request, "mend.html", context, 422 if given else 200)


def _mended(request: HttpRequest, signed: Signed, row: Sent, name: str, value: Any) -> HttpResponse:
    """Kept until every question asked for has its answer; then sent in one letter."""
    content = filing.Content.of(row)
    content.answers[name] = value
    row.content = content.sealed(row.id)
    rest = [each for each in row.ask if each["question"] != name and not each.get("answered")]
    row.ask = [{**each, "answered": True} if each["question"] == name else each for each in row.ask]
    row.save(update_fields=["content", "ask"])
    if rest:
        return _again(request, row, str(rest[0]["question"]))
    try:
        filing.mend(signed, row, {str(one["question"]): content.answers.get(str(one["question"])) for one in row.ask})
    except post.NoCore:
        return page(request, "closed.html", {}, 503)
    return go(request, "filing", row.id)


@require_POST
@for_residents
def visit(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """Book, move or give back the time of the visit; the core's answer is on the filing's page within seconds."""
    row, procedure = sent_of(request, key)
    slot = "cancel" if request.POST.get("do") == "cancel" else request.POST.get("slot", "")
    if not may_see(request, procedure):
        return page(request, "need_card.html", {"procedure": procedure}, 403)
    if not slot and request.POST.get("do") == "book":
        response = go(request, "filing", key)
        response["Location"] += "?visit=none"
        return response
    if visiting.may_wish(row, slot):
        try:
            filing.book(_signed(request), row, slot)
        except post.NoCore:
            return page(request, "closed.html", {}, 503)
    return go(request, "filing", key)


def _again(request: HttpRequest, row: Sent, name: str) -> HttpResponse:
    response = go(request, "mend", row.id)
    response["Location"] += f"?q={name}"
    return response


@require_http_methods(["GET", "POST"])
@for_residents
def withdraw(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    row, procedure = sent_of(request, key)
    if row.state not in WITHDRAWABLE:
        return go(request, "filing", key)
    if not may_see(request, procedure):
        return page(request, "need_card.html", {"procedure": procedure}, 403)
    if request.method != "POST":
        return page(request, "withdraw.html", {"row": row, "procedure": procedure})
    try:
        filing.withdraw(_signed(request), row)
    except post.NoCore:
        return page(request, "closed.html", {}, 503)
    return go(request, "filing", key)


@require_safe
@for_residents
def inbox(request: HttpRequest, address: str) -> HttpResponse:
    signed = _signed(request)
    if not signed.has_card:
        return page(request, "need_card.html", {"procedure": None})
    papers = Paper.objects.filter(account_id=signed.account.id).order_by("-got_at", "-id")[:100]
    rows = [(row, vault.opened(f"paper/{row.sent_id}", row.content)) for row in papers]
    notices = list(Notice.objects.filter(account_id=signed.account.id).order_by("-got_at", "-id")[:20])
    Notice.objects.filter(account_id=signed.account.id, read_at=None).update(read_at=current_context().instant)
    return page(request, "inbox.html", {"rows": rows, "notices": notices})


@require_safe
@for_residents
def paper(request: HttpRequest, address: str, paper_id: UUID) -> HttpResponse:
    """The PDF: only with the card, as it says where one lives."""
    signed = _signed(request)
    row = Paper.objects.filter(id=paper_id, account_id=signed.account.id).first()
    if row is None:
        raise Http404
    if not signed.has_card:
        return page(request, "need_card.html", {"procedure": None}, 403)
    content = vault.opened(f"paper/{row.sent_id}", row.content)
    if row.read_at is None:
        Paper.objects.filter(id=row.id).update(read_at=current_context().instant)
    response = HttpResponse(base64.b64decode(content["pdf"]), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    return response


@require_safe
@for_residents
def access(request: HttpRequest, address: str) -> HttpResponse:
    """だれが見たか. Asked of the core when there is no statement of the last hour."""
    signed = _signed(request)
    if not (signed.has_card and signed.is_linked):
        return page(request, "need_card.html", {"procedure": None})
    row = Told.objects.filter(account_id=signed.account.id, kind="access").first()
    fresh = row is not None and (current_context().instant - row.got_at).total_seconds() < 3600
    if row is None or not fresh:
        try:
            post.ask("portal_access_wanted", signed.account)
        except post.NoCore:
            return page(request, "closed.html", {}, 503)
    if row is None:
        return page(request, "fetching.html", {"procedure": None})
    told = vault.opened(f"told/{signed.account.id}/access", row.content)
    sentence = told["sentence"].get(language_of(request), "")
    return page(request, "access.html", {"rows": told["rows"], "sentence": sentence, "made_at": row.got_at})
