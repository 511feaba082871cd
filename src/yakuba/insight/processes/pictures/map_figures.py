"""What a process map shows: the steps chosen, which follows which among them, and how much of the log that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import polars as pl

from yakuba.insight.processes.engine import flows
from yakuba.insight.processes.engine.flows import AFTER, BEFORE, COUNT
from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.event_log import ACTIVITY, CASE, TIME, EventLog

Overlay = Literal["frequency", "time"]
STEPS, MOST_STEPS = 30, 60
LINKS_A_STEP = 1.5  # links drawn; more cannot be followed by eye
SEPARATOR = "_"


@dataclass(frozen=True)
class Choice:
    """Which steps a map shows: the ``steps`` most frequent, after cutting names to ``prefix`` parts parted by `_`."""

    steps: int = STEPS
    prefix: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= MOST_STEPS:
            raise ValueError(f"1 から {MOST_STEPS} までの作業を示せます")
        if self.prefix is not None and self.prefix < 1:
            raise ValueError("名前の区切りは 1 つ以上です")


@dataclass(frozen=True)
class MapStep:
    """A step: its events, the cases that have it, how often it follows itself, the median days before it.

    ``order``: where in its cases it comes on the mean, 0 to 1.
    """

    name: str
    events: int
    cases: int
    again: int
    wait_days: float | None
    order: float


@dataclass(frozen=True)
class MapLink:
    """A step that comes next after another: how often, and the median days between. ``drawn``: or in the table only."""

    before: str
    after: str
    count: int
    wait_days: float
    drawn: bool = True


@dataclass(frozen=True)
class MapFigures:
    """One map. ``begins`` and ``ends``: how many cases have the step as their first and last of those shown."""

    body: str
    cases: int
    events: int
    steps_in_all: int
    shown_events: int
    steps: tuple[MapStep, ...]
    links: tuple[MapLink, ...]
    begins: dict[str, int]
    ends: dict[str, int]

    @property
    def share(self) -> float:
        """The share of the events that the steps shown have."""
        return self.shown_events / self.events if self.events else 0.0

    @property
    def drawn(self) -> tuple[MapLink, ...]:
        """The links that are drawn."""
        return tuple(one for one in self.links if one.drawn)

    @property
    def drawn_share(self) -> float:
        """The share of all steps forward, from a step to another, that the drawn links stand for."""
        total = sum(one.count for one in self.links)
        return sum(one.count for one in self.drawn) / total if total else 0.0


def abstracted(log: EventLog, prefix: int | None) -> EventLog:
    """The log with the names of steps cut to their first ``prefix`` parts: `01_HOOFD_010` to `01_HOOFD` for 2."""
    if prefix is None:
        return log
    cut = pl.col(ACTIVITY).str.split(SEPARATOR).list.head(prefix).list.join(SEPARATOR)
    return replace(log, events=log.events.with_columns(cut))


def most_frequent(logs: Sequence[EventLog], steps: int) -> list[str]:
    """The steps that most of all cases have; of as many, first by name.

    With several logs a step counts by its mean share of cases, so that a large body does not choose for a small one.
    """
    shares = [
        log.events.group_by(ACTIVITY).agg((pl.col(CASE).n_unique() / log.events[CASE].n_unique()).alias("share"))
        for log in logs
        if log.events.height
    ]
    if not shares:
        return []
    if len(shares) == 1:  # of one log: those with the most events
        counted = logs[0] if len(logs) == 1 else next(log for log in logs if log.events.height)
        ranked = counted.events.group_by(ACTIVITY).agg(pl.len().alias("share"))
    else:
        ranked = pl.concat(shares).group_by(ACTIVITY).agg(pl.col("share").sum().round(9))
    return ranked.sort("share", ACTIVITY, descending=[True, False])[ACTIVITY].head(steps).to_list()


def only(log: EventLog, steps: Sequence[str]) -> EventLog:
    """The log without the events of other steps; what comes next is then the next of these."""
    events = log.events.filter(pl.col(ACTIVITY).is_in(list(steps)))
    return replace(log, events=events, given=events.height, held=())


def map_figures(log: EventLog, choice: Choice) -> MapFigures:
    """The map of one log."""
    return figures_of(abstracted(log, choice.prefix), choice)


def figures_of(log: EventLog, choice: Choice, steps: Sequence[str] | None = None) -> MapFigures:
    """The map of a log whose names are cut already; ``steps``: those of several bodies on one map."""
    kept = only(log, most_frequent([log], choice.steps) if steps is None else steps)
    pairs = flows.directly_follows(kept)
    links = [MapLink(*row) for row in pairs.filter(pl.col(BEFORE) != pl.col(AFTER)).rows()]
    again = dict(pairs.filter(pl.col(BEFORE) == pl.col(AFTER)).select(BEFORE, COUNT).iter_rows())
    edges = kept.events.group_by(CASE, maintain_order=True).agg(
        pl.col(ACTIVITY).first().alias("first"), pl.col(ACTIVITY).last().alias("last")
    )
    begins, ends = (dict(edges[name].value_counts().iter_rows()) for name in ("first", "last"))
    counts = {one["step"]: one for one in _steps(kept)}
    found = tuple(
        MapStep(name, one["events"], one["cases"], again.get(name, 0), one["wait"], one["order"])
        for name, one in sorted(counts.items(), key=lambda item: (-item[1]["events"], item[0]))
    )
    return MapFigures(
        log.body,
        log.events[CASE].n_unique(),
        log.events.height,
        log.events[ACTIVITY].n_unique(),
        kept.events.height,
        found,
        _with_drawn(links, _edge_steps(found, begins), _edge_steps(found, ends)),
        dict(sorted(begins.items())),
        dict(sorted(ends.items())),
    )


def transitions(log: EventLog, links: Sequence[MapLink]) -> pl.DataFrame:
    """`CASE`, `before`, `after`, `days` of each time one of the links was gone: the cases behind a map.

    ``log``: with the events of the steps shown only.
    """
    moved = log.events.select(
        CASE,
        pl.col(ACTIVITY).alias(BEFORE),
        pl.col(ACTIVITY).shift(-1).alias(AFTER),
        in_days(pl.col(TIME).shift(-1) - pl.col(TIME)).round(4).alias("days"),
        (pl.col(CASE) == pl.col(CASE).shift(-1)).alias("same"),
    ).filter(pl.col("same"))
    schema = {BEFORE: pl.String, AFTER: pl.String}
    wanted = pl.DataFrame([(one.before, one.after) for one in links], schema, orient="row").with_row_index("rank")
    joined = moved.drop("same").join(wanted, on=[BEFORE, AFTER], how="inner")
    return joined.sort("rank", "days", CASE, descending=[False, True, False]).drop("rank")


def _steps(log: EventLog) -> list[dict[str, Any]]:
    place = (pl.int_range(pl.len()) / (pl.len() - 1).clip(1)).over(CASE)
    before = pl.when(pl.col(CASE) == pl.col(CASE).shift(1)).then(pl.col(TIME) - pl.col(TIME).shift(1))
    own = pl.col(ACTIVITY) == pl.col(ACTIVITY).shift(1)
    wait = pl.when(~own.fill_null(value=False)).then(in_days(before))
    table = log.events.select(CASE, pl.col(ACTIVITY).alias("step"), place.alias("order"), wait.alias("wait"))
    found = table.group_by("step").agg(
        pl.len().alias("events"),
        pl.col(CASE).n_unique().alias("cases"),
        pl.col("order").sort().mean().round(6),
        pl.col("wait").median(),
    )
    return found.sort("step").to_dicts()


def _edge_steps(steps: Sequence[MapStep], edges: dict[str, int]) -> dict[str, bool]:
    """For each step whether most of its cases begin (or end) with it: then it needs no way in (or out)."""
    return {one.name: edges.get(one.name, 0) * 2 >= one.cases for one in steps}


def _with_drawn(links: Sequence[MapLink], begins: dict[str, bool], ends: dict[str, bool]) -> tuple[MapLink, ...]:
    """Mark what is drawn: of each step its most frequent way in and out, then the most frequent while there is room."""
    entered = {name for name, is_edge in begins.items() if is_edge}
    left = {name for name, is_edge in ends.items() if is_edge}
    room = round(LINKS_A_STEP * len(begins))
    kept: set[int] = set()
    for place, one in enumerate(links):  # the most frequent first
        if one.after not in entered or one.before not in left:
            kept.add(place)
            entered.add(one.after)
            left.add(one.before)
    for place in range(len(links)):
        if len(kept) >= room:
            break
        kept.add(place)
    return tuple(replace(one, drawn=place in kept) for place, one in enumerate(links))
