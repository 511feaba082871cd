"""The document inbox: upload, check, import with progress, what was not taken and how it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_tax import queries, starting, taking
from yakuba.areas.resident_tax.actions import mend as mending
from yakuba.areas.resident_tax.domain.layouts import KINDS
from yakuba.areas.resident_tax.domain.messages import MESSAGES
from yakuba.areas.resident_tax.models import DocumentBatch, HeldLine
from yakuba.areas.resident_tax.pages.forms import IntakeForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments.receiving import takes_large_bodies
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, ListPage, Notice, Problem, Problems
from yakuba.platform.screens.views import csv_response, fragment, page, render_form_page

PAGE = 50
LEFT = "直すところが残っています"


def to(request: AuthenticatedRequest, name: str, *arguments: object) -> HttpResponseRedirect:
    """Go on to a page of this area."""
    return HttpResponseRedirect(reverse(f"resident_tax:{name}", args=[request.place.address, *arguments]))


def _crumbs(request: AuthenticatedRequest, *more: Crumb) -> list[Crumb]:
    return [Crumb("課税資料", reverse("resident_tax:documents", args=[request.place.address])), *more]


def _crumb(request: AuthenticatedRequest, batch: DocumentBatch) -> Crumb:
    return Crumb(batch.file_name, reverse("resident_tax:batch", args=[request.place.address, batch.id]))


def _batch(batch_id: UUID) -> DocumentBatch:
    found = DocumentBatch.objects.filter(id=batch_id).first()
    if found is None:
        raise Http404
    return found


@gate(taking.DUTY)
@takes_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All files, newest first, and the form for a new one. The same file leads to the intake it was."""
    form = IntakeForm(request.POST, request.FILES) if request.method == "POST" else IntakeForm()
    if form.is_bound and form.can_go_on:
        file = form.cleaned_data["file"]
        batch, known = taking.receive(file.name, file.chunks(), int(form.cleaned_data["year"]))
        starting.start_check(batch)
        where = to(request, "batch", batch.id)
        return HttpResponseRedirect(f"{where.url}?known=1") if known else where
    return render_form_page(request, "resident_tax/documents.html", form, {"lines": queries.batches(PAGE)})


def _progress(batch: DocumentBatch) -> jobs.Progress | None:
    job_id = batch.take_job_id or batch.check_job_id
    return jobs.progress(job_id) if job_id else None


def _notices(batch: DocumentBatch) -> list[str]:
    """What was taken but is worth a look, in words."""
    told = []
    for name, count in sorted(batch.notices.items()):
        kind, code, *widths = name.split(":")
        report = KINDS[int(code)]
        if kind == "extra_columns":
            known, width = widths
            told.append(
                f"{report}：{width}項目の行が{count}件。様式で知っている{known}項目より後ろの値は、行といっしょに保管しました"
            )
        else:
            told.append(
                f"{report}：{widths[0]}項目の行が{count}件。この年分の様式ではない項目数です。読み取った値を確かめてください"
            )
    return told


