"""口座振替の依頼: the requests, one request with its file and what the bank answered, slips for what failed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import debits, mandates, slips
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.models import Debit, DebitRequest
from yakuba.areas.collection.pages import bank_runs
from yakuba.areas.collection.pages.billing_forms import DebitRequestForm, UntilForm
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.areas.collection.pages.mandates import scheme_words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.ledger.service import Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, page, render_form_page

MOST = 200_000
HEADER = (
    "債権番号",
    "状態",
    "宛名番号",
    "氏名・名称",
    "支援措置・抑止",
    "件名",
    "納期限",
    "引落日",
    "金額",
    "結果・理由",
)
DONE = {
    "sent": Notice("success", "送付済みにしました", "結果のファイルが届いたら、収納データの取込みで取り込んでください"),
    "cancel": Notice("success", "取りやめました", "対象の未収は、次の依頼にまた入ります"),
}


@gate(BILL)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Requests, the form for a new one, and registrations a clerk has to look at."""
    form = DebitRequestForm(request.POST) if request.method == "POST" else DebitRequestForm()
    if form.is_bound and form.can_go_on:
        try:
            found = debits.begin(form.cleaned_data["due_on"], form.cleaned_data["debit_on"])
        except debits.CannotNow as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("collection:debit_request", args=[address, found.id]))
    doubtful = mandates.doubtful()
    people = sorted({one.addressee_number for one in doubtful})
    if people:
        register.record("view_account", people, note=register.Note(duty=BILL, detail={"list": "口座振替の確認"}))
    names = queries.names_of(people)
    context = {
        "requests": list(DebitRequest.objects.order_by("-started_at", "-id")[:PAGE]),
        "doubtful": [(one, names[one.addressee_number], scheme_words(one.scheme)) for one in doubtful],
        "crumbs": crumbs(request, Crumb("口座振替の依頼")),
    }
    return render_form_page(request, "collection/debits.html", form, context)


def _found(request_id: UUID) -> DebitRequest:
    found = DebitRequest.objects.filter(id=request_id).first()
    if found is None:
        raise Http404
    return found


def _rows(found: DebitRequest, state: str, places: tuple[int, int], act: str) -> list[dict[str, Any]]:
    """Debits with their claims and names, kept in the register as shown."""
    rows = Debit.objects.filter(request_id=found.id)
    rows = rows.filter(state=state) if state else rows
    start, size = places
    items = list(rows.order_by("place")[start : start + size])
    return bank_runs.with_claims(items, bank_runs.Reading(act, BILL, "口座振替の依頼", found.debit_on))


@gate(BILL)
@require_safe
def show(request: AuthenticatedRequest, address: str, request_id: UUID) -> HttpResponse:
    """One request: totals, each debit by state, what can be done now."""
    return _shown(request, _found(request_id), DONE.get(request.GET.get("done", "")))


def _shown(
    request: AuthenticatedRequest, found: DebitRequest, notice: Notice | None, status: int = 200
) -> HttpResponse:
    number = bank_runs.number_of(request)
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in Debit.State.values else ""
    rows = _rows(found, wanted, ((number - 1) * PAGE, PAGE + 1), "view_account")
    progress = jobs.progress(found.job_id) if found.job_id else None
    counts = queries.debit_counts(found.id)
    context = {
        "request_": found,
        "stopped": bank_runs.has_stopped(found.state == DebitRequest.State.PLANNING, progress),
        "counts": counts,
        **bank_runs.page_of(number, rows),
        "wanted": wanted,
        "states": [choice for choice in Debit.State.choices if counts[choice[0]] or choice[0] == wanted],
        "until": UntilForm(),
        "progress": progress,
        "notice": notice,
        "crumbs": _crumbs(request, found),
    }
    return page(request, "collection/debit_request.html", context, status)


def _crumbs(request: AuthenticatedRequest, found: DebitRequest, *more: Crumb) -> list[Crumb]:
    address = request.place.address
    name = f"{found.due_on:%Y/%m/%d}"
    here = reverse("collection:debit_request", args=[address, found.id]) if more else ""
    return crumbs(
        request, Crumb("口座振替の依頼", reverse("collection:debits", args=[address])), Crumb(name, here), *more
    )


@gate(BILL)
@require_safe
def progress(request: AuthenticatedRequest, address: str, request_id: UUID) -> HttpResponse:
    """How far the preparation is; when it has ended the whole page is asked for."""
    found = _found(request_id)
    return bank_runs.progress_part(request, "collection/debit_progress.html", {"request_": found}, found.job_id)


@gate(BILL)
@require_POST
def step(request: AuthenticatedRequest, address: str, request_id: UUID, what: str) -> HttpResponse:
    """Sent to the bank, or given up."""
    found = _found(request_id)
    acts = {"sent": debits.sent, "cancel": debits.cancel}
    if what not in acts:
        raise Http404
    try:
        acts[what](found.id)
    except debits.CannotNow as stop:
        found.refresh_from_db()
        return _shown(request, found, Notice("error", "できませんでした", str(stop)), 409)
    return HttpResponseRedirect(f"{reverse('collection:debit_request', args=[address, found.id])}?done={what}")


@gate(BILL)
@require_POST
def file(request: AuthenticatedRequest, address: str, request_id: UUID) -> HttpResponse:
    """The bank's file as it was kept."""
    found = _found(request_id)
    try:
        content = debits.content_of(found)
    except debits.CannotNow as stop:
        return _shown(request, found, Notice("error", "取り出せませんでした", str(stop)), 409)
    return bank_runs.bank_file(content, f"kozafurikae-{found.debit_on:%Y%m%d}.txt")


@gate(BILL)
@require_POST
def list_csv(request: AuthenticatedRequest, address: str, request_id: UUID) -> HttpResponse:
    """The request as CSV; no account stands in it."""
    found = _found(request_id)
    table = [
        (
            row["one"].claim_number,
            row["one"].get_state_display(),
            row["one"].addressee_number,
            row["named"].name,
            row["named"].mark,
            row["claim"].title,
            f"{found.due_on:%Y-%m-%d}",
            f"{found.debit_on:%Y-%m-%d}",
            row["one"].amount,
            row["one"].result,
        )
        for row in _rows(found, "", (0, MOST), "print_list")
    ]
    return csv_response(f"口座振替_{found.debit_on:%Y%m%d}", HEADER, table)


@gate(BILL)
@require_POST
def failed_slips(request: AuthenticatedRequest, address: str, request_id: UUID) -> HttpResponse:
    """Slips of what the bank could not draw."""
    found = _found(request_id)
    form = UntilForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, Notice("error", "作れませんでした", "支払期限を入れてください"), 422)
    try:
        batch = slips.make_failed(found.id, form.cleaned_data["until"], form.key)
    except Refused as stop:
        return _shown(request, found, Notice("error", "作れませんでした", str(stop)), 409)
    return HttpResponseRedirect(reverse("collection:slip_batch", args=[address, batch.id]))
