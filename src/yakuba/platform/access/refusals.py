"""The page of a refused act, and its row in the register of personal-data processing."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from yakuba.platform.register import service as register
from yakuba.platform.screens.errors import FORBIDDEN, trouble_page
from yakuba.platform.tenancy.context import current_context, use_context
from yakuba.platform.tenancy.scope import tenant


def refusal_page(request: HttpRequest, refusal: PermissionError) -> HttpResponse:
    """403 with the reason. The register row is written after the request's own transaction, which may roll back."""
    keep_afterwards(request, "refused", str(refusal))
    return trouble_page(request, replace(FORBIDDEN, lines=(str(refusal), *FORBIDDEN.lines)))


def keep_afterwards(request: HttpRequest, outcome: str, reason: str = "") -> None:
    """A row of the register that outlives the request's transaction."""
    context = current_context()
    note = register.Note(outcome=outcome, detail={"path": request.path, "reason": reason})

    def keep() -> None:
        if context.municipality is None:
            return
        with tenant(context.municipality), use_context(context):
            register.record("refused", note=note)

    request.after_request = keep  # type: ignore[attr-defined]
