"""How long cases take: from the first to the last event, as instants, in days of 24 hours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.engine.spans import in_days, median
from yakuba.insight.processes.event_log import CASE, DAY, TIME, EventLog, local_day

DAYS = "days"
FIRST_DAY = "first_day"


@dataclass(frozen=True)
class Spread:
    """Mean, median and 90th percentile (linear between neighbours) of days; None without a case."""

    mean: float | None
    median: float | None
    p90: float | None


def by_case(log: EventLog) -> pl.DataFrame:
    """One row a case that has events: `CASE`, `events`, `active_days` (calendar days), `DAYS`, `FIRST_DAY` (local)."""
    dated = log.events.select(CASE, TIME, local_day())
    took = in_days(pl.col(TIME).last() - pl.col(TIME).first())
    return dated.group_by(CASE, maintain_order=True).agg(
        pl.len().alias("events"),
        pl.col(DAY).n_unique().alias("active_days"),
        took.alias(DAYS),
        pl.col(DAY).first().alias(FIRST_DAY),
    )


def spread(days: pl.Series) -> Spread:
    """Of a column of days."""
    if days.is_empty():
        return Spread(None, None, None)
    # fsum: the same whatever the order of the cases and however a processor adds up.
    mean = math.fsum(days) / days.len()
    return Spread(mean, _number(pl.select(median(pl.lit(days))).item()), _number(days.quantile(0.9, "linear")))


def share_over(days: pl.Series, limit: float) -> float | None:
    """The share of cases that took longer than ``limit`` days; None without a case."""
    return None if days.is_empty() else int((days > limit).sum()) / days.len()


def _number(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) else None
