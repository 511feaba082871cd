"""Sign-in by e-mail code and by card, saying who one is, sign-out."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.frontyard.portal import app_sign_in, cards, post, sessions, vault
from yakuba.frontyard.portal.middleware import SESSION
from yakuba.frontyard.portal.pages import BACK, back_from_sign_in, for_residents, go, language_of, page, signed_of, url
from yakuba.frontyard.portal.sessions import Signed
from yakuba.platform.access.front import source_of
from yakuba.platform.identity.errors import IdentityError

BROWSER = "yakuba_browser"
EMAIL = "yakuba_portal_email"


@require_safe
def sign_in(request: HttpRequest, address: str) -> HttpResponse:
    """The two ways. The page for the card holds a link, not a form: the way leads to another host."""
    if signed_of(request) is not None:
        return HttpResponseRedirect(back_from_sign_in(request))
    return page(request, "sign_in.html", {"card": cards.is_offered(), "app": app_sign_in.is_offered()})


@require_http_methods(["GET", "POST"])
def email(request: HttpRequest, address: str) -> HttpResponse:
    typed, error = "", ""
    if request.method == "POST":
        typed = request.POST.get("email", "")[:300]
        try:
            kept = sessions.ask_code(typed, source_of(request.META), language_of(request))
        except sessions.NotNow as refusal:
            error = str(refusal)
        else:
            response = go(request, "code")
            sealed = vault.seal("browser-email", {"email": kept}).hex()
            keep_cookie(response, EMAIL, sealed, address, 900)
            return response
    return page(request, "email.html", {"typed": typed, "error": error}, 422 if error else 200)


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, address: str) -> HttpResponse:
    try:
        kept = vault.opened("browser-email", bytes.fromhex(request.COOKIES.get(EMAIL, "")))["email"]
    except (ValueError, KeyError):
        return go(request, "email")
    error = ""
    if request.method == "POST":
        try:
            account = sessions.check_code(kept, request.POST.get("code", "")[:40])
        except sessions.NotNow as refusal:
            error = str(refusal)
        else:
            response = HttpResponseRedirect(back_from_sign_in(request))
            response.delete_cookie(EMAIL, path=f"/{address}/")
            return signed_response(response, address, sessions.begin(account, "email"))
    return page(request, "code.html", {"email": kept, "error": error}, 422 if error else 200)


def signed_response(response: HttpResponse, address: str, token: str) -> HttpResponse:
    keep_cookie(response, SESSION, token, address, None)
    response.delete_cookie(BACK, path=f"/{address}/")
    return response


def keep_cookie(response: HttpResponse, name: str, value: str, address: str, lives: int | None) -> None:
    response.set_cookie(
        name, value, max_age=lives, httponly=True, samesite="Lax", secure=settings.TLS, path=f"/{address}/"
    )


@require_safe
def card(request: HttpRequest, address: str) -> HttpResponse:
    """To the card: what will be asked, and the link."""
    return _to_card(request, address, "sign-in", None)


@require_safe
@for_residents
def identify(request: HttpRequest, address: str) -> HttpResponse:
    """Who one is, stated with the signature certificate: asked once."""
    signed = signed_of(request)
    assert signed is not None
    if signed.is_linked or not signed.has_card:
        return go(request, "home")
    if signed.session.level_kind == "app":
        return go(request, "app_identify")
    return _to_card(request, address, "sign", signed.account.id)


def _to_card(request: HttpRequest, address: str, purpose: str, account_id: UUID | None) -> HttpResponse:
    if not cards.is_offered():
        return page(request, "card.html", {"link": "", "purpose": purpose})
    browser = request.COOKIES.get(BROWSER) or secrets.token_urlsafe(24)
    link = cards.ask(purpose, browser, url(request, "card_answer"), account_id)
    response = page(request, "card.html", {"link": link, "purpose": purpose})
    keep_cookie(response, BROWSER, browser, address, 1800)
    return response


@csrf_exempt
@require_POST
def card_answer(request: HttpRequest, address: str) -> HttpResponse:
    """From the card client, on another host: bound by the challenge, which is good once and for one browser.

    The browser sends no cookie with this; it is led on to a page of ours, where the cookie is there again.
    """
    given = [request.POST.get(name, "") for name in ("challenge", "certificate", "signature")]
    try:
        nonce = cards.keep_answer(given[0], given[1], given[2])
    except cards.NoSuchChallenge:
        return page(request, "card_failed.html", {"reason": ""}, 422)
    return go(request, "card_done", nonce)


@require_safe
def card_done(request: HttpRequest, address: str, nonce: str) -> HttpResponse:
    browser, signed = request.COOKIES.get(BROWSER, ""), signed_of(request)
    try:
        if _is_stating(signed):
            return _identified(request, nonce, browser)
        proved = cards.signed_in(nonce, browser)
    except cards.NoSuchChallenge:
        return page(request, "card_failed.html", {"reason": ""}, 422)
    except IdentityError as refusal:
        return page(request, "card_failed.html", {"reason": str(refusal)}, 422)
    existing = signed.account if signed else None
    account = sessions.of_card(f"{proved.issuer_key_id}/{proved.serial}", existing)
    token = sessions.begin(account, proved.level.code, proved.letter)
    goal = back_from_sign_in(request) if account.link == "linked" else url(request, "identify")
    if account.link == "linked":
        ask_for_profile(account)
    return signed_response(HttpResponseRedirect(goal), address, token)


def _is_stating(signed: Signed | None) -> bool:
    """Whether a card's answer states the four items; who signed in by the app may sign in by card anew."""
    return signed is not None and signed.has_card and not signed.is_linked and signed.session.level_kind != "app"


def _identified(request: HttpRequest, nonce: str, browser: str) -> HttpResponse:
    signed = signed_of(request)
    assert signed is not None
    stated = cards.stated(nonce, browser, signed.account.id)
    body: dict[str, Any] = {
        "level": stated.level.code,
        "certificate": stated.letter,
        "user_certificate": signed.session.certificate,
        "four_items": stated.items_letter(),
        "claimed": None,
    }
    try:
        post.write("portal_link", signed.account, body)
        ask_for_profile(signed.account)
    except post.NoCore:
        return page(request, "closed.html", {}, 503)
    return go(request, "waiting")


def ask_for_profile(account: Any) -> None:
    try:
        post.write("portal_profile_wanted", account, {"session": ""})
    except post.NoCore:
        pass  # pages that need it say so


@require_safe
@for_residents
def waiting(request: HttpRequest, address: str) -> HttpResponse:
    """Until the core has answered who this is: two or three seconds."""
    signed = signed_of(request)
    assert signed is not None
    if signed.is_linked:
        return HttpResponseRedirect(back_from_sign_in(request))
    account = signed.account
    told = account.words.get(language_of(request), "") if account.link in ("waiting", "refused") else ""
    return page(request, "waiting.html", {"words": told})


@require_POST
@for_residents
def stay(request: HttpRequest, address: str) -> HttpResponse:
    """One key keeps the session alive."""
    return HttpResponse(status=204)


@require_POST
def sign_out(request: HttpRequest, address: str) -> HttpResponse:
    signed = signed_of(request)
    if signed is not None:
        sessions.end(signed)
    response = go(request, "home")
    for name in (SESSION, BROWSER, BACK, EMAIL):
        response.delete_cookie(name, path=f"/{address}/")
    return response
