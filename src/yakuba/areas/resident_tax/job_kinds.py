"""An intake as background work: one job checks, another writes. Each block can be killed and run again."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from yakuba.areas.resident_tax import files, matching, settling, taking
from yakuba.areas.resident_tax.actions.certify import DRAW
from yakuba.areas.resident_tax.models import DocumentBatch
from yakuba.areas.resident_tax.starting import CHECK, TAKE
from yakuba.platform.cases.paper_jobs import PaperJob
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import Counts, JobKind, job_kind
from yakuba.platform.secrets.errors import KeysMissing
from yakuba.platform.tenancy.context import current_context

_LOST = "課税資料：ファイルが保存先にない。もう一度取り込む"
State = DocumentBatch.State


def _batch(job: Job) -> DocumentBatch:
    return DocumentBatch.objects.get(id=job.arguments["batch"])


@job_kind(CHECK)
class CheckDocuments(JobKind):
    """Judge every line; nothing but held and rejected lines is written."""

    title = "課税資料の検査"
    parallel = True  # each block by itself

    def plan(self, job: Job) -> int:
        batch = _batch(job)
        try:
            batch.blocks = files.plan(batch.content_hash)
        except FileNotFoundError as problem:
            raise JobFailure(_LOST) from problem
        batch.state = State.CHECKING
        batch.save(update_fields=["blocks", "state"])
        return len(batch.blocks)

    def run_chunk(self, job: Job, position: int) -> Counts:
        try:
            return taking.check(_batch(job), position)
        except FileNotFoundError as problem:
            raise JobFailure(_LOST) from problem

    def finish(self, job: Job) -> str:
        batch = _batch(job)
        counts = Counter(job.counts)
        batch.notices = {name[7:]: count for name, count in counts.items() if name.startswith("notice:")}
        batch.counts = {name: counts[name] for name in ("lines", "accepted", "held", "rejected")}
        batch.state = State.CHECKED
        batch.save(update_fields=["counts", "notices", "state"])
        told = batch.counts
        return f"{told['lines']}行：取込み可 {told['accepted']}、保留 {told['held']}、読取り不可 {told['rejected']}"


@job_kind(TAKE)
class TakeDocuments(JobKind):
    """Write the accepted documents and look for whom each is about; let corrections act, then match those."""

    title = "課税資料の取込み"

    def plan(self, job: Job) -> int:
        batch = _batch(job)
        if batch.state not in (State.CHECKED, State.TAKING):
            raise JobFailure("課税資料：検査が済んでいない。検査が終わってから取り込む")
        batch.state = State.TAKING
        batch.save(update_fields=["state"])
        return len(batch.blocks) + 2

    def run_chunk(self, job: Job, position: int) -> Counts:
        batch = _batch(job)
        if position == len(batch.blocks):
            matching.let_go(batch)
            return settling.settle(batch)
        if position > len(batch.blocks):
            matching.match_waiting(batch.fiscal_year)
            return matching.counts(batch)
        try:
            return taking.take(batch, position)
        except FileNotFoundError as problem:
            raise JobFailure(_LOST) from problem
        except KeysMissing as problem:
            raise JobFailure(str(problem)) from problem

    def finish(self, job: Job) -> str:
        batch = _batch(job)
        counts = Counter(job.counts)
        batch.counts["accepted"] -= counts["duplicates"]
        batch.counts["rejected"] += counts["duplicates"]
        done = ("duplicates", "replaced", "cancelled", "nothing_to_correct")
        batch.counts |= {name: counts[name] for name in done}
        batch.state = State.TAKEN
        batch.taken_at = current_context().instant
        batch.save(update_fields=["counts", "state", "taken_at"])
        content_hash = batch.content_hash
        municipality_path = files.path_of(content_hash)
        transaction.on_commit(lambda: municipality_path.unlink(missing_ok=True))
        return f"{batch.counts['accepted']}件を取り込んだ"


from yakuba.areas.resident_tax import assessment_job as assessment_job  # noqa: E402  registers its kind


@job_kind(DRAW)
class DrawCertificate(PaperJob):
    """Killed in the middle, it draws and signs again: nothing has left before the commit."""

    title = "税の証明の作成（オンライン交付）"
    failure = "証明書を作成できませんでした。税の証明の画面で原因を確かめ、窓口で発行してください"
    done = "証明書を作成しました"
