"""Many letters at once: a frozen list in the order of the post, drawn file by file by a job, kept in the safe.

Killed anywhere, it goes on and gives the same letters under the same numbers: list, numbers, files and moment are
fixed before the first is drawn, and a file is kept in the transaction that marks its chunk done. What may not be sent
is held back with the reason, and the rest goes. An area says by a :class:`Sort` whom a kind of letter goes to and what
it says; taken out again (:mod:`.mailing_files`) a letter is looked at once more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from yakuba.platform.access import service as access
from yakuba.platform.documents import rendering
from yakuba.platform.documents.models import Mailing, MailingFile, MailingLetter
from yakuba.platform.documents.rendering import JSON, Form, Rendered
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, Work, job_kind
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current

MAKE = "documents.make_mailing"
PAGES = 500
"""Pages a file at most, unless one letter alone has more: the time per page grows with the pages of a file."""
PDF, DATA = "pdf", "data"
State = MailingLetter.State


class CannotMail(Exception):
    """A mailing that cannot be made or taken out now. The text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """A letter of the list: its number, what its sort finds it by, whom it goes to, how many pages it will have."""

    number: str
    subject: str
    addressee: int | None
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one letter says (data of the form), whom it tells about, its line in the list for the mailing house."""

    data: Mapping[str, JSON] = field(repr=False)
    people: tuple[int, ...]
    line: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """A letter that may not be sent, with reason and remedy."""

    why: str


Envelope = Mapping[str, JSON]
"""Parts of a letter's data that depend on where it may go on the day: compared when the letter is taken out."""


@dataclass(frozen=True, kw_only=True)
class Sort:
    """A kind of letter. ``duty``: what making and reading needs. ``whom``: the list in the order of the post.

    ``compose`` and ``envelopes`` answer for letters of one file, by place; a place that is left out has lost its
    reason.
    """

    kind: str
    form: Form
    duty: str
    columns: tuple[str, ...]
    whom: Callable[[Mailing], Sequence[Addressed]]
    compose: Callable[[Mailing, Sequence[MailingLetter]], Mapping[int, Letter | Held]]
    envelopes: Callable[[Mailing, Sequence[MailingLetter]], Mapping[int, Envelope | Held]]


_sorts: dict[str, Sort] = {}


def register_sort(sort: Sort) -> None:
    """Called once at start for each kind."""
    _sorts[sort.kind] = sort


def sort_of(mailing: Mailing) -> Sort:
    """What kind of mailing it is."""
    return _sorts[mailing.kind]


def start(kind: str, key: str, title: str, about: Mapping[str, Any] | None = None) -> Mailing:
    """Begin a mailing; a job makes it. Begun already under this kind and key: that one. Raises access.Refused."""
    actor = access.require(_sorts[kind].duty)
    known = find(kind, key)
    if known is not None:
        return known
    mailing = Mailing(
        municipality_id=current(),
        id=new_uuid7(),
        kind=kind,
        key=key,
        title=title,
        about=dict(about or {}),
        started_at=current_context().instant,
        started_by_name=actor.name,
    )
    try:
        with transaction.atomic():
            mailing.save(force_insert=True)
    except IntegrityError:  # pressed twice at once
        return Mailing.objects.get(kind=kind, key=key)
    mailing.job_id = jobs.start(MAKE, {"mailing": mailing.id}, key=str(mailing.id)).id
    mailing.save(update_fields=["job_id"])
    return mailing


def find(kind: str, key: str) -> Mailing | None:
    """The mailing of this kind and key, where it was begun."""
    return Mailing.objects.filter(kind=kind, key=key).first()


@dataclass(frozen=True)
class Made:
    """One file's letters: what was drawn (none when all are held back), what is kept of each, why some are held."""

    drawn: Rendered | None
    kept: bytes = field(repr=False)
    held: Mapping[int, str]
    people: tuple[int, ...]


@job_kind(MAKE)
class MakeMailing(JobKind):
    """A chunk is a file: read and set out first, drawn outside any transaction, kept in one."""

    title = "通知書の一括作成"

    def plan(self, job: Job) -> int:
        """Freeze who gets which number, and which letters make up a file."""
        mailing = _of(job)
        rows = list(_planned(mailing, sort_of(mailing).whom(mailing)))
        MailingLetter.objects.bulk_create(rows, batch_size=2_000)
        return rows[-1].position if rows else 0

    def ahead(self, job: Job, position: int) -> Work | None:
        mailing = _of(job)
        return _work(mailing, _set_out(mailing, _rows(mailing, position)))

    def run_made(self, job: Job, position: int, made: object) -> ChunkResult:
        assert isinstance(made, Made)
        return ChunkResult(_keep(_of(job), position, made))

    def finish(self, job: Job) -> str:
        """The totals."""
        mailing = _of(job)
        rows = MailingLetter.objects.filter(mailing_id=mailing.id)
        mailing.letters, mailing.held = (rows.filter(state=one).count() for one in (State.MADE, State.HELD))
        mailing.pages = sum(MailingFile.objects.filter(mailing_id=mailing.id).values_list("pages", flat=True))
        mailing.state = Mailing.State.MADE
        mailing.save(update_fields=["letters", "held", "pages", "state"])
        return f"{mailing.letters:,}通を作成しました。送れないものが{mailing.held:,}通あります"


