"""Refunds by transfer: the runs, one run with its progress, the bank's file, what came back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import refund_runs as runs
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.models import Refund, RefundRun
from yakuba.areas.collection.pages import bank_runs
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.areas.collection.pages.refund_forms import RefundReturnForm, RefundReturnsForm, RefundRunForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, page, render_form_page
from yakuba.platform.tenancy.context import current_context

MOST = 50_000
HEADER = ("還付の番号", "状態", "宛名番号", "氏名・名称", "支援措置・抑止", "債権番号", "件名", "還付額", "理由")
DONE = {
    "sent": Notice("success", "送付済みにしました", "台帳への記帳は自動で進みます"),
    "paid": Notice("success", "支払済みを記帳しています", "終わると、この振込は済みになります"),
    "cancel": Notice("success", "取りやめました", "還付は、次の振込にまた入ります"),
    "returned": Notice("success", "振込不能を記録しました", "還付は未済に戻りました。新しい口座を聞いてください"),
}


@gate(REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All runs, what waits to be given back, and the form that begins a run."""
    form = RefundRunForm(request.POST) if request.method == "POST" else RefundRunForm()
    if form.is_bound and form.can_go_on:
        try:
            run = runs.begin(form.cleaned_data["pay_on"])
        except runs.CannotNow as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("collection:refund_run", args=[address, run.id]))
    due = ledger.refunds_due()
    lost = ledger.refunds_without_ground()
    people = sorted({claim.addressee_number for claim, _ in lost})
    if people:
        detail = {"list": "根拠を失った還付・充当", "rows": len(lost)}
        register.record("view_account", people, note=register.Note(duty=REFUND, detail=detail))
    names = queries.names_of(people)
    context = {
        "lost": [(claim, open_, names[claim.addressee_number]) for claim, open_ in lost],
        "runs": list(RefundRun.objects.order_by("-started_at", "-id")[:PAGE]),
        "count": len(due),
        "amount": sum(amount for _, amount in due),
        "crumbs": crumbs(request, Crumb("還付の振込")),
    }
    return render_form_page(request, "collection/refund_runs.html", form, context)


def _found(run_id: UUID) -> RefundRun:
    run = RefundRun.objects.filter(id=run_id).first()
    if run is None:
        raise Http404
    return run


def _crumbs(request: AuthenticatedRequest, run: RefundRun, *more: Crumb) -> list[Crumb]:
    address = request.place.address
    name = Crumb(f"{run.pay_on:%Y/%m/%d}", reverse("collection:refund_run", args=[address, run.id]) if more else "")
    return crumbs(request, Crumb("還付の振込", reverse("collection:refund_runs", args=[address])), name, *more)


def _rows(run: RefundRun, start: int, size: int, act: str) -> list[dict[str, Any]]:
    """Refunds with their claims and names, kept in the register as shown."""
    found = list(Refund.objects.filter(run_id=run.id).order_by("place")[start : start + size])
    return bank_runs.with_claims(found, bank_runs.Reading(act, REFUND, "還付の振込", run.pay_on))


@gate(REFUND)
@require_safe
def show(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """One run: totals, each refund, what can be done now."""
    return _shown(request, _found(run_id), DONE.get(request.GET.get("done", "")))


def _shown(request: AuthenticatedRequest, run: RefundRun, notice: Notice | None, status: int = 200) -> HttpResponse:
    number = bank_runs.number_of(request)
    rows = _rows(run, (number - 1) * PAGE, PAGE + 1, "view_account")
    progress = jobs.progress(run.job_id) if run.job_id else None
    context = {
        "run": run,
        "stopped": bank_runs.has_stopped(run.state == RefundRun.State.PLANNING, progress),
        **bank_runs.page_of(number, rows),
        "returns": RefundReturnsForm(initial={"day": current_context().business_date}),
        "progress": progress,
        "notice": notice,
        "crumbs": _crumbs(request, run),
    }
    return page(request, "collection/refund_run.html", context, status)


@gate(REFUND)
@require_safe
def progress(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """How far the preparation is; when it has ended the whole page is asked for."""
    run = _found(run_id)
    return bank_runs.progress_part(request, "collection/refund_run_progress.html", {"run": run}, run.job_id)


@gate(REFUND)
@require_POST
def step(request: AuthenticatedRequest, address: str, run_id: UUID, what: str) -> HttpResponse:
    """Sent to the bank, paid by it, or given up."""
    run = _found(run_id)
    acts = {"sent": runs.sent, "paid": runs.paid, "cancel": runs.cancel}
    if what not in acts:
        raise Http404
    try:
        acts[what](run.id)
    except runs.CannotNow as stop:
        run.refresh_from_db()
        return _shown(request, run, Notice("error", "できませんでした", str(stop)), 409)
    return HttpResponseRedirect(f"{reverse('collection:refund_run', args=[address, run.id])}?done={what}")


@gate(REFUND)
@require_POST
def file(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The bank's file as it was kept."""
    run = _found(run_id)
    try:
        content = runs.content_of(run)
    except runs.CannotNow as stop:
        return _shown(request, run, Notice("error", "取り出せませんでした", str(stop)), 409)
    return bank_runs.bank_file(content, f"kanpu-{run.pay_on:%Y%m%d}.txt")


@gate(REFUND)
@require_POST
def list_csv(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The run as CSV; no account stands in it."""
    run = _found(run_id)
    table = [
        (
            row["one"].number,
            row["one"].get_state_display(),
            row["one"].addressee_number,
            row["named"].name,
            row["named"].mark,
            row["claim"].number,
            row["claim"].title,
            row["one"].amount,
            row["one"].reason,
        )
        for row in _rows(run, 0, MOST, "print_list")
    ]
    return csv_response(f"還付の振込_{run.pay_on:%Y%m%d}", HEADER, table)


@gate(REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def came_back(request: AuthenticatedRequest, address: str, run_id: UUID, refund_id: UUID) -> HttpResponse:
    """One refund that came back."""
    run = _found(run_id)
    row = Refund.objects.filter(run_id=run.id, id=refund_id).first()
    if row is None:
        raise Http404
    initial = {"day": current_context().business_date}
    form = RefundReturnForm(request.POST) if request.method == "POST" else RefundReturnForm(initial=initial)
    if form.is_bound and form.can_go_on:
        try:
            runs.returned(row.id, form.cleaned_data["day"], form.cleaned_data["reason"])
        except (runs.CannotNow, ledger.Refused) as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{reverse('collection:refund_run', args=[address, run.id])}?done=returned")
    register.record("view_account", [row.addressee_number], note=register.Note(duty=REFUND))
    named = queries.names_of([row.addressee_number])[row.addressee_number]
    context = {"run": run, "row": row, "named": named, "crumbs": _crumbs(request, run, Crumb("振込不能"))}
    return render_form_page(request, "collection/refund_return.html", form, context)


@gate(REFUND)
@require_POST
def import_returns(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The list of what came back."""
    run = _found(run_id)
    form = RefundReturnsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, run, Notice("error", "取り込めませんでした", "日とファイルを選んでください"), 422)
    try:
        taken, held = runs.import_returns(run.id, form.cleaned_data["file"].read(), form.cleaned_data["day"])
    except runs.CannotNow as stop:
        return _shown(request, run, Notice("error", "取り込めませんでした", str(stop)), 422)
    heading = f"{taken}件を記録、{len(held)}件は未記録"
    return _shown(
        request, run, Notice("warning" if held else "success", heading, "　".join(held[:10]) or "すべて記録しました")
    )
