"""The job that draws a paper which leaves as data, with the news that it is ready; an area registers its own kind."""

from uuid import UUID

from yakuba.platform.cases import filings
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.documents import drawing
from yakuba.platform.documents.drawing import Drawn
from yakuba.platform.documents.signing import CannotSign
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, Work


class PaperJob(JobKind):
    """Arguments ``intent`` and ``case``. Drawn and signed outside any transaction; kept, and told of, in one.

    What goes to the portal is signed, where the municipality has a key; what is printed at the counter bears its seal.
    A key that may not be used stops the job with the reason: nothing goes out unsigned by accident.
    """

    failure = ""
    done = ""

    def plan(self, job: Job) -> int:
        return 1

    def ahead(self, job: Job, position: int) -> Work | None:
        online = Filing.objects.filter(case_id=_case(job), account__isnull=False).exists()
        try:
            begun = drawing.begin(UUID(job.arguments["intent"]), signed=online)
        except CannotSign as problem:
            raise JobFailure(str(problem)) from None
        return begun.make if begun else None

    def run_made(self, job: Job, position: int, made: object) -> ChunkResult:
        assert isinstance(made, Drawn)
        drawing.keep(made)
        return self.run_chunk(job, position)

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        """The paper is settled: what waited for it goes on. Raises JobFailure when there is none."""
        intent_id = UUID(job.arguments["intent"])
        if not drawing.is_there(intent_id):
            raise JobFailure(self.failure)
        filings.paper_ready(_case(job), {"paper": str(intent_id)})
        return ChunkResult({"papers": 1})

    def finish(self, job: Job) -> str:
        return self.done


def _case(job: Job) -> UUID:
    return UUID(job.arguments["case"])
