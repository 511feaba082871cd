"""Pages for what went wrong: what happened, how to go on; the same look, no number alone."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.wording import LANGUAGES
from yakuba.platform.tenancy.passing import AGAIN_AFTER, is_passing


def _trouble(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    wanted = request.COOKIES.get(LANGUAGE, "ja")
    language = wanted if wanted in LANGUAGES else "ja"
    place = getattr(request, "place", None)
    context = {
        "kind": kind,
        "title_key": f"trouble.{kind}",
        "text_key": f"trouble.{kind}.text",
        "language": language,
        "html_language": "en" if language == "en" else "ja",
        "place": place,
        "signed": None,
    }
    return render(request, "portal/trouble.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, "bad", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, "refused", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, "missing", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while what was raised is handled: what passes by itself is told with the time to come again."""
    if not is_passing(sys.exc_info()[1]):
        return _trouble(request, "down", 500)
    answer = _trouble(request, "down", 503)
    answer.headers["Retry-After"] = str(AGAIN_AFTER)
    return answer


def too_large(request: HttpRequest, status: int) -> HttpResponse:
    """The body was not read: it is larger than anything a page takes, or says not how large it is."""
    return _trouble(request, "large", status)


def csrf_failure(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    return _trouble(request, "form", 403)
