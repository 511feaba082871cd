"""Measures of filings, computed from provenance and steps only: nobody keeps a tally. Pure.

Times are in minutes of the clock, nights and days off included. A month is the month of filing in Japan.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from statistics import median

from yakuba.platform.tenancy.context import JST


class Source(StrEnum):
    """Who gave an answer, as kept with it."""

    TYPED = "typed"
    REGISTER = "register"
    CARD = "card"
    SPOKEN = "spoken"
    STAFF = "staff"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, kept: str) -> "Source":
        """What is kept and known by no name, or not kept at all, is unknown: it is never counted as digital."""
        return cls(kept) if kept in _DIGITAL else cls.UNKNOWN


_DIGITAL = frozenset(one.value for one in Source) - {Source.UNKNOWN.value}
ENDS = ("決定", "交付", "受け付けない", "取下げ")
WITH_THE_RESIDENT = "返答依頼"


@dataclass(frozen=True)
class Step:
    """One activity of a filing and when it ended."""

    activity: str
    ended_at: datetime


@dataclass(frozen=True)
class Filed:
    """A filing as measured: ``sources`` has who gave each of its answers; ``steps`` in the order they were taken.

    What is asked of it is computed once: a page sums the same filings by month, by procedure and together.
    """

    procedure: str
    title: str
    channel: str
    filed_at: datetime
    state: str
    sources: tuple[str, ...]
    steps: tuple[Step, ...]

    @cached_property
    def month(self) -> str:
        """2026-11, in Japan."""
        return f"{self.filed_at.astimezone(JST):%Y-%m}"

    @cached_property
    def retyped(self) -> int:
        """Answers a member of staff typed in the place of what was given."""
        return sum(1 for one in self.sources if one == Source.STAFF)

    @cached_property
    def without_handwriting(self) -> bool:
        """Every answer came as data from its first day: typed or spoken into the system, from the record, the card."""
        return _DIGITAL.issuperset(self.sources)

    @cached_property
    def returns(self) -> int:
        return sum(1 for one in self.steps if one.activity == WITH_THE_RESIDENT)

    @cached_property
    def minutes_to_decision(self) -> float | None:
        """From filing to the decision; None while there is none."""
        decided = next((one.ended_at for one in self.steps if one.activity == "決定"), None)
        return None if decided is None else _minutes(self.filed_at, decided)

    @cached_property
    def minutes_waiting_for_staff(self) -> float | None:
        """The part of it in which neither a machine nor the resident was at work; None while it is not decided.

        From each step until the next, except after asking the resident, whose time it is until the answer.
        """
        if self.minutes_to_decision is None:
            return None
        total = 0.0
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            if before.activity in ENDS:
                break
            if before.activity != WITH_THE_RESIDENT:
                total += _minutes(before.ended_at, after.ended_at)
        return total


@dataclass(frozen=True)
class Spread:
    """Median and 90th percentile (nearest rank) in minutes of ``count`` filings; None for no filing."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class Measure:
    """One procedure in one month, or a sum of them. Shares are from 0 to 1, None where there is nothing to divide."""

    procedure: str
    title: str
    month: str
    filings: int
    by_channel: dict[str, int]
    without_handwriting: int
    answers: int
    retyped_answers: int
    retyped_filings: int
    decision: Spread
    waiting: Spread
    returns: int
    declined: int

    @property
    def share_without_handwriting(self) -> float | None:
        return _share(self.without_handwriting, self.filings)

    @property
    def share_answers_retyped(self) -> float | None:
        return _share(self.retyped_answers, self.answers)

    @property
    def share_filings_retyped(self) -> float | None:
        return _share(self.retyped_filings, self.filings)


def measure(filed: Sequence[Filed], procedure: str = "", title: str = "", month: str = "") -> Measure:
    """The figures of these filings taken together."""
    by_channel: dict[str, int] = {}
    for one in filed:
        by_channel[one.channel] = by_channel.get(one.channel, 0) + 1
    return Measure(
        procedure=procedure,
        title=title,
        month=month,
        filings=len(filed),
        by_channel=by_channel,
        without_handwriting=sum(1 for one in filed if one.without_handwriting),
        answers=sum(len(one.sources) for one in filed),
        retyped_answers=sum(one.retyped for one in filed),
        retyped_filings=sum(1 for one in filed if one.retyped),
        decision=spread(one.minutes_to_decision for one in filed),
        waiting=spread(one.minutes_waiting_for_staff for one in filed),
        returns=sum(one.returns for one in filed),
        declined=sum(1 for one in filed if one.state == "declined"),
    )


def by_procedure_and_month(filed: Iterable[Filed]) -> list[Measure]:
    """One line a month and procedure, the newest month first, then by title."""
    groups: dict[tuple[str, str], list[Filed]] = {}
    for one in filed:
        groups.setdefault((one.month, one.procedure), []).append(one)
    found = [measure(rows, code, rows[-1].title, month) for (month, code), rows in groups.items()]
    found.sort(key=lambda one: one.title)
    found.sort(key=lambda one: one.month, reverse=True)
    return found


def by_month(filed: Iterable[Filed]) -> list[Measure]:
    """All procedures together, one line a month, the oldest first."""
    groups: dict[str, list[Filed]] = {}
    for one in filed:
        groups.setdefault(one.month, []).append(one)
    return [measure(rows, month=month) for month, rows in sorted(groups.items())]


def spread(minutes: Iterable[float | None]) -> Spread:
    """
    >>> spread([10.0, None, 30.0, 20.0])
    Spread(count=3, median=20.0, p90=30.0)
    >>> spread([])
    Spread(count=0, median=None, p90=None)
    """
    known = sorted(one for one in minutes if one is not None)
    if not known:
        return Spread(0, None, None)
    return Spread(len(known), median(known), known[math.ceil(0.9 * len(known)) - 1])


def _minutes(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / 60)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
