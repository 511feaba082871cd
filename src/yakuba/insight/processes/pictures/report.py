"""A report in one language: what is compared, findings with their cases, what to keep in mind, pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import DAY, TIME, EventLog, local_day
from yakuba.insight.processes.pictures import (
    difference_map,
    distribution,
    dotted,
    network,
    process_map,
    survival,
    trend,
    waiting_zone,
    zone,
)
from yakuba.insight.processes.pictures.finding_cases import by_case_of, finding_cases
from yakuba.insight.processes.pictures.map_figures import Choice, Overlay
from yakuba.insight.processes.pictures.picture import Picture, Table
from yakuba.insight.processes.pictures.traps import Trap, traps
from yakuba.insight.processes.pictures.wording import Language, Words, shown
from yakuba.insight.processes.tested import RATIOS

WITH_CASES = 40  # findings between bodies, and changes within them, whose cases are listed
OVERLAYS: tuple[Overlay, ...] = ("frequency", "time")
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # the date of a report about nothing


@dataclass(frozen=True)
class Finding:
    """A finding in one language, with the cases behind it (None beyond the first of them).

    ``change``: within one body from some month on, not between bodies.
    """

    rank: int
    change: bool
    sentence: str
    interval: str
    cases: pl.DataFrame | None


@dataclass(frozen=True)
class Section:
    """Pictures under one heading; ``on_paper``: how many of them the PDF has too."""

    heading: str
    pictures: tuple[Picture, ...]
    on_paper: int = 99


@dataclass(frozen=True)
class Report:
    """All that page and paper show. ``made_at``: the last event, so that the same logs give the same bytes."""

    title: str
    language: Language
    made_at: datetime
    bodies: Table
    tests: int | None
    findings: tuple[Finding, ...]
    finding_table: Table | None
    traps: tuple[Trap, ...]
    sections: tuple[Section, ...]

    @property
    def pictures(self) -> list[Picture]:
        """Every picture, in order."""
        return [one for section in self.sections for one in section.pictures]


@dataclass(frozen=True)
class Asked:
    """What a comparison's report is asked to show: steps of its maps; start and end of the cases still open.

    Without a window: to the last step that nearly all cases everywhere have.
    """

    choice: Choice = field(default_factory=Choice)
    window: Window | None = None


def comparison_report(logs: Sequence[EventLog], found: Mapping[str, Any], asked: Asked, language: Language) -> Report:
    """The report of a comparison; ``found``: what `comparison.compared` says of these logs."""
    window = asked.window or Window(end=last_common_end(found))
    curves = survival.figures(logs, window)
    title = Words("業務プロセスの比較", "Processes compared").to(language)
    return Report(
        title,
        language,
        _made_at(logs),
        _bodies(logs, found, language),
        found["tests"],
        _findings(logs, found, language),
        _finding_table(found, language),
        traps(found, logs, curves, language),
        tuple(_comparison_sections(logs, found, Asked(asked.choice, window), language)),
    )


def map_report(logs: Sequence[EventLog], choice: Choice, overlay: Overlay, language: Language) -> Report:
    """The maps of one log or of two with their difference."""
    pictures = [process_map.picture(log, choice, overlay, language, f"map-{at}") for at, log in enumerate(logs, 1)]
    if len(logs) == 2:
        pictures.insert(0, difference_map.picture((logs[0], logs[1]), choice, overlay, language))
    title = Words("業務の流れ図", "Process map").to(language)
    heading = Words("流れ図", "Maps").to(language)
    section = Section(heading, tuple(pictures))
    return Report(title, language, _made_at(logs), _spans(logs, language), None, (), None, (), (section,))


def last_common_end(found: Mapping[str, Any]) -> str | None:
    """Of the steps nearly all cases everywhere have, the one that comes last: the end of the survival curves."""
    ends = [
        (sum(told) / len(told), one["end"])
        for one in found["rankings"]
        if one["end"] is not None and (told := [day for day in one["median_days"].values() if day is not None])
    ]
    return str(max(ends)[1]) if ends else None


def _comparison_sections(
    logs: Sequence[EventLog], found: Mapping[str, Any], asked: Asked, language: Language
) -> list[Section]:
    choice, window = asked.choice, asked.window or Window()
    numbered = list(enumerate(logs, 1))
    times = (
        distribution.picture(logs, language),
        survival.picture(logs, window, language),
        trend.picture(logs, language),
    )
    sections = [Section(Words("所要日数", "How long cases take").to(language), times)]
    ranking = list(found["rankings"][0]["order"])
    if len(ranking) > 1:
        by_name = {log.body: log for log in logs}
        quick, slow = by_name[ranking[0]], by_name[ranking[-1]]
        gaps = [_zone(logs, [log.body for log in logs].index(slow.body), language)]
        sections.append(Section(Words("どこで待つか", "Where cases wait").to(language), tuple(gaps)))
        pairs = tuple(
            difference_map.picture((slow, quick), choice, one, language, f"difference-{one}") for one in OVERLAYS
        )
        heading = Words(
            f"流れの違い：最も遅い {shown(slow.body)} と最も速い {shown(quick.body)}",
            f"Differences: the slowest, {shown(slow.body, 'en')}, and the quickest, {shown(quick.body, 'en')}",
        )
        sections.append(Section(heading.to(language), pairs))
    maps = [
        process_map.picture(log, choice, one, language, f"map-{at}-{one}") for one in OVERLAYS for at, log in numbered
    ]
    people = [network.picture(log, language, f"network-{at}") for at, log in numbered]
    dots = [dotted.picture(log, language, f"dotted-{at}") for at, log in numbered]
    return [
        *sections,
        Section(Words("団体ごとの流れ図", "Maps of each body").to(language), tuple(maps), len(logs)),
        Section(Words("引継ぎ", "Hand-overs").to(language), tuple(people)),
        Section(Words("案件の並び", "Cases in time").to(language), tuple(dots)),
    ]


def _zone(logs: Sequence[EventLog], own: int, language: Language) -> Picture:
    figures = waiting_zone.figures(logs, own)
    made = zone.draw(figures, language, "waiting-zone")
    cases = waiting_zone.cases_of(logs[own], figures, zone.TOLD)
    return Picture(made.name, made.title, made.sentence, made.svg, made.table, made.notes, cases)


def _findings(logs: Sequence[EventLog], found: Mapping[str, Any], language: Language) -> tuple[Finding, ...]:
    by_name = {log.body: log for log in logs}
    steps = {name: by_case_of(log) for name, log in by_name.items()}
    seen = {True: 0, False: 0}
    told = []
    for one in found["findings"]:
        change = one["since"] is not None
        seen[change] += 1
        listed = seen[change] <= WITH_CASES
        cases = finding_cases(by_name[one["body"]], steps[one["body"]], one) if listed else None
        told.append(Finding(one["rank"], change, one["sentence"][language], _interval(one, language), cases))
    return tuple(told)


def _interval(one: Mapping[str, Any], language: Language) -> str:
    """Effect with its 95% interval, in points: of share, or of superiority over chance. Of a rate: how many times."""
    low, high = one["interval"]
    to = Words("～", " to ").to(language)
    if one["kind"] in RATIOS:
        return f"×{math.exp(one['effect']):.1f} ({math.exp(low):.1f}{to}{math.exp(high):.1f})"
    return f"{100 * one['effect']:+.0f} ({100 * low:+.0f}{to}{100 * high:+.0f})".replace("-", "−")


def _finding_table(found: Mapping[str, Any], language: Language) -> Table:
    columns = (
        "rank",
        "kind",
        "body",
        "step",
        "own",
        "others",
        "cases",
        "effect",
        "low",
        "high",
        "p",
        "q",
        "since",
        "who",
    )
    ja = (
        "順位",
        "種類",
        "団体",
        "作業",
        "この団体",
        "ほか",
        "案件",
        "差",
        "下限",
        "上限",
        "p",
        "q",
        "いつから",
        "だれ",
    )
    rows = []
    for one in found["findings"]:
        flat = dict(one) | {"low": one["interval"][0], "high": one["interval"][1]}
        rows.append((*(flat[name] for name in columns), one["sentence"][language]))
    head = (*ja, "内容") if language == "ja" else (*columns, "sentence")
    return Table(head, tuple(rows))


def _bodies(logs: Sequence[EventLog], found: Mapping[str, Any], language: Language) -> Table:
    spans = {log.body: _span(log) for log in logs}
    head = (
        ("団体", "案件", "記録", "作業の種類", "担当", "所要日数の中央値", "最初の日", "最後の日")
        if language == "ja"
        else ("body", "cases", "events", "steps", "resources", "median days", "first day", "last day")
    )
    rows = tuple(
        (
            one["body"],
            one["cases"],
            one["events"],
            one["steps"],
            one["resources"],
            one["throughput_days"]["median"],
            *spans[one["body"]],
        )
        for one in found["bodies"]
    )
    return Table(head, rows)


def _spans(logs: Sequence[EventLog], language: Language) -> Table:
    head = ("団体", "記録", "最初の日", "最後の日") if language == "ja" else ("body", "events", "first day", "last day")
    return Table(head, tuple((log.body, log.events.height, *_span(log)) for log in logs))


def _span(log: EventLog) -> tuple[str, str]:
    if log.events.is_empty():
        return "–", "–"
    dated = log.events.select(local_day())
    return str(dated[DAY].min()), str(dated[DAY].max())


def _made_at(logs: Sequence[EventLog]) -> datetime:
    last = [log.events[TIME].max() for log in logs if log.events.height]
    found = max((one for one in last if isinstance(one, datetime)), default=NEVER)
    return found.replace(microsecond=0)
