"""What stands beside the findings of a comparison: hand-overs, batches, rework, the same mix, open cases, traps.

Each is a description; what is tested here (the same mix) is corrected within its own section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from yakuba.insight.processes.engine import (
    batching,
    flows,
    handover,
    mix,
    open_cases,
    rework,
    tails,
    throughput,
    windows,
)
from yakuba.insight.processes.engine.features import STEP
from yakuba.insight.processes.engine.same_day import same_day
from yakuba.insight.processes.engine.statistics import adjusted
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import ACTIVITY, CASE, RESOURCE, EventLog
from yakuba.insight.processes.summary import NoSuchAttribute, NoSuchStep

SHOWN = 20  # rows of a table; the rest is in the log
ENDING = 0.25  # of the cases end with a step that is taken for the end
STEPS_OF_MIX = 30  # steps compared on the same mix
WORTH = 0.10  # points of share between two bodies from which a step is compared on the same mix


def check(logs: Sequence[EventLog], by: Sequence[str], end: str | None) -> None:
    """NoSuchAttribute, NoSuchStep: what no log has."""
    there = sorted({name for log in logs for name in log.cases.columns if not name.startswith("@")})
    for name in by:
        if name not in there:
            raise NoSuchAttribute(name, there)
    if end is not None and not any((log.events[ACTIVITY] == end).any() for log in logs):
        raise NoSuchStep(end)


def usual_end(logs: Sequence[EventLog], usual: Sequence[str]) -> str | None:
    """Of the ``usual`` steps the one that most cases end with; None when few do, so that somebody has to choose."""
    counted: Counter[str] = Counter()
    cases = 0
    for log in logs:
        last = log.events.group_by(CASE).agg(pl.col(ACTIVITY).last())
        cases += last.height
        ends = last.filter(pl.col(ACTIVITY).is_in(list(usual))).group_by(ACTIVITY).agg(pl.len())
        counted.update(dict(ends.iter_rows()))
    best = max(sorted(counted), key=lambda step: counted[step], default=None)
    return best if best is not None and counted[best] >= ENDING * cases else None


def detailed(logs: Sequence[EventLog]) -> dict[str, Any]:
    """`hand_overs`, `batches`, `rework`: for each body the `SHOWN` largest."""
    return {
        "hand_overs": {log.body: _hand_overs(log) for log in logs},
        "batches": {log.body: _batches(log) for log in logs},
        "rework": {log.body: rework.rework(log).head(SHOWN).to_dicts() for log in logs},
    }


def _hand_overs(log: EventLog) -> dict[str, Any]:
    pairs = handover.network(log)
    people, steps = handover.ping_pong(log), handover.ping_pong(log, ACTIVITY)
    return {
        "count": int(pairs[handover.COUNT].sum()),
        "pairs": pairs.head(SHOWN).to_dicts(),
        "ping_pong_people": _ping_pong(log, people, RESOURCE),
        "ping_pong_steps": _ping_pong(log, steps, ACTIVITY),
    }


def _ping_pong(log: EventLog, found: pl.DataFrame, of: str) -> dict[str, Any]:
    cases = handover.cases_with_ping_pong(log, of)
    return {"count": int(found[handover.COUNT].sum()), "cases": cases, "pairs": found.head(SHOWN).to_dicts()}


def _batches(log: EventLog) -> dict[str, Any]:
    found = batching.batches(log)
    events, within = int(found[batching.EVENTS].sum()), int(found[batching.IN_BATCHES].sum())
    return {
        "share_of_events": within / events if events else None,
        "at_midnight": batching.share_at_midnight(log),
        "steps": found.filter(pl.col(batching.BATCHES) > 0).head(SHOWN).to_dicts(),
    }


def on_the_same_mix(logs: Sequence[EventLog], attribute: str, steps: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Throughput and the steps that differ most, standardised by an attribute, the unadjusted figures beside them."""
    by_body = {log.body: log for log in logs}
    table = mix.kinds(by_body, attribute)
    found: list[tuple[str, str | None, mix.SameMix]] = []
    found += [("throughput", None, one) for one in mix.of_throughput(by_body, table)]
    for step in _worth_a_look(steps, table):
        found += [("step", step, one) for one in mix.of_step(by_body, table, step)]
    rates = adjusted([one.difference.p for _, _, one in found])
    rows = [
        {
            "kind": kind,
            "body": one.body,
            "step": step,
            "own": one.own,
            "others": one.others,
            "raw_own": one.raw_own,
            "raw_others": one.raw_others,
            "share_of_mix": one.share_of_mix(),
            "covered": one.covered,
            "cases": one.cases,
            "effect": one.difference.effect,
            "interval": [one.difference.low, one.difference.high],
            "p": one.difference.p,
            "q": rate,
        }
        for (kind, step, one), rate in zip(found, rates, strict=True)
    ]
    return {"attribute": attribute, "distribution": mix.distribution(table), "compared": rows}


