"""Kinds of job the tests run, in the test process and in worker processes of their own."""

import os
import signal
import time
from collections.abc import Mapping
from functools import partial

from django.db import connection

from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.queries import checkpoint
from yakuba.platform.jobs.registry import ChunkResult, JobKind, Work, job_kind
from yakuba.platform.tenancy.models import NumberSeries

SECONDS = 0.05


def clock() -> float:
    """The database's clock, the same for all processes, also inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (seconds,) = cursor.fetchone()
    return float(seconds)


@job_kind("tests.chain")
class Chain(JobKind):
    """Each chunk hangs on the one before; its effect, a row with a given key, can exist only once.

    With ``TEST_DIES=inside`` a process is killed in chunk ``dies_at``: its effect is written, uncommitted.
    """

    title = "連鎖計算"

    def plan(self, job: Job) -> int:
        return int(job.arguments["chunks"])

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        before = checkpoint(job.id, position - 1).get("value", 1)
        value = (before * 31 + position) % 1_000_003
        NumberSeries.objects.create(series=f"chain/{job.arguments['name']}/{position}", last=value)
        time.sleep(SECONDS)
        if position == job.arguments.get("dies_at") and os.environ.get("TEST_DIES") == "inside":
            os.kill(os.getpid(), signal.SIGKILL)
        return ChunkResult({"rows": 1, "sum": value}, {"value": value})

    def finish(self, job: Job) -> str:
        return f"{job.counts['rows']}件を計算しました"


@job_kind("tests.chain_ahead")
class ChainAhead(Chain):
    """The same with work ahead of each chunk, in which ``TEST_DIES=ahead`` kills the process."""

    def ahead(self, job: Job, position: int) -> Work:
        return partial(self.make, position == job.arguments.get("dies_at"))

    def make(self, dies: bool) -> None:
        time.sleep(SECONDS)
        if dies and os.environ.get("TEST_DIES") == "ahead":
            os.kill(os.getpid(), signal.SIGKILL)

    def run_made(self, job: Job, position: int, made: object) -> ChunkResult:
        return self.run_chunk(job, position)


@job_kind("tests.spread")
class Spread(JobKind):
    """Chunks in any order that note when they began and ended."""

    parallel = True

    def plan(self, job: Job) -> int:
        return int(job.arguments["chunks"])

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        begun = clock()
        time.sleep(SECONDS)
        return ChunkResult({"rows": 1}, {"begun": begun, "ended": clock()})


class Switch:
    """What the failing kind does next; only in the test process."""

    broken: Exception | None = None


@job_kind("tests.brittle")
class Brittle(JobKind):
    """Fails at chunk 2 (or in the plan, when asked for no chunks) as long as the switch says so."""

    title = "壊れやすい処理"

    def plan(self, job: Job) -> int:
        if job.arguments.get("bad_plan") and Switch.broken:
            raise Switch.broken
        return int(job.arguments.get("chunks", 4))

    def run_chunk(self, job: Job, position: int) -> Mapping[str, int]:
        NumberSeries.objects.create(series=f"brittle/{position}", last=position)
        if position == 2 and Switch.broken:
            raise Switch.broken
        return {"rows": 1}


def reason() -> JobFailure:
    return JobFailure("7行目 氏名：文字情報基盤にない字。直して［再開］を押す")
