"""The desk of collection: what came today, what waits for a clerk; files of payments and how far they are."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import planning
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.actions.planning import PLAN
from yakuba.areas.collection.actions.receiving import ENTER, INQUIRE, receive
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.actions.reminding import REMIND
from yakuba.areas.collection.domain.lines import Received, Way
from yakuba.areas.collection.models import PaymentFile, PaymentLine
from yakuba.areas.collection.pages.forms import FileForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments.receiving import takes_large_bodies
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money.errors import FileRefused

PAGE = 50


def crumbs(request: AuthenticatedRequest, *more: Crumb) -> list[Crumb]:
    """The way from the desk to a page."""
    return [Crumb("収納", reverse("collection:desk", args=[request.place.address])), *more]


@gate(INQUIRE)
@require_safe
def desk(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """What was entered today, what is held, what is late. No person is named here."""
    day = current_context().business_date
    held, held_amount = queries.held()
    may_plan = PLAN in current_context().actor.duties
    late, late_amount = ledger.arrears_total(queries.last_overdue(day), "")
    context = {
        "day": day,
        "taken": queries.taken_on(day),
        "held": held,
        "held_amount": held_amount,
        "late": late,
        "late_amount": late_amount,
        "trial": ledger.trial_balance(day),
        "may_enter": ENTER in current_context().actor.duties,
        "may_plan": may_plan,
        "behind": len(planning.behind()) if may_plan else 0,
        "may_bill": BILL in current_context().actor.duties,
        "may_refund": REFUND in current_context().actor.duties,
        "may_remind": REMIND in current_context().actor.duties,
    }
    return page(request, "collection/desk.html", context)


@gate(ENTER)
@takes_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All files, newest first, and the form for a new one. The same content leads to the file it was."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.can_go_on:
        given = form.cleaned_data
        try:
            received = Received(current_context().business_date, given["debited_on"])
            file, known = receive(Way(given["way"]), given["file"].name, given["file"].read(), received)
        except FileRefused as error:
            form.add_error("file", str(error))
        else:
            target = reverse("collection:file", args=[address, file.id])
            return HttpResponseRedirect(f"{target}?known=1" if known else target)
    found = list(PaymentFile.objects.order_by("-received_at", "-id")[:PAGE])
    counts = queries.counts([file.id for file in found])
    context = {"files": [(file, counts[file.id]) for file in found], "crumbs": crumbs(request, Crumb("ファイル"))}
    return render_form_page(request, "collection/files.html", form, context)


def _found(file_id: UUID) -> PaymentFile:
    file = PaymentFile.objects.filter(id=file_id).first()
    if file is None:
        raise Http404
    return file


def _state(file: PaymentFile) -> dict[str, Any]:
    progress = jobs.progress(file.job_id) if file.job_id else None
    return {"file": file, "counts": queries.counts([file.id])[file.id], "progress": progress}


@gate(INQUIRE)
@require_safe
def file(request: AuthenticatedRequest, address: str, file_id: UUID) -> HttpResponse:
    """One file: how far it is, and its lines; those that wait for a clerk first."""
    found = _found(file_id)
    known = Notice("info", "同じ内容のファイルを受け付けています", "取り込み直す必要はありません。")
    number = small_number(request.GET.get("page", "1"))
    rows = PaymentLine.objects.filter(file_id=found.id)
    wanted = request.GET.get("state", "")
    if wanted in PaymentLine.State.values:
        rows = rows.filter(state=wanted)
    shown = list(rows.order_by("number")[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        **_state(found),
        "lines": shown[:PAGE],
        "wanted": wanted,
        "states": PaymentLine.State.choices,
        "number": number,
        "before": number - 1,
        "after": number + 1 if len(shown) > PAGE else 0,
        "notice": known if "known" in request.GET else None,
        "crumbs": crumbs(request, Crumb(found.number)),
    }
    return page(request, "collection/file.html", context)


@gate(INQUIRE)
@require_safe
def progress(request: AuthenticatedRequest, address: str, file_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    state = _state(_found(file_id))
    answer = fragment(request, "collection/file_progress.html", state)
    if state["progress"] is None or not state["progress"].is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer
