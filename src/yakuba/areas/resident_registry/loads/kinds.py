"""A load as background work: one job reads and checks, another writes. Each chunk can be killed and run again."""

from __future__ import annotations

from dataclasses import asdict

from yakuba.areas.resident_registry.load_models import ResidentLoad
from yakuba.areas.resident_registry.loads import differences, numbering, scanning, settling, stage, tidying, writing
from yakuba.areas.resident_registry.loads.profile import LoadRefused
from yakuba.areas.resident_registry.loads.reading import Position
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, Counts, JobKind, job_kind
from yakuba.platform.secrets import keyring
from yakuba.platform.secrets.errors import KeysMissing
from yakuba.platform.tenancy.context import current_context

CHECK = "resident_registry.check_load"
INSERT = "resident_registry.insert_load"


def _load(job: Job) -> ResidentLoad:
    return ResidentLoad.objects.get(id=job.arguments["load"])


@job_kind(CHECK)
class CheckLoad(JobKind):
    """Read block by block; the last chunk checks across lines and keeps what is held back."""

    title = "住民データの検査"

    def plan(self, job: Job) -> int:
        load = _load(job)
        try:
            source = scanning.source_of(load)
        except LoadRefused as problem:
            load.state, load.refusal = ResidentLoad.State.REFUSED, str(problem)
            load.save(update_fields=["state", "refusal"])
            return 0
        load.state = ResidentLoad.State.CHECKING
        load.save(update_fields=["state"])
        return source.blocks + 1

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        load = _load(job)
        source = scanning.source_of(load)
        if position < source.blocks:
            before = jobs.checkpoint(job.id, position - 1) if position else asdict(source.start)
            return ChunkResult(checkpoint=scanning.scan(load, source, position, Position(**before)))
        settling.settle(load, source)
        load.state = ResidentLoad.State.CHECKED
        load.save()
        return ChunkResult()

    def finish(self, job: Job) -> str:
        load = _load(job)
        if load.state == ResidentLoad.State.REFUSED:
            tidying.tidy(load)
            return load.refusal
        given, accepted, held, rejected = (load.counts[name] for name in ("given", "accepted", "held", "rejected"))
        return f"{given}行：取込み可 {accepted}、保留 {held}、読取り不可 {rejected}"


@job_kind(INSERT)
class InsertLoad(JobKind):
    """Write the lines that passed, chunk by chunk."""

    title = "住民データの取込み"
    parallel = True  # while the database writes one chunk, the next is prepared

    def plan(self, job: Job) -> int:
        load = _load(job)
        if load.state not in (ResidentLoad.State.CHECKED, ResidentLoad.State.LOADING):
            raise JobFailure("取込み：検査が済んでいない。検査が終わってから始める")
        try:
            keyring.ring()  # made before chunks run side by side
        except KeysMissing as problem:
            raise JobFailure(str(problem)) from problem
        numbering.reserve(load.counts["series"])
        load.state = ResidentLoad.State.LOADING
        load.save(update_fields=["state"])
        return load.chunks + (1 if load.replace and load.counts["different"] else 0)

    def run_chunk(self, job: Job, position: int) -> Counts:
        try:
            if position == _load(job).chunks:
                return differences.apply(_load(job))
            return writing.write_chunk(_load(job), position)
        except FileNotFoundError as problem:
            raise JobFailure("取込み：検査の結果が保存先にない。もう一度検査してから取り込む") from problem

    def finish(self, job: Job) -> str:
        load = _load(job)
        load.state = ResidentLoad.State.LOADED
        load.finished_at = current_context().instant
        load.save(update_fields=["state", "finished_at"])
        tidying.tidy(load)
        stage.forget(load.id)
        return f"{load.counts['accepted']}行を取り込んだ"
