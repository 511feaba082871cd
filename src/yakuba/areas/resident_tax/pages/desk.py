"""The matching desk (名寄せ): one document at a time beside its candidates; by keyboard alone, if wished."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_tax import queries, taking
from yakuba.areas.resident_tax.actions import decide
from yakuba.areas.resident_tax.models import SourceDocument
from yakuba.areas.resident_tax.pages.documents import to
from yakuba.areas.resident_tax.pages.forms import OtherPersonForm, years
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page

OUTSIDE = "outside"


@gate(taking.DUTY)
@require_safe
def desks(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """How much waits in each year, and where to begin."""
    lines = []
    for year, label in years():
        waiting = queries.waiting(int(year))
        first = queries.next_waiting(int(year))
        lines.append((label, waiting.get("candidates", 0), waiting.get("nobody", 0), first))
    return page(request, "resident_tax/desks.html", {"lines": lines, "crumbs": [Crumb("名寄せ")]})


@gate(taking.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: AuthenticatedRequest, address: str, batch_id: UUID, line: int) -> HttpResponse:
    """A document and who it may be about. A decision leads to the next one; a document decided already shows so."""
    document = SourceDocument.objects.filter(batch_id=batch_id, line=line).first()
    if document is None:
        raise Http404
    form = OtherPersonForm(request.POST) if request.method == "POST" else OtherPersonForm()
    notice = None
    if form.is_bound and form.is_valid():
        chosen = request.POST.get("chosen", "") or form.cleaned_data["number"].strip()
        if chosen == "skip":
            return _onward(request, document)
        try:
            if chosen == OUTSIDE:
                decide.outside(batch_id, line)
                return _onward(request, document)
            if chosen.isascii() and chosen.isdigit() and len(chosen) <= 15:
                decide.choose(batch_id, line, int(chosen))
                return _onward(request, document)
            notice = Notice("error", "だれの資料かを選んでください", "候補を選ぶか、宛名番号を数字で入力します。")
        except decide.CannotDecide as problem:
            notice = Notice("error", "決められません", str(problem))
    detail = {"batch": str(batch_id), "line": line}
    register.record(register.Act.VIEW_DOCUMENT, note=register.Note(duty=taking.DUTY, detail=detail))
    waiting = queries.waiting(document.fiscal_year)
    context = {
        "document": document,
        "candidates": queries.candidates(document),
        "left": sum(waiting.values()),
        "notice": notice,
        "open": document.match in queries.OPEN and document.state == SourceDocument.State.ACTIVE,
        "crumbs": [Crumb("名寄せ", reverse("resident_tax:desks", args=[request.place.address])), Crumb(f"{line}行目")],
    }
    answer = render_form_page(request, "resident_tax/desk.html", form, context)
    if notice is not None:
        answer.status_code = 422
    return answer


def _onward(request: AuthenticatedRequest, document: SourceDocument) -> HttpResponseRedirect:
    """The next document that waits, from here on, then from the beginning."""
    following = queries.next_waiting(document.fiscal_year, document.sequence) or queries.next_waiting(
        document.fiscal_year
    )
    return to(request, "desk", following.batch_id, following.line) if following else to(request, "desks")
