"""Work in the background, each piece of which can be killed and run again: an analysis, a procedure a piece; a flow
proposed from the journal; the journal held against a flow, a month a piece."""

from __future__ import annotations

from yakuba.insight.processes.model.proposal import Proposal
from yakuba.insight.work_comparison import analysing, checking, flows
from yakuba.insight.work_comparison.checking import Piece
from yakuba.insight.work_comparison.models import FlowCheck, WorkAnalysis, WorkFlow
from yakuba.insight.work_comparison.names import ANALYSIS, CHECK, PROPOSAL
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, Counts, JobKind, Work, job_kind


def _analysis(job: Job) -> WorkAnalysis:
    return WorkAnalysis.objects.get(id=job.arguments["analysis"])


@job_kind(ANALYSIS)
class AnalyseWork(JobKind):
    """Read the journal of a fiscal year and count it, procedure by procedure."""

    title = "業務の集計"

    def plan(self, job: Job) -> int:
        return analysing.plan(_analysis(job))

    def run_chunk(self, job: Job, position: int) -> Counts:
        return analysing.work(_analysis(job), position)

    def finish(self, job: Job) -> str:
        return analysing.finish(_analysis(job))


@job_kind(PROPOSAL)
class ProposeFlow(JobKind):
    """A flow from the own cases of a fiscal year: read in one transaction, mined outside of any."""

    title = "標準の流れの案"

    def plan(self, job: Job) -> int:
        return 1

    def ahead(self, job: Job, position: int) -> Work:
        return flows.proposing(WorkFlow.objects.get(id=job.arguments["flow"]))

    def run_made(self, job: Job, position: int, made: object) -> Counts:
        assert isinstance(made, Proposal)
        return {"作業": flows.keep_proposal(WorkFlow.objects.get(id=job.arguments["flow"]), made)}

    def finish(self, job: Job) -> str:
        return "流れの案ができました"


@job_kind(CHECK)
class CheckFlow(JobKind):
    """The own journal against a flow, the cases begun in a month a piece."""

    title = "標準の流れとの照合"

    def plan(self, job: Job) -> int:
        return checking.plan(_check(job))

    def ahead(self, job: Job, position: int) -> Work:
        return checking.ahead(_check(job), position)

    def run_made(self, job: Job, position: int, made: object) -> ChunkResult:
        assert isinstance(made, Piece)
        return checking.keep(_check(job), made)

    def finish(self, job: Job) -> str:
        return checking.finish(_check(job))


def _check(job: Job) -> FlowCheck:
    return FlowCheck.objects.get(id=job.arguments["check"])
