"""The difference map: what one body does more or less often, faster or slower than another, on one map.

More and slower have a solid line and a plus, less and faster a broken line and a minus: colour only helps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import polars as pl

from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.pictures.map_figures import (
    Choice,
    MapFigures,
    MapLink,
    Overlay,
    abstracted,
    figures_of,
    most_frequent,
    only,
    transitions,
)
from yakuba.insight.processes.pictures.map_marks import ArrowMark, BoxMark, MapDrawing
from yakuba.insight.processes.pictures.picture import Cell, Picture, Table, with_names
from yakuba.insight.processes.pictures.svg import BLUE, BLUES, ORANGE, ORANGES, PAPER, RULE, SUB
from yakuba.insight.processes.pictures.wording import NO_EVENTS, Language, Words, count, days, percent, shown, signed

LIKE_CASES = 5.0  # in a hundred cases; smaller differences are drawn as none
LIKE_DAYS = 1.0
FEWEST = 10  # times a link is gone in each body, before its waits are compared
DASH = "7 4"


@dataclass(frozen=True)
class Contrast:
    """A step or link in both bodies, the first's value and the second's; None where there are too few to say.

    Frequency: times in a hundred cases (of a step: cases that have it). Time: median days before the step or on the
    link.
    """

    before: str | None
    step: str
    one: float | None
    other: float | None

    @property
    def gap(self) -> float | None:
        """How much more the first body has."""
        return None if self.one is None or self.other is None else self.one - self.other


@dataclass(frozen=True)
class DifferenceFigures:
    """Two bodies on one map of steps; ``maps`` are the maps of each with these steps."""

    overlay: Overlay
    maps: tuple[MapFigures, MapFigures]
    steps: tuple[Contrast, ...]
    links: tuple[Contrast, ...]
    orders: dict[str, float]


def difference_figures(logs: tuple[EventLog, EventLog], choice: Choice, overlay: Overlay) -> DifferenceFigures:
    """Both logs with the same steps: those that are most frequent in both together."""
    cut = [abstracted(log, choice.prefix) for log in logs]
    steps = most_frequent(cut, choice.steps)
    first, second = (figures_of(log, choice, steps) for log in cut)
    orders: dict[str, float] = {}
    for name in steps:
        found = [one.order for figures in (first, second) for one in figures.steps if one.name == name]
        orders[name] = sum(found) / len(found)
    return DifferenceFigures(
        overlay,
        (first, second),
        tuple(_step(name, (first, second), overlay) for name in steps),
        _links((first, second), overlay),
        orders,
    )


def picture(
    logs: tuple[EventLog, EventLog], choice: Choice, overlay: Overlay, language: Language, name: str = "difference"
) -> Picture:
    """The difference map with the cases of both bodies."""
    figures = difference_figures(logs, choice, overlay)
    drawn = [MapLink(one.before or "", one.step, 0, 0.0) for one in figures.links]
    cases = [
        with_names(log, transitions(only(abstracted(log, choice.prefix), list(figures.orders)), drawn)) for log in logs
    ]
    return replace(draw(figures, language, name), cases=pl.concat(cases))


def draw(figures: DifferenceFigures, language: Language, name: str = "difference") -> Picture:
    """The picture of these figures."""
    one, other = (shown(figure.body, language) for figure in figures.maps)
    what = Words("頻度の差", "how often") if figures.overlay == "frequency" else Words("待ち日数の差", "waiting")
    title = f"{one} − {other}: {what.to(language)}"
    sentence = said(figures).to(language)
    canvas = MapDrawing(
        name, sorted(figures.orders.items()), [(link.before or "", link.step) for link in figures.links]
    )
    canvas.arrows(_arrows(figures, language))
    canvas.boxes([_box(step, figures, language) for step in figures.steps])
    return Picture(
        name, title, sentence, canvas.drawing.svg(title, sentence), _table(figures, language), _notes(figures, language)
    )


def said(figures: DifferenceFigures) -> Words:
    """The one sentence: the largest difference, or that there is none."""
    one, other = figures.maps
    if not one.steps and not other.steps:
        return NO_EVENTS
    names_ja, names_en = [(shown(a, language), shown(b, language)) for a, b in [(one.body, other.body)]
                          for language in ("ja", "en")]  # fmt: skip
    told = [entry for entry in (*figures.steps, *figures.links) if entry.gap is not None]
    strongest = max(told, key=lambda entry: (abs(entry.gap or 0.0), entry.before is None), default=None)
    if strongest is None or abs(strongest.gap or 0.0) < _like(figures.overlay):
        return Words(
            f"{names_ja[0]}と{names_ja[1]}に、示した作業では目立つ差がありません。",
            f"{names_en[0]} and {names_en[1]} do not differ much in the steps shown.",
        )
    gap = strongest.gap or 0.0
    ja, en = (_place(strongest, language) for language in ("ja", "en"))
    if figures.overlay == "frequency":
        return Words(
            f"いちばん違うのは{ja}で、案件 100 件あたり {names_ja[0]}は {_value(strongest.one)} 回、{names_ja[1]}は"
            f" {_value(strongest.other)} 回です（{signed(f'{abs(gap):.0f}', gap)}）。",
            f"The largest difference is {en}: {_value(strongest.one)} in 100 cases in {names_en[0]},"
            f" {_value(strongest.other)} in {names_en[1]} ({signed(f'{abs(gap):.0f}', gap)}).",
        )
    slower = Words("遅い", "slower") if gap > 0 else Words("速い", "faster")
    return Words(
        f"いちばん違うのは{ja}の待ちで、{names_ja[0]}のほうが {days(abs(gap))} 日{slower.ja}（中央値"
        f" {days(strongest.one or 0)} 日と {days(strongest.other or 0)} 日）。",
        f"The largest difference is the wait at {en}: {names_en[0]} is {days(abs(gap))} days {slower.en}"
        f" ({days(strongest.one or 0)} against {days(strongest.other or 0)}, medians).",
    )


def _step(name: str, maps: tuple[MapFigures, MapFigures], overlay: Overlay) -> Contrast:
    values: list[float | None] = []
    for figures in maps:
        found = next((one for one in figures.steps if one.name == name), None)
        if overlay == "frequency":
            values.append(100 * found.cases / figures.cases if found else 0.0 if figures.cases else None)
        else:
            values.append(found.wait_days if found and found.events >= FEWEST else None)
    return Contrast(None, name, values[0], values[1])


def _links(maps: tuple[MapFigures, MapFigures], overlay: Overlay) -> tuple[Contrast, ...]:
    known = [{(one.before, one.after): one for one in figures.links} for figures in maps]
    drawn = sorted({(one.before, one.after) for figures in maps for one in figures.drawn})
    found = []
    for link in drawn:
        values: list[float | None] = []
        for figures, table in zip(maps, known, strict=True):
            there = table.get(link)
            if overlay == "frequency":
                times = there.count if there else 0
                values.append(100 * times / figures.cases if figures.cases else None)
            else:
                values.append(there.wait_days if there and there.count >= FEWEST else None)
        found.append(Contrast(link[0], link[1], values[0], values[1]))
    return tuple(found)


def _like(overlay: Overlay) -> float:
    return LIKE_CASES if overlay == "frequency" else LIKE_DAYS


def _arrows(figures: DifferenceFigures, language: Language) -> list[ArrowMark]:
    gaps = [abs(_scaled(one.gap, figures.overlay)) for one in figures.links]
    most = max(gaps, default=1.0) or 1.0
    found = []
    for one in sorted(figures.links, key=lambda link: (abs(link.gap or 0.0), link.before or "", link.step)):
        gap, title = one.gap, f"{shown(one.before or '', language)} → {shown(one.step, language)}: "
        title += f"{_value(one.one)} / {_value(one.other)}"
        if gap is None or abs(gap) < _like(figures.overlay):
            found.append(ArrowMark(one.before or "", one.step, "", title, 0.8, RULE))
            continue
        thick = 1.2 + 4.8 * abs(_scaled(gap, figures.overlay)) / most
        colour, dash = (ORANGE, "none") if gap > 0 else (BLUE, DASH)
        found.append(
            ArrowMark(one.before or "", one.step, _gap(gap, figures.overlay, language), title, thick, colour, dash)
        )
    return found


def _scaled(gap: float | None, overlay: Overlay) -> float:
    return gap or 0.0 if overlay == "frequency" else math.copysign(math.log1p(abs(gap or 0.0)), gap or 0.0)


def _box(step: Contrast, figures: DifferenceFigures, language: Language) -> BoxMark:
    gap = step.gap
    title = f"{shown(step.step, language)}: {_value(step.one)} / {_value(step.other)}"
    if gap is None:
        return BoxMark(step.step, title, Words("比べられません", "cannot be compared").to(language), PAPER, SUB)
    if abs(gap) < _like(figures.overlay):
        return BoxMark(step.step, title, "≈ " + _pair(step, figures.overlay), PAPER, SUB)
    scale = 100.0 if figures.overlay == "frequency" else 30.0
    tint = min(4, 1 + int(abs(gap) / scale * 4))
    words = f"{_gap(gap, figures.overlay, language)} ({_pair(step, figures.overlay)})"
    if gap > 0:
        return BoxMark(step.step, title, words, ORANGES[tint], ORANGE, 2.5)
    return BoxMark(step.step, title, words, BLUES[tint], BLUE, 2.0, DASH)


def _pair(step: Contrast, overlay: Overlay) -> str:
    if overlay == "frequency":
        return f"{percent((step.one or 0) / 100)}/{percent((step.other or 0) / 100)}"
    return f"{days(step.one or 0)}/{days(step.other or 0)}"


def _gap(gap: float, overlay: Overlay, language: Language) -> str:
    if overlay == "frequency":
        return signed(f"{abs(gap):.0f}", gap)
    sign = "▲" if gap > 0 else "▼"
    return f"{sign}{signed(days(abs(gap)), gap)}{Words('日', ' d').to(language)}"


def _value(value: float | None) -> str:
    return "–" if value is None else "<0.1" if 0 < value < 0.05 else f"{value:.1f}"


def _place(entry: Contrast, language: Language) -> str:
    step = shown(entry.step, language)
    if entry.before is None:
        return f"「{step}」" if language == "ja" else f"“{step}”"
    before = shown(entry.before, language)
    return f"「{before}」→「{step}」" if language == "ja" else f"“{before}” → “{step}”"


def _notes(figures: DifferenceFigures, language: Language) -> tuple[str, ...]:
    one, other = figures.maps
    shares = Words(
        f"両方でよくある {len(figures.steps)} 作業を示します（{shown(one.body)}の記録の {percent(one.share)}、"
        f"{shown(other.body)}の {percent(other.share)}）。案件は {count(one.cases)} 件と {count(other.cases)} 件。",
        f"Shown are the {len(figures.steps)} steps most frequent in both ({percent(one.share)} of the events of"
        f" {shown(one.body, 'en')}, {percent(other.share)} of {shown(other.body, 'en')});"
        f" {count(one.cases)} and {count(other.cases)} cases.",
    )
    if figures.overlay == "frequency":
        signs = Words(
            "実線と＋は左の団体で多い、破線と−は少ない（作業は案件の割合の差、矢印は案件 100 件あたりの回数の差）。"
            f"灰色の細線は差が {LIKE_CASES:.0f} 未満。",
            "Solid and +: more in the first body; dashed and −: less (steps: points of the cases that have it; arrows:"
            f" times in 100 cases). Thin gray: less than {LIKE_CASES:.0f} apart.",
        )
    else:
        signs = Words(
            f"実線と▲は左の団体が遅い、破線と▼は速い（中央値の差）。灰色の細線は差が {LIKE_DAYS:.0f} 日未満か、"
            f"どちらかで {FEWEST} 回未満。",
            "Solid and ▲: the first body is slower; dashed and ▼: faster (medians). Thin gray: less than"
            f" {LIKE_DAYS:.0f} day apart, or fewer than {FEWEST} times in one of them.",
        )
    return shares.to(language), signs.to(language)


def _table(figures: DifferenceFigures, language: Language) -> Table:
    unit = {
        "frequency": Words("（案件 100 件あたり）", " (in 100 cases)"),
        "time": Words("（中央値・日）", " (median days)"),
    }[figures.overlay].to(language)
    first, last = ("前の作業", "作業") if language == "ja" else ("step before", "step")
    head = (
        first,
        last,
        *(shown(one.body, language) + unit for one in figures.maps),
        Words("差", "difference").to(language),
    )
    rows: list[tuple[Cell, ...]] = [
        (entry.before, entry.step, entry.one, entry.other, entry.gap)
        for entry in sorted((*figures.steps, *figures.links), key=lambda one: -abs(one.gap or 0.0))
    ]
    return Table(head, tuple(rows))
