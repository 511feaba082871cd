"""How many cases are still open after so many days: Kaplan and Meier's curves, one a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.engine import windows
from yakuba.insight.processes.engine.windows import AT_RISK, CLOSED, DAYS, OPEN_SHARE, Window
from yakuba.insight.processes.event_log import CASE, EventLog
from yakuba.insight.processes.pictures.picture import Cell, Picture, Table, with_names
from yakuba.insight.processes.pictures.scales import Scale, apart, level, round_ticks, upright
from yakuba.insight.processes.pictures.svg import SUB, Drawing, Point, series, stairs
from yakuba.insight.processes.pictures.wording import NO_EVENTS, Language, Words, count, days, percent, shortened, shown

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760.0, 380.0, 58.0, 170.0, 16.0, 50.0
TOLD = (30, 60, 90, 180, 365)  # days after which the table tells the open share
NEARLY, PAST = 0.95, 1.25  # nor further than so far past the days in which nearly all closed cases closed
FEW = 0.03  # of all cases; a curve is drawn until so few are known for longer


@dataclass(frozen=True)
class Curve:
    """One body: cases, those closed, the median that counts open ones, and (days, share still open)."""

    body: str
    cases: int
    closed: int
    median: float | None
    points: tuple[tuple[float, float], ...]
    until: float  # days; how far the curve is drawn

    def open_after(self, limit: float) -> float | None:
        """The share still open after ``limit`` days; None when no case is known for so long."""
        if not self.points or limit > self.points[-1][0]:
            return None
        return next((share for time, share in reversed(self.points) if time <= limit), 1.0)


@dataclass(frozen=True)
class Curves:
    """Several bodies within one window."""

    window: Window
    bodies: tuple[Curve, ...]


def figures(logs: Sequence[EventLog], window: Window) -> Curves:
    """Of each log."""
    return Curves(window, tuple(_curve(log, window) for log in logs))


def picture(logs: Sequence[EventLog], window: Window, language: Language, name: str = "survival") -> Picture:
    """With the cases: the longest first, open ones told apart."""
    found = draw(figures(logs, window), language, name)
    cases = [
        with_names(
            log,
            windows.measured(log, window)
            .select(CASE, pl.col(DAYS).round(4), CLOSED)
            .sort(CLOSED, DAYS, CASE, descending=[False, True, False]),
        )
        for log in logs
    ]
    return Picture(found.name, found.title, found.sentence, found.svg, found.table, found.notes, pl.concat(cases))


def draw(found: Curves, language: Language, name: str = "survival") -> Picture:
    """The picture of these figures."""
    title = Words("まだ終わっていない案件の割合", "Share of cases still open").to(language)
    sentence = said(found).to(language)
    drawing = Drawing(name, WIDTH, HEIGHT)
    across = Scale(0.0, max((one.until for one in found.bodies), default=1.0) or 1.0, LEFT, WIDTH - RIGHT)
    up = Scale(0.0, 1.0, HEIGHT - BOTTOM, TOP)
    upright(drawing, up, [(share / 4, f"{share * 25}%") for share in range(5)], (LEFT, WIDTH - RIGHT))
    level(drawing, across, [(value, f"{value:,.4g}") for value in round_ticks(across.high, 8)], HEIGHT - BOTTOM)
    axis = Words("始まりからの日数", "days since the start").to(language)
    drawing.text((WIDTH - RIGHT, HEIGHT - 12), axis, text_anchor="end", font_size=11, fill=SUB)
    _curves(drawing, found, (across, up), language)
    return Picture(
        name, title, sentence, drawing.svg(title, sentence), _table(found, language), _notes(found, language)
    )


def said(found: Curves) -> Words:
    """The one sentence: when half are closed, and how many cases have not come to the end."""
    told = [one for one in found.bodies if one.cases]
    if not told:
        return NO_EVENTS
    still = sum(one.cases - one.closed for one in told)
    cases = sum(one.cases for one in told)
    end_ja = f"「{shown(found.window.end)}」まで" if found.window.end else "最後の記録まで"
    end_en = f"“{shown(found.window.end, 'en')}”" if found.window.end else "the last event"
    known = sorted((one.median, one.body) for one in told if one.median is not None)
    if not known:
        return Words(
            f"{end_ja}に終わった案件は半分に届きません（{count(cases)} 件のうち {count(still)} 件が未了）。",
            f"Not half of the cases have come to {end_en} ({count(still)} of {count(cases)} are open).",
        )
    low, high = known[0], known[-1]
    ja, en = (
        f"半数が{end_ja}進むのに {days(low[0])} 日（{shown(low[1])}）",
        f"Half of the cases come to {end_en} within",
    )
    en += f" {days(low[0])} days in {shown(low[1], 'en')}"
    if len(known) > 1:
        ja += f"から {days(high[0])} 日（{shown(high[1])}）"
        en += f" and {days(high[0])} in {shown(high[1], 'en')}"
    return Words(
        f"{ja}かかり、{count(cases)} 件のうち {count(still)} 件は記録の終わりでまだ進んでいません。",
        f"{en}; {count(still)} of {count(cases)} had not when the logs end.",
    )


def _curve(log: EventLog, window: Window) -> Curve:
    cases = windows.measured(log, window)
    curve = windows.survival(cases)
    known = curve.filter(pl.col(AT_RISK) >= max(1.0, FEW * cases.height))
    until = float(known[DAYS][-1]) if known.height else 0.0
    done = cases.filter(pl.col(CLOSED))[DAYS].quantile(NEARLY, "linear")
    until = min(until, PAST * done) if done else until
    points = tuple((float(time), float(share)) for time, share in curve.select(DAYS, OPEN_SHARE).iter_rows())
    return Curve(log.body, cases.height, int(cases[CLOSED].sum()), windows.median(cases), points, until)


def _curves(drawing: Drawing, found: Curves, scales: tuple[Scale, Scale], language: Language) -> None:
    across, up = scales
    ends = []
    for place, one in enumerate(found.bodies):
        colour, dash = series(place)
        points: list[Point] = [(across.start, up.at(1.0))]
        for time, share in one.points:
            x = round(across.at(time), 1)
            if time > one.until:
                break
            if x == points[-1][0] and len(points) > 1:
                points.pop()
            points.append((x, up.at(share)))
        drawing.path(stairs(points), stroke=colour, stroke_width=2, stroke_dasharray=dash)
        ends.append(points[-1])
    spots = apart([point[1] for point in ends], 17.0, TOP + 6, HEIGHT - BOTTOM)
    for place, (one, end, y) in enumerate(zip(found.bodies, ends, spots, strict=True)):
        colour, dash = series(place)
        x = WIDTH - RIGHT + 10
        drawing.line(end, (x, y), stroke=colour, stroke_width=0.6)
        drawing.line((x, y), (x + 26, y), stroke=colour, stroke_width=2, stroke_dasharray=dash)
        drawing.text((x + 32, y + 4), shortened(shown(one.body, language), RIGHT - 50, 12), fill=colour, title=one.body)


def _table(found: Curves, language: Language) -> Table:
    ja = ("団体", "案件", "終わった案件", "中央値（未了も数える）", *(f"{limit} 日後も未了" for limit in TOLD))
    en = ("body", "cases", "closed", "median (open counted)", *(f"open after {limit} days" for limit in TOLD))
    rows: list[tuple[Cell, ...]] = []
    for one in found.bodies:
        shares = [one.open_after(limit) for limit in TOLD]
        rows.append((one.body, one.cases, one.closed, one.median, *(None if s is None else percent(s) for s in shares)))
    return Table(ja if language == "ja" else en, tuple(rows))


def _notes(found: Curves, language: Language) -> tuple[str, ...]:
    start = Words(
        f"始まり：{shown(found.window.start) if found.window.start else '案件の最初の記録'}、終わり："
        f"{shown(found.window.end) if found.window.end else '案件の最後の記録'}。",
        f"Start: {shown(found.window.start, 'en') if found.window.start else 'the first event'}; end:"
        f" {shown(found.window.end, 'en') if found.window.end else 'the last event'}.",
    )
    how = Words(
        "終わりがまだない案件は、記録の最後の日まで未了として数えます（カプラン・マイヤー法）。"
        "終わる案件がほとんどなくなった先は描きません。",
        "A case without the end counts as open until the log ends (Kaplan and Meier). A curve stops where hardly any"
        " case closes any more.",
    )
    return (start.to(language) + how.to(language) if language == "ja" else f"{start.en} {how.en}",)
