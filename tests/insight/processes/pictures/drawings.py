"""Reading a drawing back: is it well-formed, what is written in it, and logs with steps of any name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

import polars as pl

from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, OFFSET, RESOURCE, TIME, EventLog

BEGIN = int(datetime(2025, 4, 1, tzinfo=UTC).timestamp()) * 1_000_000
HOUR = 3_600_000_000
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    """The drawing; an error when it is not well-formed."""
    return ElementTree.fromstring(svg)


def words(svg: str) -> list[str]:
    """All texts that are drawn, titles on pointing left out."""
    return [one.text or "" for one in parsed(svg).iter(f"{SVG}text")]


def log_of_steps(cases: Sequence[Sequence[str]], name: str = "町", hours: int = 24, who: str | None = "甲") -> EventLog:
    """A log whose cases start a day apart and whose steps follow each other after ``hours``."""
    rows = [
        (case, step, who, BEGIN + (24 * case + hours * place) * HOUR, 0)
        for case, steps in enumerate(cases)
        for place, step in enumerate(steps)
    ]
    schema = {CASE: pl.UInt32, ACTIVITY: pl.String, RESOURCE: pl.String, TIME: pl.Int64, OFFSET: pl.Int16}
    events = pl.DataFrame(rows, schema, orient="row").with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC")))
    named = pl.DataFrame({CASE_NAME: [f"{name}-{number}" for number in range(len(cases))]}, {CASE_NAME: pl.String})
    return EventLog(name, named, events, events.height)
