"""Bars to the right for more and to the left for less, drawn by the server as SVG, each plot with its table.

As `screens.plots`, with values below zero and values that are left out. Colours are classes of the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yakuba.law.what_if.hiding import FEWEST

WIDTH, LABEL, VALUE, ROW, BAR = 640, 210, 96, 26, 16


@dataclass(frozen=True)
class Mark:
    """One bar. ``value`` None: left out. ``x``, ``y``, ``length`` in px of the drawing."""

    label: str
    value: int | None
    words: str
    x: int
    y: int
    length: int

    @property
    def middle(self) -> int:
        """Where the words of the row stand."""
        return self.y + BAR - 3

    @property
    def words_at(self) -> int:
        """Where the value stands: beyond the end of the bar."""
        return self.x - 6 if self.is_less else self.x + self.length + 6

    @property
    def is_less(self) -> bool:
        """Whether the bar goes to the left."""
        return self.value is not None and self.value < 0

    @property
    def anchor(self) -> str:
        """At which end of the words that place is."""
        return "end" if self.is_less else "start"


@dataclass(frozen=True)
class Plot:
    """Bars from a common zero. ``finding`` is what it says in one sentence."""

    id: str
    title: str
    finding: str
    head: str
    unit: str
    rows: tuple[Mark, ...]
    zero: int

    width, label_end, thickness = WIDTH, LABEL - 8, BAR

    @property
    def height(self) -> int:
        """Px of the drawing."""
        return ROW * len(self.rows) + 4


@dataclass(frozen=True)
class Words:
    """What is said of a plot: its title, what a bar stands for, the unit, and whom it counts."""

    title: str
    head: str
    unit: str
    counted: str
    signed: bool = False


def plot(id: str, words: Words, values: Sequence[tuple[str, int | None]]) -> Plot:
    """The plot of these values in the order given; None is a value that is left out.

    >>> words = Words("差", "年齢", "円", "人", signed=True)
    >>> found = plot("p", words, [("20歳未満", -30), ("75歳以上", 20), ("40〜49歳", None)])
    >>> [(one.words, one.length) for one in found.rows], found.zero
    ([('−30', 143), ('+20', 95), ('5人未満', 0)], 449)
    """
    known = [value for _, value in values if value is not None]
    least, most = min([0, *known]), max([0, *known])
    left = LABEL + (VALUE if least < 0 else 0)
    room = WIDTH - VALUE - left
    scale = room / ((most - least) or 1)
    zero = left + round(-least * scale)
    rows = []
    for place, (label, value) in enumerate(values):
        length = round(abs(value or 0) * scale)
        x = zero - length if value is not None and value < 0 else zero
        rows.append(Mark(label, value, _words(value, words), x, place * ROW + 2, length))
    return Plot(id, words.title, _finding(values, words), words.head, words.unit, tuple(rows), zero)


def few(counted: str) -> str:
    """What stands where a figure is left out."""
    return f"{FEWEST}{counted}未満"


def signed(value: int) -> str:
    """A difference with its sign.

    >>> signed(-1200), signed(0), signed(5)
    ('−1,200', '0', '+5')
    """
    return f"−{-value:,}" if value < 0 else f"+{value:,}" if value else "0"


def _words(value: int | None, words: Words) -> str:
    if value is None:
        return few(words.counted)
    return signed(value) if words.signed else f"{value:,}"


def _finding(values: Sequence[tuple[str, int | None]], words: Words) -> str:
    known = [(label, value) for label, value in values if value]
    if not known:
        return "示す差はありません" if words.signed else "示す数はありません"
    label, value = max(known, key=lambda one: abs(one[1]))
    return f"もっとも大きいのは「{label}」の{_words(value, words)}{words.unit}"
