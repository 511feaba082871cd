"""An analysis as background work, a procedure a piece. Each piece can be killed and run again."""

from __future__ import annotations

from yakuba.insight.work_comparison import analysing
from yakuba.insight.work_comparison.models import WorkAnalysis
from yakuba.insight.work_comparison.names import ANALYSIS
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import Counts, JobKind, job_kind


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
