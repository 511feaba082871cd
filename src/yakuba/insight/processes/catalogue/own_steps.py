"""A body's own steps, from its event log or its survey: names, places in the process, how often they were done."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from yakuba.insight.processes.catalogue.suggesting import OwnStep, task_of
from yakuba.insight.processes.event_log import ACTIVITY, CASE, EventLog
from yakuba.insight.processes.hours.survey import Survey


def steps_of_log(log: EventLog) -> list[OwnStep]:
    """Each step of a log with its number of events; its place is the mean over cases of more than one event."""
    at = pl.int_range(pl.len()).over(CASE)
    last = pl.len().over(CASE) - 1
    placed = log.events.select(ACTIVITY, pl.when(last > 0).then(at / last).alias("place"))
    found = placed.group_by(ACTIVITY).agg(pl.col("place").mean(), pl.len().alias("events")).sort(ACTIVITY)
    return [OwnStep(name, None, place, events) for name, place, events in found.iter_rows()]


def steps_of_survey(survey: Survey) -> list[OwnStep]:
    """Each task and step of a survey with its cases; its place is that of its first row among the steps of the task."""
    cases: dict[tuple[str, str], float] = {}
    for row in survey.rows:
        cases.setdefault((row.task, row.step), row.cases)
    return [
        OwnStep(step, task, place, round(cases[task, step])) for (task, step), place in _places(list(cases)).items()
    ]


def _places(those: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float | None]:
    by_task: dict[str, list[str]] = {}
    for task, step in those:
        by_task.setdefault(task, []).append(step)
    return {
        (task, step): at / (len(steps) - 1) if len(steps) > 1 else None
        for task, steps in by_task.items()
        for at, step in enumerate(steps)
    }


def in_catalogue(own: OwnStep) -> OwnStep:
    """The same with the id of its task where the body's name of the task means one of the catalogue."""
    return own if own.task is None else OwnStep(own.name, task_of(own.task), own.place, own.events)
