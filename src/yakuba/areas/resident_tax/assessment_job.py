"""The assessment of a year as background work. Each slice can be killed and run again."""

from __future__ import annotations

from yakuba.areas.resident_tax import assessments, claiming
from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import Counts, JobKind, job_kind


def _run(job: Job) -> AssessmentRun:
    return AssessmentRun.objects.get(id=job.arguments["run"])


@job_kind(assessments.ASSESS)
class AssessYear(JobKind):
    """Compute everybody, then write the rows slice by slice."""

    title = "住民税の計算"
    parallel = True  # the slices are apart, and the database writes two at once

    def plan(self, job: Job) -> int:
        return assessments.compute(_run(job))

    def run_chunk(self, job: Job, position: int) -> Counts:
        try:
            return {"rows": assessments.write(_run(job), position)}
        except FileNotFoundError as problem:
            raise JobFailure("住民税：計算の結果が保存先にない。取りやめて、もう一度計算する") from problem

    def finish(self, job: Job) -> str:
        return assessments.finish(_run(job))


@job_kind(claiming.CLAIM)
class ClaimBills(JobKind):
    """Raise the claims of a decided run in the ledger, or change those there are."""

    title = "住民税の調定"

    def plan(self, job: Job) -> int:
        return claiming.slices(_run(job))

    def run_chunk(self, job: Job, position: int) -> Counts:
        return {"claims": claiming.claim(_run(job), position)}

    def finish(self, job: Job) -> str:
        return f"調定 {job.counts.get('claims', 0):,}件"
