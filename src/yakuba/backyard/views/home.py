"""Home and worklist; the list of municipalities at the root."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yakuba.platform.access.gates import AuthenticatedRequest, gate, public
from yakuba.platform.cases import queries
from yakuba.platform.cases.models import Case
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import ListPage
from yakuba.platform.screens.views import page
from yakuba.platform.tenancy import directory

PAGE = 25


@public
@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """The town halls of this service."""
    return render(request, "backyard/municipalities.html", {"places": directory.everyone()})


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answers when the web process and its database connection work."""
    directory.everyone()
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@dataclass(frozen=True)
class Scope:
    """A choice of the worklist."""

    key: str
    title: str


SCOPES = (Scope("mine", "自分"), Scope("open", "係の未完了"), Scope("done", "完了"))


@gate()
@require_safe
def home(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Counts, and the open cases."""
    scope = request.GET.get("scope", "open")
    number = small_number(request.GET.get("page", "1"))
    cases, total = queries.worklist(scope, (number - 1) * PAGE, PAGE)
    context = {
        "counts": queries.counts(),
        "cases": cases,
        "scopes": SCOPES,
        "scope": scope,
        "pages": ListPage(number, max(1, -(-total // PAGE)), total, "案件のページ"),
        "states": Case.State,
    }
    return page(request, "backyard/home.html", context)
