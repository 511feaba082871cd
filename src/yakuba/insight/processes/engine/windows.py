"""How long cases take between a chosen start and end: closed and open ones told apart, in days or working days.

Which start and end are chosen can turn a ranking of municipalities round, so the choice is always told beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.event_log import ACTIVITY, CASE, DAY, TIME, EventLog, local_day
from yakuba.standards import business_days

DAYS, CLOSED = "days", "closed"
OPEN_SHARE, AT_RISK = "open_share", "at_risk"


@dataclass(frozen=True)
class Window:
    """From the first time of step ``start`` to the last of step ``end``; None: the first and the last event."""

    start: str | None = None
    end: str | None = None
    working_days: bool = False


def measured(log: EventLog, window: Window) -> pl.DataFrame:
    """`CASE`, `DAYS`, `CLOSED` of each case that has the start.

    A case whose end has not come is open: its days run to the last event of the whole log. Working days count the
    days after the first on which a Japanese town hall is open.
    """
    if log.events.is_empty():
        return pl.DataFrame(schema={CASE: pl.UInt32, DAYS: pl.Float64, CLOSED: pl.Boolean})
    events = log.events.select(CASE, ACTIVITY, TIME, local_day())
    begun = _edge(events, window.start, "first")
    ended = _edge(events, window.end, "last").rename({TIME: "ended", DAY: "ended_day"})
    joined = begun.join(ended, on=CASE, how="left", maintain_order="left").with_columns(
        pl.when(pl.col("ended") >= pl.col(TIME)).then(pl.col("ended")).alias("ended")
    )
    last, last_day = events[TIME].max(), events[DAY].max()
    filled = joined.with_columns(
        pl.col("ended").is_not_null().alias(CLOSED),
        pl.when(pl.col("ended").is_not_null()).then(pl.col("ended_day")).otherwise(last_day).alias("ended_day"),
        pl.col("ended").fill_null(last),
    )
    days = in_days(pl.col("ended") - pl.col(TIME))
    if window.working_days and filled.height:
        filled = _with_working_days(filled)
        days = (pl.col("until") - pl.col("from")).cast(pl.Float64)
    return filled.select(CASE, days.alias(DAYS), CLOSED)


def survival(cases: pl.DataFrame) -> pl.DataFrame:
    """`DAYS`, `OPEN_SHARE` still open after so many days, `AT_RISK` before: Kaplan and Meier (1958), from `measured`.

    Open cases count for as long as they are known to be open, so that a backlog does not look like speed.
    """
    counted = cases.group_by(DAYS).agg(pl.len().alias("left"), pl.col(CLOSED).sum().alias("done")).sort(DAYS)
    risk = (cases.height - pl.col("left").cum_sum().shift(1, fill_value=0)).alias(AT_RISK)
    return counted.with_columns(risk).select(
        DAYS, (1 - pl.col("done") / pl.col(AT_RISK)).cum_prod().alias(OPEN_SHARE), AT_RISK
    )


def median(cases: pl.DataFrame) -> float | None:
    """The days after which half of the cases are closed; None when the log ends before that."""
    curve = survival(cases).filter(pl.col(OPEN_SHARE) <= 0.5)
    return float(curve[DAYS][0]) if curve.height else None


def _edge(events: pl.DataFrame, step: str | None, which: str) -> pl.DataFrame:
    of_step = events if step is None else events.filter(pl.col(ACTIVITY) == step)
    edge = [pl.col(name).first() if which == "first" else pl.col(name).last() for name in (TIME, DAY)]
    return of_step.group_by(CASE, maintain_order=True).agg(edge)


def _with_working_days(cases: pl.DataFrame) -> pl.DataFrame:
    """`from` and `until`: how many days the town hall was open up to the first and the last day."""
    first, last = cases[DAY].min(), cases["ended_day"].max()
    assert isinstance(first, date) and isinstance(last, date)
    every = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    opened = pl.Series([business_days.is_business_day(day) for day in every])
    calendar = pl.DataFrame({DAY: every, "open": opened.cum_sum()})
    found = cases.join(calendar.rename({"open": "from"}), on=DAY, how="left", maintain_order="left")
    return found.join(
        calendar.rename({DAY: "ended_day", "open": "until"}), on="ended_day", how="left", maintain_order="left"
    )
