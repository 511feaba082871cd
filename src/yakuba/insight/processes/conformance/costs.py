"""What leaving the flow goes with: days of cases that leave it against those that fit, and hours by a table of steps.

Days are a difference seen, not a proof that the deviation is the cause: cases that leave the flow may be harder ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from yakuba.insight.processes.engine.statistics import Z95, superiority

FEWEST = 20  # cases on either side
_EXACT = 200  # values; above, the binomial count is taken as normal


@dataclass(frozen=True)
class Days:
    """Medians of cases with and without; their difference with its 95% interval.

    `superiority`: the chance that a case with it takes longer, less 0.5; `p` of that.
    """

    cases: int
    with_it: float
    without: float
    difference: float
    low: float
    high: float
    superiority: float
    p: float


def days(with_it: np.ndarray, without: np.ndarray) -> Days | None:
    """The difference of medians, interval after Price and Bonett (2002); None with too few cases on a side."""
    if min(len(with_it), len(without)) < FEWEST:
        return None
    found = superiority(with_it, without)
    assert found is not None
    one, other = float(np.median(with_it)), float(np.median(without))
    half = Z95 * math.hypot(error_of_median(with_it), error_of_median(without))
    return Days(len(with_it), one, other, one - other, one - other - half, one - other + half, found.effect, found.p)


def error_of_median(values: Sequence[float] | np.ndarray) -> float:
    """The standard error of a median from two order statistics around it (McKean and Schrader 1984)."""
    ordered = np.sort(np.asarray(values, np.float64))
    count = len(ordered)
    place = max(1, round((count + 1) / 2 - math.sqrt(count)))
    if count <= _EXACT:
        z = NormalDist().inv_cdf(1 - sum(math.comb(count, hits) for hits in range(place)) / 2**count)
    else:
        z = (count / 2 - (place - 0.5)) / (math.sqrt(count) / 2)
    return float(ordered[count - place] - ordered[place - 1]) / (2 * z)
