"""A flow proposed from a log: from its most frequent steps, either mined or as the way most cases go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.event_log import ACTIVITY, CASE, DAY, EventLog, local_day
from yakuba.insight.processes.model.flow import MOST_TASKS, Flow, FlowError, Task, sequence
from yakuba.insight.processes.model.mining import Miner, Trace

_PLACE = "place"


@dataclass(frozen=True)
class Choices:
    """``steps``: at most so many, those that most cases have. ``noise``: what a smaller share does is left aside.

    ``main_path``: the most frequent order of these steps, without branches. ``any_order_within_a_day``: events of one
    day are taken in the order of the mean places of their steps, as the order in the file is chance.
    """

    steps: int = 20
    noise: float = 0.2
    main_path: bool = False
    any_order_within_a_day: bool = False


@dataclass(frozen=True)
class Proposal:
    """`steps` with the share of cases that have them; `left_aside`: how many other steps the log has.

    `by_majority`: sets of steps whose order the log does not settle; they stand in the order of their mean places.
    """

    flow: Flow
    steps: dict[str, float]
    left_aside: int
    by_majority: tuple[tuple[str, ...], ...]


def proposed(log: EventLog, choices: Choices | None = None) -> Proposal:
    """FlowError when no step is frequent enough or the choices make no sense."""
    chosen = choices or Choices()
    if not 1 <= chosen.steps <= MOST_TASKS or not 0 <= chosen.noise < 1:
        raise FlowError(f"作業は 1〜{MOST_TASKS} 個、まれとみなす割合は 0 以上 1 未満で指定してください。")
    shares = _shares(log)
    kept = {step: share for step, share in shares.items() if share >= chosen.noise}
    steps = dict(list(kept.items())[: chosen.steps])
    if not steps:
        raise FlowError("よくある作業がありません。まれとみなす割合（--noise）を下げてください。")
    traces = _traces(log, steps, within_a_day=chosen.any_order_within_a_day)
    miner = Miner(chosen.noise)
    if chosen.main_path:
        best = min((trace for trace in traces if trace), key=lambda trace: (-traces[trace], trace))
        block = sequence(Task(step) for step in best)
    else:
        block = miner.mined(traces)
    if block is None:
        raise FlowError("案件に作業がありません。")
    by_majority = tuple(tuple(one) for one in miner.by_majority)
    return Proposal(Flow(log.body, block), steps, len(shares) - len(steps), by_majority)


def _shares(log: EventLog) -> dict[str, float]:
    """Of the cases with an event; the steps that most have first."""
    cases = log.events[CASE].n_unique()
    counted = log.events.group_by(ACTIVITY).agg((pl.col(CASE).n_unique() / max(cases, 1)).alias("share"))
    return dict(counted.sort("share", ACTIVITY, descending=[True, False]).iter_rows())


def _traces(log: EventLog, steps: dict[str, float], *, within_a_day: bool) -> Counter[Trace]:
    """Orders of these steps, with the number of cases; a case without any of them counts as an empty one."""
    known = log.events.select(CASE, ACTIVITY, local_day()).filter(pl.col(ACTIVITY).is_in(list(steps)))
    if within_a_day:
        place = ((pl.int_range(pl.len()).over(CASE) + 0.5) / pl.len().over(CASE)).alias(_PLACE)
        known = known.with_columns(place).with_columns(pl.col(_PLACE).mean().over(ACTIVITY))
        known = known.sort(CASE, DAY, _PLACE, ACTIVITY)
    found: Counter[Trace] = Counter()
    for (steps_done,) in known.group_by(CASE, maintain_order=True).agg(ACTIVITY).select(ACTIVITY).iter_rows():
        found[tuple(steps_done)] += 1
    found[()] = log.events[CASE].n_unique() - known[CASE].n_unique()
    return found
