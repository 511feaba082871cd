"""Work done in batches: one person does one step for several cases within a short span, and cases wait for that."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.engine.features import WAIT
from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.event_log import ACTIVITY, CASE, OFFSET, RESOURCE, TIME, EventLog

STEP, BATCHES, EVENTS, IN_BATCHES, SIZE = "step", "batches", "events", "in_batches", "mean_size"
WAIT_IN, WAIT_OUT = "median_wait_in_batches", "median_wait_otherwise"
_RUN, _BATCHED = "run", "batched"


@dataclass(frozen=True)
class Batch:
    """What counts as one: at least ``cases`` different cases, no more than ``minutes`` from each to the next."""

    minutes: int = 30
    cases: int = 3


def batches(log: EventLog, rule: Batch | None = None) -> pl.DataFrame:
    """For each step: `EVENTS` with person and time of day, `IN_BATCHES` of them, `BATCHES`, `SIZE` (cases), waits.

    Waits are median days since the event before, of events in batches and of the others: their difference is what
    waiting for the batch adds. Most events in batches first. Events at midnight are left out: there the source knows
    the day only, and a day's work is no batch.
    """
    chosen = rule or Batch()
    marked = _marked(log, chosen)
    counted = marked.group_by(ACTIVITY).agg(
        pl.len().alias(EVENTS),
        pl.col(_BATCHED).sum().alias(IN_BATCHES),
        pl.col(_RUN).filter(pl.col(_BATCHED)).n_unique().alias(BATCHES),
        (pl.struct(_RUN, CASE).filter(pl.col(_BATCHED)).n_unique()).alias("cases"),
        pl.col(WAIT).filter(pl.col(_BATCHED)).median().alias(WAIT_IN),
        pl.col(WAIT).filter(~pl.col(_BATCHED)).median().alias(WAIT_OUT),
    )
    size = pl.when(pl.col(BATCHES) > 0).then(pl.col("cases") / pl.col(BATCHES)).alias(SIZE)
    found = counted.select(pl.col(ACTIVITY).alias(STEP), EVENTS, IN_BATCHES, BATCHES, size, WAIT_IN, WAIT_OUT)
    return found.sort(IN_BATCHES, STEP, descending=[True, False])


def share_at_midnight(log: EventLog) -> float | None:
    """The share of events whose local time is midnight to the second; near 1 the source knows days only."""
    return None if log.events.is_empty() else float(log.events.select(_midnight().mean()).item())


def _marked(log: EventLog, rule: Batch) -> pl.DataFrame:
    same_case = pl.col(CASE) == pl.col(CASE).shift(1)
    waited = pl.when(same_case).then(in_days(pl.col(TIME) - pl.col(TIME).shift(1)))
    events = log.events.select(CASE, ACTIVITY, RESOURCE, TIME, waited.alias(WAIT), _midnight().alias("midnight"))
    events = events.filter(pl.col(RESOURCE).is_not_null() & ~pl.col("midnight")).sort(RESOURCE, ACTIVITY, TIME)
    apart = (
        (pl.col(RESOURCE) != pl.col(RESOURCE).shift(1))
        | (pl.col(ACTIVITY) != pl.col(ACTIVITY).shift(1))
        | (pl.col(TIME) - pl.col(TIME).shift(1) > pl.duration(minutes=rule.minutes))
    )
    runs = events.with_columns(apart.fill_null(value=True).cum_sum().alias(_RUN))
    large = runs.group_by(_RUN).agg((pl.col(CASE).n_unique() >= rule.cases).alias(_BATCHED))
    return runs.join(large, on=_RUN, how="left")


def _midnight() -> pl.Expr:
    local = pl.col(TIME).dt.replace_time_zone(None) + pl.duration(minutes=pl.col(OFFSET))
    return local.dt.time() == pl.time(0, 0, 0)
