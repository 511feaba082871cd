"""One model of a body's work: its survey, and beside each step what its event log counted and how long it waited.

A log tells when a step was done, not how long somebody worked on it; so minutes come from the survey, and volume from
either, as chosen. Both are kept, so that they can be shown side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from yakuba.insight.processes.catalogue.mapping import StepMapping
from yakuba.insight.processes.catalogue.wording import normalised
from yakuba.insight.processes.engine.features import STEP, WAIT, steps_by_case
from yakuba.insight.processes.event_log import ACTIVITY, DAY, EventLog, local_day
from yakuba.insight.processes.hours.survey import Survey, Work

FEWEST_DAYS = 90  # a log of fewer days says nothing about a year
YEAR_DAYS = 365


@dataclass(frozen=True)
class Logged:
    """What a log says of a step: times done in a year, median days waited before it (None where it comes first)."""

    times_a_year: float | None
    wait_days: float | None


@dataclass(frozen=True)
class StepWork:
    """A step of a body: the rows of the survey (one a kind of staff), its standard step if mapped, what a log says."""

    task: str
    subtask: str
    step: str
    rows: tuple[Work, ...]
    standard: str | None = None
    logged: Logged | None = None

    @property
    def cases(self) -> float:
        """Cases a year as surveyed."""
        return self.rows[0].cases

    @property
    def hours(self) -> float:
        """Hours a year as surveyed."""
        return sum(one.hours for one in self.rows)


@dataclass(frozen=True)
class BodyWork:
    """All steps of one body and year, and what has to be said about them."""

    body: str
    year: int | None
    steps: tuple[StepWork, ...]
    remarks: tuple[str, ...] = ()


def modelled(
    survey: Survey, mapping: StepMapping | None = None, log: EventLog | None = None, *, suggestions: bool = False
) -> BodyWork:
    """The body's work; with a mapping its steps have their standard step, with a log what it knows of them."""
    by_place: dict[tuple[str, str, str], list[Work]] = {}
    for row in survey.rows:
        by_place.setdefault(row.place, []).append(row)

    def standard(task: str, step: str) -> str | None:
        return mapping.standard_of(task, step, suggestions=suggestions) if mapping else None

    steps = [StepWork(*place, tuple(rows), standard(place[0], place[2])) for place, rows in by_place.items()]
    remarks = survey.remarks
    if log is not None:
        known, said = logged(log, survey.year)
        names: dict[str, Logged] = {}
        for activity, found in known.items():
            names[standard("", activity) or normalised(activity)] = found
        steps = [replace(one, logged=names.get(one.standard or "") or names.get(normalised(one.step))) for one in steps]
        matched = sum(1 for one in steps if one.logged)
        remarks += (*said, f"調査の作業 {len(steps)} のうち {matched} が記録にもあります。")
    return BodyWork(survey.body, survey.year, tuple(steps), remarks)


def with_logged_volume(work: BodyWork) -> BodyWork:
    """The same with the cases that the log counted where it did; hours written by the minute follow them."""
    return replace(work, steps=tuple(map(_by_log, work.steps)))


def _by_log(step: StepWork) -> StepWork:
    if step.logged is None or not step.logged.times_a_year:
        return step
    times = step.logged.times_a_year
    rows = (
        replace(
            one, cases=times, hours=one.hours if one.minutes_per_case is None else one.minutes_per_case * times / 60
        )
        for one in step.rows
    )
    return replace(step, rows=tuple(rows))


def logged(log: EventLog, year: int | None = None) -> tuple[dict[str, Logged], tuple[str, ...]]:
    """By step what the log says, and remarks. Times of the fiscal year if the log has it, else brought to 365 days."""
    if log.events.is_empty():
        return {}, ("記録に作業がありません。",)
    dated = log.events.select(ACTIVITY, local_day())
    days = dated[DAY]
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):  # events always have a time
        raise TypeError("events without a day")
    span = (last - first).days + 1
    factor: float | None = YEAR_DAYS / span if span >= FEWEST_DAYS else None
    said = (
        f"記録は {span} 日分で、1年 {YEAR_DAYS} 日に直しました。"
        if factor
        else f"記録が {span} 日分で、件数は使えません。"
    )
    if year is not None and first <= date(year, 4, 30) and last >= date(year + 1, 3, 1):
        dated = dated.filter(pl.col(DAY).is_between(date(year, 4, 1), date(year + 1, 3, 31)))
        factor, said = 1.0, f"記録の件数は {year} 年度のものです。"
    times = dict(dated.group_by(ACTIVITY).agg(pl.len()).iter_rows())
    waits = dict(steps_by_case(log).group_by(STEP).agg(pl.col(WAIT).median()).iter_rows())
    return {
        name: Logged(times.get(name, 0) * factor if factor else None, wait) for name, wait in sorted(waits.items())
    }, (said,)
