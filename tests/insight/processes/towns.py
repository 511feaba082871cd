"""Logs of towns whose differences are known, because they were put in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, OFFSET, RESOURCE, TIME, EventLog

STEPS = ("受付", "確認", "審査", "決裁", "通知")
BEGIN = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
DAY = 86_400_000_000
MAY = 120  # days from the beginning of the year
CLERKS = 4


@dataclass(frozen=True)
class Habits:
    """How a town works in a year.

    ``days``: mean days before each step; ``checks``, ``twice``: shares of cases that have 確認, that have 決裁 twice;
    ``leaves_in_may``: one of the four clerks is followed by somebody new.
    """

    days: tuple[float, ...] = (0.0, 2.0, 3.0, 2.0, 1.0)
    checks: float = 0.9
    twice: float = 0.05
    leaves_in_may: bool = False


def town(name: str, habits: Habits, seed: int, cases: int = 200) -> EventLog:
    """The log of a town with these habits: ``cases`` begun over the year 2025."""
    random = np.random.default_rng([seed, *name.encode()])
    # A column for each step, one more for the second 決裁.
    steps = [0, 1, 2, 3, 3, 4]
    waits = random.gamma(2.0, np.array(habits.days)[steps] / 2.0, (cases, len(steps)))
    there = np.ones((cases, len(steps)), bool)
    there[:, 1] = random.random(cases) < habits.checks
    there[:, 4] = random.random(cases) < habits.twice
    days = random.uniform(0, 365, cases)[:, None] + np.cumsum(waits * there, axis=1)
    clerks = random.integers(1, CLERKS + 1, days.shape)
    if habits.leaves_in_may:
        clerks[(clerks == CLERKS) & (days >= MAY)] = CLERKS + 1
    row = np.broadcast_to(np.arange(cases)[:, None], days.shape)
    events = pl.DataFrame(
        {
            CASE: pl.Series(row[there].astype(np.uint32)),
            ACTIVITY: np.array(STEPS)[np.broadcast_to(steps, days.shape)[there]],
            RESOURCE: [f"{name}{clerk}" for clerk in clerks[there]],
            TIME: pl.Series(BEGIN + (days[there] * DAY).astype(np.int64)).cast(pl.Datetime("us", "UTC")),
            OFFSET: pl.Series([540] * int(there.sum()), dtype=pl.Int16),
        }
    )
    named = pl.DataFrame({CASE_NAME: [f"{name}-{number}" for number in range(cases)]})
    return EventLog(name, named, events.sort(CASE, TIME), events.height)
