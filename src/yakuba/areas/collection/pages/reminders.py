"""督促: who would be reminded today, the run with its progress, and its list."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import reminding
from yakuba.areas.collection.actions.reminding import REMIND
from yakuba.areas.collection.models import Reminder, ReminderRun
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.areas.collection.pages.forms import RemindForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.ledger.service import Claim
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context

MOST = 50_000
HEADER = (
    "文書番号",
    "状態",
    "宛名番号",
    "氏名・名称",
    "支援措置・抑止",
    "債権番号",
    "件名",
    "納期限",
    "未収額",
    "理由",
)


@gate(REMIND)
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """How many would be reminded today, the press that does it, and the runs before. Pressed twice, it is one run."""
    day = current_context().business_date
    form = RemindForm(request.POST) if request.method == "POST" else RemindForm()
    if form.is_bound and form.can_go_on:
        run = reminding.start(day)
        return HttpResponseRedirect(reverse("collection:reminder_run", args=[address, run.id]))
    runs = list(ReminderRun.objects.order_by("-day", "-id")[:PAGE])
    counts = queries.reminder_counts([run.id for run in runs])
    count, amount = reminding.to_remind(day)
    context = {
        "day": day,
        "count": count,
        "amount": amount,
        "today": next((run for run in runs if run.day == day), None),
        "runs": [(run, counts[run.id]) for run in runs],
        "crumbs": crumbs(request, Crumb("督促状")),
    }
    return render_form_page(request, "collection/reminders.html", form, context)


def _found(run_id: UUID) -> ReminderRun:
    run = ReminderRun.objects.filter(id=run_id).first()
    if run is None:
        raise Http404
    return run


def _state(run: ReminderRun) -> dict[str, Any]:
    progress = jobs.progress(run.job_id) if run.job_id else None
    return {"run": run, "counts": queries.reminder_counts([run.id])[run.id], "progress": progress}


def _rows(run: ReminderRun, start: int, size: int, act: str) -> list[dict[str, Any]]:
    """Reminders with their claims and names, kept in the register as shown."""
    found = list(Reminder.objects.filter(run_id=run.id).order_by("number")[start : start + size])
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=[one.claim_id for one in found])}
    payers = sorted({claim.addressee_number for claim in claims.values()})
    if payers:
        detail = {"list": "督促状", "day": f"{run.day}", "rows": len(found)}
        register.record(act, payers, note=register.Note(duty=REMIND, detail=detail))
    names = queries.names_of(payers)
    return [
        {"one": one, "claim": claims[one.claim_id], "named": names[claims[one.claim_id].addressee_number]}
        for one in found
    ]


@gate(REMIND)
@require_safe
def run(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """One run: how far it is, and whom it reminds of what."""
    found = _found(run_id)
    number = small_number(request.GET.get("page", "1"))
    rows = _rows(found, (number - 1) * PAGE, PAGE + 1, "view_account")
    context = {
        **_state(found),
        "rows": rows[:PAGE],
        "number": number,
        "before": number - 1,
        "after": number + 1 if len(rows) > PAGE else 0,
        "crumbs": crumbs(
            request, Crumb("督促状", reverse("collection:reminders", args=[address])), Crumb(f"{found.day:%Y/%m/%d}")
        ),
    }
    return page(request, "collection/reminder_run.html", context)


@gate(REMIND)
@require_safe
def progress(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    state = _state(_found(run_id))
    answer = fragment(request, "collection/reminder_progress.html", state)
    if state["progress"] is None or not state["progress"].is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(REMIND)
@require_POST
def run_csv(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The run as CSV; no addresses."""
    found = _found(run_id)
    table = [
        (
            row["one"].document_number,
            row["one"].get_state_display(),
            row["claim"].addressee_number,
            row["named"].name,
            row["named"].mark,
            row["claim"].number,
            row["claim"].title,
            f"{row['claim'].due_on:%Y-%m-%d}",
            row["one"].amount,
            row["one"].reason,
        )
        for row in _rows(found, 0, MOST, "print_list")
    ]
    return csv_response(f"督促状_{found.day:%Y%m%d}", HEADER, table)
