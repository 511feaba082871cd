"""Starting loads and running them here and now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection

from yakuba.areas.resident_registry.load_models import ResidentLoad
from yakuba.areas.resident_registry.loads import kinds, stage, tidying
from yakuba.areas.resident_registry.loads.profile import CONFORMING, LoadRefused, profile
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import JobState
from yakuba.platform.jobs.queries import Progress
from yakuba.platform.tenancy.context import Context, current_context, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

log = logging.getLogger(__name__)

Told = Callable[[str, int, int], None]
"""Called as ``progress(what, done, total)``."""


def silent(what: str, done: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Report:
    """What a load did: ``given`` = ``accepted`` + ``held`` + ``rejected`` lines. ``again``: the file is known."""

    load: UUID
    given: int
    accepted: int
    held: int
    rejected: int
    again: bool = False
    dry_run: bool = False
    counts: dict[str, Any] = field(default_factory=dict)
    conversions: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """How a file is to be loaded: ``dry_run`` only checks; ``replace`` adds changed content as new versions."""

    profile: str = CONFORMING
    dry_run: bool = False
    replace: bool = False


PLAIN = Wish()


@contextmanager
def _open(municipality: int, context: Context) -> Iterator[None]:
    with tenant(municipality), use_context(context):
        yield


def receive(name: str, pieces: Iterator[bytes], wish: Wish = PLAIN) -> tuple[ResidentLoad, bool]:
    """Keep a file and register its load, inside ``tenant()`` and a context. The second value: it was known already.

    Raises LoadRefused for a profile that does not exist.
    """
    profile(wish.profile)
    content_hash, size = stage.keep(pieces)
    context = current_context()
    load, made = ResidentLoad.objects.get_or_create(
        content_hash=content_hash,
        replace=wish.replace,
        profile=wish.profile,
        defaults={
            "file_name": name[-255:],
            "byte_size": size,
            "created_by": context.actor.id,
            "created_by_name": context.actor.name,
            "created_at": context.instant,
            "known_from": context.instant,
        },
    )
    if load.state == ResidentLoad.State.REFUSED:  # the profile may have been mended since
        load.state, load.refusal, load.check_job_id = ResidentLoad.State.UPLOADED, "", None
        load.known_from = context.instant
        load.save()
    tidying.tidy(load)
    return load, not made


def start_check(load: ResidentLoad) -> None:
    """Begin to read and check; a load that was checked or loaded is left alone."""
    if load.state in (ResidentLoad.State.UPLOADED, ResidentLoad.State.CHECKING):
        load.check_job_id = jobs.start(
            kinds.CHECK, {"load": load.id}, key=f"check-{load.id}-{load.known_from:%Y%m%dT%H%M%S%f}"
        ).id
        load.save(update_fields=["check_job_id"])


def start_insert(load: ResidentLoad) -> None:
    """Begin to write what passed; a load that is written is left alone."""
    if load.state in (ResidentLoad.State.CHECKED, ResidentLoad.State.LOADING):
        load.insert_job_id = jobs.start(kinds.INSERT, {"load": load.id}, key=f"insert-{load.id}").id
        load.save(update_fields=["insert_job_id"])


def load_file(municipality: int, path: Path, progress: Told = silent, wish: Wish = PLAIN) -> Report:
    """Load a file in the foreground; call it outside ``tenant()``. Run again after a crash it goes on where it was.

    Raises LoadRefused with item, reason and remedy when the file as a whole cannot be loaded.
    """
    try:
        context = current_context()
    except LookupError:
        context = system_context(municipality, "住民データの取込み")
    with _open(municipality, context):
        load, _ = receive(path.name, stage.pieces(path), wish)
        again = load.state == ResidentLoad.State.LOADED
        start_check(load)
    _run(municipality, load.check_job_id, progress)
    with _open(municipality, context):
        load = ResidentLoad.objects.get(id=load.id)
        if load.state == ResidentLoad.State.REFUSED:
            raise LoadRefused(load.refusal)
        if not wish.dry_run:
            start_insert(load)
    if not wish.dry_run:
        _run(municipality, load.insert_job_id, progress)
    with _open(municipality, context):
        return _report(ResidentLoad.objects.get(id=load.id), again, wish.dry_run)


def _run(municipality: int, job_id: UUID | None, progress: Told) -> None:
    if job_id is None:
        return

    def told(now: Progress) -> None:
        progress(now.title, now.done, now.total or 0)

    helpers = [Thread(target=_help, args=(municipality, job_id)) for _ in range(_hands() - 1)]
    for helper in helpers:
        helper.start()
    try:
        ended = jobs.run_here(municipality, job_id, told)
    finally:
        for helper in helpers:
            helper.join()
    if ended.state != JobState.SUCCEEDED:
        raise LoadRefused(ended.failure or "取込み：取りやめられた。もう一度実行してください。")


def _hands() -> int:
    """Chunks worked on at once: two where there are connections for it, so that nobody waits for the database."""
    pool = connection.settings_dict["OPTIONS"].get("pool")
    return 2 if pool is None or pool["max_size"] >= 2 else 1


def _help(municipality: int, job_id: UUID) -> None:
    """A second pair of hands in a thread of its own. What fails is recorded in the job, which the first one reads."""
    try:
        jobs.run_here(municipality, job_id)
    except DatabaseError:
        log.exception("second worker of a load stopped")
    finally:
        connection.close()


def _report(load: ResidentLoad, again: bool, dry_run: bool) -> Report:
    counts = load.counts
    four = {name: int(counts[name]) for name in ("given", "accepted", "held", "rejected")}
    return Report(
        load.id,
        **four,
        again=again,
        dry_run=dry_run,
        counts=counts,
        conversions=load.conversions,
        columns=load.columns,
    )
