"""あなたの税金・手当: the person's own decided tax by year and child allowance, asked of the core when looked at.

Kept as the facts to fill in are: in cipher, until sign-out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yakuba.frontyard.portal import filing, own_money, post, vault
from yakuba.frontyard.portal.models import Told
from yakuba.frontyard.portal.pages import for_residents, language_of, page, signed_of
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.tenancy.context import current_context

ABOUT_TAX = ("resident_tax_relief", "resident_tax_payment_certificate", "income_tax_certificate")
FRESH = timedelta(minutes=10)
"""Before the core is asked anew; what it said before is shown until it answers."""


def _told(request: HttpRequest) -> tuple[Mapping[str, Any], datetime] | HttpResponse:
    """What the core told and when; or the page that is shown instead."""
    signed = signed_of(request)
    assert signed is not None
    if not (signed.has_card and signed.is_linked):
        return page(request, "need_card.html", {"procedure": None})
    row = Told.objects.filter(account_id=signed.account.id, kind="money").first()
    if row is None or current_context().instant - row.got_at > FRESH:
        try:
            post.ask("portal_money_wanted", signed.account)
        except post.NoCore:
            return page(request, "closed.html", {}, 503)
    if row is None:
        return page(request, "fetching.html", {"procedure": None})
    return vault.opened(f"told/{signed.account.id}/money", row.content), row.got_at


@require_safe
@for_residents
def overview(request: HttpRequest, address: str) -> HttpResponse:
    """All decided years and all rights, in a line each."""
    found = _told(request)
    if isinstance(found, HttpResponse):
        return found
    told, made_at = found
    language = language_of(request)
    context = {"years": own_money.years(told, language), "rights": own_money.allowances(told, language)}
    return page(request, "money.html", context | {"made_at": made_at})


@require_safe
@for_residents
def year(request: HttpRequest, address: str, number: int) -> HttpResponse:
    """One year's tax: instalments, what was changed, and why it is this much."""
    found = _told(request)
    if isinstance(found, HttpResponse):
        return found
    told, made_at = found
    for one in own_money.years(told, language_of(request)):
        if one.year == number:
            return page(request, "money_year.html", {"year": one, "made_at": made_at, "ways": _ways()})
    raise Http404


def _ways() -> list[Procedure]:
    """What can be filed about a decided tax, as far as this town offers it."""
    offered = {procedure.code: procedure for procedure, _ in filing.offered()}
    return [offered[code] for code in ABOUT_TAX if code in offered]


@require_safe
@for_residents
def allowance(request: HttpRequest, address: str) -> HttpResponse:
    """The child allowance: children, months, payments."""
    found = _told(request)
    if isinstance(found, HttpResponse):
        return found
    told, made_at = found
    return page(
        request,
        "money_allowance.html",
        {"rights": own_money.allowances(told, language_of(request)), "made_at": made_at},
    )
