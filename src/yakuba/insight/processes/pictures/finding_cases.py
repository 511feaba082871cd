"""The cases behind a finding: those that make it so, by the names of one's own raw log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from yakuba.insight.processes.engine import drift, features, throughput, windows
from yakuba.insight.processes.engine.features import STEP, TIMES, WAIT
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import ACTIVITY, CASE, DAY, RESOURCE, EventLog, local_day
from yakuba.insight.processes.pictures.picture import with_names

CHANGED = (drift.THROUGHPUT, drift.SHARE, drift.VOLUME)


def finding_cases(log: EventLog, steps: pl.DataFrame, finding: Mapping[str, Any]) -> pl.DataFrame:
    """Of one finding of `comparison.compared` about this body; ``steps``: `features.steps_by_case` of the log.

    A step more often: the cases that have it; less often: those that do not. Waits and throughput: the longest first.
    A change of staff: the cases from that month on, with who did the step. Drift: the cases begun from that month on.
    Open cases: all with their days until the end, the longest first.
    """
    kind, step = finding["kind"], finding["step"]
    of_step = steps.filter(pl.col(STEP) == (step or ""))
    if kind in CHANGED:
        return with_names(log, _begun_since(log, of_step, finding))
    if kind == "open":
        measured = windows.measured(log, Window(end=step)).with_columns(pl.col(windows.DAYS).round(4))
        found = measured.sort(windows.DAYS, CASE, descending=[True, False])
    elif kind == "throughput":
        cases = throughput.by_case(log).select(CASE, pl.col(throughput.DAYS).round(4))
        found = cases.sort(throughput.DAYS, CASE, descending=[True, False])
    elif kind == "wait":
        waited = of_step.drop_nulls(WAIT).select(CASE, pl.col(WAIT).round(4).alias("days"))
        found = waited.sort("days", CASE, descending=[True, False])
    elif kind == "rework":
        found = of_step.filter(pl.col(TIMES) > 1).select(CASE, TIMES).sort(TIMES, CASE, descending=[True, False])
    elif kind == "staff":
        first = log.events.filter((pl.col(ACTIVITY) == step) & pl.col(RESOURCE).is_not_null())
        dated = first.select(CASE, local_day(), pl.col(RESOURCE).alias("who")).unique(
            CASE, keep="first", maintain_order=True
        )
        found = dated.filter(pl.col(DAY).cast(pl.String) >= finding["since"]).rename({DAY: "day"}).sort("day", CASE)
    elif finding["own"] >= finding["others"]:
        found = of_step.select(CASE, TIMES).sort(CASE)
    else:
        found = throughput.by_case(log).select(CASE).join(of_step, on=CASE, how="anti").sort(CASE)
    return with_names(log, found)


def _begun_since(log: EventLog, of_step: pl.DataFrame, finding: Mapping[str, Any]) -> pl.DataFrame:
    """Cases begun from the month of the change on: those with the step, or without it where it became rarer."""
    cases = throughput.by_case(log).with_columns(pl.col(throughput.DAYS).round(4))
    since = cases.filter(pl.col(throughput.FIRST_DAY).cast(pl.String) >= finding["since"])
    if finding["kind"] == drift.SHARE:
        more = finding["own"] >= finding["others"]
        since = since.join(of_step.select(CASE), on=CASE, how="semi" if more else "anti")
    return since.select(CASE, throughput.FIRST_DAY, throughput.DAYS).sort(throughput.FIRST_DAY, CASE)


def by_case_of(log: EventLog) -> pl.DataFrame:
    """The table that `finding_cases` asks for, made once a log."""
    return features.steps_by_case(log)
