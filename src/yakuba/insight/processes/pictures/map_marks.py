"""Boxes, arrows and their labels, as both kinds of process map draw them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from yakuba.insight.processes.pictures.layout import Box, Places, placed
from yakuba.insight.processes.pictures.svg import INK, PAPER, RULE, SUB, Drawing, Point, element, number
from yakuba.insight.processes.pictures.wording import safe, shortened, shown, width

BOX_WIDTH, BOX_HEIGHT = 158.0, 42.0
EDGE = 40.0  # px around the map
FRINGE = 54.0  # px above and below, where cases begin and end
LABEL = 11.0


@dataclass(frozen=True)
class BoxMark:
    """How a box looks: two lines of words, its tint, its frame."""

    name: str
    title: str
    words: str
    fill: str
    stroke: str = INK
    thick: float = 1.0
    dash: str = "none"


@dataclass(frozen=True)
class ArrowMark:
    """How a link looks. ``words``: its label, left out where there is no room (the table has the figure)."""

    before: str
    after: str
    words: str
    title: str
    thick: float
    stroke: str = INK
    dash: str = "none"


@dataclass(frozen=True)
class EdgeMark:
    """Where cases begin or end: a sign above or below a box, and how many."""

    name: str
    words: str
    begins: bool


class MapDrawing:
    """A map that is laid out and then drawn mark by mark: arrows first, boxes over them, labels last."""

    def __init__(self, name: str, boxes: Sequence[tuple[str, float]], links: Sequence[tuple[str, str]]) -> None:
        sized = [Box(step, BOX_WIDTH, BOX_HEIGHT, order) for step, order in boxes]
        self.places: Places = placed(sized, links)
        wide = max(self.places.width + 2 * EDGE, 420.0)
        self.drawing = Drawing(name, wide, self.places.height + 2 * FRINGE)
        self._aside = (wide - self.places.width) / 2
        self._taken: list[tuple[float, float, float, float]] = []
        self._heads: dict[str, str] = {}

    def arrows(self, marks: Iterable[ArrowMark]) -> None:
        """Draw links in the order given, the last on top, and their labels where there is room."""
        marks = list(marks)
        self._taken = [self._frame(one) for one in self.places.centres]
        for mark in marks:
            route = [self._at(point) for point in self.places.routes[mark.before, mark.after]]
            inner = element("title", _escaped(mark.title))
            attributes: dict[str, str | float] = {"stroke": mark.stroke, "stroke_width": mark.thick}
            if mark.dash != "none":
                attributes["stroke_dasharray"] = mark.dash
            self.drawing.add(
                "path", inner, d=_curve(route), fill="none", marker_end=self._head(mark.stroke), **attributes
            )
        for mark in sorted(marks, key=lambda one: -one.thick):
            route = [self._at(point) for point in self.places.routes[mark.before, mark.after]]
            self._labelled(mark, route)

    def boxes(self, marks: Iterable[BoxMark]) -> None:
        """Draw the boxes."""
        for mark in marks:
            x, y, right, bottom = self._frame(mark.name)
            attributes: dict[str, str | float] = {"fill": mark.fill, "stroke": mark.stroke, "stroke_width": mark.thick}
            if mark.dash != "none":
                attributes["stroke_dasharray"] = mark.dash
            inner = element("title", _escaped(mark.title))
            self.drawing.add("rect", inner, x=x, y=y, width=right - x, height=bottom - y, rx=6.0, **attributes)
            middle = (x + right) / 2
            name = shortened(shown(mark.name), BOX_WIDTH - 12, 12)
            self.drawing.text((middle, y + 17), name, text_anchor="middle", font_weight="bold")
            self.drawing.text((middle, y + 34), mark.words, text_anchor="middle", font_size=_fitting(mark.words))

    def edges(self, marks: Iterable[EdgeMark]) -> None:
        """Draw where cases begin (a disc) and end (a square)."""
        for mark in marks:
            x, top, right, bottom = self._frame(mark.name)
            at = x + 9 if mark.begins else right - 9
            y = top - 10 if mark.begins else bottom + 10
            if mark.begins:
                self.drawing.add("circle", cx=at, cy=y, r=5.0, fill=INK)
                self.drawing.line((at, y + 5), (at, top), stroke=INK)
            else:
                self.drawing.add("rect", x=at - 5, y=y - 5, width=10.0, height=10.0, fill=PAPER, stroke=INK)
                self.drawing.line((at, bottom), (at, y - 5), stroke=INK)
            side: dict[str, str | float] = {"text_anchor": "end" if mark.begins else "start", "font_size": 10.0}
            self.drawing.label((at + (-8 if mark.begins else 8), y + 4), mark.words, fill=SUB, **side)

    def _at(self, point: Point) -> Point:
        return point[0] + self._aside, point[1] + FRINGE

    def _frame(self, name: str) -> tuple[float, float, float, float]:
        x, y = self._at(self.places.centres[name])
        return x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, x + BOX_WIDTH / 2, y + BOX_HEIGHT / 2

    def _head(self, colour: str) -> str:
        if colour not in self._heads:
            self._heads[colour] = self.drawing.arrow_head(f"head{len(self._heads)}", colour)
        return self._heads[colour]

    def _labelled(self, mark: ArrowMark, route: Sequence[Point]) -> None:
        if not mark.words:
            return
        wide = width(mark.words, LABEL) + 2
        beside = (wide + mark.thick) / 2 + 2
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
            for side in (beside, -beside):
                x, y = _along(route, share)
                x += side
                frame = (x - wide / 2, y - LABEL + 4, x + wide / 2, y + 5)
                if frame[0] < 0 or frame[2] > self.drawing.width or any(_meet(frame, one) for one in self._taken):
                    continue
                self._taken.append(frame)
                self.drawing.label((x, y + 4), mark.words, text_anchor="middle", fill=_text_colour(mark.stroke))
                return


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _curve(route: Sequence[Point]) -> str:
    """A smooth line through the points that leaves and reaches each upright."""
    data = f"M{number(route[0][0])} {number(route[0][1])}"
    for (x, y), (next_x, next_y) in itertools.pairwise(route):
        bend = (next_y - y) / 2
        data += f"C{number(x)} {number(y + bend)} {number(next_x)} {number(next_y - bend)}"
        data += f" {number(next_x)} {number(next_y)}"
    return data


def _along(route: Sequence[Point], share: float) -> Point:
    """The point after ``share`` of the way."""
    pieces = list(itertools.pairwise(route))
    lengths = [abs(b[1] - a[1]) + abs(b[0] - a[0]) for a, b in pieces]
    left = share * sum(lengths)
    for (start, end), length in zip(pieces, lengths, strict=True):
        if left <= length and length:
            part = left / length
            bent = 3 * part**2 - 2 * part**3  # as the curve goes aside
            return start[0] + (end[0] - start[0]) * bent, start[1] + (end[1] - start[1]) * part
        left -= length
    return route[-1]


def _fitting(words: str) -> float:
    """The size of a box's second line: smaller when it is long, so that nothing stands out of its box."""
    return min(LABEL, LABEL * (BOX_WIDTH - 8) / width(words, LABEL))


def _text_colour(colour: str) -> str:
    """The rule's gray is too pale for words."""
    return SUB if colour == RULE else colour


def _escaped(words: str) -> str:
    return escape(safe(words))
