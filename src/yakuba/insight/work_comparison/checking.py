"""The own journal held against a flow, a month of beginnings a piece, and what came of it as one result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import polars as pl

from yakuba.insight.processes.conformance import judging
from yakuba.insight.processes.conformance.judging import Judged, NoSuchEnd, Options, judged
from yakuba.insight.processes.conformance.result import Asked, told
from yakuba.insight.processes.engine.throughput import DAYS, FIRST_DAY
from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, RESOURCE, TIME, EventLog
from yakuba.insight.processes.model.flow import Flow
from yakuba.insight.work_comparison import flows, source
from yakuba.insight.work_comparison.models import FlowCheck, FlowCheckCase, WorkFlow
from yakuba.insight.work_comparison.names import ANALYSE, CHECK
from yakuba.platform.access import service as access
from yakuba.platform.jobs import queries
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.registry import ChunkResult
from yakuba.platform.tenancy import directory, numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

State = FlowCheck.State
STAFF: Final = "staff"  # where the result keeps people by step; "" everybody
MOST_MONTHS: Final = 72
_Staff = dict[tuple[str, int], set[str]]  # by step and fiscal year: pseudonyms of different years are not compared


@dataclass(frozen=True)
class Asking:
    """Which cases, and what counts."""

    first: date
    last: date
    any_order: bool = False
    pass_over: bool = False
    end: str = ""
    adopted_on: date | None = None


@dataclass
class Piece:
    """What a month's cases did. ``judged`` is None where none of them has the end that was asked for."""

    judged: Judged | None
    matters: list[UUID]
    left_open: int = 0
    staff: _Staff = field(default_factory=dict)


def start(flow: WorkFlow, asking: Asking, key: UUID) -> FlowCheck:
    """Begin to hold the journal against a flow; the same key is the same check. Raises access.Refused."""
    access.require(ANALYSE)
    row = FlowCheck.objects.filter(key=key).first()
    if row is None:
        context = current_context()
        (number,) = numbers.take("flow_check")
        row, _ = FlowCheck.objects.get_or_create(
            key=key,
            defaults={
                "number": number,
                "flow_id": flow.id,
                "created_by": context.actor.id,
                "created_by_name": context.actor.name,
                "created_at": context.instant,
                **vars(asking),
            },
        )
    if row.job_id is None:
        row.job_id = jobs.start(CHECK, {"check": row.id}, key=f"check-{row.id}").id
        FlowCheck.objects.filter(id=row.id).update(job_id=row.job_id)
    return row


def renew(check: FlowCheck, flow: WorkFlow) -> FlowCheck:
    """The same definition until today, once a day. ``adopted_on`` is that of today, if the flow was adopted since."""
    today = current_context().business_date
    now = flows.adopted(flow.procedure, _line(flow))
    adopted_on = check.adopted_on or (now.since if now else None)
    asking = Asking(check.first, today, check.any_order, check.pass_over, check.end, adopted_on)
    return start(flow, asking, uuid5(check.id, today.isoformat()))


def _line(flow: WorkFlow) -> str:
    try:
        return flows.line_of(flows.flow_of(flow))
    except ValueError:
        return ""


