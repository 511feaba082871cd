"""Sign-in by the authentication app: the way there, and back with a code."""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from yakuba.frontyard.portal import app_sign_in, app_wire, post, sessions
from yakuba.frontyard.portal.cards import NoSuchChallenge
from yakuba.frontyard.portal.pages import back_from_sign_in, for_residents, go, page, signed_of, url
from yakuba.frontyard.portal.sessions import Signed
from yakuba.frontyard.portal.views.signing import BROWSER, ask_for_profile, keep_cookie, signed_response
from yakuba.platform.identity.certificates import FourItems
from yakuba.platform.identity.errors import IdentityError
from yakuba.platform.identity.signed_items import letter_of

FAILURES = {
    "denied": "app.failed.denied",
    "busy": "app.failed.busy",
    "old": "app.failed.old",
    "refused": "app.failed.refused",
    "no_consent": "app.failed.no_consent",
    "other_person": "app.failed.other_person",
}


@require_safe
def start(request: HttpRequest, address: str) -> HttpResponse:
    """To the app: what it does, and the link."""
    return _to_app(request, address, None)


@require_safe
@for_residents
def identify(request: HttpRequest, address: str) -> HttpResponse:
    """Name, address, birth date and sex, with consent: asked once."""
    signed = signed_of(request)
    assert signed is not None
    if signed.is_linked or signed.session.level_kind != "app":
        return go(request, "home")
    return _to_app(request, address, signed)


def _to_app(request: HttpRequest, address: str, signed: Signed | None) -> HttpResponse:
    if not app_sign_in.is_offered():
        return page(request, "app.html", {"link": "", "items": signed is not None})
    browser = request.COOKIES.get(BROWSER) or secrets.token_urlsafe(24)
    account_id = signed.account.id if signed else None
    link = app_sign_in.ask(browser, _redirect(request), account_id)
    response = page(request, "app.html", {"link": link, "items": signed is not None})
    keep_cookie(response, BROWSER, browser, address, 1800)
    return response


def _redirect(request: HttpRequest) -> str:
    """As it is registered with the provider, to the character."""
    return str(settings.PORTAL_ORIGIN) + url(request, "app_answer")


@require_safe
def answer(request: HttpRequest, address: str) -> HttpResponse:
    """Back from the app. The state is good once and in one browser; whatever went wrong is said with a remedy."""
    if request.method == "HEAD":  # a look ahead must not use up the code
        return HttpResponse()
    given = {name: request.GET.get(name, "") for name in ("state", "code", "error")}
    try:
        row = app_sign_in.take(given["state"], request.COOKIES.get(BROWSER, ""))
    except NoSuchChallenge:
        return _failed(request, "old")
    if given["error"] or not given["code"]:
        return _failed(request, "denied" if given["error"] == "access_denied" else "refused")
    try:
        found = app_sign_in.answered(row, _redirect(request), given["code"])
        if row.account_id is not None:
            return _identified(request, found)
    except app_wire.Unreachable:
        return _failed(request, "busy")
    except NoSuchChallenge:
        return _failed(request, "old")
    except IdentityError as refusal:
        return _failed(request, refusal.code if refusal.code in FAILURES else "refused")
    return _signed_in(request, address, found)


def _signed_in(request: HttpRequest, address: str, found: app_sign_in.Answered) -> HttpResponse:
    holder, existing = found.holder, signed_of(request)
    letter = holder.as_letter()
    line = f"app/{letter['issuer_key_id']}/{letter['serial']}"
    account = sessions.of_card(line, existing.account if existing else None)
    token = sessions.begin(account, holder.level.code, letter)
    if account.link != "linked":
        return signed_response(HttpResponseRedirect(url(request, "app_identify")), address, token)
    ask_for_profile(account)
    return signed_response(HttpResponseRedirect(back_from_sign_in(request)), address, token)


def _identified(request: HttpRequest, found: app_sign_in.Answered) -> HttpResponse:
    signed = signed_of(request)
    if signed is None:
        raise NoSuchChallenge
    items: FourItems = app_sign_in.items_for(signed, found)
    body: dict[str, Any] = {
        "level": found.holder.level.code,
        "certificate": found.holder.as_letter(),
        "user_certificate": None,
        "four_items": letter_of(items),
        "claimed": None,
    }
    try:
        post.write("portal_link", signed.account, body)
    except post.NoCore:
        return page(request, "closed.html", {}, 503)
    ask_for_profile(signed.account)
    return go(request, "waiting")


def _failed(request: HttpRequest, why: str) -> HttpResponse:
    return page(request, "app_failed.html", {"why": FAILURES[why]}, 422)
