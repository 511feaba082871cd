"""The process map of one body, with how often or how long laid over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.pictures.map_figures import (
    Choice,
    MapFigures,
    MapLink,
    MapStep,
    Overlay,
    abstracted,
    figures_of,
    only,
    transitions,
)
from yakuba.insight.processes.pictures.map_marks import ArrowMark, BoxMark, EdgeMark, MapDrawing
from yakuba.insight.processes.pictures.picture import Picture, Table, with_names
from yakuba.insight.processes.pictures.svg import BLUES, INK, ORANGE, ORANGES, SUB
from yakuba.insight.processes.pictures.wording import NO_EVENTS, Language, Words, cases_en, count, days, percent, shown

EDGE_SHARE = 0.05  # of the cases begin or end at a step, from which on it is marked
RARE_SHARE = 0.05  # of the cases; a wait gone more seldom does not lead the sentence
_TITLES = {
    "frequency": Words("の流れ（回数）", ": flow of work (how often)"),
    "time": Words("の流れ（待ち日数の中央値）", ": flow of work (median days of waiting)"),
}


def picture(log: EventLog, choice: Choice, overlay: Overlay, language: Language, name: str = "map") -> Picture:
    """The map of a log with its cases."""
    cut = abstracted(log, choice.prefix)
    figures = figures_of(cut, choice)
    cases = transitions(only(cut, [one.name for one in figures.steps]), figures.drawn)
    return replace(draw(figures, overlay, language, name), cases=with_names(log, cases))


def draw(figures: MapFigures, overlay: Overlay, language: Language, name: str = "map") -> Picture:
    """The picture of these figures."""
    title = shown(figures.body, language) + _TITLES[overlay].to(language)
    sentence = said(figures, overlay).to(language)
    canvas = MapDrawing(
        name, [(one.name, one.order) for one in figures.steps], [(one.before, one.after) for one in figures.drawn]
    )
    canvas.arrows(_arrows(figures, overlay, language))
    canvas.boxes([_box(one, figures, overlay, language) for one in figures.steps])
    canvas.edges(_edges(figures))
    return Picture(
        name,
        title,
        sentence,
        canvas.drawing.svg(title, sentence),
        _table(figures, language),
        notes(figures, language),
        steps=_step_table(figures.steps, language),
    )


def said(figures: MapFigures, overlay: Overlay) -> Words:
    """The one sentence: the most frequent link, or the longest wait of those that are not rare."""
    if not figures.steps:
        return NO_EVENTS
    if not figures.links:
        only_step = figures.steps[0]
        return Words(
            f"案件 {count(figures.cases)} 件は「{shown(only_step.name)}」から動いていません。",
            f"There is no step other than “{shown(only_step.name, 'en')}”.",
        )
    if overlay == "time":
        usual = [one for one in figures.drawn if one.count >= RARE_SHARE * figures.cases]
        longest = max(usual or figures.drawn, key=lambda one: (one.wait_days, one.count))
        ja, en = (_link_words(longest, language) for language in ("ja", "en"))
        return Words(
            f"いちばん長く待つのは{ja}の間で、中央値 {days(longest.wait_days)} 日です（{count(longest.count)} 回）。",
            f"The longest wait is between {en}: {days(longest.wait_days)} days (median of {count(longest.count)}).",
        )
    most = figures.links[0]
    ja, en = (_link_words(most, language) for language in ("ja", "en"))
    return Words(
        f"案件 {count(figures.cases)} 件でいちばん多い動きは{ja}です（{count(most.count)} 回、"
        f"間は中央値 {days(most.wait_days)} 日）。",
        f"In {cases_en(figures.cases)} the most frequent move is {en} ({count(most.count)} times,"
        f" {days(most.wait_days)} days between, median).",
    )


def notes(figures: MapFigures, language: Language) -> tuple[str, ...]:
    """How much of the log is shown, and how to read it."""
    shares = Words(
        f"{count(figures.steps_in_all)} 種類の作業のうち、よくある {len(figures.steps)} 種類を示します（記録の"
        f" {percent(figures.share)}）。矢印は、示した作業のうち次に来るもので、{len(figures.links)} 本のうち"
        f" {len(figures.drawn)} 本（動きの {percent(figures.drawn_share)}）を描いています。",
        f"Shown are the {len(figures.steps)} most frequent of {count(figures.steps_in_all)} steps"
        f" ({percent(figures.share)} of the events). An arrow goes to the next of the steps shown;"
        f" {len(figures.drawn)} of {len(figures.links)} are drawn ({percent(figures.drawn_share)} of the moves).",
    )
    signs = Words(
        f"● 案件の始まり、□ 終わり（案件の {percent(EDGE_SHARE)} 以上）。「続けて」は同じ作業が続いた回数。"
        "線が太いほど多い（または長い）。",
        f"● cases begin, □ cases end ({percent(EDGE_SHARE)} of the cases or more). “again”: the step follows itself."
        " The thicker a line, the more (or longer).",
    )
    return shares.to(language), signs.to(language)


def _link_words(link: MapLink, language: Language) -> str:
    before, after = shown(link.before, language), shown(link.after, language)
    return f"「{before}」→「{after}」" if language == "ja" else f"“{before}” → “{after}”"


def _arrows(figures: MapFigures, overlay: Overlay, language: Language) -> list[ArrowMark]:
    most = max((_size(one, overlay) for one in figures.drawn), default=1.0) or 1.0
    found = []
    for one in sorted(figures.drawn, key=lambda link: (_size(link, overlay), link.before, link.after)):
        strength = _size(one, overlay) / most
        unit = Words("日", " d").to(language)
        words = count(one.count) if overlay == "frequency" else days(one.wait_days) + unit
        title = f"{shown(one.before, language)} → {shown(one.after, language)}: {count(one.count)}, "
        title += days(one.wait_days) + unit
        colour = ORANGE if overlay == "time" and strength >= 0.5 else INK if strength >= 0.5 else SUB
        found.append(ArrowMark(one.before, one.after, words, title, 0.8 + 5.2 * strength, colour))
    return found


def _size(link: MapLink, overlay: Overlay) -> float:
    """Counts as they are, days by their logarithm: waits differ by the thousand."""
    return float(link.count) if overlay == "frequency" else math.log1p(max(0.0, link.wait_days))


def _box(step: MapStep, figures: MapFigures, overlay: Overlay, language: Language) -> BoxMark:
    share = step.cases / figures.cases
    if overlay == "frequency":
        words = Words(f"{count(step.events)} 回・{percent(share)}", f"{count(step.events)} · {percent(share)}")
        value = step.events / max(one.events for one in figures.steps)
        fill = BLUES[min(4, int(value * 5))]
    else:
        wait = step.wait_days
        told = "–" if wait is None else days(wait)
        words = Words(f"前に {told} 日", f"{told} d before")
        longest = max((math.log1p(max(0.0, one.wait_days or 0.0)) for one in figures.steps), default=0.0)
        value = math.log1p(max(0.0, wait or 0.0)) / longest if longest else 0.0
        fill = ORANGES[min(4, int(value * 5))]
    again = Words(f"・続けて {count(step.again)}", f" · again {count(step.again)}").to(language)
    line = words.to(language) + (again if step.again else "")
    title = f"{shown(step.name, language)}: {count(step.events)}, {count(step.cases)}, {percent(share)}"
    return BoxMark(step.name, title, line, fill)


def _edges(figures: MapFigures) -> list[EdgeMark]:
    return [
        EdgeMark(name, count(cases), begins)
        for marks, begins in ((figures.begins, True), (figures.ends, False))
        for name, cases in marks.items()
        if cases >= EDGE_SHARE * figures.cases
    ]


def _table(figures: MapFigures, language: Language) -> Table:
    head = (
        ("前の作業", "次の作業", "回数", "間の日数（中央値）", "図にある")
        if language == "ja"
        else ("step", "next step", "times", "days between (median)", "drawn")
    )
    yes = Words("はい", "yes").to(language)
    return Table(
        head,
        tuple((one.before, one.after, one.count, one.wait_days, yes if one.drawn else None) for one in figures.links),
    )


def _step_table(steps: Sequence[MapStep], language: Language) -> Table:
    """The boxes as a table."""
    head = (
        ("作業", "記録", "案件", "続けて同じ作業", "前の日数（中央値）")
        if language == "ja"
        else ("step", "events", "cases", "follows itself", "days before (median)")
    )
    return Table(head, tuple((one.name, one.events, one.cases, one.again, one.wait_days) for one in steps))
