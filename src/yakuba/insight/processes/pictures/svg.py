"""A drawing as text: elements with escaped words and rounded numbers, so that the same figures give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from yakuba.insight.processes.pictures.wording import safe

INK, SUB, RULE, PALE, PAPER = "#1a1a1a", "#595959", "#949494", "#e6e6e6", "#ffffff"
BLUE, ORANGE, GREEN, PURPLE, CYAN, MAGENTA, GRAY = (
    "#0017c1", "#c74700", "#197a4b", "#6f23d0", "#008299", "#aa00aa", "#595959",
)  # fmt: skip
SERIES = (BLUE, ORANGE, GREEN, PURPLE, CYAN, MAGENTA, GRAY)
# Never colour alone: each series has a dash of its own besides its name at its end.
DASHES = ("none", "8 3", "2 3", "10 3 2 3", "5 5", "14 4", "1 5")
# Tints from pale to strong; the lightness falls evenly, so that they keep their order without colour.
BLUES = ("#f5f8ff", "#e8f1fe", "#c5d7fb", "#9db7f9", "#7096f8")
ORANGES = ("#fff8f2", "#ffeee2", "#ffdfca", "#ffc199", "#ff9d61")
FONTS = "'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic','IPAexMincho',sans-serif"

Point = tuple[float, float]


def number(value: float) -> str:
    """A length in px with at most one place.

    >>> number(3.0), number(-0.04), number(2.25)
    ('3', '0', '2.2')
    """
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def series(place: int) -> tuple[str, str]:
    """Colour and dash of a series; beyond seven the pairs are mixed anew."""
    return SERIES[place % len(SERIES)], DASHES[(place + place // len(SERIES)) % len(DASHES)]


class Drawing:
    """An SVG that grows by elements. ``name`` makes its ids unique on a page with several."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self.name, self.width, self.height = name, width, height
        self._parts: list[str] = []
        self._definitions: list[str] = []

    def add(self, tag: str, content: str = "", /, **attributes: str | float) -> None:
        """One element; ``content`` is markup already. ``stroke_width=2`` becomes ``stroke-width="2"``."""
        self._parts.append(element(tag, content, **attributes))

    def define(self, markup: str) -> None:
        """Markup for `<defs>`."""
        self._definitions.append(markup)

    def text(self, at: Point, words: str, **attributes: str | float) -> None:
        """Words with their base line at a point; 12 px and ink unless told. ``title``: told on pointing."""
        title = attributes.pop("title", None)
        drawn: dict[str, str | float] = {"font_size": 12.0, "fill": INK, **attributes}
        inner = escape(safe(words)) + (f"<title>{escape(safe(str(title)))}</title>" if title is not None else "")
        self.add("text", inner, x=at[0], y=at[1], **drawn)

    def label(self, at: Point, words: str, **attributes: str | float) -> None:
        """Words over lines: with a rim of paper around them."""
        rim: dict[str, str | float] = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}
        self.text(at, words, **(rim | {"stroke_linejoin": "round", "font_size": 11} | attributes))

    def line(self, start: Point, end: Point, **attributes: str | float) -> None:
        """A straight line."""
        drawn: dict[str, str | float] = {"stroke": RULE, **attributes}
        self.add("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **drawn)

    def path(self, data: str, **attributes: str | float) -> None:
        """A path; without filling unless told."""
        drawn: dict[str, str | float] = {"fill": "none", "stroke": INK, **attributes}
        self.add("path", d=data, **drawn)

    def arrow_head(self, name: str, colour: str) -> str:
        """Define the head of arrows of a colour, of one size whatever the line; gives what `marker_end` takes."""
        tip = element("path", d="M0 0L9 4.5L0 9z", fill=colour)
        size: dict[str, str | float] = {"markerWidth": "9", "markerHeight": "9", "markerUnits": "userSpaceOnUse"}
        place: dict[str, str | float] = {"viewBox": "0 0 9 9", "refX": "8", "refY": "4.5", "orient": "auto"}
        self.define(element("marker", tip, id=f"{self.name}-{name}", **place, **size))
        return f"url(#{self.name}-{name})"

    def svg(self, title: str, description: str) -> str:
        """The whole drawing; ``title`` and ``description`` are what a screen reader says."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} {number(self.height)}"'
            f' width="{number(self.width)}" height="{number(self.height)}" role="img"'
            f' aria-labelledby="{self.name}-title {self.name}-desc" font-family="{FONTS}">'
        )
        told = f'<title id="{self.name}-title">{escape(safe(title))}</title>'
        told += f'<desc id="{self.name}-desc">{escape(safe(description))}</desc>'
        definitions = f"<defs>{''.join(self._definitions)}</defs>" if self._definitions else ""
        ground = element("rect", width=self.width, height=self.height, fill=PAPER)
        return "\n".join([head, told + definitions + ground, *self._parts, "</svg>\n"])


def element(tag: str, content: str = "", /, **attributes: str | float) -> str:
    """One element as text."""
    told = "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for name, value in attributes.items()
    )
    return f"<{tag}{told}>{content}</{tag}>" if content else f"<{tag}{told}/>"


def polyline(points: Iterable[Point]) -> str:
    """Path data through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def stairs(points: Sequence[Point]) -> str:
    """Path data of a line that keeps its height until the next point."""
    if not points:
        return ""
    data = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for x, y in points[1:]:
        data.append(f"H{number(x)}V{number(y)}")
    return "".join(data)
