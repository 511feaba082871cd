"""Towns with a year of filings, written as the application would have: who works how fast is chosen here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from tests.world import Town
from yakuba.insight.processes.model.bpmn_writing import written
from yakuba.insight.processes.model.flow import Flow, Task, sequence
from yakuba.insight.work_comparison import analysing, checking, flows
from yakuba.insight.work_comparison.models import FlowCheck, WorkAnalysis
from yakuba.insight.work_comparison.source import fiscal_year
from yakuba.platform.access.models import Account
from yakuba.platform.cases.models import Filing, FilingStep
from yakuba.platform.jobs import service as jobs
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.scope import current

YEAR = fiscal_year(now().date()) - 1  # the last whole one: pages go by the real clock
BEGIN = datetime(YEAR, 4, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """``cases`` of a procedure in YEAR, decided after ``days`` by ``staff`` people; every ``again``th is sent back."""

    procedure: str = "move_out"
    title: str = "転出の届出"
    cases: int = 60
    days: float = 2.0
    staff: int = 6
    again: int = 7
    asked: int = 3
    """Of the cases, this many have to answer a question first."""


def clerks(count: int) -> list[UUID]:
    """Accounts of the open town, made where they are missing."""
    for number in range(count):
        Account.objects.get_or_create(
            login_name=f"w{number}", defaults={"display_name": f"担当{number}", "password": "x", "created_at": BEGIN}
        )
    return list(Account.objects.filter(login_name__startswith="w").order_by("login_name").values_list("id", flat=True))


def add(town: Town, *works: Work) -> None:
    """Filings with their steps."""
    with town.open():
        for work in works:
            _add(work)


def _add(work: Work) -> None:
    people = clerks(work.staff)[: work.staff]
    filings, steps = [], []
    for number in range(work.cases):
        at = BEGIN + timedelta(days=number * 330 / work.cases)
        filing = Filing(
            municipality_id=current(), key=uuid4(), receipt_number=uuid4().hex[:16], version=1,
            procedure=work.procedure, title=work.title,
            channel=("portal", "counter")[number % 2], level="card", answers={}, provenance={},
            state="done", filed_at=at, changed_at=at, promised_on=date(YEAR + 1, 3, 31),
        )  # fmt: skip
        filings.append(filing)
        done = timedelta(days=work.days * (0.5 + number / work.cases))
        way: list[tuple[str, timedelta, UUID | None]] = [("受付", timedelta(), None), ("自動確認", timedelta(), None)]
        if number < work.asked:
            way += [("返答依頼", done * 0.2, people[0]), ("返答", done * 0.4, None)]
        way.append(("確認", done * 0.5, people[number % len(people)]))
        if number % work.again == 0:
            way += [("差戻し", done * 0.6, people[-1]), ("確認", done * 0.8, people[number % len(people)])]
        way.append(("決定", done, people[(number + 1) % len(people)]))
        steps += [
            FilingStep(
                municipality_id=current(), filing_id=filing.id, activity=activity, actor_id=who, actor_name="",
                started_at=at, ended_at=at + after,
            )
            for activity, after, who in way
        ]  # fmt: skip
    Filing.objects.bulk_create(filings)
    FilingStep.objects.bulk_create(steps)


def analysed(town: Town, year: int = YEAR) -> WorkAnalysis:
    """The year's figures, by its job."""
    with town.open("chief"):
        analysis = analysing.start(year)
    assert analysis.job_id is not None
    ended = jobs.run_here(town.id, analysis.job_id)
    assert ended.state == "succeeded", ended.failure
    with town.open():
        analysis.refresh_from_db()
    return analysis


STRAIGHT = ("受付", "自動確認", "確認", "決定")
"""How a case goes that is neither sent back nor asked."""


def drawing(*steps: str, name: str = "転出の標準") -> bytes:
    """These steps one after the other, as BPMN."""
    block = sequence([Task(step) for step in steps or STRAIGHT])
    assert block is not None
    return written(Flow(name, block))


def checked(town: Town) -> FlowCheck:
    """The cases of YEAR held against the straight flow, adopted in October."""
    with town.open("chief"):
        flow = flows.upload(flows.Procedure("move_out", "転出の届出"), drawing(), uuid4())
        asking = checking.Asking(date(YEAR, 4, 1), date(YEAR + 1, 3, 31), adopted_on=date(YEAR, 10, 1))
        check = checking.start(flow, asking, uuid4())
    assert check.job_id is not None
    ended = jobs.run_here(town.id, check.job_id)
    assert ended.state == "succeeded", ended.failure
    return check
