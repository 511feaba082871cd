"""Who is asking: opens the context around each request and holds every view to its gate."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from yakuba.platform.access import service
from yakuba.platform.access.gates import gate_of
from yakuba.platform.access.models import StaffSession
from yakuba.platform.access.refusals import keep_afterwards, refusal_page
from yakuba.platform.tenancy.context import Actor, Context, current_context, now, use_context

__all__ = ["SESSION_COOKIE", "AccessMiddleware", "now", "to_sign_in"]

# With the prefix, browsers take the cookie over TLS only.
SESSION_COOKIE = "__Secure-yakuba_session" if settings.TLS else "yakuba_session"
VISITOR = Actor(id=None, name="（サインイン前）", kind="visitor")

View = Callable[[HttpRequest], HttpResponse]


class AccessMiddleware:
    """Runs inside TenantMiddleware. A view without a gate is refused: forgetting one must not open a page."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = getattr(request, "place", None)
        context = Context(instant=now(), actor=VISITOR, municipality=place.id if place else None)
        with use_context(context):
            row = self._session(request) if place else None
        request.session_row = row  # type: ignore[attr-defined]
        with use_context(self._identified(context, row)):
            response = self.get_response(request)
        # Redirects and refusals tell of persons too; pages that may be kept say so themselves.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _session(self, request: HttpRequest) -> StaffSession | None:
        token = request.COOKIES.get(SESSION_COOKIE)
        return service.find_session(token) if token else None

    def _identified(self, context: Context, row: StaffSession | None) -> Context:
        if row is None or row.stage != StaffSession.Stage.FULL:
            return context
        return replace(
            context,
            actor=service.actor_of(row.account, context.business_date),
            place=row.place,
            terminal=row.terminal,
            purpose=row.purpose,
            step_up_until=row.step_up_until,
        )

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Hold the view to its gate before it runs. Views outside any municipality touch no tenant row."""
        place = getattr(request, "place", None)
        gate = gate_of(view)
        if place is None and "address" in kwargs:
            raise Http404  # no such town hall: the same answer as for any unknown page
        if place is None or (gate and gate.public):
            return None
        if gate is None:
            return refusal_page(request, PermissionError(f"{view.__module__}.{view.__name__} has no gate"))
        if current_context().actor.id is None:
            return to_sign_in(request, place.address)
        if request.session_row.account.must_change_password and not gate.newcomer:  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"/{place.address}/account/password/")
        try:
            if gate.duty:
                service.require(gate.duty)
            if gate.step_up:
                service.require_step_up(gate.duty)
        except service.StepUpNeeded:
            return HttpResponseRedirect(f"/{place.address}/step-up/?next={quote(request.get_full_path())}")
        except service.Refused as refusal:
            return refusal_page(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A use case refused: leave nothing behind, say which duty it needs, and keep the refusal in the register."""
        place = getattr(request, "place", None)
        if isinstance(exception, service.StepUpNeeded) and place:
            transaction.set_rollback(True)
            return HttpResponseRedirect(f"/{place.address}/step-up/?next={quote(request.get_full_path())}")
        if isinstance(exception, service.Refused):
            transaction.set_rollback(True)
            return refusal_page(request, exception)
        if isinstance(exception, Http404) and place and current_context().actor.id is not None:
            keep_afterwards(request, "not_found")  # whoever tries numbers one by one leaves a trace
        return None


def to_sign_in(request: HttpRequest, address: str) -> HttpResponse:
    """To the sign-in page and back afterwards; an htmx fragment is told to move the whole page."""
    target = f"/{address}/sign-in/?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
