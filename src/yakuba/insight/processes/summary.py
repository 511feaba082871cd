"""What a log says on one page: sizes, throughput, shares over the limits, by attribute and by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from yakuba.insight.processes.engine import flows, throughput, windows
from yakuba.insight.processes.engine.spans import median
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import CASE, RESOURCE, EventLog

LIMITS = (56,)  # days; eight weeks, the limit in law of the procedure in the public logs


class NoSuchAttribute(ValueError):
    """No case has the attribute asked for."""

    def __init__(self, name: str, there: Sequence[str]) -> None:
        super().__init__(f"案件に属性 {name} がありません。使える属性: {', '.join(there) or 'なし'}")


class NoSuchStep(ValueError):
    """No case has the step asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"作業 {name} は記録にありません。--directly-follows で作業の名を確かめてください")


def summarised(log: EventLog, by: Sequence[str] = (), limits: Sequence[float] = LIMITS) -> dict[str, Any]:
    """The summary as `yakuba processes summary --json` prints it. Cases without an event do not count.

    ``by``: attributes of cases; a case counts under each of the values its attribute lists, parted by commas.
    Raises NoSuchAttribute.
    """
    cases = throughput.by_case(log)
    days = cases[DAYS]
    spread = throughput.spread(days)
    count = cases.height
    return {
        "cases": count,
        "events": log.events.height,
        "activities": flows.steps_of(log).len(),
        "variants": flows.number_of_variants(log),
        "resources": log.events[RESOURCE].drop_nulls().n_unique(),
        "events_per_case_mean": log.events.height / count if count else None,
        "active_days_per_case_mean": cases["active_days"].sum() / count if count else None,
        "throughput_days": {"mean": spread.mean, "median": spread.median, "p90": spread.p90},
        "share_over_days": {f"{limit:g}": throughput.share_over(days, limit) for limit in limits},
        "by_attribute": {name: by_attribute(log, cases, name) for name in by},
        "by_start_year": _grouped(cases.select(pl.col(FIRST_DAY).dt.year().cast(pl.String).alias("value"), DAYS)),
    }


def windowed(log: EventLog, window: Window) -> dict[str, Any]:
    """Throughput between a chosen start and end: closed cases, and the median with open cases counted as such."""
    for step in (window.start, window.end):
        if step is not None and step not in set(flows.steps_of(log)):
            raise NoSuchStep(step)
    cases = windows.measured(log, window)
    closed = cases.filter(pl.col(windows.CLOSED))
    spread = throughput.spread(closed[windows.DAYS])
    return {
        "start": window.start,
        "end": window.end,
        "working_days": window.working_days,
        "cases": cases.height,
        "closed": closed.height,
        "closed_days": {"mean": spread.mean, "median": spread.median, "p90": spread.p90},
        "median_with_open": windows.median(cases),
    }


def by_attribute(log: EventLog, cases: pl.DataFrame, name: str) -> dict[str, dict[str, Any]]:
    """Cases and median days by each value of an attribute of the case."""
    there = [column for column in log.cases.columns if not column.startswith("@")]
    if name not in there:
        raise NoSuchAttribute(name, there)
    values = log.cases[name].str.split(",").alias("value").to_frame().with_row_index(CASE)
    joined = cases.select(CASE, DAYS).join(values, on=CASE, how="inner", maintain_order="left").explode("value")
    joined = joined.with_columns(pl.col("value").str.strip_chars()).filter(pl.col("value").fill_null("") != "")
    return _grouped(joined.unique([CASE, "value"]).select("value", DAYS))


def _grouped(table: pl.DataFrame) -> dict[str, dict[str, Any]]:
    found = table.group_by("value").agg(pl.len().alias("cases"), median(pl.col(DAYS)).alias("median_days"))
    rows = found.sort("value").to_dicts()
    return {row["value"]: {"cases": row["cases"], "median_days": row["median_days"]} for row in rows}
