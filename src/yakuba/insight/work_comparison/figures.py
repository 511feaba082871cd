"""What is counted of one procedure's log of a year: cases, days, steps with their waits, months. Pure.

The figures are a dictionary of whole numbers and days (of 24 hours), as JSON keeps it:
`cases`, `staff` (people), `variants`, `rework` (cases that repeat a step), `open` (cases not ended), `same_day` (cases
with all their steps on one day), `days` {`q1`, `median`, `q3`, `p90`, `mean`} from the first to the last step,
`median_with_open` (Kaplan and Meier), `months` [{`month`, `cases`, `median`, `staff`}] by the first step, `sizes`
[{`from`, `to`, `cases`}] of days, `steps` [{`step`, `cases`, `repeated`, `staff`, `waits` (cases that waited), `wait`
{`q1`, `median`, `q3`} or None, `apart`}] in the order in which they usually come; `apart` names the steps that no case
has beside it, and `OPEN` when no open case has it.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from yakuba.insight.processes.engine import features, flows, throughput, windows
from yakuba.insight.processes.engine.features import STEP, TIMES, WAIT
from yakuba.insight.processes.engine.spans import in_days
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY
from yakuba.insight.processes.event_log import ACTIVITY, CASE, RESOURCE, TIME, EventLog

Figures = dict[str, Any]
EDGES: Final = (0, 1, 3, 7, 14, 30, 60)  # days; each class from here up to, not including, the next
OPEN: Final = "(open)"  # stands among the names of steps for the cases that have not ended
ENDED: Final = frozenset({"registered", "withdrawn", "done", "declined"})  # states of cases and filings


def measured(log: EventLog) -> Figures:
    """The figures of a log of one procedure."""
    cases = throughput.by_case(log)
    steps = features.steps_by_case(log)
    waiting = _open(log, cases)
    again = steps.filter(pl.col(TIMES) > 1)[CASE].n_unique()
    return {
        "cases": cases.height,
        "staff": log.events[RESOURCE].drop_nulls().n_unique(),
        "variants": flows.number_of_variants(log),
        "rework": again,
        "same_day": int((cases["active_days"] == 1).sum()),
        "days": quartiles(cases[DAYS]) | _tail(cases[DAYS]),
        **_counted_open(waiting),
        "months": _months(log, cases),
        "sizes": _sizes(cases[DAYS]),
        "steps": _steps(log, steps, set(waiting.filter(~pl.col(windows.CLOSED))[CASE])),
    }


def quartiles(days: pl.Series) -> dict[str, float | None]:
    """First quartile, median and third quartile, linear between neighbours."""
    return {name: _quantile(days, at) for name, at in (("q1", 0.25), ("median", 0.5), ("q3", 0.75))}


def _tail(days: pl.Series) -> dict[str, float | None]:
    spread = throughput.spread(days)
    return {"p90": spread.p90, "mean": spread.mean}


def _quantile(days: pl.Series, at: float) -> float | None:
    found = days.quantile(at, "linear")
    return None if found is None else float(found)


def _counted_open(cases: pl.DataFrame) -> Figures:
    """Cases that have not ended: how many, and the median that counts them for as long as they are known to be open."""
    if cases.is_empty():
        return {"open": 0, "median_with_open": None}
    return {"open": int((~cases[windows.CLOSED]).sum()), "median_with_open": windows.median(cases)}


def _open(log: EventLog, cases: pl.DataFrame) -> pl.DataFrame:
    """`CASE`, days until its end or until now, and whether it is `CLOSED`."""
    if cases.is_empty():
        return pl.DataFrame(schema={CASE: pl.UInt32, windows.DAYS: pl.Float64, windows.CLOSED: pl.Boolean})
    states = log.cases.with_row_index(CASE).select(CASE, pl.col("state").is_in(list(ENDED)).alias(windows.CLOSED))
    begun = log.events.group_by(CASE, maintain_order=True).agg(pl.col(TIME).first())
    now = log.events[TIME].max()
    so_far = in_days(pl.lit(now) - pl.col(TIME)).alias("so_far")
    joined = cases.select(CASE, DAYS).join(states, on=CASE).join(begun, on=CASE).with_columns(so_far)
    days = pl.when(windows.CLOSED).then(DAYS).otherwise("so_far").alias(windows.DAYS)
    return joined.select(CASE, days, windows.CLOSED)


def _months(log: EventLog, cases: pl.DataFrame) -> list[Figures]:
    dated = cases.select(CASE, DAYS, pl.col(FIRST_DAY).dt.strftime("%Y-%m").alias("month"))
    found = dated.group_by("month").agg(pl.len().alias("cases"), pl.col(DAYS).median().alias("median"))
    who = log.events.select(CASE, RESOURCE).join(dated, on=CASE).group_by("month")
    staff = who.agg(pl.col(RESOURCE).drop_nulls().n_unique().alias("staff"))
    return found.join(staff, on="month", how="left").sort("month").to_dicts()


def _sizes(days: pl.Series) -> list[Figures]:
    ends = (*EDGES[1:], None)
    found = []
    for start, end in zip(EDGES, ends, strict=True):
        inside = (days >= start) & (days < end) if end is not None else days >= start
        found.append({"from": start, "to": end, "cases": int(inside.sum())})
    return found


def _steps(log: EventLog, steps: pl.DataFrame, still_open: set[int]) -> list[Figures]:
    staff = dict(log.events.group_by(ACTIVITY).agg(pl.col(RESOURCE).drop_nulls().n_unique()).iter_rows())
    order = log.events.with_columns(pl.int_range(pl.len()).over(CASE).alias("at")).group_by(ACTIVITY)
    usual = dict(order.agg(pl.col("at").mean()).iter_rows())
    having: dict[str, set[int]] = {str(step): set(rows[CASE]) for (step,), rows in steps.group_by(STEP)}
    found = []
    for (step,), rows in steps.group_by(STEP):
        waits = rows[WAIT].drop_nulls()
        found.append(
            {
                "step": step,
                "cases": rows.height,
                "repeated": int((rows[TIMES] > 1).sum()),
                "staff": staff[step],
                "waits": waits.len(),
                "wait": quartiles(waits) if waits.len() else None,
                "apart": _apart(str(step), having | {OPEN: still_open}),
            }
        )
    return sorted(found, key=lambda one: (usual[one["step"]], one["step"]))


def _apart(step: str, having: dict[str, set[int]]) -> list[str]:
    own = having[step]
    return sorted(name for name, cases in having.items() if name != step and cases and cases.isdisjoint(own))