@gate(taking.DUTY)
@require_safe
def batch(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """One file: how far it is, what the check found, what can be done next."""
    found = _batch(batch_id)
    known = Notice("info", "同じ内容のファイルを受け付けています", "取り込み直す必要はありません。")
    context = {
        "batch": found,
        "progress": _progress(found),
        "held": HeldLine.objects.filter(batch_id=found.id, state=HeldLine.State.HELD).count(),
        "reasons": queries.reasons_of(found.id),
        "told": _notices(found),
        "notice": known if "known" in request.GET else None,
        "crumbs": _crumbs(request, Crumb(found.file_name)),
    }
    return page(request, "resident_tax/batch.html", context)


@gate(taking.DUTY)
@require_safe
def progress(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    found = _batch(batch_id)
    now = _progress(found)
    answer = fragment(request, "resident_tax/batch_progress.html", {"batch": found, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(taking.DUTY)
@require_POST
def start(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """Take in what passed the check, or go on where a failure stopped. Twice is once."""
    found = _batch(batch_id)
    now = _progress(found)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    else:
        starting.start_take(found)
    return to(request, "batch", found.id)


@gate(taking.DUTY)
@require_safe
def held(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """The lines that were not taken: held ones to mend, rejected ones with what to ask the sender for."""
    found = _batch(batch_id)
    number = small_number(request.GET.get("page", "1"))
    rows = HeldLine.objects.filter(batch_id=found.id, state__in=("held", "rejected")).order_by("state", "line")
    total = rows.count()
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    detail = {"batch": str(found.id), "held_lines": [row.line for row in shown]}
    register.record(register.Act.VIEW_DOCUMENT, note=register.Note(duty=taking.DUTY, detail=detail))
    context = {
        "batch": found,
        "lines": [(row, [(fault, MESSAGES[fault["code"]]) for fault in row.faults]) for row in shown],
        "pages": ListPage(number, max(1, -(-total // PAGE)), total),
        "crumbs": _crumbs(request, _crumb(request, found), Crumb("保留・読取り不可")),
    }
    return page(request, "resident_tax/held.html", context)


@gate(taking.DUTY)
@require_safe
def held_csv(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """The lines that were not taken, with reason and remedy, as a file."""
    found = _batch(batch_id)
    detail = {"batch": str(found.id), "list": "課税資料の保留"}
    register.record(register.Act.PRINT_LIST, note=register.Note(duty=taking.DUTY, detail=detail))
    return csv_response(f"課税資料_保留_{found.number}", queries.LINE_COLUMNS, queries.lines(found.id))


@dataclass(frozen=True)
class Cell:
    """One column of a held line: what stands in it now, what is wrong with it."""

    at: int
    name: str
    value: str
    reason: str
    remedy: str


def _cells(line: HeldLine) -> tuple[list[Cell], list[Cell]]:
    """The columns to put right, and the others that have something in them."""
    layout = mending.layout_of(line)
    values = mending.values_of(line)
    wrong = {fault["field"]: MESSAGES[fault["code"]] for fault in line.faults}
    # A day that is none is told at the era: year, month and day are asked for with it.
    days = (
        set()
        if "生年月日（元号）" not in wrong
        else {layout.by_key[key].at for key in ("birth_year", "birth_month", "birth_day")}
    )
    first, others = [], []
    for item in layout.items:
        told = wrong.get(item.name)
        cell = Cell(item.at, item.name, values[item.at - 1], told.reason if told else "", told.remedy if told else "")
        if told or item.at in days:
            first.append(cell)
        elif cell.value and item not in layout.numbers:
            others.append(cell)
    return first, others


def _typed(given: Mapping[str, Any]) -> dict[int, str]:
    return {int(name[1:]): str(value) for name, value in given.items() if name[:1] == "c" and name[1:].isdigit()}


@gate(taking.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: AuthenticatedRequest, address: str, batch_id: UUID, line: int) -> HttpResponse:
    """One held line: what is wrong, fields to mend it. Sent again after it was taken: no effect."""
    found = _batch(batch_id)
    row = HeldLine.objects.filter(batch_id=found.id, line=line).exclude(code=0).first()
    if row is None:
        raise Http404
    notice, status = None, 200
    if request.method == "POST":
        try:
            outcome = mending.mend(found.id, line, _typed(request.POST))
        except mending.CannotMend as problem:
            notice, status = Notice("error", "まだ直せません", str(problem)), 422
        else:
            if not outcome.faults:
                return to(request, "held", found.id)
            status = 422
        row.refresh_from_db()
    detail = {"batch": str(found.id), "line": line}
    register.record(register.Act.VIEW_DOCUMENT, note=register.Note(duty=taking.DUTY, detail=detail))
    first, others = _cells(row)
    faults = tuple(Problem(f"{one.name}：{one.reason}。{one.remedy}", f"c{one.at}") for one in first if one.reason)
    context = {
        "batch": found,
        "line": row,
        "wrong": first,
        "others": others,
        "notice": notice,
        "problems": Problems(faults if status == 422 and notice is None else (), lead=LEFT),
        "crumbs": _crumbs(request, _crumb(request, found), Crumb(f"{line}行目")),
    }
    return page(request, "resident_tax/mend.html", context, status=status)
