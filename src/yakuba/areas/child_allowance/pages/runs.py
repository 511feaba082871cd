"""The payment console: runs, one run with its progress, the bank's file, what came back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.child_allowance import queries, returns, runs
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.models import Payment, PaymentRun
from yakuba.areas.child_allowance.pages.forms import ReturnForm, ReturnsForm, RunForm
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context

PAGE = 100
HEADER = ("受給者番号", "受給者", "状態", "支払額", "不足分", "差引き", "過払い残", "対象の月")
DONE = {
    "approved": Notice("success", "決裁されました", "振込データを取り出し、金融機関に送ってください"),
    "sent": Notice("success", "送付済みにしました", "台帳への記帳は自動で進みます"),
    "paid": Notice("success", "支払済みを記帳しています", "終わると、この支払は済みになります"),
    "cancelled": Notice("success", "取りやめました", "対象の月は、次の計算にまた入ります"),
    "returned": Notice("success", "振込不能を記録しました", "新しい口座を聞いてください。次の支払に入ります"),
}


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All runs, and the form that begins one."""
    queries.require_read()
    month = months.of(current_context().business_date)
    first = month if months.is_payment_month(month) else months.add(month, 1)
    initial = {"kind": PaymentRun.Kind.REGULAR, "pay_on": runs.pay_day(first)}
    form = RunForm(request.POST) if request.method == "POST" else RunForm(initial=initial)
    if form.is_bound and form.can_go_on:
        access.require(names.ENTER)
        try:
            run = runs.begin(PaymentRun.Kind(form.cleaned_data["kind"]), form.cleaned_data["pay_on"])
        except runs.CannotNow as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("child_allowance:run", args=[address, run.id]))
    context = {"runs": queries.runs(), "may_enter": queries.may_enter(), "crumbs": _crumbs(address)}
    return render_form_page(request, "child_allowance/runs.html", form, context)


def _crumbs(address: str, last: str = "") -> list[Crumb]:
    crumbs = [Crumb("児童手当", reverse("child_allowance:rights", args=[address]))]
    if not last:
        return [*crumbs, Crumb("支払")]
    return [*crumbs, Crumb("支払", reverse("child_allowance:runs", args=[address])), Crumb(last)]


def _found(run_id: UUID) -> PaymentRun:
    queries.require_read()
    run = PaymentRun.objects.filter(id=run_id).first()
    if run is None:
        raise Http404
    return run


def _name(run: PaymentRun) -> str:
    return f"{months.words(run.month)}の{run.get_kind_display()}"


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """One run: totals beside the last of its kind, every payment by state, what can be done now."""
    return shown(request, _found(run_id), DONE.get(request.GET.get("done", "")))


