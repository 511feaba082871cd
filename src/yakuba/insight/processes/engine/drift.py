"""Changes for good within one body, from one month on: of throughput, of the share of cases with a step, of volume.

The month is the one at which the two sides differ most; its chance is multiplied by the months looked at. Its interval
are the months that explain the figures nearly as well (likelihood ratio below 7.35, Hansen 2000). Cases begun so late
that one in twenty would still be under way at the end of the log are left out of throughput and shares: what has not
had the time to happen is no drift. Effects are those at the month found, hence rather large than small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from yakuba.insight.processes.engine.statistics import Z95, Difference, shares, superiority, two_sided
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY, by_case
from yakuba.insight.processes.event_log import ACTIVITY, CASE, EventLog, local_day

FEWEST = 20  # cases on either side
FEWEST_WEEKS = 8  # on either side of a change of volume
RIPE = 0.95  # of the cases are through by then
NEARLY_AS_WELL = 7.35  # of the likelihood ratio: its 95% point where a change is placed by likelihood
THROUGHPUT, SHARE, VOLUME = "drift_throughput", "drift_step", "drift_volume"


@dataclass(frozen=True)
class Drift:
    """From ``since`` on (a day as ISO; it may be anywhere from ``earliest`` to ``latest``) a figure is another.

    `before` and `after`: median days, share of cases, or cases a week. `difference`: superiority less 0.5, difference
    of shares, or logarithm of the ratio; its `p` is corrected for the months looked at.
    """

    kind: str
    step: str | None
    since: str
    earliest: str
    latest: str
    before: float
    after: float
    cases: int
    difference: Difference


@dataclass(frozen=True)
class _Split:
    """Where a row of figures changes most: place among the candidates, those nearly as good, and the chance."""

    place: int
    earliest: int
    latest: int
    p: float


@dataclass(frozen=True)
class _Sides:
    before: float
    after: float
    cases: int
    difference: Difference


def drifts(log: EventLog) -> list[Drift]:
    """Of throughput, of volume, then of each step in order of name; strong or weak, for the caller to sort out."""
    cases = by_case(log)
    found = [_of_volume(cases)]
    ripe = _ripe(log, cases)
    if ripe.height >= 2 * FEWEST:
        found += [_of_throughput(ripe), *_of_shares(log, ripe)]
    return [one for one in found if one is not None]


def _ripe(log: EventLog, cases: pl.DataFrame) -> pl.DataFrame:
    """Cases that had the time to finish, in order of their beginning, with the month they began in as `month`."""
    if cases.is_empty():
        return cases
    end = log.events.select(local_day().max()).item()
    enough = math.ceil(cases[DAYS].quantile(RIPE, "linear") or 0.0)
    kept = cases.filter(pl.col(FIRST_DAY) <= end - timedelta(days=enough))
    return kept.with_columns(pl.col(FIRST_DAY).dt.truncate("1mo").alias("month")).sort(FIRST_DAY, CASE)


def _of_throughput(cases: pl.DataFrame) -> Drift | None:
    months, at = _months(cases)
    if not len(at):
        return None
    days = cases[DAYS].to_numpy()
    ranks = cases[DAYS].rank("average").to_numpy()
    split = _best(
        _statistics(np.cumsum(ranks)[at - 1][None, :], ranks.sum(), at, len(ranks), ranks.var())[0], len(ranks)
    )
    before, after = days[: at[split.place]], days[at[split.place] :]
    found = superiority(after, before)
    if found is None:
        return None
    values = float(np.median(before)), float(np.median(after))
    return _drift((THROUGHPUT, None), months, split, _Sides(*values, len(days), found))


def _of_shares(log: EventLog, cases: pl.DataFrame) -> list[Drift]:
    months, at = _months(cases)
    if not len(at):
        return []
    every = cases["month"].unique().sort()
    has = log.events.select(CASE, ACTIVITY).unique().join(cases.select(CASE, "month"), on=CASE, how="inner")
    steps = has[ACTIVITY].unique().sort()
    counts = np.zeros((steps.len(), every.len()))
    np.add.at(counts, (steps.search_sorted(has[ACTIVITY]).to_numpy(), every.search_sorted(has["month"]).to_numpy()), 1)
    hits = np.cumsum(counts, axis=1)[:, every.search_sorted(pl.Series(months)).to_numpy() - 1].astype(np.int64)
    total, size = counts.sum(axis=1).astype(np.int64), cases.height
    share = total / size
    found = []
    for row, statistics in enumerate(_statistics(hits, total[:, None], at, size, (share * (1 - share))[:, None])):
        if min(share[row], 1 - share[row]) <= 0:
            continue
        split = _best(statistics, size)
        early, cut = int(hits[row, split.place]), int(at[split.place])
        late = int(total[row]) - early
        moved = shares(late, size - cut, early, cut)
        if moved is not None:
            values = early / cut, late / (size - cut)
            found.append(_drift((SHARE, str(steps[row])), months, split, _Sides(*values, size, moved)))
    return found


def _of_volume(cases: pl.DataFrame) -> Drift | None:
    """Cases begun a week; the first and the last week of the log are rarely whole and do not count."""
    if cases.is_empty():
        return None
    weeks = (
        cases.select(pl.col(FIRST_DAY).dt.truncate("1w").alias("week")).group_by("week").agg(pl.len().alias("begun"))
    )
    first, last = weeks["week"].min(), weeks["week"].max()
    assert isinstance(first, date) and isinstance(last, date)
    every = [first + timedelta(weeks=place) for place in range(1, (last - first).days // 7)]
    if len(every) < 2 * FEWEST_WEEKS:
        return None
    filled = pl.DataFrame({"week": every}).join(weeks, on="week", how="left", maintain_order="left")
    begun = filled["begun"].fill_null(0).to_numpy().astype(np.float64)
    at = np.arange(FEWEST_WEEKS, len(begun) - FEWEST_WEEKS + 1)
    spread = begun.var(ddof=1)
    if spread <= 0:
        return None
    split = _best(_statistics(np.cumsum(begun)[at - 1][None, :], begun.sum(), at, len(begun), spread)[0], len(begun))
    before, after = begun[: at[split.place]], begun[at[split.place] :]
    if min(before.sum(), after.sum()) < FEWEST:
        return None
    effect = math.log(after.mean() / before.mean())
    scatter = max(1.0, sum(((one - one.mean()) ** 2 / one.mean()).sum() for one in (before, after)) / (len(begun) - 2))
    half = Z95 * math.sqrt(scatter * (1 / before.sum() + 1 / after.sum()))
    values = float(before.mean()), float(after.mean())
    found = Difference(effect, effect - half, effect + half, 1.0)
    return _drift((VOLUME, None), [every[place] for place in at], split, _Sides(*values, int(begun.sum()), found))


def _months(cases: pl.DataFrame) -> tuple[list[date], np.ndarray]:
    """First days of the months at which enough cases are on either side, and how many cases began before each."""
    begun = cases.group_by("month").agg(pl.len().alias("begun")).sort("month")
    before = begun["begun"].cum_sum().to_numpy() - begun["begun"].to_numpy()
    good = (before >= FEWEST) & (cases.height - before >= FEWEST)
    return begun.filter(pl.Series(good))["month"].to_list(), before[good]


def _statistics(
    sums: np.ndarray, total: np.ndarray | float, at: np.ndarray, size: int, variance: np.ndarray | float
) -> np.ndarray:
    """Square of the standardised difference of both sides, for each row of partial sums and each place ``at``."""
    expected = at / size * total
    scale = variance * at * (size - at) / size * size / (size - 1)
    found = np.zeros(np.broadcast(sums, scale).shape)
    np.divide((sums - expected) ** 2, scale, out=found, where=scale > 0)
    return found


def _best(statistics: np.ndarray, size: int) -> _Split:
    place = int(np.argmax(statistics))
    most = float(statistics[place])
    worse = size * (most - statistics) / max(size - most, 1e-9)
    near = np.flatnonzero(worse <= NEARLY_AS_WELL)
    return _Split(place, int(near[0]), int(near[-1]), min(1.0, two_sided(math.sqrt(most)) * len(statistics)))


def _drift(what: tuple[str, str | None], days: list[date], split: _Split, sides: _Sides) -> Drift:
    since, earliest, latest = (days[place].isoformat() for place in (split.place, split.earliest, split.latest))
    found = sides.difference
    difference = Difference(found.effect, found.low, found.high, split.p)
    return Drift(*what, since, earliest, latest, sides.before, sides.after, sides.cases, difference)
