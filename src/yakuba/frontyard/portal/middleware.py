"""Who is at the browser and in which language; a page of the portal without a municipality touches no row."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yakuba.frontyard.portal import sessions
from yakuba.frontyard.portal.wording import LANGUAGES
from yakuba.platform.tenancy.context import Actor, Context, now, use_context

# With the prefix, browsers take the cookie over TLS only.
SESSION = "__Secure-yakuba_portal" if settings.TLS else "yakuba_portal"
LANGUAGE = "yakuba_language"
RESIDENT = Actor(id=None, name="（住民ポータル）", kind="visitor")
View = Callable[[HttpRequest], HttpResponse]


class PortalMiddleware:
    """Runs inside TenantMiddleware: ``request.signed`` (or None) and ``request.language``."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = getattr(request, "place", None)
        wanted = request.COOKIES.get(LANGUAGE, "ja")
        request.language = wanted if wanted in LANGUAGES else "ja"  # type: ignore[attr-defined]
        with use_context(Context(instant=now(), actor=RESIDENT, municipality=place.id if place else None)):
            token = request.COOKIES.get(SESSION, "")
            request.signed = sessions.find(token) if place and token else None  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
