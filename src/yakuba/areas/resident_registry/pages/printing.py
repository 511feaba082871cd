"""A list as a sheet for the browser's print: asked for by itself, so that the register tells it apart from a look."""

from typing import Any

from yakuba.platform.access.gates import AuthenticatedRequest
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import current_context


def is_wanted(request: AuthenticatedRequest) -> bool:
    return "print" in request.GET


def context_of(request: AuthenticatedRequest) -> dict[str, Any]:
    """``query``: the conditions without it; ``made``: who had it printed where and when, empty on the screen."""
    conditions = request.GET.copy()
    conditions.pop("print", None)
    context = current_context()
    told = (dates.japanese(context.business_date), context.place, context.actor.name, "出力")
    return {"query": conditions.urlencode(), "made": "　".join(filter(None, told)) if is_wanted(request) else ""}
