"""Jobs: lines of a file into the ledger, reminders out, refunds back. A killed chunk is done again."""

from uuid import uuid5

from yakuba.areas.collection.actions import applying, debits, refund_case, refund_runs, reminding
from yakuba.areas.collection.actions.receiving import APPLY
from yakuba.areas.collection.models import DebitRequest, PaymentFile, PaymentLine, Refund, RefundRun, ReminderRun
from yakuba.platform.cases import service as cases
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, job_kind
from yakuba.platform.ledger.bank_files import NotReady
from yakuba.standards.money.accounts import reasons
from yakuba.standards.money.errors import FileRefused

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


@job_kind(refund_runs.PLAN)
class PlanRefunds(JobKind):
    """Freezes what is given back, finds the accounts chunk by chunk, and enters the case somebody else decides."""

    title = "還付の振込の準備"

    def plan(self, job: Job) -> int:
        """Chunks of the frozen list."""
        return -(-refund_runs.plan(_refunds(job)) // CHUNK)

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        """Accounts of one chunk."""
        first = position * CHUNK
        return ChunkResult(counts=refund_runs.work_out(_refunds(job), first + 1, first + CHUNK))

    def finish(self, job: Job) -> str:
        """The totals, and the case; a run that pays nothing ends."""
        run = _refunds(job)
        refund_runs.planned(run)
        if run.state == RefundRun.State.CANCELLED:
            return "口座の分かる還付がありません。口座を聞いてから始め直してください"
        draft = cases.Draft(refund_case.PAY, refund_case.Paying(run=run.id), uuid5(run.id, "pay"), {}, channel="batch")
        try:
            run.case_id = cases.enter(cases.draft(draft).id).id
        except cases.Blocked as stop:
            raise JobFailure("".join(f"{one.message}。{one.remedy}。" for one in stop.findings)) from None
        run.save(update_fields=["case_id"])
        return f"{run.payments:,}件、{run.total:,}円を用意しました。別の担当者の決裁を待っています"


class _OfRefunds(JobKind):
    """Works through the refunds of a run by their places."""

    def plan(self, job: Job) -> int:
        last = Refund.objects.filter(run_id=_refunds(job).id).order_by("-place").first()
        return -(-last.place // CHUNK) if last else 0


@job_kind(refund_runs.POST)
class PostRefunds(_OfRefunds):
    """Puts what was sent into the ledger."""

    title = "還付の振込の記帳"

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        first = position * CHUNK
        return ChunkResult({"refunds": refund_runs.post(_refunds(job), first + 1, first + CHUNK)})

    def finish(self, job: Job) -> str:
        return "還付の振込を台帳に記帳しました"


@job_kind(refund_runs.SETTLE)
class SettleRefunds(_OfRefunds):
    """The bank paid: what was on its way is paid."""

    title = "還付の支払済みの記帳"

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        first = position * CHUNK
        return ChunkResult({"refunds": refund_runs.settle(_refunds(job), first + 1, first + CHUNK)})

    def finish(self, job: Job) -> str:
        """The run is over."""
        refund_runs.all_settled(_refunds(job))
        return "還付の支払済みを台帳に記帳しました"


def _refunds(job: Job) -> RefundRun:
    return RefundRun.objects.get(id=job.arguments["run"])


@job_kind(debits.PLAN)
class PlanDebits(JobKind):
    """Freezes what a bank is asked to draw, and makes the file: one chunk, since the file is one."""

    title = "口座振替の依頼の準備"

    def plan(self, job: Job) -> int:
        """One chunk."""
        return 1

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        """The debits of the request, their totals and the file; a request that draws nothing ends."""
        request = _request(job)
        debits.plan(request)
        try:
            debits.made(request)
        except NotReady as stop:
            raise JobFailure(str(stop)) from None
        except FileRefused as refusal:
            raise JobFailure(reasons(refusal)) from None
        return ChunkResult({"debits": request.debits, "left_out": request.left_out})

    def finish(self, job: Job) -> str:
        """What was made."""
        request = _request(job)
        if request.state == DebitRequest.State.CANCELLED:
            return "この納期限で、口座振替の登録がある未収はありません"
        return f"{request.debits:,}件、{request.total:,}円の依頼データを作りました"


def _request(job: Job) -> DebitRequest:
    return DebitRequest.objects.get(id=job.arguments["request"])
