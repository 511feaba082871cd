"""Differences of two groups: the effect with its interval first, then how likely chance alone would give as much.

Own and small: two proportions, two samples of days, many tests at once. 95% intervals, two-sided.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z95 = 1.959963984540054
SMALLEST_EXPECTED = 5.0  # cases; below it the normal approximation of a share does not hold


@dataclass(frozen=True)
class Difference:
    """`effect` with `low` and `high`; `p` the chance of as large an effect without any difference."""

    effect: float
    low: float
    high: float
    p: float


def shares(hits: int, cases: int, other_hits: int, other_cases: int) -> Difference | None:
    """The difference of two shares, interval after Newcombe (1998, method 10); None when too few cases to say."""
    if min(cases, other_cases) == 0:
        return None
    pooled = (hits + other_hits) / (cases + other_cases)
    if min(cases, other_cases) * min(pooled, 1 - pooled) < SMALLEST_EXPECTED:
        return None
    one, other = hits / cases, other_hits / other_cases
    low, high = wilson(hits, cases)
    other_low, other_high = wilson(other_hits, other_cases)
    effect = one - other
    error = math.sqrt(pooled * (1 - pooled) * (1 / cases + 1 / other_cases))
    return Difference(
        effect,
        effect - math.hypot(one - low, other_high - other),
        effect + math.hypot(high - one, other - other_low),
        two_sided(effect / error),
    )


def superiority(one: np.ndarray, other: np.ndarray) -> Difference | None:
    """The chance that a value of the first group is the larger, ties halved, less 0.5; Mann and Whitney (1947).

    Interval after Newcombe (2006, method 5), on the scale of the effect: -0.5 to 0.5.
    """
    sizes = len(one), len(other)
    if min(sizes) == 0:
        return None
    ranks, ties = _ranks(np.concatenate([one, other]))
    total = sum(sizes)
    larger = (ranks[: sizes[0]].sum() - sizes[0] * (sizes[0] + 1) / 2) / (sizes[0] * sizes[1])
    spread = sizes[0] * sizes[1] / 12 * ((total + 1) - ties / (total * (total - 1)))
    p = 1.0 if spread <= 0 else two_sided((larger - 0.5) * sizes[0] * sizes[1] / math.sqrt(spread))
    half = Z95 * _error_of_superiority(larger, sizes)
    return Difference(larger - 0.5, max(-0.5, larger - 0.5 - half), min(0.5, larger - 0.5 + half), p)


def adjusted(p: Sequence[float]) -> list[float]:
    """What each p becomes among so many tests (Benjamini and Hochberg 1995): the rate at which it passes."""
    count = len(p)
    order = sorted(range(count), key=lambda place: p[place])
    found = [1.0] * count
    smallest = 1.0
    for rank in range(count, 0, -1):
        place = order[rank - 1]
        smallest = min(smallest, p[place] * count / rank)
        found[place] = smallest
    return found


def two_sided(z: float) -> float:
    """The chance of a normal value at least as far from nothing as ``z``."""
    return math.erfc(abs(z) / math.sqrt(2))


def chance_of_chi_square(value: float, freedom: int) -> float:
    """The chance that chi-square with ``freedom`` degrees is at least ``value``: the upper incomplete gamma function.

    >>> round(chance_of_chi_square(3.841459, 1), 6), round(chance_of_chi_square(9.487729, 4), 6)
    (0.05, 0.05)
    """
    a, x = freedom / 2, value / 2
    if x <= 0:
        return 1.0
    front = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        return max(0.0, 1.0 - front * _series(a, x))
    return front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    place = a
    while abs(term) > abs(total) * 1e-15:
        place += 1
        term *= x / place
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """Lentz's way through the continued fraction."""
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    found = d
    for step in range(1, 1_000):
        part = -step * (step - a)
        b += 2
        d = 1 / (part * d + b or tiny)
        c = b + part / c or tiny
        found *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return found


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """The interval of a share (Wilson 1927); ``cases`` at least 1."""
    share, square = hits / cases, Z95 * Z95
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    half = Z95 / (1 + square / cases) * math.sqrt(share * (1 - share) / cases + square / (4 * cases * cases))
    return middle - half, middle + half


def _ranks(values: np.ndarray) -> tuple[np.ndarray, float]:
    """Mid-ranks, and the sum of t³ - t over groups of ties."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle = ends - (counts - 1) / 2
    return middle[inverse], float((counts.astype(np.float64) ** 3 - counts).sum())


def _error_of_superiority(larger: float, sizes: tuple[int, int]) -> float:
    inner = (sizes[0] + sizes[1]) / 2 - 1
    bent = larger * (1 - larger)
    grown = 1 + inner * ((1 - larger) / (2 - larger) + larger / (1 + larger))
    return math.sqrt(max(bent * grown / (sizes[0] * sizes[1]), 0.0))
