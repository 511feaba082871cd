"""Steps done again: in how many cases, how often, and the days it cost them."""

from __future__ import annotations

import polars as pl

from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.event_log import ACTIVITY, CASE, TIME, EventLog

STEP, CASES, AGAIN, EXTRA, COST, MEDIAN = "step", "cases", "cases_again", "extra_times", "days", "median_days"


def rework(log: EventLog) -> pl.DataFrame:
    """For each step done again: `CASES` with it, `AGAIN` of them more than once, `EXTRA` times, and its cost in days.

    `COST` sums, over the cases, the days from the first to the last time of the step; `MEDIAN` is that of one such
    case. An upper bound: other work may have gone on meanwhile. The dearest first.
    """
    span = in_days(pl.col(TIME).last() - pl.col(TIME).first())
    each = log.events.group_by(CASE, ACTIVITY, maintain_order=True).agg(pl.len().alias("times"), span.alias("span"))
    again = pl.col("times") > 1
    found = each.group_by(pl.col(ACTIVITY).alias(STEP)).agg(
        pl.len().alias(CASES),
        again.sum().alias(AGAIN),
        (pl.col("times") - 1).sum().alias(EXTRA),
        pl.col("span").sum().alias(COST),
        pl.col("span").filter(again).median().alias(MEDIAN),
    )
    return found.filter(pl.col(AGAIN) > 0).sort(COST, STEP, descending=[True, False])
