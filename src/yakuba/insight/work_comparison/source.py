"""The journal of the open municipality as an `EventLog`.

Nothing of residents is in it. Matters and members of staff have pseudonyms of one fiscal year (April to March), so that
nobody can be followed from one year into the next; a step's name is the journal's own word for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from uuid import UUID

import polars as pl

from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, OFFSET, RESOURCE, TIME, EventLog
from yakuba.insight.processes.reading.times import JAPAN
from yakuba.platform.cases import journal
from yakuba.platform.register import service as register
from yakuba.platform.secrets.pseudonyms import pseudonyms
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST
from yakuba.platform.tenancy.scope import current

MATTER, STAFF = "matter", "staff"  # uses of pseudonyms
LENGTH: Final = {MATTER: 16, STAFF: 12}  # digits: matters are many, and two of one name would become one
OF_CASE: Final = ("procedure", "title", "channel", "office", "state")
STARTED, ROLE, OFFICE, CHANNEL = "started", "role", "office", "channel"
YEARS: Final = "年度をまたぐため、同じ職員の仮名が4月1日で変わります。"
_MOMENT = pl.Datetime("us", "UTC")


class PeriodWrong(ValueError):
    """The first day is after the last."""


def fiscal_year(day: date) -> int:
    """The year that began on the last 1 April.

    >>> fiscal_year(date(2026, 3, 31)), fiscal_year(date(2026, 4, 1))
    (2025, 2026)
    """
    return day.year - (day.month < 4)


def event_log(
    first: date, last: date, act: register.Act = register.Act.VIEW_FIGURES, procedure: str | None = None
) -> EventLog:
    """The log of the matters begun from ``first`` to ``last``, with all their steps until now.

    ``procedure``: those of one procedure or action alone. One row in the register tells of it, as ``act``.
    Raises PeriodWrong, KeysMissing.
    """
    return log_with_matters(first, last, act, procedure)[0]


def log_with_matters(
    first: date, last: date, act: register.Act = register.Act.VIEW_FIGURES, procedure: str | None = None
) -> tuple[EventLog, list[UUID]]:
    """The same, and which matter (filing or case) each case of the log is, by its row."""
    if first > last:
        raise PeriodWrong(f"期間：{first} は {last} より後。始まりの日を先にする")
    found = journal.read(first, last, procedure)
    detail = {"from": f"{first}", "to": f"{last}", "matters": len(found.matters), "steps": len(found.steps)}
    if procedure is not None:
        detail["procedure"] = procedure
    register.record(act, note=register.Note(items=("journal",), detail=detail))
    years = {fiscal_year(_day(step.ended_at)) for step in found.steps}
    place = directory.by_id(current())
    body = place.full_name + ("（研修用）" if place.is_training else "")
    cases, events = _cases(found), _events(found)
    log = EventLog(body, cases, events, events.height, (), (YEARS,) if len(years) > 1 else ())
    return log, [one.id for one in found.matters]


class Names:
    """Pseudonyms of matters and staff of the open municipality, each of one fiscal year."""

    def __init__(self) -> None:
        self._hashes: dict[tuple[str, int], Callable[[str], str]] = {}
        self._staff: dict[tuple[object, int], str] = {}

    def matter(self, matter: UUID, began: datetime) -> str:
        """Of the year in which its first step was taken."""
        return f"案件-{self._hash(MATTER, fiscal_year(_day(began)))(str(matter))}"

    def staff(self, actor: UUID | None, at: datetime) -> str | None:
        """Of the year of the step; None where no member of staff took it."""
        if actor is None:
            return None
        key = (actor, fiscal_year(_day(at)))
        if key not in self._staff:
            self._staff[key] = f"職員-{self._hash(STAFF, key[1])(str(actor))}"
        return self._staff[key]

    def _hash(self, use: str, year: int) -> Callable[[str], str]:
        key = (use, year)
        if key not in self._hashes:
            self._hashes[key] = pseudonyms(f"journal {use}", f"{year}", LENGTH[use])
        return self._hashes[key]


def _day(moment: datetime) -> date:
    return moment.astimezone(JST).date()


def _cases(found: journal.Journal) -> pl.DataFrame:
    began: dict[UUID, datetime] = {}
    for step in found.steps:
        began.setdefault(step.matter, step.ended_at)
    names = Names()
    called = [names.matter(one.id, began[one.id]) for one in found.matters]
    columns = {
        name: pl.Series([getattr(one, name) or None for one in found.matters], dtype=pl.String) for name in OF_CASE
    }
    return pl.DataFrame({CASE_NAME: pl.Series(called, dtype=pl.String), **columns})


def _events(found: journal.Journal) -> pl.DataFrame:
    row = {one.id: (number, one.channel) for number, one in enumerate(found.matters)}
    names, steps = Names(), found.steps
    return pl.DataFrame(
        {
            CASE: pl.Series([row[one.matter][0] for one in steps], dtype=pl.UInt32),
            ACTIVITY: pl.Series([one.activity for one in steps], dtype=pl.String),
            RESOURCE: pl.Series([names.staff(one.actor, one.ended_at) for one in steps], dtype=pl.String),
            TIME: pl.Series([one.ended_at for one in steps], dtype=_MOMENT),
            OFFSET: pl.Series([JAPAN] * len(steps), dtype=pl.Int16),
            STARTED: pl.Series([one.started_at for one in steps], dtype=_MOMENT),
            ROLE: pl.Series([one.role or None for one in steps], dtype=pl.String),
            OFFICE: pl.Series([one.office or None for one in steps], dtype=pl.String),
            CHANNEL: pl.Series([row[one.matter][1] for one in steps], dtype=pl.String),
        }
    )
