"""Home, one procedure, language."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from yakuba.frontyard.portal import filing
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.models import Notice, Paper
from yakuba.frontyard.portal.pages import page, place_of, signed_of, url
from yakuba.frontyard.portal.topics import by_topic
from yakuba.frontyard.portal.wording import LANGUAGES
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.cases.procedures.definition import Procedure, without_readings
from yakuba.platform.tenancy import directory
from yakuba.standards.folding import fold_name


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Which town halls live here; without a municipality no row is touched."""
    from django.shortcuts import render

    return render(request, "portal/places.html", {"places": directory.everyone(), "language": "ja"})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def home(request: HttpRequest, address: str) -> HttpResponse:
    place_of(request)
    asked = request.GET.get("q", "").strip()[:50]
    offered = filing.offered()
    found = [(one, fee) for one, fee in offered if _fits(one, asked)] if asked else offered
    context: dict[str, object] = {"asked": asked, "offered": found, "topics": [] if asked else by_topic(found)}
    signed = signed_of(request)
    if signed is not None:
        account = signed.account
        context["open"] = [one for one in filing.mine(account) if one.state not in ("done", "withdrawn", "declined")]
        context["drafts"] = _titled(filing.drafts(account))
        context["unread"] = Paper.objects.filter(account_id=account.id, read_at=None).count()
        context["notices"] = Notice.objects.filter(account_id=account.id, read_at=None).count()
    return page(request, "home.html", context)


def _fits(procedure: Procedure, asked: str) -> bool:
    words = [procedure.title.ja, without_readings(procedure.title.easy), procedure.title.en, *procedure.keywords]
    wanted = fold_name(asked)
    return any(wanted in fold_name(one) or fold_name(one) in wanted for one in words if one)


def _titled(drafts: object) -> list[tuple[object, Procedure]]:
    found = []
    for row in drafts:  # type: ignore[attr-defined]
        try:
            found.append((row, filing.procedure_of(row.procedure)[0]))
        except UnknownProcedure:
            continue
    return found


@require_safe
def procedure(request: HttpRequest, address: str, code: str) -> HttpResponse:
    place_of(request)
    try:
        one, fee = filing.procedure_of(code)
    except UnknownProcedure as unknown:
        raise Http404 from unknown
    return page(request, "procedure.html", {"procedure": one, "fee": fee})


@require_POST
def language(request: HttpRequest, address: str) -> HttpResponse:
    """Change the language and stay where one is, the draft untouched."""
    home_url = url(request, "home")
    wanted, back = request.POST.get("language", ""), request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, None) and back.startswith(home_url)
    response = HttpResponseRedirect(back if safe else home_url)
    if wanted in LANGUAGES:
        response.set_cookie(LANGUAGE, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
