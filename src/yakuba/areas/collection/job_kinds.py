"""Jobs: lines of a file into the ledger, reminders out. A chunk that was killed is done again and changes nothing."""

from yakuba.areas.collection.actions import applying, reminding
from yakuba.areas.collection.actions.receiving import APPLY
from yakuba.areas.collection.models import PaymentFile, PaymentLine, ReminderRun
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, job_kind

CHUNK = 200


@job_kind(APPLY)
class Apply(JobKind):
    """A chunk is the next lines by their number in the file."""

    title = "収納データの消込み"

    def plan(self, job: Job) -> int:
        """Chunks of lines as they stand in the file."""
        last = PaymentLine.objects.filter(file_id=job.arguments["file"]).order_by("-number").first()
        return -(-last.number // CHUNK) if last else 0

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        """Lines of one chunk; those already settled are left alone."""
        file = PaymentFile.objects.get(id=job.arguments["file"])
        first = position * CHUNK
        rows = PaymentLine.objects.filter(file_id=file.id, number__gt=first, number__lte=first + CHUNK)
        return ChunkResult(counts=applying.apply(file, list(rows.order_by("number"))))

    def finish(self, job: Job) -> str:
        """Counts by state are on the file's page."""
        return "収納データを消し込みました"


@job_kind(reminding.RUN)
class Remind(JobKind):
    """The plan freezes who is reminded and the numbers of the letters; a chunk looks once more whether it is due."""

    title = "督促状の発付"

    def plan(self, job: Job) -> int:
        """Chunks of the frozen list."""
        return -(-reminding.plan(_run(job)) // CHUNK)

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        """Reminders of one chunk; those already decided are left alone."""
        first = position * CHUNK
        return ChunkResult(counts=reminding.remind(_run(job), first + 1, first + CHUNK))

    def finish(self, job: Job) -> str:
        """Counts by state are on the run's page."""
        return "督促状を発付しました"


def _run(job: Job) -> ReminderRun:
    return ReminderRun.objects.get(id=job.arguments["run"])
