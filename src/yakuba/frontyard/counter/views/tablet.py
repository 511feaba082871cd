"""The visitor's tablet: a code, the own papers, what is wrong, the signature. No staff session; one visit only."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.frontyard.counter import tablet, visits
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.counter.reading import papers
from yakuba.frontyard.counter.words import text
from yakuba.frontyard.portal.wording import LANGUAGES
from yakuba.platform.access.front import source_of
from yakuba.platform.access.gates import public
from yakuba.platform.screens.paging import small_number

COOKIE = "__Secure-yakuba_tablet" if settings.TLS else "yakuba_tablet"
LONGEST_NAME = 60
STILL = (90, 30)
"""Seconds without a touch until the tablet asks, and then until it lets go of the visit (as ``still.hint`` says)."""
DRAWN = "data:image/png;base64,"
View = Callable[..., HttpResponse]


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    language = context.get("language", "ja")
    shared = {
        "place": request.place,  # type: ignore[attr-defined]
        "language": language,
        "html_language": "en" if language == "en" else "ja",
        "languages": LANGUAGES.items(),
        "still": STILL,
    }
    response = render(request, f"counter/tablet_{name}.html", {**shared, **context}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _go(address: str, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"tablet:{name}", args=[address]))


def _forget(response: HttpResponse, address: str) -> HttpResponse:
    response.delete_cookie(COOKIE, path=f"/{address}/tablet/", samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def for_tablet(view: View) -> View:
    """The visit of this tablet's token; else back to the code, and the dead token is forgotten."""

    @wraps(view)
    def guarded(request: HttpRequest, address: str) -> HttpResponse:
        visit = tablet.visit_of(request.COOKIES.get(COOKIE, ""))
        if visit is None:
            return _forget(_go(address, "code"), address)
        return view(request, address, visit)

    return guarded


@public
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, address: str) -> HttpResponse:
    """Six digits that the clerk reads out."""
    if request.method != "POST":
        return _page(request, "code", {"problem": ""})
    typed = "".join(request.POST.get("code", "").split())[:12]
    try:
        token = tablet.enter(typed, source_of(request.META))
    except visits.CounterError as problem:
        return _page(request, "code", {"problem": str(problem)}, 422)
    response = _go(address, "paper")
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(tablet.SESSION_FOR.total_seconds()),
        path=f"/{address}/tablet/",
        httponly=True,
        samesite="Strict",
        secure=settings.TLS or request.is_secure(),
    )
    return response


@public
@require_safe
@for_tablet
def paper(request: HttpRequest, address: str, visit: Visit) -> HttpResponse:
    """The paper to look over, or, when all are right, the signature."""
    return _paper(request, visit)


def _paper(request: HttpRequest, visit: Visit, problem: str = "", status: int = 200) -> HttpResponse:
    language = visit.language
    every = papers(visit, language)
    called = any(one["question"] == visits.SIGN for one in visit.marks)
    context = {
        "visit": visit,
        "language": language,
        "papers": every,
        "total": len(every),
        "problem": problem,
        "called": called or any(one.marked for one in every),
    }
    if visit.checked < len(every):
        return _page(request, "paper", context | {"paper": every[visit.checked], "number": visit.checked + 1}, status)
    return _page(request, "sign", context, status)


@public
@require_POST
@for_tablet
def say(request: HttpRequest, address: str, visit: Visit) -> HttpResponse:
    """合っています, 違うところがある, 職員に書いてもらう, another language. Doubled, it changes nothing more."""
    do, at = request.POST.get("do", ""), small_number(request.POST.get("at", "1")) - 1
    try:
        if do == "right":
            visits.confirm(visit.id, at)
        elif do.startswith("wrong-"):
            visits.mark(visit.id, at, do.removeprefix("wrong-"))
        elif do == "help":
            visits.mark(visit.id, 0, visits.SIGN)
        elif do in LANGUAGES:
            visits.speak(visit.id, do)
    except visits.CounterError:
        pass  # the clerk has ended the visit meanwhile: the next page says so
    return _go(address, "paper")


@public
@require_safe
@for_tablet
def changed(request: HttpRequest, address: str, visit: Visit) -> HttpResponse:
    """Asked by the tablet every few seconds: draws anew when the clerk has mended something."""
    same = request.GET.get("seen") == str(visit.revision)
    return HttpResponse(status=204, headers={} if same else {"HX-Refresh": "true"})


@public
@require_POST
@for_tablet
def leave(request: HttpRequest, address: str, visit: Visit) -> HttpResponse:
    """Nobody touched it: the tablet forgets the visit, and the visit goes on at the clerk's."""
    try:
        tablet.leave(visit)
    except visits.CounterError:
        pass  # it was signed or ended meanwhile
    return _forget(_go(address, "code"), address)


@public
@require_POST
@for_tablet
def sign(request: HttpRequest, address: str, visit: Visit) -> HttpResponse:
    """これで出す: files everything once; the tablet forgets everything."""
    name = request.POST.get("name", "").strip()
    if len(name) > LONGEST_NAME:
        return _paper(request, visit, text("too_long", visit.language), 422)
    drawing = _drawing(request.POST.get("drawing", ""))
    if not name and not drawing:
        return _paper(request, visit, text("no_name", visit.language), 422)
    if visit.checked < len(visit.drafts):
        return _go(address, "paper")
    try:
        visits.sign(visit.id, visits.Signature("drawn" if drawing else "typed", name, drawing=drawing))
    except visits.CounterError:
        return _paper(request, visit, text("call", visit.language), 422)
    response = _page(request, "done", {"language": visit.language})
    return _forget(response, address)


def _drawing(sent: str) -> bytes:
    """PNG bytes of a data address; empty when there is none or it cannot be read."""
    if not sent.startswith(DRAWN) or len(sent) > visits.LARGEST_DRAWING * 2:
        return b""
    try:
        return base64.b64decode(sent.removeprefix(DRAWN), validate=True)
    except (binascii.Error, ValueError):
        return b""
