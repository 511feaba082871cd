"""Month by month: cases begun, cases whose last event came, and how long those took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.engine import throughput
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY
from yakuba.insight.processes.event_log import CASE, DAY, EventLog, local_day
from yakuba.insight.processes.pictures.picture import Picture, Table, with_names
from yakuba.insight.processes.pictures.scales import Scale, round_ticks, upright
from yakuba.insight.processes.pictures.svg import BLUE, INK, ORANGE, PALE, RULE, SUB, Drawing, Point, polyline
from yakuba.insight.processes.pictures.wording import NO_EVENTS, Language, Words, count, days, shortened, shown

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 760.0, 60.0, 16.0, 40.0, 30.0
TITLE, FLOW, TIME_HEIGHT, GAP = 22.0, 84.0, 64.0, 26.0
FEWEST = 5  # closed cases of a month, for its median to be drawn
YEAR = 12


@dataclass(frozen=True)
class Month:
    """``month`` as 2025-04; ``median``: days of the cases closed in it, None without any."""

    month: str
    begun: int
    closed: int
    median: float | None


@dataclass(frozen=True)
class BodyMonths:
    """All months of a body from its first to its last event, without gaps."""

    body: str
    months: tuple[Month, ...]


def by_month(log: EventLog) -> pl.DataFrame:
    """`CASE`, `begun`, `closed` (months as text), `DAYS` of each case."""
    last = log.events.select(CASE, local_day()).group_by(CASE).agg(pl.col(DAY).last().alias("last"))
    cases = throughput.by_case(log).join(last, on=CASE, how="left", maintain_order="left")
    return cases.select(
        CASE,
        pl.col(FIRST_DAY).dt.strftime("%Y-%m").alias("begun"),
        pl.col("last").dt.strftime("%Y-%m").alias("closed"),
        DAYS,
    )


def figures(logs: Sequence[EventLog]) -> tuple[BodyMonths, ...]:
    """Of each log."""
    return tuple(_months(log) for log in logs)


def picture(logs: Sequence[EventLog], language: Language, name: str = "trend") -> Picture:
    """With the cases by month."""
    made = draw(figures(logs), language, name)
    cases = [
        with_names(
            log,
            by_month(log)
            .with_columns(pl.col(DAYS).round(4))
            .sort("closed", DAYS, CASE, descending=[False, True, False]),
        )
        for log in logs
    ]
    return Picture(made.name, made.title, made.sentence, made.svg, made.table, made.notes, pl.concat(cases))


def draw(found: Sequence[BodyMonths], language: Language, name: str = "trend") -> Picture:
    """The picture of these figures: of each body the flow above, the days below, all on the same axes."""
    title = Words("月ごとの動き", "Month by month").to(language)
    sentence = said(found).to(language)
    panel = TITLE + FLOW + GAP + TIME_HEIGHT + GAP
    drawing = Drawing(name, WIDTH, TOP + panel * max(1, len(found)) + BOTTOM)
    every = sorted({one.month for body in found for one in body.months})
    most = max((max(one.begun, one.closed) for body in found for one in body.months), default=1)
    slow = max((one.median or 0.0 for body in found for one in body.months if one.closed >= FEWEST), default=1.0)
    _legend(drawing, language)
    for place, body in enumerate(found):
        _panel(drawing, body, (TOP + place * panel, every), (most, slow))
    head = (
        ("団体", "月", "始まった案件", "終わった案件", "終わった案件の日数（中央値）")
        if language == "ja"
        else ("body", "month", "begun", "closed", "days of those closed (median)")
    )
    rows = tuple((body.body, one.month, one.begun, one.closed, one.median) for body in found for one in body.months)
    note = Words(
        f"「終わった」は案件の最後の記録のあった月です。日数は、終わった案件が {FEWEST} 件以上ある月だけ線にします。"
        "記録の最後の数か月は、まだ続く案件も「終わった」に入ります。",
        f"Closed: the month of a case's last event. Days are drawn for months with {FEWEST} closed cases or more."
        " In the last months of a log, cases that will go on count as closed too.",
    )
    return Picture(name, title, sentence, drawing.svg(title, sentence), Table(head, rows), (note.to(language),))


def said(found: Sequence[BodyMonths]) -> Words:
    """The one sentence: of the body whose days changed most from its first year to its last; else the busiest month."""
    changed = [(after - before, body.body, before, after) for body in found for before, after in _years(body)]
    if changed:
        gap, name, before, after = max(changed, key=lambda one: (abs(one[0]), one[1]))
        ja = "長く" if gap > 0 else "短く"
        en = "longer" if gap > 0 else "shorter"
        if abs(gap) < 0.05:
            ja, en = "変わらず", "the same"
        more_ja = "変化が最も大きいのは" if len(changed) > 1 else ""
        return Words(
            f"{more_ja}{shown(name)}で、月の所要日数（中央値）の平均は最初の 12 か月の {days(before)} 日から最後の"
            f" 12 か月の {days(after)} 日へ{ja}なりました。"
            if abs(gap) >= 0.05
            else f"{shown(name)}の月の所要日数（中央値）の平均は最初と最後の 12 か月で同じです（{days(after)} 日）。",
            f"{'The largest change is in ' if len(changed) > 1 else 'In '}{shown(name, 'en')}: the monthly median"
            f" averages {days(before)} days in the first twelve months and {days(after)} in the last ({en}).",
        )
    busiest = max(((one.begun, one.month, body.body) for body in found for one in body.months), default=None)
    if busiest is None:
        return NO_EVENTS
    return Words(
        f"始まった案件が最も多い月は{shown(busiest[2])}の {busiest[1]} で、{count(busiest[0])} 件です。",
        f"The month with the most cases begun is {busiest[1]} in {shown(busiest[2], 'en')}: {count(busiest[0])}.",
    )


def _months(log: EventLog) -> BodyMonths:
    cases = by_month(log)
    begun = dict(cases["begun"].value_counts().iter_rows())
    closed = {
        month: (number, median)
        for month, number, median in cases.group_by("closed").agg(pl.len(), pl.col(DAYS).median()).iter_rows()
    }
    known = sorted({*begun, *closed})
    if not known:
        return BodyMonths(log.body, ())
    first, last = (int(month[:4]) * YEAR + int(month[5:]) - 1 for month in (known[0], known[-1]))
    months = [f"{at // YEAR:04}-{at % YEAR + 1:02}" for at in range(first, last + 1)]
    return BodyMonths(log.body, tuple(Month(one, begun.get(one, 0), *closed.get(one, (0, None))) for one in months))


def _years(body: BodyMonths) -> list[tuple[float, float]]:
    """Mean of the monthly medians in the first and the last year, of the months that are drawn."""
    told = [one.median for one in body.months if one.median is not None and one.closed >= FEWEST]
    if len(told) < 2 * YEAR:
        return []
    return [(sum(told[:YEAR]) / YEAR, sum(told[-YEAR:]) / YEAR)]


def _panel(drawing: Drawing, body: BodyMonths, place: tuple[float, list[str]], tops: tuple[int, float]) -> None:
    top, every = place
    across = Scale(0.0, float(max(1, len(every) - 1)), LEFT, WIDTH - RIGHT)
    at = {month: across.at(number) for number, month in enumerate(every)}
    name = shortened(shown(body.body), WIDTH - 200, 13)
    drawing.text((LEFT, top + 13), name, font_weight="bold", font_size=13, title=body.body)
    flow = Scale(0.0, float(tops[0]) or 1.0, top + TITLE + FLOW, top + TITLE)
    upright(drawing, flow, [(value, count(value)) for value in round_ticks(tops[0], 3)], (LEFT, WIDTH - RIGHT))
    slow_top = top + TITLE + FLOW + GAP
    time = Scale(0.0, tops[1] or 1.0, slow_top + TIME_HEIGHT, slow_top)
    upright(drawing, time, [(value, days(value)) for value in round_ticks(tops[1], 3)], (LEFT, WIDTH - RIGHT))
    years = [month for month in every if month.endswith("-01")] or every[:1]
    for month in years[:: max(1, -(-len(years) // 12))]:
        drawing.line((at[month], top + TITLE), (at[month], slow_top + TIME_HEIGHT), stroke=PALE)
        words = month[:4] if month.endswith("-01") else month
        drawing.text((at[month], slow_top + TIME_HEIGHT + 15), words, text_anchor="middle", font_size=11, fill=SUB)
    if not body.months:
        return
    begun = [(at[one.month], flow.at(one.begun)) for one in body.months]
    closed = [(at[one.month], flow.at(one.closed)) for one in body.months]
    _line(drawing, begun, BLUE, "none")
    _line(drawing, closed, ORANGE, "5 3")
    for piece in _pieces(body, at, time):
        _line(drawing, piece, INK, "none")


def _pieces(body: BodyMonths, at: dict[str, float], time: Scale) -> list[list[Point]]:
    """The line of days, parted where a month has too few closed cases."""
    pieces: list[list[Point]] = [[]]
    for one in body.months:
        if one.median is not None and one.closed >= FEWEST:
            pieces[-1].append((at[one.month], time.at(one.median)))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _line(drawing: Drawing, points: list[Point], colour: str, dash: str) -> None:
    if len(points) == 1:
        drawing.add("circle", cx=points[0][0], cy=points[0][1], r=2.5, fill=colour)
        return
    drawing.path(polyline(points), stroke=colour, stroke_width=1.8, stroke_dasharray=dash)


def _legend(drawing: Drawing, language: Language) -> None:
    x = LEFT
    for colour, dash, words in (
        (BLUE, "none", Words("始まった案件", "cases begun")),
        (ORANGE, "5 3", Words("終わった案件", "cases closed")),
        (INK, "none", Words("下の段：終わった案件の日数（中央値）", "below: days of those closed (median)")),
    ):
        drawing.line((x, 14), (x + 26, 14), stroke=colour, stroke_width=2, stroke_dasharray=dash)
        drawing.text((x + 32, 18), words.to(language), font_size=11)
        x += 140
    drawing.line((LEFT, 28), (WIDTH - RIGHT, 28), stroke=RULE)
