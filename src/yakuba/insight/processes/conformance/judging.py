"""Every case of a log against a flow. Cases that went the same way are looked at once.

A case fits when it is a run of the flow: nothing left out, nothing besides. Steps the flow does not name are besides,
unless they are passed over, which is the reader's choice and told with the result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.conformance.alignment import BESIDES, DONE, LEFT_OUT, Aligned, Aligner
from yakuba.insight.processes.conformance.automaton import Automaton
from yakuba.insight.processes.engine import throughput
from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, DAY, EventLog, local_day
from yakuba.insight.processes.model.flow import Flow

# How a case leaves the flow. A step both left out and done besides was done at another place than foreseen.
SKIPPED, OUT_OF_ORDER, REPEATED, INSERTED, OTHER = "skipped", "out_of_order", "repeated", "inserted", "other"
KINDS = (SKIPPED, OUT_OF_ORDER, REPEATED, INSERTED, OTHER)
COST, FITS, ALIGNED, END_MISSING = "cost", "fits", "aligned", "end_missing"
KIND, STEP, TASK, TIMES = "kind", "step", "task", "times"
MOST_EVENTS = 20_000  # of one case, that are aligned
MOST_STATES = 200_000  # of a flow; one with much in parallel has more than anyone can look at
_WAY, _CODE = "way", "code"
_DEVIATION = {KIND: pl.String, STEP: pl.String, TASK: pl.UInt32, TIMES: pl.UInt32}


class NoSuchEnd(ValueError):
    """No case of the log has the step that closes a case."""


@dataclass(frozen=True)
class Options:
    """What counts, and how long is searched.

    ``any_order_within_a_day``: events of one local day have no order. ``pass_over_others``: steps the flow does not
    name are no deviation. ``end``: only cases that have this step are judged. ``limit``: states looked at for one way
    through the steps (more for long cases), ``total``: for all of a log, the most frequent ways first.
    """

    any_order_within_a_day: bool = False
    pass_over_others: bool = False
    end: str | None = None
    limit: int = 10_000
    total: int = 400_000


@dataclass(frozen=True)
class Judged:
    """`cases`: `CASE`, `CASE_NAME`, `FIRST_DAY`, `DAYS`, `COST` (deviations; the least when not `ALIGNED`), `FITS`
    (null when not known), `ALIGNED`, `END_MISSING` (nothing but the end of the flow is missing: may still be open).

    `deviations`: `CASE`, `KIND`, `STEP`, `TASK` (number in the flow, where one was left out), `TIMES`.
    `open_cases` were left aside, `other_events` are of steps that the flow does not name.
    """

    body: str
    cases: pl.DataFrame
    deviations: pl.DataFrame
    open_cases: int
    other_events: int


def judged(log: EventLog, flow: Flow, options: Options | None = None) -> Judged:
    """The cases of a log that have events. NoSuchEnd."""
    chosen = options or Options()
    begun = throughput.by_case(log)
    cases = begun.filter(pl.col(CASE).is_in(_closed(log, chosen.end).implode()))
    automaton = Automaton(flow, MOST_STATES)
    codes = pl.DataFrame({ACTIVITY: automaton.labels, _CODE: range(len(automaton.labels))})
    events = log.events.select(CASE, ACTIVITY, local_day()).join(cases.select(CASE), on=CASE, how="semi")
    events = events.join(codes, on=ACTIVITY, how="left", maintain_order="left")
    known, others = events.filter(pl.col(_CODE).is_not_null()), events.filter(pl.col(_CODE).is_null())
    ways = _ways(known, within_a_day=chosen.any_order_within_a_day)
    cases = cases.join(ways, on=CASE, how="left", maintain_order="left").with_columns(pl.col(_WAY).fill_null(""))
    found, deviations = _looked_at(cases, automaton, chosen)
    besides = _besides(others) if not chosen.pass_over_others else _besides(others.clear())
    extra = besides.group_by(CASE).agg(pl.col(TIMES).sum().alias("extra"))
    table = cases.join(found, on=_WAY, how="left", maintain_order="left")
    table = table.join(extra, on=CASE, how="left", maintain_order="left").with_columns(
        (pl.col(COST) + pl.col("extra").fill_null(0)).alias(COST),
        (pl.col(END_MISSING) & pl.col("extra").is_null()).alias(END_MISSING),
    )
    fits = pl.when(pl.col(COST) > 0).then(False).when(ALIGNED).then(True).alias(FITS)
    named = log.cases.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(CASE), CASE_NAME)
    table = table.with_columns(fits).join(named, on=CASE, how="left", maintain_order="left")
    columns = [CASE, CASE_NAME, throughput.FIRST_DAY, throughput.DAYS, COST, FITS, ALIGNED, END_MISSING]
    by_case = cases.select(CASE, _WAY).join(deviations, on=_WAY, how="inner", maintain_order="left").drop(_WAY)
    every = pl.concat([by_case, besides]).sort(CASE, maintain_order=True)
    return Judged(log.body, table.select(columns), every, begun.height - cases.height, others.height)


def _closed(log: EventLog, end: str | None) -> pl.Series:
    if end is None:
        return log.events[CASE].unique()
    found = log.events.filter(pl.col(ACTIVITY) == end)[CASE].unique()
    if found.is_empty() and log.events.height:
        raise NoSuchEnd(f"{log.body} に作業 {end} のある案件がありません")
    return found


def _ways(known: pl.DataFrame, *, within_a_day: bool) -> pl.DataFrame:
    """`CASE` and its codes: events in order parted by a bar, those without an order among them by a blank."""
    if within_a_day:
        groups = known.group_by(CASE, DAY, maintain_order=True).agg(pl.col(_CODE).sort().cast(pl.String).str.join(" "))
    else:
        groups = known.select(CASE, pl.col(_CODE).cast(pl.String))
    return groups.group_by(CASE, maintain_order=True).agg(pl.col(_CODE).str.join("|").alias(_WAY))


def _looked_at(cases: pl.DataFrame, automaton: Automaton, options: Options) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of each way its cost and whether it is known; and its deviations. The most frequent ways come first."""
    counted = cases.group_by(_WAY).agg(pl.len().alias("cases")).sort("cases", _WAY, descending=[True, False])
    aligner, left = Aligner(automaton), options.total
    rows: list[tuple[str, int, bool, bool]] = []
    deviations: list[tuple[str, str, str, int | None, int]] = []
    for way in counted[_WAY]:
        groups = [tuple(int(code) for code in group.split()) for group in way.split("|")] if way else []
        limit = min(left, max(options.limit, 4 * len(groups)))
        size = sum(map(len, groups))
        found = aligner.aligned(groups, limit) if size <= MOST_EVENTS else Aligned(0, None, 0)
        left = max(0, left - found.looked_at)
        rows.append((way, found.cost, found.moves is not None, _only_end_missing(found)))
        deviations += [(way, *one) for one in _deviations(found, automaton)]
    schema = {_WAY: pl.String, COST: pl.UInt32, ALIGNED: pl.Boolean, END_MISSING: pl.Boolean}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table, pl.DataFrame(deviations, schema={_WAY: pl.String, **_DEVIATION}, orient="row")


