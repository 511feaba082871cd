"""The form: one question a page, check, send, receipt."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.frontyard.portal import behalf, filing, post, showing, uploads
from yakuba.frontyard.portal.models import Draft, Sent
from yakuba.frontyard.portal.pages import for_residents, go, language_of, page, signed_of
from yakuba.frontyard.portal.sessions import Signed
from yakuba.frontyard.portal.wording import plain
from yakuba.platform.attachments.receiving import takes_files
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.standards import postcodes
from yakuba.standards.errors import StandardsError


def _known(request: HttpRequest, code: str) -> tuple[Signed, Procedure, int]:
    signed = signed_of(request)
    assert signed is not None
    try:
        return signed, *filing.procedure_of(code)
    except UnknownProcedure as unknown:
        raise Http404 from unknown


def _in_the_way(request: HttpRequest, signed: Signed, procedure: Procedure) -> HttpResponse | None:
    """What has to come before the first question: the card, who one is, what is known."""
    if procedure.identity == "card" and not (signed.has_card and signed.is_linked):
        return page(request, "need_card.html", {"procedure": procedure})
    needed = any(one.known for one in procedure.steps) or (bool(procedure.who) and signed.is_linked)
    if needed and filing.profile(signed.account) is None:
        try:
            post.ask("portal_profile_wanted", signed.account)
        except post.NoCore:
            return page(request, "closed.html", {}, 503)
        return page(request, "fetching.html", {"procedure": procedure})
    return None


@require_safe
@for_residents
def start(request: HttpRequest, address: str, code: str) -> HttpResponse:
    """For whom it is, to the first question that has no answer yet, or to the check page."""
    signed, procedure, _ = _known(request, code)
    blocked = _in_the_way(request, signed, procedure)
    if blocked is not None:
        return blocked
    content = filing.Content.of(filing.draft_of(signed.account, procedure))
    if behalf.must_choose(procedure, filing.known(signed.account, procedure), content.whom):
        return go(request, "whom", code)
    procedure = behalf.asked(procedure, content.whom)
    for question in reading.relevant(procedure, content.answers):
        if question.id not in content.answers and question.required:
            return go(request, "question", code, question.id)
    return go(request, "check", code)


@require_http_methods(["GET", "POST"])
@for_residents
def whom(request: HttpRequest, address: str, code: str) -> HttpResponse:
    """だれの手続きですか: oneself, or somebody of the household for whom the procedure lets one file."""
    signed, procedure, _ = _known(request, code)
    blocked = _in_the_way(request, signed, procedure)
    if blocked is not None:
        return blocked
    known = filing.known(signed.account, procedure)
    others = behalf.others(procedure, known)
    if not others and not behalf.takes_letter(procedure):
        return go(request, "start", code)
    row = filing.draft_of(signed.account, procedure)
    if request.method == "POST":
        found = behalf.chosen(procedure, known, request.POST.get("whom", ""))
        if found is not None:
            filing.choose(row, found)
            return go(request, "start", code)
    context = {
        "procedure": procedure,
        "own_name": (known.profile or {}).get("person", {}).get("name", ""),
        "offered": [one for one in others if not one.why],
        "refused": [one for one in others if one.why],
        "takes_letter": behalf.takes_letter(procedure),
        "chosen": behalf.value_of(filing.Content.of(row).whom),
        "wrong": request.method == "POST",
    }
    return page(request, "whom.html", context, 422 if request.method == "POST" else 200)


@takes_files
@require_http_methods(["GET", "POST"])
@for_residents
def question(request: HttpRequest, address: str, code: str, name: str) -> HttpResponse:
    """One question. Wrong answers come back as typed, with the same words above and at the field."""
    signed, procedure, _ = _known(request, code)
    blocked = _in_the_way(request, signed, procedure)
    if blocked is not None:
        return blocked
    row = filing.draft_of(signed.account, procedure)
    content = filing.Content.of(row)
    procedure = behalf.asked(procedure, content.whom)
    asked = reading.relevant(procedure, content.answers)
    one = next((each for each in asked if each.id == name), None)
    if one is None:
        raise Http404
    given = None
    if request.method == "POST" and one.kind == "file":
        row, content, given = _files(request, signed, row, one)
        if given is None:
            return HttpResponseRedirect(request.get_full_path())
        if given.problem is None:
            return _onwards(request, procedure, code, name, content)
    elif request.method == "POST" and request.POST.get("do") != "postcode":
        given = reading.read(one, fields_of(request), filing.today())
        if given.problem is None:
            filing.answer(row, one, given)
            return _onwards(request, procedure, code, name, filing.Content.of(row))
    context = question_context(request, signed, one, content.answers.get(name), given)
    context |= {
        "procedure": procedure,
        "number": asked.index(one) + 1,
        "total": len(asked),
        "back": _before(asked, one),
        "saved_at": row.saved_at if content.answers else None,
        "members": behalf.people(content.whom, content.answers, filing.profile(signed.account)),
    }
    return page(request, "question.html", context, 422 if given else 200)


def _files(
    request: HttpRequest, signed: Signed, row: Draft, one: Question
) -> tuple[Draft, filing.Content, reading.Reading | None]:
    """What was taken is kept, whatever became of the rest. No reading: the page is shown again."""
    row = Draft.objects.select_for_update().get(id=row.id)
    content = filing.Content.of(row)
    refs, given = uploads.posted(request, signed.account, row.id, (one, content.answers.get(one.id)))
    filing.answer(row, one, reading.Reading(refs))
    return row, filing.Content.of(row), given


def fields_of(request: HttpRequest) -> dict[str, list[str]]:
    return {key: request.POST.getlist(key) for key in request.POST if key.startswith("q")}


def _before(asked: tuple[Question, ...], one: Question) -> str:
    position = asked.index(one)
    return asked[position - 1].id if position else ""


def _onwards(request: HttpRequest, procedure: Procedure, code: str, name: str, content: filing.Content) -> HttpResponse:
    """The next question; from the check page back there, unless the answer opened a new one."""
    asked = reading.relevant(procedure, content.answers)
    missing = [each.id for each in asked if each.required and each.id not in content.answers]
    if request.GET.get("from") == "check":
        return go(request, "question", code, missing[0]) if missing else go(request, "check", code)
    names = [each.id for each in asked]
    following = names[names.index(name) + 1 :] if name in names else missing
    return go(request, "question", code, following[0]) if following else go(request, "check", code)


def question_context(
    request: HttpRequest, signed: Signed, one: Question, value: Any, given: reading.Reading | None
) -> dict[str, Any]:
    """What the field shows: what was typed now, else what was answered before."""
    posted = request.method == "POST"
    typed = {key: values[0] if values else "" for key, values in fields_of(request).items()} if posted else {}
    chosen = request.POST.getlist("q") if given else value if isinstance(value, list) else [value] if value else []
    profile = filing.profile(signed.account) or {}
    parts, said = date_parts(one, value, typed), ""
    if request.POST.get("do") == "postcode":
        parts, said = _filled_in(parts)
    return {
        "question": one,
        "problem": given.problem if given else None,
        "chosen": chosen,
        "text": typed.get("q", str(value) if isinstance(value, str | int) else ""),
        "parts": parts,
        "said": said,
        "files": showing.files(value),
        "members": profile.get("members", []),
        "eras": [(code, plain(f"era.{code}", language_of(request))) for code in reading.ERAS],
    }


def _filled_in(typed: dict[str, str]) -> tuple[dict[str, str], str]:
    """The address of a postcode in the parts, on request only; and the key of what there is to say about it."""
    try:
        found = postcodes.lookup(typed.get("postcode", ""))
    except StandardsError:
        found = ()
    if not found:
        return typed, "address.not_found"
    first = found[0]
    parts = typed | {"prefecture": first.prefecture, "municipality": first.municipality}
    if len(found) > 1:
        return parts | {"town": ""}, "address.several"
    return parts | {"town": first.town}, ""


def date_parts(one: Question, value: Any, typed: dict[str, str]) -> dict[str, str]:
    """The parts of a date, an address or an account: as typed, else as answered before."""
    if typed:
        return {key.removeprefix("q-"): text for key, text in typed.items()}
    if one.kind == "date" and isinstance(value, str):
        year, month, day = value.split("-")
        return {"era": "seireki", "year": year, "month": str(int(month)), "day": str(int(day))}
    if one.kind in ("address", "account") and isinstance(value, dict):
        return {str(key): str(text) for key, text in value.items()}
    return {"era": "reiwa"}


@require_safe
@for_residents
def check(request: HttpRequest, address: str, code: str) -> HttpResponse:
    signed, procedure, fee = _known(request, code)
    blocked = _in_the_way(request, signed, procedure)
    if blocked is not None:
        return blocked
    row = filing.draft_of(signed.account, procedure)
    return _check_page(request, signed, (procedure, fee), row)


def _check_page(
    request: HttpRequest, signed: Signed, offered: tuple[Procedure, int], row: Draft, problems: Any = ()
) -> HttpResponse:
    procedure, fee = offered
    content = filing.Content.of(row)
    profile = filing.profile(signed.account)
    asked = behalf.asked(procedure, content.whom)
    known = {"members": behalf.people(content.whom, content.answers, profile)}
    lines = showing.lines(asked, content.answers, known, language_of(request))
    # Asked where it was chosen already, or where there is somebody to choose.
    is_asked = bool(content.whom) or behalf.must_choose(
        procedure, filing.known(signed.account, procedure), content.whom
    )
    whom = {"name": behalf.name_of(content.whom, content.answers)} if is_asked else None
    context = {"procedure": procedure, "fee": fee, "lines": lines, "draft": row, "problems": problems, "whom": whom}
    return page(request, "check.html", context | {"profile": profile}, 422 if problems else 200)


@require_POST
@for_residents
def send(request: HttpRequest, address: str, code: str) -> HttpResponse:
    """Exactly one filing by the draft's key, however often it is pressed."""
    signed, procedure, fee = _known(request, code)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return go(request, "check", code)
    if Sent.objects.filter(id=key, account_id=signed.account.id).exists():
        return go(request, "filing", key)
    row = Draft.objects.select_for_update().filter(id=key, account_id=signed.account.id, procedure=code).first()
    if row is None:
        return go(request, "start", code)
    blocked = _in_the_way(request, signed, procedure)
    if blocked is not None:
        return blocked
    try:
        sent = filing.send(signed, row, language_of(request))
    except post.NoCore:
        return page(request, "closed.html", {}, 503)
    if isinstance(sent, tuple):
        return _check_page(request, signed, (procedure, fee), row, sent)
    return go(request, "filing", sent.id)
