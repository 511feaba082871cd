"""The figures of filings computed one by one from provenance and steps: what the database's figures are held to. Pure.

Times are whole microseconds until the end, then minutes, so that both ways give the same number to the last digit.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median

from yakuba.platform.cases.filing_measures import Measure, Source, Spread
from yakuba.platform.tenancy.context import JST

DIGITAL = frozenset(one.value for one in Source) - {Source.UNKNOWN.value}
ENDS = ("決定", "交付", "受け付けない", "取下げ")
WITH_THE_RESIDENT = ("返答依頼", "来庁待ち", "支払い待ち")
FINISHES = ("決定", "交付", "引渡し完了")
BY_MACHINE = ("受付", "自動確認", "来庁待ち", "支払い待ち")


@dataclass(frozen=True)
class Step:
    """One activity of a filing, when it ended, and whether a member of staff took it."""

    activity: str
    ended_at: datetime
    staff: bool = False


@dataclass(frozen=True)
class Filed:
    """A filing as measured: who gave each answer, and its steps in the order they were taken."""

    procedure: str
    channel: str
    filed_at: datetime
    state: str
    sources: tuple[str, ...]
    steps: tuple[Step, ...]

    @cached_property
    def month(self) -> str:
        return f"{self.filed_at.astimezone(JST):%Y-%m}"

    @cached_property
    def retyped(self) -> int:
        return sum(1 for one in self.sources if one == Source.STAFF)

    @cached_property
    def without_handwriting(self) -> bool:
        return DIGITAL.issuperset(self.sources)

    def times(self, activity: str) -> int:
        return sum(1 for one in self.steps if one.activity == activity)

    @cached_property
    def to_decision(self) -> int | None:
        decided = next((one.ended_at for one in self.steps if one.activity == "決定"), None)
        return None if decided is None else _span(self.filed_at, decided)

    @cached_property
    def to_finish(self) -> int | None:
        last = next((one.ended_at for one in reversed(self.steps) if one.activity in FINISHES), None)
        return None if last is None or self.state != "done" else _span(self.filed_at, last)

    def between(self, from_staff: bool) -> int | None:
        """Until the decision, without what the resident had it; ``from_staff``: only since staff first touched it."""
        if self.to_decision is None:
            return None
        total, touched = 0, not from_staff
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            if before.activity in ENDS:
                break
            touched = touched or _touches(before)
            if touched and before.activity not in WITH_THE_RESIDENT:
                total += _span(before.ended_at, after.ended_at)
        return total

    @cached_property
    def by_nobody(self) -> bool:
        """Decided, and no member of staff took a step until then."""
        if self.to_decision is None:
            return False
        for one in self.steps:
            if _touches(one):
                return False
            if one.activity in ENDS:
                break
        return True


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
        finish=spread(one.to_finish for one in filed),
        decision=spread(one.to_decision for one in filed),
        waiting=spread(one.between(from_staff=False) for one in filed),
        office=spread(one.between(from_staff=True) for one in filed),
        by_nobody=sum(1 for one in filed if one.by_nobody),
        asked=sum(one.times("返答依頼") for one in filed),
        sent_back=sum(one.times("差戻し") for one in filed),
        declined=sum(1 for one in filed if one.state == "declined"),
        withdrawn=sum(1 for one in filed if one.state == "withdrawn"),
    )


def by_procedure_and_month(filed: Iterable[Filed], titles: Mapping[str, str]) -> list[Measure]:
    """One line a month and procedure, the newest month first, then by title."""
    groups: dict[tuple[str, str], list[Filed]] = {}
    for one in filed:
        groups.setdefault((one.month, one.procedure), []).append(one)
    found = [measure(rows, code, titles[code], month) for (month, code), rows in groups.items()]
    found.sort(key=lambda one: one.title)
    found.sort(key=lambda one: one.month, reverse=True)
    return found


def by_month(filed: Iterable[Filed]) -> list[Measure]:
    """All procedures together, one line a month, the oldest first."""
    groups: dict[str, list[Filed]] = {}
    for one in filed:
        groups.setdefault(one.month, []).append(one)
    return [measure(rows, month=month) for month, rows in sorted(groups.items())]


def spread(found: Iterable[int | None]) -> Spread:
    """Median and nearest-rank 90th percentile of microseconds, in minutes.

    >>> spread([600_000_000, None, 1_800_000_000, 1_200_000_000])
    Spread(count=3, median=20.0, p90=30.0)
    >>> spread([])
    Spread(count=0, median=None, p90=None)
    """
    known = sorted(one for one in found if one is not None)
    if not known:
        return Spread(0, None, None)
    return Spread(len(known), median(known) / 6e7, known[math.ceil(0.9 * len(known)) - 1] / 6e7)


def _touches(step: Step) -> bool:
    return step.staff and step.activity not in BY_MACHINE


def _span(start: datetime, end: datetime) -> int:
    return max(0, (end - start) // timedelta(microseconds=1))