def _only_end_missing(found: Aligned) -> bool:
    kinds = [move.kind for move in found.moves or ()]
    done = kinds.count(DONE)
    return found.cost > 0 and kinds == [DONE] * done + [LEFT_OUT] * found.cost and done > 0


def _deviations(found: Aligned, automaton: Automaton) -> Iterator[tuple[str, str, int | None, int]]:
    """Kind, step, number of the task and times."""
    left_out: dict[int, list[int]] = defaultdict(list)
    besides: Counter[int] = Counter()
    done = set()
    for move in found.moves or ():
        if move.kind == DONE:
            done.add(move.label)
        elif move.task is not None:
            left_out[move.label].append(move.task)
        elif move.kind == BESIDES:
            besides[move.label] += 1
    for label, step in enumerate(automaton.labels):
        tasks, more = left_out[label], besides[label]
        moved = min(len(tasks), more)
        for kind, some in ((OUT_OF_ORDER, tasks[:moved]), (SKIPPED, tasks[moved:])):
            yield from _by_task(kind, step, some)
        if more > moved:
            yield (REPEATED if label in done or moved else INSERTED), step, None, more - moved


def _by_task(kind: str, step: str, tasks: Sequence[int]) -> Iterator[tuple[str, str, int | None, int]]:
    for task, times in Counter(tasks).items():
        yield kind, step, task, times


def _besides(others: pl.DataFrame) -> pl.DataFrame:
    counted = others.group_by(CASE, ACTIVITY, maintain_order=True).agg(pl.len().alias(TIMES).cast(pl.UInt32))
    return counted.select(
        CASE,
        pl.lit(OTHER).alias(KIND),
        pl.col(ACTIVITY).alias(STEP),
        pl.lit(None, pl.UInt32).alias(TASK),
        TIMES,
    )
