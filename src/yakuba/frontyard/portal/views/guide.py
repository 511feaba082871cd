"""The life-event guide: choose an event, a question a page, the list. No sign-in; nothing is kept here.

The answers stand in a signed cookie that the browser forgets, not in the address: neither history nor log tells them.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.frontyard.guide import definition, engine
from yakuba.frontyard.portal import filing, showing
from yakuba.frontyard.portal.pages import go, language_of, page, place_of
from yakuba.frontyard.portal.views.form import date_parts, fields_of
from yakuba.frontyard.portal.wording import plain
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure, Question, Text

COOKIE = "yakuba_guide"
LIVES = 4 * 3600
_SALT = "portal.guide"


def _answers(request: HttpRequest) -> dict[str, Any]:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIVES)
    except signing.BadSignature:
        return {}
    return engine.known(definition.load(), told)


def _keep(request: HttpRequest, response: HttpResponse, answers: dict[str, Any]) -> HttpResponse:
    """Until the browser is closed, and four hours at most."""
    response.set_cookie(
        COOKIE,
        signing.dumps(answers, salt=_SALT, compress=True),
        httponly=True,
        samesite="Lax",
        secure=settings.TLS,
        path=f"/{place_of(request).address}/guide/",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, address: str) -> HttpResponse:
    """Which event. ``do=leave``: forget the answers and show a page that tells nothing."""
    guide = definition.load()
    if request.method == "POST":
        if request.POST.get("do") == "leave":
            response = go(request, "home")
            response.delete_cookie(COOKIE, path=f"/{place_of(request).address}/guide/", samesite="Lax")
            return response
        event = request.POST.get(definition.EVENT, "")
        if event in guide.events:
            return _keep(request, _onwards(request, {definition.EVENT: event}, 0), {definition.EVENT: event})
    return page(request, "guide.html", {"groups": guide.groups})


def _onwards(request: HttpRequest, answers: dict[str, Any], after: int) -> HttpResponse:
    asked = engine.asked(definition.load(), answers)
    return go(request, "guide_question", after + 1) if after < len(asked) else go(request, "guide_list")


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, address: str, number: int) -> HttpResponse:
    """One question by its place. What is not known is passed over; a wrong answer comes back as typed."""
    place_of(request)
    answers = _answers(request)
    if not answers:
        return go(request, "guide")
    asked = engine.asked(definition.load(), answers)
    if not 1 <= number <= len(asked):
        raise Http404
    one, given = asked[number - 1], None
    if request.method == "POST":
        given = reading.read(one, fields_of(request), filing.today())
        if given.problem is None:
            told = {name: value for name, value in answers.items() if name != one.id}
            if given.value not in (None, "", []):
                told[one.id] = given.value
            told = engine.known(definition.load(), told)
            return _keep(request, _onwards(request, told, number), told)
    context = _field(request, one, answers.get(one.id), given) | {
        "number": number,
        "total": len(asked),
        "private": _is_private(answers, one.id),
    }
    return page(request, "guide_question.html", context, 422 if given else 200)


def _field(request: HttpRequest, one: Question, value: Any, given: reading.Reading | None) -> dict[str, Any]:
    typed = {key: values[0] if values else "" for key, values in fields_of(request).items()}
    return {
        "question": one,
        "problem": given.problem if given else None,
        "chosen": request.POST.getlist("q") if given else value if isinstance(value, list) else [value],
        "parts": date_parts(one, value, typed),
        "eras": [(code, plain(f"era.{code}", language_of(request))) for code in reading.ERAS],
    }


def _is_private(answers: dict[str, Any], name: str = "") -> bool:
    """Somebody may be standing behind the reader: the way out is shown."""
    return "danger" in (answers[definition.EVENT], name) or name == "hide" or answers.get("hide") == "yes"


@dataclass(frozen=True)
class Line:
    """A step as the list shows it; ``procedure`` where it can be begun here."""

    step: engine.Step
    title: Text
    office: Text
    desk: str
    deadline: Text
    who: Text
    bring: tuple[Text, ...]
    basis: str
    procedure: Procedure | None


@require_safe
def plan(request: HttpRequest, address: str) -> HttpResponse:
    """What to do, where, by when; the desks in order; what to bring, once. Back to a question that must be answered."""
    place_of(request)
    guide, answers = definition.load(), _answers(request)
    if not answers:
        return go(request, "guide")
    asked = engine.asked(guide, answers)
    for number, one in enumerate(asked, 1):
        if one.required and one.id not in answers:
            return go(request, "guide_question", number)
    offered = {one.code: one for one, _ in filing.offered()}
    visits = {code: one.finish == "visit" for code, one in offered.items()}
    steps = engine.steps(guide, answers, visits, filing.today())
    context = {
        "event": guide.events[answers[definition.EVENT]],
        "answers": [
            (number, one, showing.words(one, answers.get(one.id), None, language_of(request)))
            for number, one in enumerate(asked, 1)
        ],
        "lines": [_line(guide, step, offered) for step in steps],
        "desks": engine.desks(guide, steps),
        "things": [guide.things[key] for key in engine.to_bring(steps)],
        "private": _is_private(answers),
        "today": filing.today(),
    }
    return page(request, "guide_list.html", context)


def _line(guide: definition.Guide, step: engine.Step, offered: dict[str, Procedure]) -> Line:
    """In the words of what can be filed where it can, else in the rule's own."""
    rule, procedure = step.rule, offered.get(step.rule.procedure)
    return Line(
        step,
        procedure.title if procedure else rule.title,
        guide.offices[rule.office].name,
        procedure.desk if procedure else "",
        procedure.deadline if procedure else guide.deadlines[rule.deadline].words,
        guide.people[rule.who],
        (procedure.bring,) if procedure else tuple(guide.things[key] for key in rule.bring),
        procedure.basis if procedure else rule.basis,
        procedure,
    )
