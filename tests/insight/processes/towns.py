"""Logs of towns whose differences are known, because they were put in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from tests.insight.processes.logs import Event, log_of
from yakuba.insight.processes.event_log import EventLog

JAPAN = timezone(timedelta(hours=9))
STEPS = ("受付", "確認", "審査", "決裁", "通知")


@dataclass(frozen=True)
class Habits:
    """How a town works: mean days before each step, and how often it checks (確認) or decides (決裁) twice."""

    days: tuple[float, ...] = (0.0, 2.0, 3.0, 2.0, 1.0)
    checks: float = 0.9
    twice: float = 0.05


def town(folder: Path, name: str, habits: Habits, seed: int, cases: int = 150) -> EventLog:
    """The log of a town with these habits."""
    random = np.random.default_rng([seed, *name.encode()])
    found = []
    for number in range(cases):
        clock = datetime(2025, 4, 1, 9, tzinfo=JAPAN) + timedelta(days=float(random.integers(0, 330)))
        events: list[Event] = []
        for step, mean in zip(STEPS, habits.days, strict=True):
            if step == "確認" and random.random() > habits.checks:
                continue
            for _ in range(2 if step == "決裁" and random.random() < habits.twice else 1):
                clock += timedelta(days=float(random.gamma(2.0, mean / 2.0)) if mean else 0.0)
                events.append((step, clock.isoformat(timespec="seconds"), f"{name}{random.integers(1, 5)}"))
        found.append(({"concept:name": f"{name}-{number}"}, events))
    return log_of(folder, found, name)
