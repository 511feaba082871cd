"""The cases behind a figure of a procedure's year: read from the journal as it stood when the figure was counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import polars as pl

from yakuba.insight.processes.engine import features, throughput
from yakuba.insight.processes.engine.features import STEP, TIMES
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY
from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, TIME, EventLog
from yakuba.insight.work_comparison.figures import EDGES, ENDED

WAY: Final = "way"  # the steps of a case in their order
_NEXT = "next"


@dataclass(frozen=True)
class Condition:
    """Which cases: with a ``step`` (done ``again``, or with ``next`` right after it), begun in a ``month``, that took
    days of the class beginning with ``size``, still ``open``. Empty: all."""

    step: str = ""
    next: str = ""
    month: str = ""
    size: str = ""
    again: str = ""
    open: str = ""

    @property
    def is_one(self) -> bool:
        """Whether it can be asked at all."""
        flags = {self.again, self.open} <= {"", "1"}
        return flags and self.size in {"", *map(str, EDGES)} and (not self.next or bool(self.step))

    @property
    def words(self) -> str:
        """What the list shows."""
        parts = [f"{self.month}に始まった"] if self.month else []
        if self.next:
            parts.append(f"「{self.step}」の次に「{self.next}」をした")
        elif self.step:
            parts.append(f"「{self.step}」を2回以上した" if self.again else f"「{self.step}」をした")
        elif self.again:
            parts.append("同じ作業を2回以上した")
        if self.size:
            parts.append(_size_words(int(self.size)))
        if self.open:
            parts.append("まだ終わっていない")
        return "、".join(parts) + "案件" if parts else "すべての案件"

    @property
    def query(self) -> str:
        """As an address has it."""
        return urlencode({name: value for name, value in vars(self).items() if value})


def _size_words(start: int) -> str:
    later = [edge for edge in EDGES if edge > start]
    if start == 0:
        return f"所要日数が{later[0]}日未満の"
    return f"所要日数が{start}日以上" + (f"{later[0]}日未満の" if later else "の")


@dataclass(frozen=True)
class Behind:
    """One case: its matter, its pseudonym, when it began, days, and its steps in order."""

    matter: UUID
    name: str
    first_day: object
    days: float
    way: list[str]


def until(log: EventLog, moment: datetime) -> EventLog:
    """The log as it stood at a moment: later steps are left out, and cases without any step before it have none."""
    events = log.events.filter(pl.col(TIME) <= moment)
    return EventLog(log.body, log.cases, events, events.height)


def cases(log: EventLog, matters: list[UUID], asked: Condition, shown: Collection[str]) -> list[Behind]:
    """The cases in order of their first day. ``shown``: the steps of the map, among which one is next to another."""
    table = throughput.by_case(log)
    if asked.step:
        table = table.filter(pl.col(CASE).is_in(_with_step(log, asked, shown).implode()))
    elif asked.again:
        repeated = features.steps_by_case(log).filter(pl.col(TIMES) > 1)[CASE]
        table = table.filter(pl.col(CASE).is_in(repeated.unique().implode()))
    if asked.month:
        table = table.filter(pl.col(FIRST_DAY).dt.strftime("%Y-%m") == asked.month)
    if asked.size:
        start = int(asked.size)
        later = [edge for edge in EDGES if edge > start]
        table = table.filter(pl.col(DAYS) >= start)
        table = table.filter(pl.col(DAYS) < later[0]) if later else table
    named = log.cases.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(CASE), CASE_NAME, "state")
    table = table.join(named, on=CASE, how="left", maintain_order="left")
    if asked.open:
        table = table.filter(~pl.col("state").is_in(list(ENDED)))
    ways = log.events.group_by(CASE, maintain_order=True).agg(pl.col(ACTIVITY).alias(WAY))
    table = table.join(ways, on=CASE, how="left", maintain_order="left").sort(FIRST_DAY, CASE)
    columns = table.select(CASE, CASE_NAME, FIRST_DAY, DAYS, WAY)
    return [Behind(matters[case], name, first, days, way) for case, name, first, days, way in columns.iter_rows()]


def _with_step(log: EventLog, asked: Condition, shown: Collection[str]) -> pl.Series:
    if not asked.next:
        found = features.steps_by_case(log).filter(pl.col(STEP) == asked.step)
        return (found.filter(pl.col(TIMES) > 1) if asked.again else found)[CASE].unique()
    events = log.events.filter(pl.col(ACTIVITY).is_in(list(shown))) if shown else log.events
    after = pl.when(pl.col(CASE) == pl.col(CASE).shift(-1)).then(pl.col(ACTIVITY).shift(-1)).alias(_NEXT)
    moves = events.select(CASE, ACTIVITY, after)
    return moves.filter((pl.col(ACTIVITY) == asked.step) & (pl.col(_NEXT) == asked.next))[CASE].unique()