def shown(request: AuthenticatedRequest, run: PaymentRun, notice: Notice | None, status: int = 200) -> HttpResponse:
    """The page of a run as it stands, with what a step said."""
    state = request.GET.get("state", "")
    rows = Payment.objects.filter(run_id=run.id)
    if state in Payment.State.values:
        rows = rows.filter(state=state)
    total, number = rows.count(), small_number(request.GET.get("page", "1"))
    found = list(rows.order_by("number")[(number - 1) * PAGE : number * PAGE])
    context = {
        "run": run,
        "name": _name(run),
        "through": months.words(run.through),
        "before": queries.run_before(run),
        "lines": _lines(found),
        "states": [(value, label, value == state) for value, label in Payment.State.choices],
        "total": total,
        "number": number,
        "pages": max(1, -(-total // PAGE)),
        "returns": ReturnsForm(initial={"day": current_context().business_date}),
        "may_enter": queries.may_enter(),
        "progress": jobs.progress(run.job_id) if run.job_id else None,
        "notice": notice,
        "crumbs": _crumbs(request.place.address, _name(run)),
    }
    return page(request, "child_allowance/run.html", context, status)


def _lines(rows: list[Payment]) -> list[tuple[Payment, str, str]]:
    numbers = {one.claimant_number for one in rows}
    if numbers:
        note = register.Note(detail={"ledger": "child_allowance", "listed": len(rows)})
        register.record("view_ledger", sorted(numbers), note=note)
    people = panels.people_of(numbers)
    return [
        (
            one,
            people[one.claimant_number].name if one.claimant_number in people else str(one.claimant_number),
            people[one.claimant_number].mark if one.claimant_number in people else "",
        )
        for one in rows
    ]


@gate()
@require_safe
def progress(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """How far the calculation is; when it has ended the whole page is asked for."""
    run = _found(run_id)
    now = jobs.progress(run.job_id) if run.job_id else None
    answer = fragment(request, "child_allowance/run_progress.html", {"run": run, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate()
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
        return shown(request, run, Notice("error", "できませんでした", str(stop)), 409)
    done = "cancelled" if what == "cancel" else what
    return HttpResponseRedirect(f"{reverse('child_allowance:run', args=[address, run.id])}?done={done}")


@gate()
@require_POST
def file(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The bank's file as it was kept."""
    run = _found(run_id)
    try:
        content = runs.content_of(run)
    except runs.CannotNow as stop:
        return shown(request, run, Notice("error", "取り出せませんでした", str(stop)), 409)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="jidoteate-{run.month}.txt"'
    response.headers["Cache-Control"] = "no-store"
    return response


@gate()
@require_POST
def list_csv(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Every payment of the run; the output is registered with all persons. No account stands in it."""
    run = _found(run_id)
    rows = list(Payment.objects.filter(run_id=run.id).order_by("number"))
    note = register.Note(detail={"list": _name(run), "rows": len(rows)})
    register.record("print_list", sorted({one.claimant_number for one in rows}), note=note)
    people = panels.people_of({one.claimant_number for one in rows})
    table = (
        (
            one.number,
            people[one.claimant_number].name if one.claimant_number in people else "",
            one.get_state_display(),
            one.amount,
            one.supplement,
            one.offset,
            one.debt,
            " ".join(f"{month}:{yen}" for month, yen in sorted(one.lines.items())),
        )
        for one in rows
    )
    return csv_response(f"児童手当支払{run.month}.csv", HEADER, table)


@gate(names.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def came_back(request: AuthenticatedRequest, address: str, run_id: UUID, payment_id: UUID) -> HttpResponse:
    """One payment that came back."""
    run = _found(run_id)
    row = Payment.objects.filter(run_id=run.id, id=payment_id).first()
    if row is None:
        raise Http404
    initial = {"day": current_context().business_date}
    form = ReturnForm(request.POST) if request.method == "POST" else ReturnForm(initial=initial)
    if form.is_bound and form.can_go_on:
        try:
            returns.returned(row.id, form.cleaned_data["day"], form.cleaned_data["reason"])
        except runs.CannotNow as stop:
            form.add_error(None, str(stop))
        else:
            target = reverse("child_allowance:run", args=[address, run.id])
            return HttpResponseRedirect(f"{target}?done=returned")
    (line,) = _lines([row])
    context: dict[str, Any] = {"run": run, "row": row, "name": line[1], "mark": line[2]}
    return render_form_page(
        request, "child_allowance/return.html", form, context | {"crumbs": _crumbs(address, _name(run))}
    )


@gate(names.ENTER)
@require_POST
def import_returns(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The list of what came back."""
    run = _found(run_id)
    form = ReturnsForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, run, Notice("error", "取り込めませんでした", "日とファイルを選んでください"), 422)
    try:
        done = returns.import_list(run.id, form.cleaned_data["file"].read(), form.cleaned_data["day"])
    except runs.CannotNow as stop:
        return shown(request, run, Notice("error", "取り込めませんでした", str(stop)), 422)
    told = "　".join(done.held[:10]) or "すべて記録しました"
    heading = f"{done.taken}件を記録、{len(done.held)}件は未記録"
    return shown(request, run, Notice("warning" if done.held else "success", heading, told))


@gate()
@require_safe
def accounts(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Whom to ask: for an account (none told, or a payment came back), for 現況; and whose payments are held."""
    return accounts_page(request)


def accounts_page(request: AuthenticatedRequest, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    """The same page with what a step said. Raises access.Refused."""
    queries.require_read()
    asked, held = queries.without_account(), queries.held()
    due = queries.expiring(months.of(current_context().business_date))
    numbers = {row.claimant_number for row in (*asked, *held, *(row for row, _ in due))}
    if numbers:
        note = register.Note(detail={"ledger": "child_allowance", "listed": len(numbers)})
        register.record("view_ledger", sorted(numbers), note=note)
    people = panels.people_of(numbers)
    context = {
        "asked": [(row, people.get(row.claimant_number)) for row in asked],
        "held": [(row, people.get(row.claimant_number)) for row in held],
        "due": [(row, people.get(row.claimant_number), one, months.words(one.confirmed_until)) for row, one in due],
        "may_enter": queries.may_enter(),
        "notice": notice,
        "crumbs": [
            Crumb("児童手当", reverse("child_allowance:rights", args=[request.place.address])),
            Crumb("確認待ち"),
        ],
    }
    return page(request, "child_allowance/accounts.html", context, status)
