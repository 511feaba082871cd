"""A study as background work. Each piece can be killed and run again."""

from __future__ import annotations

from yakuba.insight.law_changes import studying
from yakuba.insight.law_changes.models import LawStudy
from yakuba.insight.law_changes.names import STUDY
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import Counts, JobKind, job_kind


def _study(job: Job) -> LawStudy:
    return LawStudy.objects.get(id=job.arguments["study"])


@job_kind(STUDY)
class ComputeStudy(JobKind):
    """Gather the people, compute them without and with the change, and say what comes out."""

    title = "条例・改正の試算"

    def plan(self, job: Job) -> int:
        return studying.plan(_study(job))

    def run_chunk(self, job: Job, position: int) -> Counts:
        return studying.work(_study(job), position)

    def finish(self, job: Job) -> str:
        return studying.finish(_study(job), job.total or 0)
