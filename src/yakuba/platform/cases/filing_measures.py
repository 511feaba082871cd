"""What is measured of filings: shares, times, returns. Pure; ``filing_figures`` lets the database compute it.

Times are in minutes of the clock, nights and days off included. A month is the month of filing in Japan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

ONLINE = "portal"
FROM_OUTSIDE = (ONLINE, "file")
"""Channels by which nobody has to come: the portal, and files of other services where it was filed online."""


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


@dataclass(frozen=True)
class Period:
    """Whole months from ``first`` until the day before ``end``, both firsts of a month."""

    first: date
    end: date

    @classmethod
    def of(cls, months: int, today: date) -> "Period":
        """That many months, the one of ``today`` the last.

        >>> Period.of(3, date(2026, 1, 20))
        Period(first=datetime.date(2025, 11, 1), end=datetime.date(2026, 2, 1))
        """
        this = today.year * 12 + today.month - 1
        return cls(_first_of(this - months + 1), _first_of(this + 1))

    @property
    def before(self) -> "Period":
        """As many months, just before.

        >>> Period.of(3, date(2026, 1, 20)).before.first
        datetime.date(2025, 8, 1)
        """
        start = self.first.year * 12 + self.first.month
        months = self.end.year * 12 + self.end.month - start
        return Period(_first_of(start - months - 1), self.first)


def _first_of(month: int) -> date:
    """``month``: counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True)
class Spread:
    """Median and 90th percentile (nearest rank) in minutes of ``count`` filings; None for no filing."""

    count: int
    median: float | None
    p90: float | None


NOTHING = Spread(0, None, None)


@dataclass(frozen=True)
class Measure:
    """One procedure in one month, or a sum of them. Shares are from 0 to 1, None where there is nothing to divide.

    ``finish``: from filing until nothing is left to do, of what is done. ``decision``: from filing to the decision;
    ``waiting``: the part of it in which the resident was not asked for anything; ``office``: the part of that since a
    member of staff first took a step. ``by_nobody``: decided without a step of staff. ``asked``: times the resident was
    asked; ``sent_back``: times the one who decides sent it back.
    """

    procedure: str = ""
    title: str = ""
    month: str = ""
    filings: int = 0
    by_channel: Mapping[str, int] = field(default_factory=dict)
    without_handwriting: int = 0
    answers: int = 0
    retyped_answers: int = 0
    retyped_filings: int = 0
    finish: Spread = NOTHING
    decision: Spread = NOTHING
    waiting: Spread = NOTHING
    office: Spread = NOTHING
    by_nobody: int = 0
    asked: int = 0
    sent_back: int = 0
    declined: int = 0
    withdrawn: int = 0

    @property
    def online(self) -> int:
        return sum(self.by_channel.get(channel, 0) for channel in FROM_OUTSIDE)

    @property
    def share_online(self) -> float | None:
        return _share(self.online, self.filings)

    @property
    def share_without_handwriting(self) -> float | None:
        return _share(self.without_handwriting, self.filings)

    @property
    def share_answers_retyped(self) -> float | None:
        return _share(self.retyped_answers, self.answers)

    @property
    def share_filings_retyped(self) -> float | None:
        return _share(self.retyped_filings, self.filings)

    @property
    def share_by_nobody(self) -> float | None:
        return _share(self.by_nobody, self.decision.count)


@dataclass(frozen=True)
class Offered:
    """How many procedures can be filed today, how many of them online, and of how many of these that was done."""

    procedures: int
    online: int
    used: int

    @property
    def share_online(self) -> float | None:
        return _share(self.online, self.procedures)

    @property
    def share_used(self) -> float | None:
        return _share(self.used, self.online)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
