"""What the page says of the surveys: the volume zone as bars and table, places of bodies, names without a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.insight.processes.benchmarking import drawing
from yakuba.insight.processes.benchmarking.comparing import Benchmark, benchmarked
from yakuba.insight.processes.benchmarking.peers import Body, body_of
from yakuba.insight.processes.benchmarking.volume import Ranked
from yakuba.insight.processes.catalogue.mapping import StepMapping, coverage, proposed
from yakuba.insight.processes.catalogue.own_steps import steps_of_survey
from yakuba.insight.processes.hours.joining import BodyWork, modelled
from yakuba.insight.processes.hours.survey import Aside, Survey
from yakuba.insight.work_hours.forms import POPULATION, Given
from yakuba.platform.screens import plots

MOST_BARS, MOST_ASIDE = 15, 200
MEASURES = {
    "hours_per_case": ("1件あたりの時間", "分", 60.0),
    "cases_per_staff": ("職員1人あたりの件数", "件", 1.0),
    "cost_per_case": ("1件あたりの人件費", "円", 1.0),
    "hours_per_1000_residents": ("人口千人あたりの時間", "時間", 1.0),
}


@dataclass(frozen=True)
class Taken:
    """A survey as the page accounts for it; shares are in percent, None where there is no step."""

    body: str
    given: int
    accepted: int
    held: int
    rejected: int
    population: int | None
    group: str | None
    unmapped: float | None
    unmapped_cases: float | None


@dataclass(frozen=True)
class Line:
    """A place of a body's task, in the unit people use."""

    body: str
    task: str
    measure: str
    value: str
    best: str
    gap: str
    place: str


@dataclass(frozen=True)
class Told:
    """A row that is not in the figures."""

    body: str
    kind: str
    row: Aside


def context(given: Given, peers: str, *, suggestions: bool) -> dict[str, Any]:
    """The context of the page with its result."""
    bodies = {one.body: body_of(one.body) for one in given.surveys}
    mapped = {one.body: _mapping(one, given.mappings.get(one.body), suggestions) for one in given.surveys}
    works: list[BodyWork] = [modelled(one, mapped[one.body], suggestions=suggestions) for one in given.surveys]
    made = benchmarked(works, bodies, "population" if peers == POPULATION else None)
    aside = [one for survey in given.surveys for one in _aside(survey)]
    return {
        "sentence": drawing.said(made.zone)[0],
        "made": made,
        "plot": _plot(made) if made.zone else None,
        "lines": [_line(one) for one in sorted(made.ranks, key=_order) if one.measure in MEASURES],
        "taken": [_taken(one, bodies[one.body], mapped[one.body], suggestions) for one in given.surveys],
        "aside": aside[:MOST_ASIDE],
        "more_aside": max(0, len(aside) - MOST_ASIDE),
    }


def _mapping(survey: Survey, before: StepMapping | None, suggestions: bool) -> StepMapping:
    if before is None or suggestions:
        return proposed(survey.body, steps_of_survey(survey), before)
    return before


def _plot(made: Benchmark) -> plots.BarPlot:
    counts = [(one.label, round(one.saved)) for one in made.zone[:MOST_BARS]]
    return plots.bars("zone-plot", "減らせる時間の多い作業", "作業", "時間", counts)


def _order(one: Ranked) -> tuple[str, int, int, str]:
    return one.label, [*MEASURES, one.measure].index(one.measure), one.place, one.body


def _line(one: Ranked) -> Line:
    name, unit, factor = MEASURES[one.measure]
    value, best, gap = (f"{figure * factor:,.1f}{unit}" for figure in (one.value, one.best, one.gap))
    return Line(one.body, one.label, name, value, best, gap, f"{one.place}／{one.bodies}")


def _taken(survey: Survey, body: Body, mapping: StepMapping, suggestions: bool) -> Taken:
    names = {(one.task, one.step) for one in survey.rows}
    told = coverage([one for one in mapping.rows if one.key in names])
    shares = (
        (told.unmapped_names_with_suggestions, told.unmapped_events_with_suggestions)
        if suggestions
        else (told.unmapped_names, told.unmapped_events)
    )
    rows = (survey.given, len(survey.rows), len(survey.held), len(survey.rejected))
    percents = (None if share is None else 100 * share for share in shares)
    return Taken(survey.body, *rows, body.population, body.population_group, *percents)


def _aside(survey: Survey) -> Sequence[Told]:
    held = [Told(survey.body, "保留", one) for one in survey.held]
    return [*held, *(Told(survey.body, "除外", one) for one in survey.rejected)]