def _of(job: Job) -> Mailing:
    return Mailing.objects.get(id=UUID(job.arguments["mailing"]))


def _planned(mailing: Mailing, letters: Sequence[Addressed]) -> Iterator[MailingLetter]:
    position, pages = 1, 0
    for place, one in enumerate(letters, start=1):
        if pages and pages + one.pages > PAGES:
            position, pages = position + 1, 0
        pages += one.pages
        yield MailingLetter(
            municipality_id=mailing.municipality_id,
            id=uuid5(mailing.id, str(place)),
            mailing_id=mailing.id,
            place=place,
            position=position,
            number=one.number,
            addressee_number=one.addressee,
            subject=one.subject,
        )


def _rows(mailing: Mailing, position: int) -> list[MailingLetter]:
    """The letters of the file of a chunk; files count from 1, chunks from 0."""
    return list(MailingLetter.objects.filter(mailing_id=mailing.id, position=position + 1).order_by("place"))


@dataclass(frozen=True)
class _Ready:
    letters: Mapping[int, Letter]
    fits: rendering.Fits
    held: Mapping[int, str]


def _set_out(mailing: Mailing, rows: Sequence[MailingLetter]) -> _Ready:
    """Each letter as it can be sent now; what may not be sent, or cannot be printed whole, is held with the reason."""
    sort = sort_of(mailing)
    composed = sort.compose(mailing, rows)
    letters: dict[int, Letter] = {}
    held: dict[int, str] = {}
    fits: rendering.Fits = {}
    for row in rows:
        one = composed.get(row.place, Held("送る理由がなくなった"))
        why = one.why if isinstance(one, Held) else _unprintable(sort.form, one.data, fits)
        if why or isinstance(one, Held):
            held[row.place] = why[:200]
        else:
            letters[row.place] = one
    return _Ready(letters, fits, held)


def _unprintable(form: Form, data: Mapping[str, JSON], fits: rendering.Fits) -> str:
    """Why it cannot be printed whole; empty where it can. Texts in their boxes go into ``fits``."""
    found = rendering.inspect(form, data, fits)
    if found.missing:
        return f"「{found.missing[0].character}」の字形がない。文字を直すか、外字を依頼する"
    if found.overflow:
        return f"文字があふれる：「{found.overflow[0].lost[:40]}」が印字されない。表記を確かめる"
    return ""


def _work(mailing: Mailing, ready: _Ready) -> Work:
    form, made_at = sort_of(mailing).form, mailing.started_at

    def draw() -> Made:
        if not ready.letters:
            return Made(None, b"", ready.held, ())
        data = [one.data for one in ready.letters.values()]
        drawn = rendering.render_many(form, data, made_at, "truncate", ready.fits)
        kept = {
            place: {"form": one.data, "line": one.line, "people": one.people} for place, one in ready.letters.items()
        }
        people = {number for one in ready.letters.values() for number in one.people}
        return Made(drawn, json.dumps(kept, ensure_ascii=False).encode(), ready.held, tuple(sorted(people)))

    return draw


def file_id(mailing: Mailing, position: int) -> UUID:
    """Under which a file of a mailing is kept; positions count from 1."""
    return uuid5(mailing.id, f"file-{position}")


def _keep(mailing: Mailing, chunk: int, made: Made) -> dict[str, int]:
    rows, where = _rows(mailing, chunk), file_id(mailing, chunk + 1)
    if made.drawn is not None:
        MailingFile.objects.create(
            id=where,
            mailing_id=mailing.id,
            position=chunk + 1,
            letters=len(rows) - len(made.held),
            pages=made.drawn.pages,
            sha256=made.drawn.sha256,
            made_at=mailing.started_at,
        )
        safe.put(where, {PDF: made.drawn.content, DATA: made.kept})
    for row in rows:
        row.why = made.held.get(row.place, "")
        row.state = State.HELD if row.why else State.MADE
    MailingLetter.objects.bulk_update(rows, ["why", "state"], batch_size=500)
    if made.people:
        detail = {"title": mailing.title, "letters": len(rows) - len(made.held)}
        register.record("issue", made.people, note=register.Note(duty=sort_of(mailing).duty, detail=detail))
    return {"letters": len(rows) - len(made.held), "held": len(made.held)}