def plan(check: FlowCheck) -> int:
    """The months, frozen; how many they are."""
    check.pieces = [[f"{first}", f"{last}"] for first, last in months(check.first, check.last)]
    check.save(update_fields=["pieces"])
    return len(check.pieces)


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The days of a period month by month.

    >>> months(date(2025, 1, 30), date(2025, 2, 2))
    [(datetime.date(2025, 1, 30), datetime.date(2025, 1, 31)), (datetime.date(2025, 2, 1), datetime.date(2025, 2, 2))]
    """
    found = []
    while first <= last:
        after = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        found.append((first, min(last, after - timedelta(days=1))))
        first = after
    return found


def ahead(check: FlowCheck, position: int) -> Callable[[], Piece]:
    """Reads the journal of a month; what is given back judges it and needs no database."""
    first, last = (date.fromisoformat(day) for day in check.pieces[position])
    row = WorkFlow.objects.get(id=check.flow_id)
    flow = flows.flow_of(row)
    log, matters = source.log_with_matters(first, last, procedure=row.procedure)
    options = Options(check.any_order, check.pass_over, check.end or None)
    return lambda: looked_at(log, flow, options, matters)


def looked_at(log: EventLog, flow: Flow, options: Options, matters: list[UUID]) -> Piece:
    """A log against a flow. A month none of whose cases has ended yet is no mistake."""
    staff = _staff(log)
    try:
        return Piece(judged(log, flow, options), matters, staff=staff)
    except NoSuchEnd:
        return Piece(None, matters, log.events[CASE].n_unique(), staff)


def _staff(log: EventLog) -> _Staff:
    """Who did each step, and anything at all (""), by the fiscal year of the step."""
    local = pl.col(TIME).dt.convert_time_zone("Asia/Tokyo")
    year = (local.dt.year() - (local.dt.month() < 4).cast(pl.Int32)).alias("year")
    rows = log.events.select(ACTIVITY, RESOURCE, year).drop_nulls().unique().iter_rows()
    found: _Staff = defaultdict(set)
    for step, who, in_year in rows:
        found[step, in_year].add(who)
        found["", in_year].add(who)
    return found


def keep(check: FlowCheck, piece: Piece) -> ChunkResult:
    """The cases of a month, and who did the steps for the result at the end."""
    left_open, others, cases = piece.left_open, 0, 0
    if piece.judged is not None:
        rows = list(_rows(check, piece.judged, piece.matters))
        FlowCheckCase.objects.bulk_create(rows, batch_size=1_000)
        left_open, others, cases = piece.judged.open_cases, piece.judged.other_events, len(rows)
    staff = [[step, year, sorted(who)] for (step, year), who in sorted(piece.staff.items())]
    return ChunkResult({"案件": cases}, {STAFF: staff, "open": left_open, "others": others})


def _rows(check: FlowCheck, found: Judged, matters: list[UUID]) -> Iterable[FlowCheckCase]:
    deviations: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for case, kind, step, task, times in found.deviations.iter_rows():
        deviations[case].append({"kind": kind, "step": step, "task": task, "times": times})
    for one in found.cases.iter_rows(named=True):
        yield FlowCheckCase(
            municipality_id=current(),
            check_id=check.id,
            matter_id=matters[one[CASE]],
            name=one[CASE_NAME],
            first_day=one[FIRST_DAY],
            days=one[DAYS],
            cost=one[judging.COST],
            fits=one[judging.FITS],
            aligned=one[judging.ALIGNED],
            end_missing=one[judging.END_MISSING],
            deviations=deviations[one[CASE]],
        )


def finish(check: FlowCheck) -> str:
    """All months are there: one result."""
    assert check.job_id is not None
    left = [queries.checkpoint(check.job_id, place) for place in range(len(check.pieces))]
    row = WorkFlow.objects.get(id=check.flow_id)
    whole = _whole(check, left)
    body = told(flows.flow_of(row), [whole], Asked(check.adopted_on))["bodies"][0]
    check.result = body | {STAFF: people(left)}
    check.state, check.finished_at = State.DONE, current_context().instant
    check.save(update_fields=["result", "state", "finished_at"])
    return f"「{row.name}」：{body['cases']:,}件を照合しました"


def people(left: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many people did each step, "" any: the most of a fiscal year, as nobody is followed into the next."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in left:
        for step, year, who in one[STAFF]:
            found[step, year].update(who)
    most: dict[str, int] = {"": 0}
    for (step, _), who in sorted(found.items()):
        most[step] = max(most.get(step, 0), len(who))
    return most


_CASES: Final = {
    CASE: pl.UInt32, CASE_NAME: pl.String, FIRST_DAY: pl.Date, DAYS: pl.Float64, judging.COST: pl.UInt32,
    judging.FITS: pl.Boolean, judging.ALIGNED: pl.Boolean, judging.END_MISSING: pl.Boolean,
}  # fmt: skip
_DEVIATIONS: Final = {
    CASE: pl.UInt32, judging.KIND: pl.String, judging.STEP: pl.String, judging.TASK: pl.UInt32,
    judging.TIMES: pl.UInt32,
}  # fmt: skip


def _whole(check: FlowCheck, left: list[dict[str, Any]]) -> Judged:
    """The months as one, in the order of their days."""
    kept = FlowCheckCase.objects.filter(check_id=check.id).order_by("first_day", "matter_id")
    columns = ("name", "first_day", "days", "cost", "fits", "aligned", "end_missing", "deviations")
    cases, deviations = [], []
    for place, (*row, ways) in enumerate(kept.values_list(*columns).iterator(chunk_size=5_000)):
        cases.append((place, *row))
        deviations += [(place, one["kind"], one["step"], one["task"], one["times"]) for one in ways]
    return Judged(
        directory.by_id(current()).full_name,
        pl.DataFrame(cases, schema=_CASES, orient="row"),
        pl.DataFrame(deviations, schema=_DEVIATIONS, orient="row"),
        sum(one["open"] for one in left),
        sum(one["others"] for one in left),
    )
