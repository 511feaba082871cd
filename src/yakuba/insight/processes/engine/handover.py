"""Who hands work over to whom, how long it lies in between, and what comes straight back (ping-pong)."""

from __future__ import annotations

import polars as pl

from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.event_log import CASE, RESOURCE, TIME, EventLog

GIVER, TAKER, COUNT, CASES, WAIT = "from", "to", "count", "cases", "median_wait_days"
AWAY = "median_days_away"
_WHAT, _BEGUN, _ENDED = "what", "begun", "ended"


class NoSuchColumn(ValueError):
    """The events have no such attribute."""

    def __init__(self, name: str, log: EventLog) -> None:
        there = [column for column in log.events.columns if not column.startswith("@")]
        super().__init__(f"記録に属性 {name} がありません。使える属性: {', '.join(there[:30]) or 'なし'}")


def network(log: EventLog, role: str | None = None) -> pl.DataFrame:
    """`GIVER`, `TAKER`, `COUNT` of hand-overs, `CASES` in which, `WAIT`; the most frequent first.

    Between people, or between the values of the event's attribute ``role``. A hand-over is the next event of a case
    that names somebody else; events that name nobody are passed over. The wait runs from the giver's last event to the
    taker's first. Raises NoSuchColumn.
    """
    turns = _turns(log, _of(log, role))
    pairs = turns.select(
        CASE,
        pl.col(_WHAT).alias(GIVER),
        pl.col(_WHAT).shift(-1).over(CASE).alias(TAKER),
        in_days(pl.col(_BEGUN).shift(-1).over(CASE) - pl.col(_ENDED)).alias(WAIT),
    ).drop_nulls(TAKER)
    counted = pairs.group_by(GIVER, TAKER).agg(
        pl.len().alias(COUNT), pl.col(CASE).n_unique().alias(CASES), pl.col(WAIT).median()
    )
    return counted.sort(COUNT, GIVER, TAKER, descending=[True, False, False])


def ping_pong(log: EventLog, of: str = RESOURCE) -> pl.DataFrame:
    """`GIVER`, `TAKER`, `COUNT` of times that work went there and came straight back, `CASES`, `AWAY`.

    ``of``: `RESOURCE` (people), `ACTIVITY` (steps: a, b, a again), or an attribute of events. Away: from the last event
    before to the first after. The most frequent first. Raises NoSuchColumn.
    """
    turns = _turns(log, _of(log, of))
    back = turns.select(
        CASE,
        pl.col(_WHAT).alias(GIVER),
        pl.col(_WHAT).shift(-1).over(CASE).alias(TAKER),
        (pl.col(_WHAT).shift(-2).over(CASE) == pl.col(_WHAT)).alias("back"),
        in_days(pl.col(_BEGUN).shift(-2).over(CASE) - pl.col(_ENDED)).alias(AWAY),
    ).filter(pl.col("back"))
    counted = back.group_by(GIVER, TAKER).agg(
        pl.len().alias(COUNT), pl.col(CASE).n_unique().alias(CASES), pl.col(AWAY).median()
    )
    return counted.sort(COUNT, GIVER, TAKER, descending=[True, False, False])


def cases_with_ping_pong(log: EventLog, of: str = RESOURCE) -> int:
    """In how many cases something went straight back."""
    turns = _turns(log, _of(log, of))
    back = turns.filter(pl.col(_WHAT).shift(-2).over(CASE) == pl.col(_WHAT))
    return back[CASE].n_unique()


def _of(log: EventLog, name: str | None) -> str:
    if name is not None and name not in log.events.columns:
        raise NoSuchColumn(name, log)
    return name or RESOURCE


def _turns(log: EventLog, of: str) -> pl.DataFrame:
    """Runs of events of one case with the same value: `CASE`, `what`, when it `begun` and `ended`."""
    named = log.events.select(CASE, log.events[of].alias(_WHAT), TIME).filter(pl.col(_WHAT).fill_null("") != "")
    fresh = (pl.col(CASE) != pl.col(CASE).shift(1)) | (pl.col(_WHAT) != pl.col(_WHAT).shift(1))
    runs = named.with_columns(fresh.fill_null(value=True).cum_sum().alias("run"))
    return runs.group_by("run", maintain_order=True).agg(
        pl.col(CASE).first(),
        pl.col(_WHAT).first(),
        pl.col(TIME).first().alias(_BEGUN),
        pl.col(TIME).last().alias(_ENDED),
    )
