"""Fit a text into a box of a form: break, shrink to a stated minimum, then report what was lost (juki-1.0:5.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yakuba.platform.documents.glyphs import Glyph, glyphs

POINTS_PER_MM = 72 / 25.4

OverflowRule = Literal["truncate", "blank"]

# A closing mark never opens a line; the character before it moves down with it.
_NO_LINE_START = frozenset("、。，．・：；？！）］｝」』】〕〉》ー々ゝゞ,.)]}:;?!")


@dataclass(frozen=True, slots=True)
class Box:
    """A place for text on a form.

    width, height: of the ruled cell, millimetres. size, minimum: of the type, points; shrinking goes in half points.
    lines: the most lines set in it (fewer if the height allows fewer). padding: left and right, millimetres each.
    pitch: from line to line, in multiples of the size; 1.12 in ruled cells, about 1.6 in running text.
    """

    width: float
    height: float
    size: float = 9.0
    minimum: float = 5.0
    lines: int = 9
    padding: float = 1.0
    pitch: float = 1.12

    def capacity(self, size: float) -> int:
        """How many lines of this size (points) the box takes, at least one."""
        return max(1, min(self.lines, int(self.height * POINTS_PER_MM / (size * self.pitch))))


@dataclass(frozen=True, slots=True)
class Overflow:
    """A text that did not fit: its path in the data, the whole text, and the part that is not printed."""

    item: str
    text: str
    lost: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines of drawn units at a size in points; ``lost`` is what did not fit."""

    size: float
    lines: tuple[tuple[Glyph, ...], ...]
    lost: str


def _break_at(units: Sequence[Glyph], start: int, room: float) -> int:
    """Index after the last unit of a line that starts at ``start`` and is at most ``room`` em wide."""
    used, end = 0.0, start
    while end < len(units) and used + units[end].width <= room + 1e-6:
        used += units[end].width
        end += 1
    if end == len(units) or end == start:
        return max(end, start + 1)
    cut = end
    while cut > start + 1 and not _may_break(units, cut):
        cut -= 1
    return cut if cut > start + 1 or _may_break(units, cut) else end


def _may_break(units: Sequence[Glyph], at: int) -> bool:
    before, after = units[at - 1].text, units[at].text
    if after in _NO_LINE_START:
        return False
    # A word of letters or digits stays whole; Japanese breaks between any two characters.
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


def wrap(units: Sequence[Glyph], room: float) -> list[tuple[Glyph, ...]]:
    """Break drawn units into lines at most ``room`` em wide (a single wider unit stands alone)."""
    lines: list[tuple[Glyph, ...]] = []
    start = 0
    while start < len(units):
        end = _break_at(units, start, room)
        lines.append(tuple(units[start:end]))
        start = end
        while start < len(units) and units[start].text == " ":
            start += 1
    return lines


def fit(text: str, box: Box, item: str = "") -> Fitted:
    """Set a text into a box: the largest size between ``box.size`` and ``box.minimum`` at which all of it fits.

    A line feed starts a new line. At the minimum the lines that do not fit are cut off and given as ``lost``.

    Raises:
        MissingGlyph: a character no font has.
    """
    paragraphs: list[list[Glyph]] = [[]]
    for unit in glyphs(text, item):
        if unit.text == "\n":
            paragraphs.append([])
        else:
            paragraphs[-1].append(unit)
    size = box.size
    while True:
        room = (box.width - 2 * box.padding) * POINTS_PER_MM / size
        lines = [line for units in paragraphs for line in (wrap(units, room) or [()])]
        kept = box.capacity(size)
        if len(lines) <= kept:
            return Fitted(size, tuple(lines), "")
        if size <= box.minimum:
            rest = next((line[0].position for line in lines[kept:] if line), len(text))
            return Fitted(size, tuple(lines[:kept]), text[rest:])
        size = max(box.minimum, size - 0.5)
