"""The job that draws a letter: one chunk, one transaction, with the news that it is ready."""

from uuid import UUID

from yakuba.areas.own_ledgers.actions.enter import DRAW
from yakuba.platform.cases import filings
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, job_kind


@job_kind(DRAW)
class DrawLetter(JobKind):
    """Killed in the middle, it draws again: nothing has left before the commit."""

    title = "独自台帳の通知書の作成"

    def plan(self, job: Job) -> int:
        return 1

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        intent_id = UUID(job.arguments["intent"])
        if documents.draw_here(intent_id) != Intent.State.ISSUED:
            raise JobFailure("通知書を作成できませんでした。台帳の画面で原因を確かめてください")
        filings.paper_ready(UUID(job.arguments["case"]), {"paper": str(intent_id)})
        return ChunkResult({"papers": 1})

    def finish(self, job: Job) -> str:
        return "通知書を作成しました"
