"""The figures of a fiscal year from the own journal, procedure by procedure. Nothing is published by it."""

from __future__ import annotations

from datetime import date

from yakuba.insight.work_comparison import figures, flow_map, source
from yakuba.insight.work_comparison.models import WorkAnalysis, WorkFigures
from yakuba.insight.work_comparison.names import ANALYSE, ANALYSIS
from yakuba.platform.access import service as access
from yakuba.platform.cases import journal
from yakuba.platform.jobs import service as jobs
from yakuba.platform.tenancy.context import current_context

State = WorkAnalysis.State


def days_of(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def start(year: int) -> WorkAnalysis:
    """Begin the analysis of a fiscal year. Raises access.Refused."""
    access.require(ANALYSE)
    context = current_context()
    analysis = WorkAnalysis.objects.create(
        fiscal_year=year,
        created_by=context.actor.id,
        created_by_name=context.actor.name,
        created_at=context.instant,
    )
    analysis.job_id = jobs.start(ANALYSIS, {"analysis": analysis.id}, key=f"work-{analysis.id}").id
    analysis.save()
    return analysis


def plan(analysis: WorkAnalysis) -> int:
    """The procedures of the year, frozen; how many they are."""
    analysis.procedures = [list(one) for one in journal.procedures(*days_of(analysis.fiscal_year))]
    analysis.save()
    return len(analysis.procedures)


def work(analysis: WorkAnalysis, position: int) -> dict[str, int]:
    """The figures of one procedure."""
    procedure, title = analysis.procedures[position]
    log = source.event_log(*days_of(analysis.fiscal_year), procedure=procedure)
    found = figures.measured(log) | {flow_map.MAP: flow_map.kept(log)}
    WorkFigures.objects.update_or_create(
        analysis_id=analysis.id, procedure=procedure, defaults={"title": title, "figures": found}
    )
    return {"案件": found["cases"]}


def finish(analysis: WorkAnalysis) -> str:
    """All procedures are there."""
    analysis.state, analysis.finished_at = State.DONE, current_context().instant
    analysis.save()
    return f"{analysis.fiscal_year}年度：手続き{len(analysis.procedures)}種類を集計しました"


def latest(year: int) -> WorkAnalysis | None:
    """The newest analysis of a year that is done."""
    return WorkAnalysis.objects.filter(fiscal_year=year, state=State.DONE).order_by("-created_at", "-id").first()


def newest() -> WorkAnalysis | None:
    """The newest analysis that is done, of the latest year there is one of."""
    return WorkAnalysis.objects.filter(state=State.DONE).order_by("-fiscal_year", "-created_at", "-id").first()


def figures_of(analysis: WorkAnalysis) -> list[WorkFigures]:
    """Its procedures, those with most cases first."""
    rows = list(WorkFigures.objects.filter(analysis_id=analysis.id))
    return sorted(rows, key=lambda one: (-int(one.figures["cases"]), one.procedure))
