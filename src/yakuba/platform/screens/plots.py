"""Plots for people who would rather look than read: drawn by the server as SVG, each with its table.

No script and no style attribute (strict content policy): sizes are attributes of the drawing, colours are classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LABEL, VALUE, ROW, BAR = 640, 200, 70, 26, 16


@dataclass(frozen=True)
class Bar:
    """One bar: its label and a count. ``y``, ``length`` in px of the drawing, set by :func:`bars`."""

    label: str
    value: int
    y: int = 0
    length: int = 0

    @property
    def middle(self) -> int:
        """Where the words of the row stand."""
        return self.y + BAR - 3

    @property
    def end(self) -> int:
        """Where the number stands, right of the bar."""
        return LABEL + self.length + 6


@dataclass(frozen=True)
class BarPlot:
    """A bar plot with zero base. ``finding`` is what it says in one sentence; ``unit`` follows each number.

    ``table_open``: its table is unfolded, for a page that is read or printed as a whole.
    """

    id: str
    title: str
    finding: str
    head: str
    unit: str
    rows: tuple[Bar, ...]
    table_open: bool = False

    @property
    def height(self) -> int:
        return ROW * len(self.rows) + 4

    @property
    def left(self) -> int:
        return LABEL

    @property
    def label_end(self) -> int:
        return LABEL - 8

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def thickness(self) -> int:
        return BAR


def bars(id: str, title: str, head: str, unit: str, counts: Sequence[tuple[str, int]]) -> BarPlot:
    """The plot of these counts in the order given. ``head`` names what the bars stand for (日, 手続).

    >>> plot = bars("p", "案件", "日", "件", [("11/23", 0), ("11/24", 4)])
    >>> plot.finding, [bar.length for bar in plot.rows]
    ('合計4件。最も多いのは11/24の4件', [0, 370])
    """
    most = max((value for _, value in counts), default=0)
    room = WIDTH - LABEL - VALUE
    rows = tuple(
        Bar(label, value, y=place * ROW + 2, length=round(room * value / most) if most else 0)
        for place, (label, value) in enumerate(counts)
    )
    total = sum(value for _, value in counts)
    finding = f"合計{total:,}{unit}"
    if most:
        top = next(label for label, value in counts if value == most)
        finding += f"。最も多いのは{top}の{most:,}{unit}"
    return BarPlot(id, title, finding, head, unit, rows)
