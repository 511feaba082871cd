"""委任: the list of mandates given and received, giving one, taking one back; and what was filed in one's name."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.frontyard.portal import filing, mandates, post
from yakuba.frontyard.portal.mandates import Wish
from yakuba.frontyard.portal.pages import for_residents, go, language_of, page, signed_of
from yakuba.frontyard.portal.sessions import Signed
from yakuba.frontyard.portal.views.form import date_parts
from yakuba.frontyard.portal.wording import plain, text
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure

View = Callable[..., HttpResponse]


def _with_card(view: View) -> View:
    """Only with the card and linked; without a core there is nothing to do here."""

    @wraps(view)
    def guarded(request: HttpRequest, address: str, *args: Any, **kwargs: Any) -> HttpResponse:
        signed = signed_of(request)
        assert signed is not None
        if not (signed.has_card and signed.is_linked):
            return page(request, "need_card.html", {"procedure": None})
        try:
            return view(request, signed, *args, **kwargs)
        except post.NoCore:
            return page(request, "closed.html", {}, 503)

    return for_residents(guarded)


@require_safe
@_with_card
def overview(request: HttpRequest, signed: Signed) -> HttpResponse:
    """As the core told it last; asked for where nothing is here yet."""
    told = filing.mandates(signed.account)
    if told is None:
        post.ask("portal_mandates_wanted", signed.account)
        return page(request, "fetching.html", {"procedure": None})
    titles = {one.code: one for one, _ in filing.offered()}
    context = {
        "code": told["code"],
        "given": [_titled(one, titles) for one in told["given"]],
        "received": [_titled(one, titles) for one in told["received"]],
        "filed": told["filed"],
        "just": request.GET.get("sent", ""),
    }
    return page(request, "mandates.html", context)


def _titled(one: Mapping[str, Any], titles: Mapping[str, Procedure]) -> dict[str, Any]:
    return {**one, "titles": [titles[code] for code in one["procedures"] if code in titles]}


@require_http_methods(["GET", "POST"])
@_with_card
def give(request: HttpRequest, signed: Signed) -> HttpResponse:
    """One page: to whom, for what, until when. Sent twice it is one mandate, by the page's key."""
    wish = Wish()
    if request.method == "POST":
        wish = mandates.read(request.POST)
        if not wish.wrong:
            mandates.give(signed, _key(request), wish)
            return _sent(request, "given")
    language, posted = language_of(request), request.method == "POST"
    typed = {name: request.POST.get(name, "") for name in ("q-era", "q-year", "q-month", "q-day")} if posted else {}
    words = {name: text(one) if isinstance(one, str) else one for name, one in wish.wrong.items()}
    context = {
        "wish": wish,
        "wrong": words,
        "key": _key(request) if posted else uuid4(),
        "offered": mandates.offered(),
        "last_days": mandates.last_days(),
        "parts": date_parts(mandates.BORN, None, typed),
        "question": mandates.BORN,
        "problem": words.get("field"),
        "eras": [(code, plain(f"era.{code}", language)) for code in reading.ERAS],
    }
    return page(request, "mandate_give.html", context, 422 if posted else 200)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "POST"])
@_with_card
def end(request: HttpRequest, signed: Signed, key: UUID) -> HttpResponse:
    told = filing.mandates(signed.account) or {}
    one = next((each for each in told.get("given", ()) if each["key"] == str(key) and each["state"] == "open"), None)
    if one is None:
        raise Http404
    if request.method == "POST":
        mandates.end(signed, key)
        return _sent(request, "ended")
    titles = {each.code: each for each, _ in filing.offered()}
    return page(request, "mandate_end.html", {"one": _titled(one, titles)})


def _sent(request: HttpRequest, what: str) -> HttpResponse:
    response = go(request, "mandates")
    response["Location"] += f"?sent={what}"
    return response
