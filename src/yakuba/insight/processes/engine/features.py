"""What a case is like, as columns: which steps it has, how often, how long each waited, how often it changed hands."""

from __future__ import annotations

import polars as pl

from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.event_log import ACTIVITY, CASE, RESOURCE, TIME, EventLog

STEP, TIMES, WAIT = "step", "times", "wait"


def steps_by_case(log: EventLog) -> pl.DataFrame:
    """One row for each case and step it has: `CASE`, `STEP`, `TIMES`, and the `WAIT` in days before its first time.

    The wait of a case's first event is null: nothing came before it.
    """
    before = pl.when(pl.col(CASE) == pl.col(CASE).shift(1)).then(pl.col(TIME) - pl.col(TIME).shift(1))
    waited = log.events.select(CASE, pl.col(ACTIVITY).alias(STEP), in_days(before).alias(WAIT))
    return waited.group_by(CASE, STEP, maintain_order=True).agg(pl.len().alias(TIMES), pl.col(WAIT).first())


def hand_overs(log: EventLog) -> pl.DataFrame:
    """`CASE`, `hand_overs` (times the next event was somebody else's) and `ping_pong` (came straight back)."""
    named = log.events.filter(pl.col(RESOURCE).is_not_null()).select(CASE, RESOURCE)
    same_case = pl.col(CASE) == pl.col(CASE).shift(1)
    changed = named.filter(~(same_case & (pl.col(RESOURCE) == pl.col(RESOURCE).shift(1))).fill_null(value=False))
    back = (pl.col(CASE) == pl.col(CASE).shift(2)) & (pl.col(RESOURCE) == pl.col(RESOURCE).shift(2))
    marked = changed.with_columns(back.fill_null(value=False).alias("back"))
    return marked.group_by(CASE, maintain_order=True).agg(
        (pl.len() - 1).alias("hand_overs"), pl.col("back").sum().alias("ping_pong")
    )
