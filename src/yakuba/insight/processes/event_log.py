"""The event log of one municipality: cases and events as columns, and what was put aside while reading."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

# Columns of our own start with "@"; attributes of the source keep their names beside them.
CASE = "@case"  # UInt32, the row of the case in `cases`
ACTIVITY = "@activity"  # String, the step as the source names it
TIME = "@time"  # Datetime in microseconds, UTC
OFFSET = "@offset"  # Int16, minutes that the local clock is ahead of UTC
RESOURCE = "@resource"  # String or null, who did it (a pseudonym outside one's own raw logs)
CASE_NAME = "@name"  # String, how the source names the case; unique
DAY = "@day"  # Date on the local calendar, derived


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message names the place and the remedy."""


@dataclass(frozen=True)
class Held:
    """Events put aside for one reason: how many, and the first of them."""

    code: str
    count: int
    message: str


@dataclass(frozen=True)
class EventLog:
    """Cases and events of one municipality, events of a case together and in order of time.

    Events of the same moment keep the order of the file. `given` counts the events of the source: it equals the rows
    of `events` and the events of `held`.
    """

    body: str
    cases: pl.DataFrame
    events: pl.DataFrame
    given: int
    held: tuple[Held, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        aside = sum(one.count for one in self.held)
        if self.given != self.events.height + aside:
            raise AssertionError(f"{self.given} events given, {self.events.height} taken and {aside} held")


def local_day() -> pl.Expr:
    """The calendar day of an event where it happened, as `DAY`."""
    return (pl.col(TIME).dt.replace_time_zone(None) + pl.duration(minutes=pl.col(OFFSET))).dt.date().alias(DAY)
