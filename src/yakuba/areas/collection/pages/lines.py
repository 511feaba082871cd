"""Lines that wait for a clerk, and what the clerk decides about one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import applying
from yakuba.areas.collection.actions.receiving import ENTER
from yakuba.areas.collection.models import PaymentFile, PaymentLine
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.areas.collection.pages.forms import ASSIGN, LineForm, UndoForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.ledger.service import Claim, Refused
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import render_form_page

State = PaymentLine.State
DONE = {
    State.APPLIED: ("消し込みました", "金額は台帳に記帳されました"),
    State.REJECTED: ("除外しました", "理由は行に残ります"),
    State.HELD: (
        "消込みを取り消しました",
        "行は保留に戻りました。正しい債権に消し込むか、除外してください。"
        "この納付による還付・充当の決定があれば、還付の振込の画面に並びます",
    ),
}


@gate(ENTER)
@require_safe
def held(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All held lines of all files, the oldest first."""
    number = small_number(request.GET.get("page", "1"))
    rows = PaymentLine.objects.filter(state=State.HELD).order_by("file_id", "number")
    shown = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    files = {file.id: file for file in PaymentFile.objects.filter(id__in={line.file_id for line in shown})}
    count, amount = queries.held()
    context = {
        "lines": [(line, files[line.file_id]) for line in shown[:PAGE]],
        "count": count,
        "amount": amount,
        "number": number,
        "before": number - 1,
        "after": number + 1 if len(shown) > PAGE else 0,
        "crumbs": crumbs(request, Crumb("保留")),
    }
    return render_form_page(request, "collection/held.html", UndoForm(), context)


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: AuthenticatedRequest, address: str, line_id: UUID) -> HttpResponse:
    """One line: what it says, and the decision. Sent twice, the second is told that it is decided."""
    found = PaymentLine.objects.filter(id=line_id).first()
    if found is None:
        raise Http404
    form = _form(request, found)
    if form is not None and form.is_bound and form.can_go_on:
        try:
            _decide(found, form)
        except (applying.CannotSettle, Refused) as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{reverse('collection:line', args=[address, found.id])}?done=1")
    claim = Claim.objects.filter(id=found.claim_id).first() if found.claim_id else None
    context: dict[str, Any] = {
        "line": found,
        "file": PaymentFile.objects.get(id=found.file_id),
        "claim": claim,
        "form": form,
        "crumbs": crumbs(
            request, Crumb("保留", reverse("collection:held", args=[address])), Crumb(f"{found.number}件目")
        ),
    }
    if "done" in request.GET and found.state in DONE:
        context["notice"] = Notice("success", *DONE[State(found.state)])
    return render_form_page(request, "collection/line.html", form or UndoForm(), context)


def _form(request: AuthenticatedRequest, found: PaymentLine) -> LineForm | UndoForm | None:
    sent = request.POST if request.method == "POST" else None
    if found.state == State.HELD:
        return LineForm(sent)
    # Decided meanwhile by somebody else: the action says so.
    return UndoForm(sent) if found.state == State.APPLIED or sent is not None else None


def _decide(found: PaymentLine, form: LineForm | UndoForm) -> None:
    reason = form.cleaned_data["reason"]
    if isinstance(form, UndoForm):
        applying.undo(found.id, reason)
    elif form.cleaned_data["act"] == ASSIGN:
        number = form.cleaned_data["number"]
        claim = Claim.objects.filter(number=number).first()
        if claim is None:
            raise applying.CannotSettle(f"債権番号{number}の債権はありません。納付書の番号を確かめてください")
        applying.assign(found.id, claim, reason)
    else:
        applying.exclude(found.id, reason)
