"""Object-centric logs (OCEL 2.0 as JSON), looked at from one type of object: each object of it is a case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from yakuba.insight.processes.event_log import EventLog, Held, Unreadable
from yakuba.insight.processes.reading.files import body_of, unpacked
from yakuba.insight.processes.reading.ordering import Raw, in_order, most_columns, too_many

# JSON becomes objects of Python, of which a pair of brackets takes up to 200 bytes; held to what 3 GB of memory bear.
LARGEST = 128 * 1024**2  # bytes unpacked
MOST_BRACKETS = 10_000_000
_RESOURCES = ("resource", "org:resource", "user")


def read_ocel(path: Path, object_type: str | None = None) -> EventLog:
    """The log with the objects of ``object_type`` as cases; left out, the only type. Unreadable.

    An event counts once for each such object it relates to; an event that relates to none is held.
    """
    try:
        raw, without, chosen = _raw(_parsed(path), body_of(path), object_type)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, pl.exceptions.PolarsError) as problem:
        if isinstance(problem, Unreadable):
            raise
        said = str(problem)[:200]
        raise Unreadable(
            f"OCEL 2.0 の JSON として読めません（{type(problem).__name__}: {said}）。書き出し元を確かめてください。"
        ) from None
    log = in_order(raw)
    if not without:
        return log
    held = Held("object", without, f"種類 {chosen} の対象にかかわらない記録です。")
    return EventLog(log.body, log.cases, log.events, log.given + without, (held, *log.held), log.remarks)


def _parsed(path: Path) -> Any:
    content = unpacked(path, LARGEST)
    if content.count(b"[") + content.count(b"{") > MOST_BRACKETS:
        raise Unreadable(f"かっこが {MOST_BRACKETS:,} を超えます。期間で分けて書き出してください。")
    return json.loads(content)


def _raw(found: Mapping[str, Any], body: str, object_type: str | None) -> tuple[Raw, int, str]:
    """The columns, the events that concern no case, and the type of object that is one."""
    objects, events = found["objects"], found["events"]
    types = {str(one["id"]): str(one["type"]) for one in objects}
    chosen = _chosen(sorted(set(types.values())), object_type)
    cases = [one for one in objects if str(one["type"]) == chosen]
    rows, without = _rows(events, {str(one["id"]): place for place, one in enumerate(cases)})
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    attributes, dropped = _attributes(cases)
    raw = Raw(
        body=body,
        case_names=pl.Series([str(one["id"]) for one in cases], dtype=pl.String),
        case_attributes=attributes,
        of_case=pl.Series(columns[0], dtype=pl.UInt32),
        activity=pl.Series(columns[1], dtype=pl.String),
        time=pl.Series(columns[2], dtype=pl.String),
        resource=pl.Series(columns[3], dtype=pl.String),
        event_attributes=pl.DataFrame(),
        remarks=(too_many(dropped),) if dropped else (),
    )
    return raw, without, chosen


def _chosen(types: Sequence[str], asked: str | None) -> str:
    if asked is None and len(types) == 1:
        return types[0]
    if asked not in types:
        raise Unreadable(f"--object-type で、案件とする対象の種類を選んでください: {', '.join(types) or 'なし'}")
    return str(asked)


def _rows(events: Sequence[Mapping[str, Any]], places: Mapping[str, int]) -> tuple[list[tuple[Any, ...]], int]:
    rows: list[tuple[Any, ...]] = []
    without = 0
    for event in events:
        related = dict.fromkeys(str(one["objectId"]) for one in event.get("relationships") or ())
        touched = [places[name] for name in related if name in places]
        without += not touched
        told = {str(one["name"]): one["value"] for one in event.get("attributes") or ()}
        who = next((str(told[name]) for name in _RESOURCES if name in told), None)
        step, time = (None if told is None else str(told) for told in (event.get("type"), event.get("time")))
        rows.extend((place, step, time, who) for place in touched)
    return rows, without


def _attributes(cases: Sequence[Mapping[str, Any]]) -> tuple[pl.DataFrame, int]:
    """Attributes of objects as text, and how many kinds were too many; of one that changes over time the last value."""
    told = [{str(one["name"]): str(one["value"]) for one in case.get("attributes") or ()} for case in cases]
    names = list(dict.fromkeys(name for one in told for name in one))
    kept = names[: most_columns(len(cases))]
    schema = dict.fromkeys(kept, pl.String)
    return pl.DataFrame({name: [one.get(name) for one in told] for name in kept}, schema=schema), len(names) - len(kept)
