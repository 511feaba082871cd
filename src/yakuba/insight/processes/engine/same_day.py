"""How much of what follows what lies within one day: there the order is that of typing, not of work."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.event_log import CASE, DAY, EventLog, local_day


@dataclass(frozen=True)
class SameDay:
    """Pairs of events that follow each other in a case, and those of them on one day of the local calendar."""

    pairs: int
    within: int

    @property
    def share(self) -> float | None:
        """None without a pair."""
        return self.within / self.pairs if self.pairs else None


def same_day(log: EventLog) -> SameDay:
    """Of a log."""
    dated = log.events.select(CASE, local_day())
    found = dated.select(
        (pl.col(CASE) == pl.col(CASE).shift(-1)).alias("pair"), (pl.col(DAY) == pl.col(DAY).shift(-1)).alias("day")
    )
    return SameDay(int(found["pair"].sum()), int((found["pair"] & found["day"]).sum()))
