"""The import as background work: one job checks, another makes filings. Each chunk can be killed and run again."""

from yakuba.frontyard.reception.intake import checking, receiving, stage
from yakuba.frontyard.reception.intake.faults import Refused
from yakuba.frontyard.reception.intake.models import FilingIntake
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import Counts, JobKind, job_kind
from yakuba.platform.tenancy.context import current_context

CHECK = "reception.check_intake"
RECEIVE = "reception.receive_intake"
State = FilingIntake.State


def _intake(job: Job) -> FilingIntake:
    return FilingIntake.objects.get(id=job.arguments["intake"])


@job_kind(CHECK)
class CheckIntake(JobKind):
    """Line by line; a line that stands twice is compared with the first one, so chunks go in their order."""

    title = "申請データの検査"

    def plan(self, job: Job) -> int:
        intake = _intake(job)
        try:
            chunks = checking.plan(intake)
        except Refused as problem:
            intake.state, intake.refusal = State.REFUSED, str(problem)
            intake.save(update_fields=["state", "refusal"])
            stage.forget(intake.content_hash, intake.id)
            return 0
        intake.state = State.CHECKING
        intake.save(update_fields=["state", "plan"])
        return chunks

    def run_chunk(self, job: Job, position: int) -> Counts:
        try:
            return checking.check_block(_intake(job), position)
        except (FileNotFoundError, Refused) as problem:
            raise JobFailure(
                f"検査：ファイルが保存先にないか、変わっている（{problem}）。もう一度取り込む"
            ) from problem

    def finish(self, job: Job) -> str:
        intake = _intake(job)
        if intake.state == State.REFUSED:
            return intake.refusal
        intake.state = State.CHECKED
        intake.save(update_fields=["state"])
        stage.forget(intake.content_hash, intake.id)
        return f"{intake.plan['given']:,}件を検査した"


@job_kind(RECEIVE)
class ReceiveIntake(JobKind):
    """What passed becomes filings, chunk by chunk."""

    title = "申請データの取込み"

    def plan(self, job: Job) -> int:
        intake = _intake(job)
        if intake.state not in (State.CHECKED, State.RECEIVING):
            raise JobFailure("取込み：検査が済んでいない。検査が終わってから始める")
        chunks = receiving.plan(intake)
        intake.state = State.RECEIVING
        intake.save(update_fields=["state", "plan"])
        return chunks

    def run_chunk(self, job: Job, position: int) -> Counts:
        return receiving.receive_range(_intake(job), position)

    def finish(self, job: Job) -> str:
        intake = _intake(job)
        intake.state, intake.finished_at = State.RECEIVED, current_context().instant
        intake.save(update_fields=["state", "finished_at"])
        return "取り込んだ"
