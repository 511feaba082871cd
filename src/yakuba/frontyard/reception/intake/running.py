"""Starting imports, and running them here and now for the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from yakuba.frontyard.reception.intake import checking, kinds, mapping, receiving, reports, stage
from yakuba.frontyard.reception.intake.faults import Refused
from yakuba.frontyard.reception.intake.models import FilingIntake
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import JobState
from yakuba.platform.jobs.queries import Progress
from yakuba.platform.tenancy.context import Context, current_context, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

State = FilingIntake.State
LARGEST = 1024 * 1024 * 1024
ANEW = (State.CHECKED, State.REFUSED, State.DISCARDED)
"""States in which the same file, sent again, is checked anew: nothing was made of it."""
Told = Callable[[str, int, int], None]
"""Called as ``progress(what, done, total)``."""


def silent(what: str, done: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Chosen:
    """A mapping by its name and text."""

    name: str
    text: str


def chosen(name: str = mapping.LAYOUT) -> Chosen:
    """A shipped mapping, or one in a YAML file. Raises Refused."""
    return Chosen(name if name in mapping.shipped() else Path(name).name, mapping.text_of(name))


def receive(name: str, pieces: Iterator[bytes], by: Chosen) -> tuple[FilingIntake, bool]:
    """Keep a file and register its import, inside ``tenant()`` and a context. The second value: it was imported.

    Raises Refused for a mapping that cannot be used.
    """
    checking.setting(by.text, by.name)
    content_hash, size = stage.keep(pieces)
    if size > LARGEST:
        stage.source(content_hash).unlink(missing_ok=True)
        raise Refused(f"ファイル：{LARGEST // 1024 // 1024}MB を超える。分けて取り込む")
    context = current_context()
    found, _ = FilingIntake.objects.get_or_create(
        content_hash=content_hash,
        mapping_hash=sha256(by.text.encode()).hexdigest(),
        defaults={
            "file_name": name[-255:],
            "byte_size": size,
            "mapping_name": by.name[:200],
            "mapping_text": by.text,
            "created_by": context.actor.id,
            "created_by_name": context.actor.name,
            "created_at": context.instant,
        },
    )
    intake = FilingIntake.objects.select_for_update().get(id=found.id)
    if intake.state in ANEW and intake.receive_job_id is None:
        _reset(intake)
    if intake.state in checking.STARTED:
        stage.forget(content_hash, intake.id)
    return intake, intake.state == State.RECEIVED


def _reset(intake: FilingIntake) -> None:
    receiving.discard(intake)
    intake.state, intake.refusal, intake.plan, intake.told = State.UPLOADED, "", {}, {}
    intake.check_job_id, intake.created_at = None, current_context().instant
    intake.save()


def start_check(intake: FilingIntake) -> None:
    """Begin to check; an import that was checked or started is left alone."""
    if intake.state == State.UPLOADED and intake.check_job_id is None:
        intake.attempt += 1
        key = f"check-{intake.id}-{intake.attempt}"
        intake.check_job_id = jobs.start(kinds.CHECK, {"intake": intake.id}, key=key).id
        intake.save(update_fields=["attempt", "check_job_id"])


def start_receiving(intake_id: UUID) -> None:
    """Begin to make filings of what passed; pressed twice, it is once."""
    intake = FilingIntake.objects.select_for_update().get(id=intake_id)
    if intake.state == State.CHECKED and intake.receive_job_id is None:
        intake.receive_job_id = jobs.start(kinds.RECEIVE, {"intake": intake.id}, key=f"receive-{intake.id}").id
        intake.save(update_fields=["receive_job_id"])


def discard(intake_id: UUID) -> bool:
    """Forget a file that was only checked; False when it was started."""
    intake = FilingIntake.objects.select_for_update().get(id=intake_id)
    if intake.state not in (State.CHECKED, State.REFUSED) or intake.receive_job_id is not None:
        return False
    receiving.discard(intake)
    stage.forget(intake.content_hash, intake.id)
    intake.state = State.DISCARDED
    intake.save(update_fields=["state"])
    return True


@dataclass(frozen=True)
class Report:
    """What an import did: ``given`` = accepted + held + rejected + same (+ what clerks settled before).

    ``again``: the file was imported before, and nothing was changed.
    """

    intake: UUID
    sheet: reports.Sheet
    unknown: tuple[str, ...]
    again: bool
    dry_run: bool


@contextmanager
def _open(municipality: int, context: Context) -> Iterator[None]:
    with tenant(municipality), use_context(context):
        yield


def import_file(municipality: int, path: Path, by: Chosen, progress: Told = silent, dry_run: bool = False) -> Report:
    """Import a file in the foreground; call it outside ``tenant()``. Run again after a crash it goes on where it was.

    Raises Refused when the file as a whole, or the mapping, cannot be used.
    """
    try:
        context = current_context()
    except LookupError:
        context = system_context(municipality, "申請データの取込み")
    with _open(municipality, context):
        intake, again = receive(path.name, stage.pieces(path), by)
        start_check(intake)
    if not again:
        _run(municipality, intake.check_job_id, progress)
    with _open(municipality, context):
        intake = FilingIntake.objects.get(id=intake.id)
        if intake.state == State.REFUSED:
            raise Refused(intake.refusal)
        if not dry_run:
            start_receiving(intake.id)
            intake.refresh_from_db()
    if not dry_run and intake.state != State.RECEIVED:
        _run(municipality, intake.receive_job_id, progress)
    with _open(municipality, context):
        intake = FilingIntake.objects.get(id=intake.id)
        unknown = tuple(intake.told.get("unknown", ()))
        return Report(intake.id, reports.sheet(intake), unknown, again, dry_run)


def _run(municipality: int, job_id: UUID | None, progress: Told) -> None:
    if job_id is None:
        return

    def told(now: Progress) -> None:
        progress(now.title, now.done, now.total or 0)

    ended = jobs.run_here(municipality, job_id, told)
    if ended.state != JobState.SUCCEEDED:
        raise Refused(ended.failure or "取込み：取りやめられた。もう一度実行する")
