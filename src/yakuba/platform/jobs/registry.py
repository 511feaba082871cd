"""Kinds of job by name. An app registers its own in a module ``job_kinds``, which is imported at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from yakuba.platform.jobs.errors import UnknownJobKind
from yakuba.platform.jobs.models import Job

Counts = Mapping[str, int]
Work = Callable[[], object]


@dataclass(frozen=True)
class ChunkResult:
    """What a chunk leaves behind: counts to add up, and a checkpoint later chunks may read."""

    counts: Counts = field(default_factory=dict)
    checkpoint: Mapping[str, Any] = field(default_factory=dict)


class JobKind:
    """What a kind of job does. All three methods run inside ``tenant()`` and the starter's context.

    * ``plan`` says into how many chunks the work falls. It freezes the plan: chunk ``position`` must mean the same work
      whenever it is run, whoever was killed before.
    * ``run_chunk`` does chunk ``position`` (0, 1, …) in the open transaction, which also marks it done.
    * ``finish`` runs in the transaction of the last chunk (or of the plan, when there is nothing to do) and gives the
      closing message.

    ``parallel`` kinds may have several chunks running at once; others run in order of position.

    A chunk that works long without the database reads what it needs in ``ahead`` and gives the work as a function.
    It is called outside any transaction, so that it holds no lock, and ``run_made`` gets its result in the transaction
    that marks the chunk done. Killed in between, or done by two workers at once, the work is done again; it may
    therefore change nothing outside itself, while ``run_made`` happens once. Such a kind is not ``parallel``.
    """

    title = ""
    parallel = False

    def plan(self, job: Job) -> int:
        raise NotImplementedError

    def run_chunk(self, job: Job, position: int) -> ChunkResult | Counts:
        raise NotImplementedError

    def ahead(self, job: Job, position: int) -> Work | None:
        """None: ``run_chunk`` does all of this chunk."""
        return None

    def run_made(self, job: Job, position: int, made: object) -> ChunkResult | Counts:
        raise NotImplementedError

    def finish(self, job: Job) -> str:
        return ""


K = TypeVar("K", bound=JobKind)

_kinds: dict[str, JobKind] = {}


def job_kind(name: str) -> Callable[[type[K]], type[K]]:
    """Class decorator: register a JobKind under ``name``. Raises ValueError for a name already taken."""

    def register(kind: type[K]) -> type[K]:
        known = _kinds.get(name)
        if known is not None and type(known).__qualname__ != kind.__qualname__:
            raise ValueError(f"job kind {name!r} is registered already")
        _kinds[name] = kind()
        return kind

    return register


def get(name: str) -> JobKind:
    """The registered kind. Raises UnknownJobKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJobKind(
            f"処理「{name}」：登録されていない。登録済み：{'、'.join(sorted(_kinds)) or 'なし'}"
        ) from None


def title(name: str) -> str:
    """Japanese name of a kind; the name itself when the kind is gone in a newer release."""
    kind = _kinds.get(name)
    return kind.title if kind is not None and kind.title else name
