"""Whether a flow is kept to: the share of fitting cases month by month, and the day from which it was to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.insight.processes.pictures.picture import Picture, Table
from yakuba.insight.processes.pictures.scales import Scale, upright
from yakuba.insight.processes.pictures.svg import BLUE, BLUES, INK, ORANGE, RULE, SUB, Drawing, Point, polyline
from yakuba.insight.processes.pictures.wording import Language, Words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760.0, 300.0, 56.0, 24.0, 40.0, 44.0
FEWEST = 5  # decided cases of a month, for it to be joined to its neighbours by the line
YEAR = 12
LABELS = 14  # months that are named below


@dataclass(frozen=True)
class MonthShare:
    """``share`` of the ``cases`` that could be decided, with its 95% interval; None where it may not be told."""

    month: str
    cases: int | None
    share: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class AdoptionFigures:
    """The months of a body in order; ``before`` and ``after``: shares on each side of ``adopted_on``."""

    months: tuple[MonthShare, ...]
    adopted_on: date | None = None
    before: float | None = None
    after: float | None = None


def figures(adoption: Mapping[str, Any]) -> AdoptionFigures:
    """Of the `adoption` of a body in `conformance.result.told`."""
    months = []
    for one in adoption["months"]:
        low, high = one["interval"] or (None, None)
        months.append(MonthShare(one["month"], one["cases"], one["share"], low, high))
    day = adoption["adopted_on"]
    before, after = (adoption[side] and adoption[side]["share"] for side in ("before", "after"))
    return AdoptionFigures(tuple(months), day and date.fromisoformat(day), before, after)


def draw(found: AdoptionFigures, language: Language, name: str = "adoption") -> Picture:
    """The picture: a line of shares with their intervals, an upright line on the day of adoption."""
    title = Words("流れどおりの案件の割合", "Share of cases that keep to the flow").to(language)
    sentence = said(found).to(language)
    drawing = Drawing(name, WIDTH, HEIGHT)
    every = _every(found.months)
    across = Scale(0.0, float(max(1, len(every))), LEFT, WIDTH - RIGHT)
    at = {month: across.at(place + 0.5) for place, month in enumerate(every)}
    up = Scale(0.0, 1.0, HEIGHT - BOTTOM, TOP)
    upright(drawing, up, [(share / 4, f"{share / 4:.0%}") for share in range(5)], (LEFT, WIDTH - RIGHT))
    _months(drawing, every, at)
    if found.adopted_on is not None:
        _adopted(drawing, found, across, (every, up))
    _shares(drawing, found.months, at, up)
    head = (
        ("月", "判定した案件", "流れどおり（％）", "下限（％）", "上限（％）")
        if language == "ja"
        else ("month", "cases decided", "fitting (%)", "low (%)", "high (%)")
    )
    rows = tuple((one.month, one.cases, *map(_percent, (one.share, one.low, one.high))) for one in found.months)
    note = Words(
        f"縦の細い線は95%の幅です。判定した案件が{FEWEST}件より少ない月は、点だけにします。"
        "最後の数か月は、まだ続く案件が流れどおりでないほうに入ります。",
        f"Thin upright lines are 95% intervals; months with fewer than {FEWEST} decided cases are dots alone."
        " In the last months cases that will go on do not fit yet.",
    )
    return Picture(name, title, sentence, drawing.svg(title, sentence), Table(head, rows), (note.to(language),))


def said(found: AdoptionFigures) -> Words:
    """The one sentence: before and after, else the newest month that can be told."""
    if found.adopted_on is not None and found.before is not None and found.after is not None:
        return Words(
            f"流れどおりの案件は、{found.adopted_on:%Y-%m-%d} の前に始まったものの {found.before:.0%}、"
            f"その日からのものの {found.after:.0%} です。",
            f"Of the cases begun before {found.adopted_on} {found.before:.0%} keep to the flow, of those begun from"
            f" that day on {found.after:.0%}.",
        )
    known = [one for one in found.months if one.share is not None]
    if not known:
        return Words("割合を示せる月がありません。", "No month has a share that can be told.")
    last, most = known[-1], max(known, key=lambda one: (one.share or 0.0, one.month))
    return Words(
        f"{last.month} に始まった案件の {last.share:.0%} が流れどおりです（最も多い月は {most.month} の"
        f" {most.share:.0%}）。",
        f"Of the cases begun in {last.month} {last.share:.0%} keep to the flow (most in {most.month}:"
        f" {most.share:.0%}).",
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _every(months: Sequence[MonthShare]) -> list[str]:
    """All months from the first to the last, without gaps."""
    if not months:
        return []
    first, last = (int(one.month[:4]) * YEAR + int(one.month[5:]) - 1 for one in (months[0], months[-1]))
    return [f"{at // YEAR:04}-{at % YEAR + 1:02}" for at in range(first, last + 1)]


def _months(drawing: Drawing, every: Sequence[str], at: Mapping[str, float]) -> None:
    step = max(1, -(-len(every) // LABELS))
    for place, month in enumerate(every):
        if place % step == 0:
            words = month if place == 0 or month.endswith("-01") else month[5:]
            drawing.text((at[month], HEIGHT - BOTTOM + 18), words, text_anchor="middle", font_size=11, fill=SUB)
    drawing.line((LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, HEIGHT - BOTTOM), stroke=RULE)


def _adopted(drawing: Drawing, found: AdoptionFigures, across: Scale, axes: tuple[list[str], Scale]) -> None:
    """The day, and the share on each side of it as a broken level line."""
    every, up = axes
    day = found.adopted_on
    assert day is not None
    if not every:
        return
    begin = int(every[0][:4]) * YEAR + int(every[0][5:]) - 1
    x = across.at(day.year * YEAR + day.month - 1 - begin + (day.day - 1) / 31)
    drawing.line((x, TOP - 8), (x, HEIGHT - BOTTOM), stroke=ORANGE, stroke_width=2)
    anchor = "end" if x > WIDTH / 2 else "start"
    shift = -6 if anchor == "end" else 6
    drawing.label((x + shift, TOP - 12), f"{day:%Y-%m-%d}", text_anchor=anchor, fill=ORANGE, font_size=12)
    for share, start, end in ((found.before, LEFT, x), (found.after, x, WIDTH - RIGHT)):
        if share is not None and end - start > 1:
            drawing.line((start, up.at(share)), (end, up.at(share)), stroke=INK, stroke_dasharray="6 4")


def _shares(drawing: Drawing, months: Sequence[MonthShare], at: Mapping[str, float], up: Scale) -> None:
    pieces: list[list[Point]] = [[]]
    for one in months:
        if one.share is None:
            pieces.append([])
            continue
        point = (at[one.month], up.at(one.share))
        if one.low is not None and one.high is not None:
            drawing.line((point[0], up.at(one.low)), (point[0], up.at(one.high)), stroke=BLUES[4], stroke_width=3)
        if one.cases is not None and one.cases >= FEWEST:
            pieces[-1].append(point)
        else:
            pieces.append([])
    for piece in pieces:
        if len(piece) > 1:
            drawing.path(polyline(piece), stroke=BLUE, stroke_width=1.8)
    for one in months:
        if one.share is not None:
            drawing.add("circle", cx=at[one.month], cy=up.at(one.share), r=3.5, fill=BLUE)
