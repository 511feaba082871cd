"""XES 1.0 and 2.0 (IEEE 1849), plain or packed with gzip, to an `EventLog`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.reading.files import body_of, unpacked
from yakuba.insight.processes.reading.ordering import Raw, in_order, most_columns, too_many
from yakuba.insight.processes.reading.tokens import Tokens
from yakuba.insight.processes.reading.xes_lines import tokens_by_lines
from yakuba.insight.processes.reading.xes_parser import tokens_by_parser

CASE_KEY, ACTIVITY_KEY, TIME_KEY, RESOURCE_KEY = "concept:name", "concept:name", "time:timestamp", "org:resource"


def read_xes(path: Path) -> EventLog:
    """The log of a file; its body is the name of the file. Unreadable, OSError."""
    text = unpacked(path)
    found = tokens_by_lines(text) or tokens_by_parser(text)
    return _log(found, body_of(path))


def _log(found: Tokens, body: str) -> EventLog:
    cases, fewer = _wide(found.trace_attributes, found.traces, (CASE_KEY,))
    events, more_few = _wide(found.event_attributes, len(found.of_trace), (ACTIVITY_KEY, TIME_KEY, RESOURCE_KEY))
    remarks = []
    if found.passed_over:
        remarks.append(f"属性の中の属性・リスト {found.passed_over} 件は使いません。")
    if fewer + more_few:
        remarks.append(too_many(fewer + more_few))
    raw = Raw(
        body=body,
        case_names=cases[CASE_KEY],
        case_attributes=cases.drop(CASE_KEY),
        of_case=found.of_trace,
        activity=events[ACTIVITY_KEY],
        time=events[TIME_KEY],
        resource=events[RESOURCE_KEY],
        event_attributes=events.drop({ACTIVITY_KEY, TIME_KEY, RESOURCE_KEY}),
        remarks=tuple(remarks),
    )
    return in_order(raw)


def _wide(attributes: pl.DataFrame, height: int, needed: tuple[str, ...]) -> tuple[pl.DataFrame, int]:
    """One row per owner, one text column per key; of a key given twice the first stays; how many keys were too many.

    ``needed`` are there in any case, empty where no owner has one.
    """
    kinds = attributes["key"].unique(maintain_order=True).to_list()
    kept = [key for key in kinds if key not in needed][: most_columns(height)]
    dropped = len(set(kinds) - set(needed)) - len(kept)
    if dropped:
        attributes = attributes.filter(pl.col("key").is_in([*kept, *needed]))
    columns = {key: pl.Series(key, [None], dtype=pl.String).new_from_index(0, height) for key in needed}
    for (key,), part in attributes.partition_by("key", as_dict=True, maintain_order=True, include_key=False).items():
        owners = part["owner"].to_numpy()  # in order, as the file has them
        first = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        values = part["value"] if len(first) == part.height else part["value"].gather(first)
        if values.len() < height:
            places = np.full(height, values.len(), np.int64)  # past the last: none
            places[owners[first]] = np.arange(values.len())
            values = values.append(pl.Series([None], dtype=pl.String)).gather(places)
        columns[str(key)] = values.alias(str(key))
    return pl.DataFrame(list(columns.values())), dropped
