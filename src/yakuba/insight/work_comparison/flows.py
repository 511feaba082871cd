"""Flows as they should be for a procedure: taken from a drawing or proposed from the own journal, and adopted.

A flow is adopted by setting the parameter of the procedure's steps; whether and since when is asked of that parameter,
so that what a page of parameters changes is never told otherwise here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from yakuba.insight.processes.model.bpmn_reading import parsed
from yakuba.insight.processes.model.bpmn_writing import written
from yakuba.insight.processes.model.checklist import checklist
from yakuba.insight.processes.model.flow import Flow, FlowError
from yakuba.insight.processes.model.proposal import Choices, Proposal, proposed
from yakuba.insight.work_comparison import source
from yakuba.insight.work_comparison.analysing import days_of
from yakuba.insight.work_comparison.models import WorkFigures, WorkFlow
from yakuba.insight.work_comparison.names import ANALYSE, PARAMETERS, PROPOSAL
from yakuba.platform.access import service as access
from yakuba.platform.cases import shelf, work_line
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.parameters import service as parameters
from yakuba.platform.parameters.errors import UnknownParameter
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context

Origin = WorkFlow.Origin
NO_PROPOSAL = "この年度の案件には、案にできるほどよくある作業がない。年度を変えるか、まれとみなす割合を下げて作り直す"
LARGEST = 2 * 1024**2  # bytes of a drawing on a page


@dataclass(frozen=True)
class Procedure:
    """Whose flow it is."""

    code: str
    title: str


@dataclass(frozen=True)
class Adopted:
    """Since when a flow's steps are those of its procedure, and why; ``until``: the last day, None while it goes on."""

    since: date
    reason: str
    by: str
    until: date | None = None


def procedures() -> list[Procedure]:
    """What can be filed here or was counted here, by title; the newest title of each code."""
    titles = dict(WorkFigures.objects.order_by("analysis_id", "procedure").values_list("procedure", "title"))
    titles |= {one.code: one.title.ja for one in shelf.everything()}
    return sorted((Procedure(*one) for one in titles.items()), key=lambda one: (one.title, one.code))


def procedure_named(code: str) -> Procedure | None:
    """One of them."""
    return next((one for one in procedures() if one.code == code), None)


def of_procedure(code: str) -> list[WorkFlow]:
    """Its flows, the newest first."""
    return list(WorkFlow.objects.filter(procedure=code).order_by("-number"))


def upload(procedure: Procedure, content: bytes, key: UUID) -> WorkFlow:
    """Keep a drawing; the same drawing for the same procedure, or the same key, is the one that is there.

    Raises FlowError, which names the element and the remedy; access.Refused.
    """
    access.require(ANALYSE)
    flow = parsed(content)
    digest = hashlib.sha256(content).hexdigest()
    there = WorkFlow.objects.filter(procedure=procedure.code, content_hash=digest, origin=Origin.UPLOADED)
    row = there.order_by("number").first()
    return row or _kept(procedure, key, name=_named(flow, procedure), bpmn=content, content_hash=digest)


def propose(procedure: Procedure, year: int, choices: Choices, key: UUID) -> WorkFlow:
    """Begin to make a flow from the own cases of a fiscal year. Raises access.Refused."""
    access.require(ANALYSE)
    proposal = {"year": year, "choices": asdict(choices)}
    row = _kept(procedure, key, name=f"{procedure.title}（案）", origin=Origin.PROPOSED, proposal=proposal)
    if row.job_id is None:
        row.job_id = jobs.start(PROPOSAL, {"flow": row.id}, key=f"flow-{row.id}").id
        WorkFlow.objects.filter(id=row.id, bpmn=None).update(job_id=row.job_id)
    return row


def _kept(procedure: Procedure, key: UUID, **values: object) -> WorkFlow:
    row = WorkFlow.objects.filter(key=key).first()
    if row is not None:
        return row
    context = current_context()
    (number,) = numbers.take("work_flow")
    given = {"origin": Origin.UPLOADED, **values}
    row, _ = WorkFlow.objects.get_or_create(
        key=key,
        defaults={
            "number": number,
            "procedure": procedure.code,
            "title": procedure.title[:100],
            "created_by": context.actor.id,
            "created_by_name": context.actor.name,
            "created_at": context.instant,
            **given,
        },
    )
    return row


def _named(flow: Flow, procedure: Procedure) -> str:
    """The name it was drawn under; an id that an editor made says nothing."""
    name = flow.name.strip()
    return (procedure.title if not name or name.isascii() else name)[:200]


def proposing(row: WorkFlow) -> Callable[[], Proposal]:
    """Reads the journal; what is given back makes the flow and needs no database. JobFailure where there is none."""
    choices = Choices(**row.proposal["choices"])
    log = source.event_log(*days_of(row.proposal["year"]), procedure=row.procedure)

    def work() -> Proposal:
        try:
            return proposed(log, choices)
        except FlowError:
            raise JobFailure(NO_PROPOSAL) from None

    return work


def keep_proposal(row: WorkFlow, found: Proposal) -> int:
    """The proposed flow is there; how many steps it has."""
    content = written(Flow(row.name, found.flow.root))
    told = {"steps": found.steps, "left_aside": found.left_aside, "by_majority": [list(x) for x in found.by_majority]}
    WorkFlow.objects.filter(id=row.id, bpmn=None).update(
        bpmn=content, content_hash=hashlib.sha256(content).hexdigest(), proposal=row.proposal | told
    )
    return len(found.flow.tasks())


def flow_of(row: WorkFlow) -> Flow:
    """The flow that is kept, under the name of its row."""
    assert row.bpmn is not None
    return Flow(row.name, parsed(bytes(row.bpmn)).root)


def line_of(flow: Flow) -> str:
    """The steps as the parameter keeps them. ValueError with the remedy for a flow that is too long or oddly named."""
    return work_line.written(tuple(work_line.WorkStep(*one) for one in checklist(flow)))


def steps_in_force(code: str, day: date) -> str | None:
    """The line of steps of a procedure on a day; "" none, None for what nobody can file."""
    try:
        return str(parameters.get(work_line.key_of(code), day))
    except UnknownParameter:
        return None


def adopted(code: str, line: str) -> Adopted | None:
    """The last period, past or to come, in which these steps are the procedure's without a break; None if never."""
    try:
        history = parameters.history(work_line.key_of(code))
    except UnknownParameter:
        return None
    changes = {one.valid_from: one for one in reversed(history)}  # of one day the newest counts
    found = None
    for day in sorted(changes):
        one = changes[day]
        if line and one.value == line:
            if found is None or found.until is not None:
                found = Adopted(day, one.reason, one.set_by_name)
        elif found is not None and found.until is None:
            found = replace(found, until=day - timedelta(days=1))
    return found


def adopt(row: WorkFlow, day: date, reason: str) -> None:
    """The flow's steps are those of its procedure from ``day`` on; done twice, it is one change.

    Raises access.Refused, ParameterRefused, UnknownParameter, ValueError (names that the line cannot hold).
    """
    access.require(ANALYSE)
    access.require(PARAMETERS)
    line = line_of(flow_of(row))
    if steps_in_force(row.procedure, day) != line:
        parameters.set(work_line.key_of(row.procedure), day, line, reason)
