"""Axes: where a value stands, and the round values that are told beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from yakuba.insight.processes.pictures.svg import PALE, RULE, SUB, Drawing
from yakuba.insight.processes.pictures.wording import days

LEAST_DAYS = 0.1  # days; shorter times share the first place of a logarithmic axis


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high`` in values, from ``start`` to ``end`` in px; by the logarithm when ``log``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Where a value stands; one outside stands at the edge."""
        inside = min(max(value, self.low), self.high)
        if self.log:
            share = math.log(inside / self.low) / math.log(self.high / self.low)
        else:
            share = (inside - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)


def day_scale(longest: float, start: float, end: float) -> Scale:
    """Days by their logarithm, from a tenth of a day to at least ten days."""
    return Scale(LEAST_DAYS, max(10.0, longest), start, end, log=True)


def day_ticks(scale: Scale) -> list[tuple[float, str]]:
    """Days a person thinks in, as many as there are up to the end of the scale."""
    wished = (0.1, 1.0, 7.0, 30.0, 90.0, 365.0, 1095.0, 3650.0, 36500.0)
    return [
        (value, f"～{days(value)}" if value == LEAST_DAYS else f"{value:,.0f}")
        for value in wished
        if value <= scale.high
    ]


def round_ticks(high: float, most: int = 5) -> list[float]:
    """Round values from 0 up to ``high``, at most ``most`` above nothing.

    >>> round_ticks(830), round_ticks(0), round_ticks(3, 3)
    ([0.0, 200.0, 400.0, 600.0, 800.0], [0.0], [0.0, 1.0, 2.0, 3.0])
    """
    if high <= 0 or not math.isfinite(high):
        return [0.0]
    power = 10.0 ** math.floor(math.log10(high / most))
    step = next(power * one for one in (1, 2, 5, 10) if high / (power * one) <= most)
    return [place * step for place in range(int(high / step + 1e-9) + 1)]


def upright(drawing: Drawing, scale: Scale, ticks: list[tuple[float, str]], span: tuple[float, float]) -> None:
    """Lines across and their values on the left; ``span``: from which x to which."""
    for value, words in ticks:
        y = scale.at(value)
        drawing.line((span[0], y), (span[1], y), stroke=PALE)
        drawing.text((span[0] - 6, y + 4), words, text_anchor="end", font_size=11, fill=SUB)


def level(drawing: Drawing, scale: Scale, ticks: list[tuple[float, str]], y: float) -> None:
    """The axis below with its values."""
    drawing.line((scale.start, y), (scale.end, y), stroke=RULE)
    for value, words in ticks:
        x = scale.at(value)
        drawing.line((x, y), (x, y + 4), stroke=RULE)
        drawing.text((x, y + 17), words, text_anchor="middle", font_size=11, fill=SUB)


def apart(places: list[float], gap: float, top: float, bottom: float) -> list[float]:
    """Places of labels moved as little as needed that no two stand nearer than ``gap``; in the order given.

    >>> apart([10, 11, 50], 12, 0, 100)
    [10.0, 22.0, 50.0]
    """
    order = sorted(range(len(places)), key=lambda one: (places[one], one))
    found = [0.0] * len(places)
    last = top - gap
    for one in order:
        last = found[one] = max(float(places[one]), last + gap)
    last = bottom + gap
    for one in reversed(order):
        last = found[one] = min(found[one], last - gap)
    return found
