"""The volume zone: where much work meets a large gap to the best. Width: hours; height: gap; area: what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yakuba.insight.processes.pictures.picture import Picture, Table
from yakuba.insight.processes.pictures.scales import Scale, level, round_ticks, upright
from yakuba.insight.processes.pictures.svg import BLUE, BLUES, ORANGE, ORANGES, PALE, SUB, Drawing, Point
from yakuba.insight.processes.pictures.wording import Language, Words, count, percent, shortened, shown, width

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760.0, 430.0, 64.0, 30.0, 24.0, 54.0
LARGEST = 38.0  # px, radius
TOLD = 8  # bubbles with their name
MOST = 60


@dataclass(frozen=True)
class ZoneRow:
    """One kind of work: its ``hours``, the share of them beyond the best quartile (``gap``), and how often."""

    name: str
    hours: float
    gap: float
    volume: int

    @property
    def saved(self) -> float:
        """Hours that would go if the work were done as the best quartile does it; never below nothing."""
        return max(0.0, self.hours * self.gap)


HOURS = Words("1年の時間", "hours a year")
QUARTILE = Words("上位 1/4 の団体", "the best quartile")


@dataclass(frozen=True)
class ZoneFigures:
    """The rows of one body, the costliest first; what ``hours`` are, and how they are called in a sentence."""

    body: str
    rows: tuple[ZoneRow, ...]
    measure: Words = HOURS
    best: Words = QUARTILE


def ranked(figures: ZoneFigures) -> ZoneFigures:
    """With the rows in order, whichever they came in."""
    return replace(figures, rows=tuple(sorted(figures.rows, key=lambda one: (-one.saved, one.name))))


def draw(found: ZoneFigures, language: Language, name: str = "zone") -> Picture:
    """The picture of these figures."""
    title = shown(found.body, language) + Words("：ボリュームゾーン", ": volume zone").to(language)
    sentence = said(found).to(language)
    measure = found.measure.to(language)
    drawing = Drawing(name, WIDTH, HEIGHT)
    rows = found.rows[:MOST]
    across = Scale(0.0, 1.08 * max((one.hours for one in rows), default=1.0) or 1.0, LEFT, WIDTH - RIGHT)
    up = Scale(0.0, 1.08 * max((one.gap for one in rows), default=1.0) or 1.0, HEIGHT - BOTTOM, TOP)
    upright(drawing, up, [(value, percent(value)) for value in round_ticks(up.high)], (LEFT, WIDTH - RIGHT))
    level(drawing, across, [(value, count(value)) for value in round_ticks(across.high)], HEIGHT - BOTTOM)
    drawing.text((WIDTH - RIGHT, HEIGHT - 12), measure, text_anchor="end", font_size=11, fill=SUB)
    drawing.text((LEFT - 40, 14), Words("上位との差", "gap to the best").to(language), font_size=11, fill=SUB)
    _bubbles(drawing, rows, (across, up), language)
    head = (
        ("作業", measure, f"{found.best.ja}との差", "件数", "減らせる分")
        if language == "ja"
        else ("work", measure, f"gap to {found.best.en}", "volume", "would go")
    )
    table = Table(
        head, tuple((one.name, one.hours, percent(max(0.0, one.gap)), one.volume, one.saved) for one in found.rows)
    )
    note = Words(
        f"右にあるほど{found.measure.ja}が多く、上にあるほど{found.best.ja}との差が大きい。円の面積は両方を掛けた、"
        f"減らせる分。番号と名前は大きい順に {TOLD} つまで。",
        f"Further right: more {found.measure.en}; higher: further from {found.best.en}. A bubble's area is the product:"
        f" what would go. The {TOLD} largest have a number and a name.",
    )
    return Picture(name, title, sentence, drawing.svg(title, sentence), table, (note.to(language),))


def said(found: ZoneFigures) -> Words:
    """The one sentence: the costliest row and its share of all."""
    total = sum(one.saved for one in found.rows)
    if not found.rows:
        return Words("作業の時間がありません。", "There are no hours of work.")
    if not total:
        return Words(f"{found.best.ja}より多くかかる作業はありません。", f"No work takes more than in {found.best.en}.")
    first = found.rows[0]
    share = percent(first.saved / total)
    return Words(
        f"{found.best.ja}なみになると最も減るのは「{shown(first.name)}」で、{found.measure.ja}が"
        f" {count(first.saved)} 減ります（減る分の {share}）。",
        f"Working like {found.best.en} would save most at “{shown(first.name, 'en')}”: {count(first.saved)}"
        f" {found.measure.en} ({share} of all that would go).",
    )


def _bubbles(drawing: Drawing, rows: Sequence[ZoneRow], scales: tuple[Scale, Scale], language: Language) -> None:
    across, up = scales
    most = max((one.saved for one in rows), default=0.0) or 1.0
    taken: list[tuple[float, float, float, float]] = []
    for place, one in reversed(list(enumerate(rows))):
        x, y = across.at(one.hours), up.at(max(0.0, one.gap))
        told = place < TOLD and one.saved > 0
        fill, stroke = (ORANGES[3], ORANGE) if told else (BLUES[1], BLUE)
        radius = max(2.5, LARGEST * math.sqrt(one.saved / most))
        drawing.add("circle", cx=x, cy=y, r=radius, fill=fill, fill_opacity=0.75, stroke=stroke)
    for place, one in enumerate(rows[:TOLD]):
        if one.saved > 0:
            words = f"{place + 1}. {shortened(shown(one.name, language), 150, 12)}"
            _labelled(drawing, words, (across.at(one.hours), up.at(one.gap)), taken)


def _labelled(drawing: Drawing, words: str, at: Point, taken: list[tuple[float, float, float, float]]) -> None:
    """Beside the middle of its bubble, moved up or down until it covers no other label."""
    wide = width(words, 12) + 4
    x = min(at[0] + 6, WIDTH - 6 - wide)
    for step in range(24):
        y = at[1] + (step + 1) // 2 * 15 * (1 if step % 2 else -1) + 4
        frame = (x, y - 12, x + wide, y + 3)
        clear = all(x >= one[2] or frame[2] <= one[0] or frame[1] >= one[3] or frame[3] <= one[1] for one in taken)
        if clear and TOP <= y <= HEIGHT - BOTTOM:
            taken.append(frame)
            if abs(y - 4 - at[1]) > 14:
                drawing.line(at, (x, y - 4), stroke=PALE)
            drawing.label((x, y), words, font_size=12, font_weight="bold")
            return