def _worth_a_look(steps: Mapping[str, pl.DataFrame], table: pl.DataFrame) -> list[str]:
    """The steps whose share differs most between two bodies."""
    sizes = dict(table.group_by(mix.BODY).agg(pl.len()).iter_rows())
    counted = [
        found.group_by(STEP).agg(pl.len() / sizes[body]).rename({"len": body})
        for body, found in steps.items()
        if body in sizes
    ]
    if len(counted) < 2:
        return []
    joined = counted[0]
    for one in counted[1:]:
        joined = joined.join(one, on=STEP, how="full", coalesce=True)
    bodies = [name for name in joined.columns if name != STEP]
    filled = joined.with_columns(pl.col(bodies).fill_null(0.0))
    apart = filled.select(STEP, (pl.max_horizontal(bodies) - pl.min_horizontal(bodies)).alias("apart"))
    return (
        apart.filter(pl.col("apart") >= WORTH)
        .sort("apart", STEP, descending=[True, False])[STEP]
        .head(STEPS_OF_MIX)
        .to_list()
    )


def with_open_cases(logs: Sequence[EventLog], end: str | None) -> dict[str, Any] | None:
    """For each body how many cases are open, and the median days until ``end`` with them counted, with its interval."""
    if end is None:
        return None
    rows = []
    for log in logs:
        cases = windows.measured(log, Window(end=end))
        median, low, high = open_cases.median_with_interval(cases)
        closed = int(cases[windows.CLOSED].sum())
        row = {"body": log.body, "cases": cases.height, "open": cases.height - closed}
        rows.append(row | {"median_days": median, "interval": [low, high]})
    return {"end": end, "bodies": rows}


def traps(logs: Sequence[EventLog], ranked: Mapping[str, Any], usual: Sequence[str]) -> dict[str, Any]:
    """What can mislead: the choice of the end, order within a day, long tails, cases still open (see `open_cases`)."""
    return {
        "ranking_depends_on_the_end": ranked["ranking_depends_on_the_end"],
        "same_day": {log.body: _same_day(log) for log in logs},
        "tails": {log.body: _tails(log, usual) for log in logs},
    }


def _same_day(log: EventLog) -> dict[str, Any]:
    return {
        "share_of_pairs": same_day(log).share,
        "variants": flows.number_of_variants(log),
        "variants_by_day": flows.number_of_variants_by_day(log),
    }


def _tails(log: EventLog, usual: Sequence[str]) -> dict[str, Any]:
    found = tails.tail(throughput.by_case(log)[throughput.DAYS])
    return {
        "slowest": tails.SLOWEST,
        "cases": found.cases if found else None,
        "share_of_days": found.share_of_days if found else None,
        "mean": found.mean if found else None,
        "mean_without": found.mean_without if found else None,
        "after": {step: tails.after(log, step) for step in usual},
    }
