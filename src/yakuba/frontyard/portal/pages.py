"""What every page shares: the template's context, who may see it, going on."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yakuba.frontyard.portal.sessions import Signed
from yakuba.frontyard.portal.wording import LANGUAGES
from yakuba.platform.tenancy.directory import Place

View = Callable[..., HttpResponse]


def place_of(request: HttpRequest) -> Place:
    """The town hall of the address. Raises Http404: the same answer for any unknown page."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        raise Http404
    return place


def signed_of(request: HttpRequest) -> Signed | None:
    signed: Signed | None = getattr(request, "signed", None)
    return signed


def language_of(request: HttpRequest) -> str:
    return str(getattr(request, "language", "ja"))


def url(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=[place_of(request).address, *args])


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page with what all of them show: place, language, who is signed in."""
    language = language_of(request)
    shared = {
        "place": place_of(request),
        "language": language,
        "html_language": "en" if language == "en" else "ja",
        "languages": LANGUAGES.items(),
        "signed": signed_of(request),
        "here": request.get_full_path(),
    }
    return render(request, f"portal/{template}", {**shared, **(context or {})}, status=status)


def go(request: HttpRequest, name: str, *args: object) -> HttpResponse:
    return HttpResponseRedirect(url(request, name, *args))


def for_residents(view: View) -> View:
    """Signed in, with whatever level; else to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, address: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_of(request) is None:
            response = go(request, "sign_in")
            back = request.get_full_path() if request.method == "GET" else url(request, "home")
            response.set_cookie(BACK, back, max_age=1800, httponly=True, samesite="Lax", path=f"/{address}/")
            return response
        return view(request, address, *args, **kwargs)

    return guarded


BACK = "yakuba_portal_back"


def back_from_sign_in(request: HttpRequest) -> str:
    """Where the resident wanted to go: a page of this town hall, whatever the cookie says."""
    home = url(request, "home")
    wanted = request.COOKIES.get(BACK, "")
    return wanted if wanted.startswith(home) and "\\" not in wanted and "//" not in wanted else home
