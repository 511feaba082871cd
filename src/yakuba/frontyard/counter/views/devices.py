"""The ticket machine and the calling board: devices a clerk has set up. They show numbers, and know no person."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.frontyard.counter import tickets
from yakuba.frontyard.counter.models import Ticket
from yakuba.frontyard.counter.parameter_definitions import DEFAULTS
from yakuba.frontyard.counter.words import texts
from yakuba.platform.access.gates import public
from yakuba.platform.tenancy.scope import current

COOKIE = "__Secure-yakuba_device" if settings.TLS else "yakuba_device"
SALT = "counter.device"
LIVES = 400 * 24 * 3600  # a machine in a hall is set up once
KINDS = {"machine": "発券機", "board": "呼出し画面"}


def token(kind: str) -> str:
    """What makes a browser a device of this town hall, for this kind of page only."""
    return signing.dumps([kind, current()], salt=SALT)


def _is_device(request: HttpRequest, kind: str) -> bool:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return False
    return bool(told == [kind, current()])


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"place": request.place, "language": "ja", "html_language": "ja"}  # type: ignore[attr-defined]
    response = render(request, f"counter/{name}.html", {**shared, **context}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _not_set_up(request: HttpRequest) -> HttpResponse:
    return _page(request, "device_unknown", {}, 403)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def machine(request: HttpRequest, address: str) -> HttpResponse:
    """What do you come for? One press, one ticket."""
    if not _is_device(request, "machine"):
        return _not_set_up(request)
    problem = ""
    if request.method == "POST":
        try:
            key = UUID(request.POST.get("key", ""))
            tickets.take(request.POST.get("queue", ""), key)
            return HttpResponseRedirect(reverse("ticket:paper", args=[address, key]))
        except (tickets.TicketError, ValueError):
            problem = "もう一度押してください"
    offered = [(letter, words, _foreign(letter, words)) for letter, words in tickets.queues().items()]
    context = {"offered": offered, "key": uuid4(), "problem": problem, "press": texts()["ticket.press"]}
    return _page(request, "ticket_machine", context, 422 if problem else 200)


def _foreign(letter: str, words: str) -> tuple[str, str]:
    """やさしい日本語 and English, where the words are those we shipped."""
    if words != DEFAULTS[letter]:
        return "", ""
    text = texts()[f"ticket.{letter.lower()}"]
    return text.easy, text.en


@public
@require_safe
def paper(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """The number, large; printed by the browser. Goes back by itself."""
    row = Ticket.objects.filter(key=key).first() if _is_device(request, "machine") else None
    if row is None:
        return _not_set_up(request)
    _, before = tickets.take(row.queue, key)
    return _page(request, "ticket_paper", {"ticket": row, "before": before, "words": tickets.queues().get(row.queue)})


@public
@require_safe
def board(request: HttpRequest, address: str) -> HttpResponse:
    """Which number comes to which window. Looks again by itself."""
    if not _is_device(request, "board"):
        return _not_set_up(request)
    context = {"called": tickets.board(), "lines": tickets.lines()}
    if request.headers.get("HX-Request") == "true":
        return _page(request, "ticket_called", context)
    return _page(request, "ticket_board", context)
