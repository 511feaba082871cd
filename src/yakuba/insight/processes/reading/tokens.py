"""What both readers of XES hand over: the elements of a log in the order of the file, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

# Kinds of element. Attributes of attributes, lists and containers are passed over and counted.
TRACE, TRACE_END, EVENT, EVENT_END, ATTRIBUTE, LOG_END = range(6)
ATTRIBUTE_TAGS = ("string", "date", "int", "float", "boolean", "id")


@dataclass(frozen=True)
class Tokens:
    """Attributes of traces and events. `of_trace` has one row per event: the trace it stands in.

    `trace_attributes`: owner (UInt32), key, value; `event_attributes`: the same with the event as owner. Within one
    owner the attributes are in the order of the file.
    """

    traces: int
    of_trace: pl.Series
    trace_attributes: pl.DataFrame
    event_attributes: pl.DataFrame
    passed_over: int
