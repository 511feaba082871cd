"""The dotted chart: each case a row, each event a dot at its time; many cases are sampled evenly, always the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from yakuba.insight.processes.engine import throughput
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY
from yakuba.insight.processes.event_log import CASE, CASE_NAME, DAY, TIME, EventLog, local_day
from yakuba.insight.processes.pictures.picture import Picture, Table, with_names
from yakuba.insight.processes.pictures.scales import Scale
from yakuba.insight.processes.pictures.svg import BLUE, INK, ORANGE, PALE, RULE, SUB, Drawing, number
from yakuba.insight.processes.pictures.wording import NO_EVENTS, Language, Words, count, days, shown

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 760.0, 20.0, 20.0, 34.0, 36.0
MOST_CASES, MOST_DOTS = 120, 5_000
ROW_HEIGHT = 4.0


@dataclass(frozen=True)
class Row:
    """A sampled case: its name, its days, and the days its events lie on, from the first to the last."""

    case: str
    days: float
    dots: tuple[date, ...]


@dataclass(frozen=True)
class Dots:
    """A sample of a body's cases in order of their start; ``busiest``: the day with the most cases under way."""

    body: str
    cases: int
    events: int
    rows: tuple[Row, ...]
    busiest: date | None
    under_way: int


def sampled(cases: pl.DataFrame, events: int) -> pl.DataFrame:
    """Cases (`CASE`, `FIRST_DAY`, ...) in order of their start, evenly taken when they or their events are many."""
    ordered = cases.sort(FIRST_DAY, CASE)
    room = min(MOST_CASES, max(1, MOST_DOTS * max(1, cases.height) // max(1, events)))
    if ordered.height <= room:
        return ordered
    return ordered[[place * ordered.height // room for place in range(room)]]


def figures(log: EventLog) -> Dots:
    """Of one log."""
    cases = throughput.by_case(log)
    chosen = sampled(cases, log.events.height)
    names = log.cases[CASE_NAME]
    dated = log.events.select(CASE, local_day()).join(chosen.select(CASE), on=CASE, how="semi")
    lying: dict[int, list[date]] = dict(dated.unique(maintain_order=True).group_by(CASE).agg(DAY).iter_rows())
    rows = tuple(
        Row(str(names[case]), length, tuple(sorted(lying[case])[:MOST_DOTS]))
        for case, length in chosen.select(CASE, DAYS).iter_rows()
    )
    busiest, under_way = _busiest(log)
    return Dots(log.body, cases.height, log.events.height, rows, busiest, under_way)


def picture(log: EventLog, language: Language, name: str = "dotted") -> Picture:
    """With the sampled cases, in the order of the rows."""
    found = draw(figures(log), language, name)
    chosen = sampled(throughput.by_case(log), log.events.height)
    cases = with_names(log, chosen.select(CASE, FIRST_DAY, pl.col(DAYS).round(4), "events"))
    return Picture(found.name, found.title, found.sentence, found.svg, found.table, found.notes, cases)


def draw(found: Dots, language: Language, name: str = "dotted") -> Picture:
    """The picture of these figures."""
    title = shown(found.body, language) + Words("：案件の始まりから終わりまで", ": cases from start to end").to(
        language
    )
    sentence = said(found).to(language)
    drawing = Drawing(name, WIDTH, TOP + ROW_HEIGHT * max(1, len(found.rows)) + BOTTOM)
    every = [day for row in found.rows for day in row.dots]
    if every:
        _draw_rows(drawing, found, (min(every), max(every)))
    _legend(drawing, language)
    head = ("案件", "最初の日", "最後の日", "日数") if language == "ja" else ("case", "first day", "last day", "days")
    rows = tuple((row.case, row.dots[0].isoformat(), row.dots[-1].isoformat(), row.days) for row in found.rows)
    note = Words(
        f"案件 {count(found.cases)} 件のうち {len(found.rows)} 件を始まりの順に並べ、記録のある日に点を打ちます"
        "（多いときは等間隔に選びます。選び方はいつも同じです）。",
        f"{len(found.rows)} of {count(found.cases)} cases in order of their start, a mark on each day with an event"
        " (when they are many, evenly chosen, always the same).",
    )
    return Picture(name, title, sentence, drawing.svg(title, sentence), Table(head, rows), (note.to(language),))


def said(found: Dots) -> Words:
    """The one sentence: when the most cases were under way, and the longest of those shown."""
    if not found.rows or found.busiest is None:
        return NO_EVENTS
    longest = max(found.rows, key=lambda row: (row.days, row.case))
    return Words(
        f"同時に進んでいた案件は {found.busiest.isoformat()} が最も多く {count(found.under_way)} 件で、"
        f"図の中で最も長い案件（{shown(longest.case)}）は {days(longest.days)} 日でした。",
        f"The most cases were under way on {found.busiest.isoformat()}: {count(found.under_way)}; the longest shown"
        f" ({shown(longest.case, 'en')}) took {days(longest.days)} days.",
    )


def _busiest(log: EventLog) -> tuple[date | None, int]:
    """The first day on which as many cases as ever had begun and not had their last event."""
    if log.events.is_empty():
        return None, 0
    edges = (
        log.events.select(CASE, TIME, local_day())
        .group_by(CASE)
        .agg(pl.col(DAY).min().alias("first"), pl.col(DAY).max().alias("last"))
    )
    moves = pl.concat(
        [
            edges.select(pl.col("first").alias(DAY), pl.lit(1).alias("move")),
            edges.select(pl.col("last").dt.offset_by("1d").alias(DAY), pl.lit(-1).alias("move")),
        ]
    )
    level = moves.group_by(DAY).agg(pl.col("move").sum()).sort(DAY).with_columns(pl.col("move").cum_sum())
    best = level.sort("move", DAY, descending=[True, False]).row(0)
    return best[0], int(best[1])


def _draw_rows(drawing: Drawing, found: Dots, span: tuple[date, date]) -> None:
    first, last = span
    across = Scale(0.0, float(max(1, (last - first).days)), LEFT, WIDTH - RIGHT)
    bottom = TOP + ROW_HEIGHT * len(found.rows)
    for day, words in _calendar(first, last):
        x = across.at((day - first).days)
        drawing.line((x, TOP - 4), (x, bottom), stroke=PALE)
        drawing.text((x, bottom + 16), words, text_anchor="middle", font_size=11, fill=SUB)
    # A dot is a line of nearly no length with wide ends: one of none is left out by some readers of SVG.
    begins, between, ends, spans = [], [], [], []
    for place, row in enumerate(found.rows):
        y = number(TOP + ROW_HEIGHT * (place + 0.5))
        xs = [number(across.at((day - first).days)) for day in row.dots]
        spans.append(f"M{xs[0]} {y}H{xs[-1]}")
        begins.append(f"M{xs[0]} {y}h.01")
        between += [f"M{x} {y}h.01" for x in xs[1:-1]]
        ends += [f"M{xs[-1]} {y}h.01"] if len(xs) > 1 else []
    drawing.path("".join(spans), stroke=PALE, stroke_width=1)
    marks = ((between, RULE, 2.0, "round"), (ends, ORANGE, 3.6, "square"), (begins, BLUE, 4.2, "round"))
    for data, colour, thick, cap in marks:
        if data:
            drawing.path("".join(data), stroke=colour, stroke_width=thick, stroke_linecap=cap)


def _calendar(first: date, last: date) -> list[tuple[date, str]]:
    """Years, or months when there are few, or days."""
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    if len(years) >= 2:
        step = -(-len(years) // 10)
        return [(day, str(day.year)) for day in years[::step]]
    months = [date(first.year + month // 12, month % 12 + 1, 1) for month in range(first.month, first.month + 30)]
    inside = [day for day in months if day <= last]
    if len(inside) >= 2:
        return [(day, day.isoformat()[:7]) for day in inside[:: -(-len(inside) // 10)]]
    return [(first, first.isoformat()), *([(last, last.isoformat())] if last - first > timedelta(days=2) else [])]


def _legend(drawing: Drawing, language: Language) -> None:
    x = LEFT
    words = (
        (BLUE, 4.2, "round", Words("最初", "first event")),
        (RULE, 2.0, "round", Words("途中", "events between")),
        (ORANGE, 3.6, "square", Words("最後", "last event")),
    )
    for colour, thick, cap, word in words:
        drawing.path(f"M{number(x + 4)} 14h.01", stroke=colour, stroke_width=thick * 1.6, stroke_linecap=cap)
        drawing.text((x + 14, 18), word.to(language), font_size=11, fill=INK)
        x += 44 + 11 * (4 if language == "ja" else 8)
