"""Bodies compared with their open cases counted as open: medians with intervals, and the log-rank test."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from yakuba.insight.processes.engine.statistics import Z95, Difference, two_sided
from yakuba.insight.processes.engine.windows import CLOSED, DAYS, survival

HALF = 0.5


def median_with_interval(cases: pl.DataFrame) -> tuple[float | None, float | None, float | None]:
    """Median days of `measured` cases after Kaplan and Meier, and its 95% interval after Brookmeyer and Crowley (1982).

    The error of the share still open is Greenwood's, on the scale of log(-log). None: the log ends before that.
    """
    curve = survival(cases)
    if curve.is_empty():
        return None, None, None
    counted = cases.group_by(DAYS).agg(pl.col(CLOSED).sum().alias("done")).sort(DAYS)
    done, risk = counted["done"].to_numpy().astype(float), curve["at_risk"].to_numpy().astype(float)
    share, days = curve["open_share"].to_numpy(), curve[DAYS].to_numpy()
    left = risk - done
    greenwood = np.cumsum(np.divide(done, risk * left, out=np.zeros_like(done), where=left > 0))
    within = (share > 0) & (share < 1)
    bent = np.log(np.where(within, share, HALF))
    half = Z95 * np.sqrt(greenwood) / np.abs(bent)
    low, high = (np.where(within, np.exp(bent * np.exp(sign * half)), share) for sign in (1, -1))
    found = [_first(days, line) for line in (share, low, high)]
    return found[0], found[1], found[2]


def log_rank(one: pl.DataFrame, other: pl.DataFrame) -> Difference | None:
    """How much slower the cases of ``one`` close: minus the logarithm of the ratio of rates (Peto's), above 0 slower.

    Both from `measured`. The test is Mantel's (1966); None when nothing closes that could have closed elsewhere.
    """
    times = [table[DAYS].to_numpy() for table in (one, other)]
    closed = [np.sort(table.filter(pl.col(CLOSED))[DAYS].to_numpy()) for table in (one, other)]
    moments, done = np.unique(np.concatenate(closed), return_counts=True)
    risks = [len(found) - np.searchsorted(np.sort(found), moments, side="left") for found in times]
    every = risks[0] + risks[1]
    part = risks[0] / np.maximum(every, 1)
    observed = len(closed[0])
    expected = float((done * part).sum())
    spread = done * part * (1 - part) * (every - done) / np.maximum(every - 1, 1)
    variance = float(spread.sum())
    if variance <= 0:
        return None
    effect, half = (expected - observed) / variance, Z95 / math.sqrt(variance)
    return Difference(effect, effect - half, effect + half, two_sided((expected - observed) / math.sqrt(variance)))


def _first(days: np.ndarray, line: np.ndarray) -> float | None:
    """The first day on which a falling line is at a half or below."""
    places = np.flatnonzero(line <= HALF + 1e-12)
    return float(days[places[0]]) if len(places) else None
