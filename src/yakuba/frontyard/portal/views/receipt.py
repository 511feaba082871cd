"""受付票: that a filing was received, as a page to print or to keep as PDF. No certificate, and without numbers."""

import re
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yakuba.frontyard.portal import behalf, filing, showing
from yakuba.frontyard.portal.pages import for_residents, language_of, page, signed_of
from yakuba.frontyard.portal.showing import Line
from yakuba.frontyard.portal.views.mine import LOOKS_AGAIN, may_see, sent_of
from yakuba.frontyard.portal.wording import plain
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.check_digits import individual_number_is_valid

_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ 　-]?[0-9]){11}(?![0-9])")


@require_safe
@for_residents
def receipt(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """Receipt number, day and time, what was answered and what comes next, as far as the filing's page shows it."""
    row, procedure = sent_of(request, key)
    language, signed = language_of(request), signed_of(request)
    assert signed is not None
    whole = may_see(request, procedure)
    profile = filing.profile(signed.account) if signed.has_card else None
    content = filing.Content.of(row)
    people = {"members": behalf.people(content.whom, content.answers, profile)}
    lines = showing.lines(procedure, content.answers, people, language) if whole else []
    now = current_context().instant
    context = {
        "row": row,
        "procedure": procedure,
        "whole": whole,
        "whom": behalf.name_of(content.whom, content.answers) if whole else "",
        "lines": [_without_number(one, plain("receipt.number_left_out", language)) for one in lines if one.values],
        "ended": row.state in ("declined", "withdrawn"),
        "soon": not row.receipt_number and now < row.sent_at + LOOKS_AGAIN,
        "shown_at": now,
    }
    return page(request, "receipt.html", context)


def _without_number(line: Line, instead: str) -> Line:
    """A printed page lies about: a number that can be an individual number does not get onto it, whoever typed it."""

    def blotted(found: re.Match[str]) -> str:
        return instead if individual_number_is_valid(re.sub(r"[^0-9]", "", found[0])) else found[0]

    return replace(line, values=tuple(_NUMBER.sub(blotted, one) for one in line.values))
