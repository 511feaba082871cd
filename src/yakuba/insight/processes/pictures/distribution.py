"""How long cases take: one row of bars a body on one axis of days, with median and 90th percentile."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.engine import throughput
from yakuba.insight.processes.engine.throughput import DAYS, Spread
from yakuba.insight.processes.event_log import CASE, EventLog
from yakuba.insight.processes.pictures.picture import Picture, Table, with_names
from yakuba.insight.processes.pictures.scales import LEAST_DAYS, Scale, day_scale, day_ticks, level
from yakuba.insight.processes.pictures.svg import BLUE, INK, ORANGE, RULE, SUB, Drawing
from yakuba.insight.processes.pictures.wording import (
    NO_EVENTS,
    Language,
    Words,
    count,
    days,
    shortened,
    shown,
)

WIDTH, LABEL, RIGHT, ROW, BAR_HEIGHT, BOTTOM, TOP = 760.0, 150.0, 64.0, 88.0, 48.0, 46.0, 10.0
BINS = 36


@dataclass(frozen=True)
class BodyDays:
    """The days of a body's cases, from first to last event: their spread, and how many lie in each bin."""

    body: str
    cases: int
    spread: Spread
    bins: tuple[int, ...]


@dataclass(frozen=True)
class Distributions:
    """Several bodies; the bins run evenly on the logarithm from a tenth of a day to ``longest``."""

    bodies: tuple[BodyDays, ...]
    longest: float


def figures(logs: Sequence[EventLog]) -> Distributions:
    """Of each log."""
    tables = [throughput.by_case(log)[DAYS] for log in logs]
    longest = max(10.0, *(float(table.max() or 0.0) for table in tables)) if tables else 10.0  # type: ignore[arg-type]
    bodies = []
    for log, table in zip(logs, tables, strict=True):
        bins = [0] * BINS
        for value in table:
            share = math.log(max(value, LEAST_DAYS) / LEAST_DAYS) / math.log(longest / LEAST_DAYS)
            bins[min(BINS - 1, int(share * BINS))] += 1
        bodies.append(BodyDays(log.body, table.len(), throughput.spread(table), tuple(bins)))
    return Distributions(tuple(bodies), longest)


def picture(logs: Sequence[EventLog], language: Language, name: str = "throughput") -> Picture:
    """With the cases, the longest first."""
    cases = [
        with_names(
            log,
            throughput.by_case(log)
            .select(CASE, pl.col(DAYS).round(4), "events")
            .sort(DAYS, CASE, descending=[True, False]),
        )
        for log in logs
    ]
    made = draw(figures(logs), language, name)
    return Picture(made.name, made.title, made.sentence, made.svg, made.table, made.notes, pl.concat(cases))


def draw(found: Distributions, language: Language, name: str = "throughput") -> Picture:
    """The picture of these figures."""
    title = Words("所要日数の分布", "How long cases take").to(language)
    sentence = said(found).to(language)
    height = TOP + ROW * len(found.bodies) + BOTTOM
    drawing = Drawing(name, WIDTH, height)
    scale = day_scale(found.longest, LABEL, WIDTH - RIGHT)
    for place, one in enumerate(found.bodies):
        _row(drawing, scale, one, TOP + place * ROW, language)
    level(drawing, scale, day_ticks(scale), height - BOTTOM)
    axis = Words("日（対数目盛り）", "days (logarithmic)").to(language)
    drawing.text((WIDTH - RIGHT, height - 8), axis, text_anchor="end", font_size=11, fill=SUB)
    head = ("団体", "案件", "平均", "中央値", "90%") if language == "ja" else ("body", "cases", "mean", "median", "p90")
    rows = tuple((one.body, one.cases, one.spread.mean, one.spread.median, one.spread.p90) for one in found.bodies)
    note = Words(
        "案件の最初の記録から最後の記録まで（24 時間を 1 日とする）。棒は案件の数、たての実線は中央値、破線は 90%"
        " の案件が収まる日数。終わったかどうかは問いません。",
        "From a case's first to its last event, in days of 24 hours, whether it is closed or not. Bars: cases;"
        " solid line: median; dashed: 90% of the cases take at most so long.",
    )
    return Picture(name, title, sentence, drawing.svg(title, sentence), Table(head, rows), (note.to(language),))


def said(found: Distributions) -> Words:
    """The one sentence."""
    told = [(one.spread.median, one.spread.p90, one.body) for one in found.bodies if one.spread.median is not None]
    if not told:
        return NO_EVENTS
    low, high = min(told, key=lambda one: (one[0], one[2])), max(told, key=lambda one: (one[0] or 0.0, one[2]))
    if len(told) == 1:
        return Words(
            f"{shown(low[2])}の案件は中央値 {days(low[0] or 0)} 日で、90% は {days(low[1] or 0)} 日以内です。",
            f"A case takes {days(low[0] or 0)} days in {shown(low[2], 'en')} (median); 90% take at most"
            f" {days(low[1] or 0)}.",
        )
    return Words(
        f"所要日数の中央値は {days(low[0] or 0)} 日（{shown(low[2])}）から {days(high[0] or 0)} 日"
        f"（{shown(high[2])}）まで開いています。",
        f"Median days of a case run from {days(low[0] or 0)} ({shown(low[2], 'en')}) to {days(high[0] or 0)}"
        f" ({shown(high[2], 'en')}).",
    )


def _row(drawing: Drawing, scale: Scale, one: BodyDays, top: float, language: Language) -> None:
    base = top + ROW - 14
    name = shortened(shown(one.body, language), LABEL - 16, 13)
    drawing.text((LABEL - 10, base - 22), name, text_anchor="end", font_size=13, font_weight="bold", title=one.body)
    cases = Words(f"案件 {count(one.cases)}", f"{count(one.cases)} cases").to(language)
    drawing.text((LABEL - 10, base - 6), cases, text_anchor="end", font_size=11, fill=SUB)
    drawing.line((scale.start, base), (scale.end, base), stroke=RULE)
    most = max(one.bins, default=0) or 1
    step = (scale.end - scale.start) / BINS
    for place, number in enumerate(one.bins):
        if number:
            tall = BAR_HEIGHT * number / most
            drawing.add("rect", x=scale.start + place * step + 0.5, y=base - tall, width=step - 1, height=tall,
                        fill="#9db7f9", stroke=BLUE, stroke_width=0.5)  # fmt: skip
    if one.spread.median is None or one.spread.p90 is None:
        return
    marks = (
        (one.spread.median, INK, "none", "中央値", "median", "end"),
        (one.spread.p90, ORANGE, "5 3", "90%", "90%", "start"),
    )
    for value, colour, dash, ja, en, anchor in marks:
        x = scale.at(value)
        drawing.line((x, base - BAR_HEIGHT - 14), (x, base), stroke=colour, stroke_width=2, stroke_dasharray=dash)
        words = f"{Words(ja, en).to(language)} {days(value)}"
        aside = -4 if anchor == "end" else 4
        drawing.label((x + aside, base - BAR_HEIGHT - 5), words, text_anchor=anchor, fill=colour)
