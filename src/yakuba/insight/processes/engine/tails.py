"""Long tails: how much of all days the slowest cases take, and how much comes after a step taken for the end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.engine.throughput import DAYS, by_case
from yakuba.insight.processes.event_log import ACTIVITY, CASE, TIME, EventLog

SLOWEST = 0.05  # of the cases


@dataclass(frozen=True)
class Tail:
    """Of the slowest ``cases``: their share of all days, and the mean days with and without them."""

    cases: int
    share_of_days: float
    mean: float
    mean_without: float


def tail(days: pl.Series, slowest: float = SLOWEST) -> Tail | None:
    """Of the slowest cases; None without a case or a day."""
    values = np.sort(days.to_numpy())
    count = math.ceil(len(values) * slowest)
    total = float(values.sum())
    if len(values) <= count or total <= 0:
        return None
    share = float(values[-count:].sum()) / total
    return Tail(count, share, total / len(values), float(values[:-count].mean()))


def after(log: EventLog, step: str) -> dict[str, float | int] | None:
    """`cases` with the step, mean `days` from its last time to the last event, and their `share` of all their days."""
    last = log.events.filter(pl.col(ACTIVITY) == step).group_by(CASE).agg(pl.col(TIME).last().alias("then"))
    ends = log.events.group_by(CASE).agg(pl.col(TIME).last().alias("ended"))
    joined = last.join(ends, on=CASE).join(by_case(log).select(CASE, DAYS), on=CASE)
    if joined.is_empty():
        return None
    spent = joined.select(in_days(pl.col("ended") - pl.col("then")).sum()).item()
    every = float(joined[DAYS].sum())
    return {"cases": joined.height, "days": spent / joined.height, "share": spent / every if every else 0.0}
