"""The own work: a year's procedures, one of them with its steps, and counting a year from the journal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.insight.work_comparison import analysing, flow_map, showing, standard_steps, step_mapping
from yakuba.insight.work_comparison.behind import Condition
from yakuba.insight.work_comparison.forms import YearForm, chosen_year, years
from yakuba.insight.work_comparison.models import WorkAnalysis, WorkFigures
from yakuba.insight.work_comparison.names import ANALYSE, PUBLISH, VIEW
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, fragment, page
from yakuba.platform.tenancy.context import current_context

TITLE = "業務比較"
State = WorkAnalysis.State


def year_words(year: int) -> str:
    """令和8年度."""
    return f"令和{year - 2018}年度"


@gate(VIEW)
@require_safe
def overview(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Every procedure of a year with its figures, and the way to count the year."""
    year = _shown_year(request.GET.get("year", ""))
    analysis = analysing.latest(year)
    running = (
        WorkAnalysis.objects.filter(fiscal_year=year, state=State.COMPUTING).order_by("-created_at", "-id").first()
    )
    duties = current_context().actor.duties
    context = {
        "year": year,
        "year_words": year_words(year),
        "form": YearForm(year),
        "analysis": analysis,
        "running": running,
        "progress": _progress_of(running),
        "lines": showing.procedure_lines(analysing.figures_of(analysis)) if analysis else [],
        "heads": showing.PROCEDURE_HEADS,
        "left_out": "" if showing.sees_all() else showing.LEFT_OUT,
        "may_analyse": ANALYSE in duties,
        "may_publish": PUBLISH in duties,
        "crumbs": [Crumb(TITLE)],
    }
    return page(request, "work_comparison/overview.html", context)


def _shown_year(text: str) -> int:
    """The year asked for; else the last whole one, or where that is not counted, the latest that is."""
    year = chosen_year(text)
    if text or analysing.latest(year) is not None:
        return year
    newest = analysing.newest()
    return newest.fiscal_year if newest is not None and newest.fiscal_year in years() else year


@gate(ANALYSE)
@require_POST
def start(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Count a year anew, unless that is being done."""
    year = chosen_year(request.POST.get("year", ""))
    running = (
        WorkAnalysis.objects.filter(fiscal_year=year, state=State.COMPUTING).order_by("-created_at", "-id").first()
    )
    now = _progress_of(running)
    if now is None or not now.is_open:
        analysing.start(year)
    return HttpResponseRedirect(_overview(address, year))


def _overview(address: str, year: int) -> str:
    return f"{reverse('work_comparison:overview', args=[address])}?year={year}"


def _progress_of(analysis: WorkAnalysis | None) -> jobs.Progress | None:
    return jobs.progress(analysis.job_id) if analysis and analysis.job_id else None


def _analysis(analysis_id: UUID) -> WorkAnalysis:
    found = WorkAnalysis.objects.filter(id=analysis_id).first()
    if found is None:
        raise Http404
    return found


@gate(VIEW)
@require_safe
def progress(request: AuthenticatedRequest, address: str, analysis_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    running = _analysis(analysis_id)
    now = _progress_of(running)
    answer = fragment(request, "work_comparison/progress.html", {"running": running, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(ANALYSE)
@require_POST
def again(request: AuthenticatedRequest, address: str, analysis_id: UUID) -> HttpResponse:
    """Go on where a failure stopped."""
    stopped = _analysis(analysis_id)
    now = _progress_of(stopped)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    return HttpResponseRedirect(_overview(address, stopped.fiscal_year))


@gate(VIEW)
@require_safe
def figures_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Every figure of a year that the actor may see."""
    year = chosen_year(request.GET.get("year", ""))
    analysis = analysing.latest(year)
    if analysis is None:
        raise Http404
    return csv_response(f"業務比較_{year}年度", showing.CSV_HEADS, showing.csv_rows(analysing.figures_of(analysis)))


def figures_row(year: int, procedure: str) -> WorkFigures:
    """The figures of a procedure in the newest analysis of a year. Http404."""
    analysis = analysing.latest(year) if year in years() else None
    row = WorkFigures.objects.filter(analysis_id=analysis.id, procedure=procedure).first() if analysis else None
    if row is None:
        raise Http404
    return row


@gate(VIEW)
@require_safe
def procedure(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """One procedure: what its figures say, its steps and waits, months, and what to mind."""
    row = figures_row(year, procedure)
    seen = showing.visible(row.figures)
    context = {
        "row": row,
        "year": year,
        "year_words": year_words(year),
        "back_url": _overview(address, year),
        "hidden": showing.is_hidden(seen),
        "may_map": showing.sees_all(),
        "left_out": "" if showing.sees_all() else showing.LEFT_OUT,
        "crumbs": [Crumb(TITLE, _overview(address, year)), Crumb(row.title)],
    }
    if not showing.is_hidden(seen):
        context |= {
            "seen": seen,
            "finding": showing.finding(row.title, seen),
            "traps": showing.traps(seen),
            "plots": showing.plots(seen),
            "whole": list(zip(showing.PROCEDURE_HEADS, showing.procedure_cells(seen), strict=True)),
            "steps": showing.step_lines(seen),
            "step_heads": showing.STEP_HEADS,
            "standard": standard_steps.own_lines(step_mapping.with_standard(procedure, seen)),
            "months": showing.month_lines(seen),
            **(_maps(row) | _cases(address, year, row) if showing.sees_all() else {}),
        }
    return page(request, "work_comparison/procedure.html", context)


def _maps(row: WorkFigures) -> dict[str, Any]:
    """How the cases flow: how often each way is gone, and how long it takes; both as one table."""
    drawn = [(name, flow_map.picture(row.figures, overlay)) for name, overlay in flow_map.OVERLAYS.items()]
    return {"maps": [one for one in drawn if one[1] is not None], "moves": flow_map.moves(row.figures)}


def _cases(address: str, year: int, row: WorkFigures) -> dict[str, Any]:
    """Where the cases behind the figures are listed, and the lists that no table leads to."""
    asked = [Condition(again="1"), Condition(open="1")]
    asked += [Condition(size=f"{one['from']}") for one in row.figures["sizes"] if one["cases"]]
    url = reverse("work_comparison:cases", args=[address, year, row.procedure])
    return {"cases_url": url, "ways": [(one.query, one.words) for one in asked]}


@gate(ANALYSE)
@require_safe
def map_svg(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """The map of a procedure's own cases as a drawing."""
    overlay = flow_map.OVERLAYS.get(request.GET.get("overlay", ""), "frequency")
    picture = flow_map.picture(figures_row(year, procedure).figures, overlay)
    if picture is None:
        raise Http404
    response = HttpResponse(picture.svg, content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
