"""Many letters at once (一括発送): a frozen list with its numbers, drawn file by file by a job, kept in the safe.

Killed anywhere, it goes on and gives the same letters: the list, the numbers and the moment are fixed before the first
is drawn, and a file is kept in the transaction that marks its chunk done. Whom nothing may be sent to is held back with
the reason, and the others go.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from yakuba.areas.child_allowance import letters
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.documents import letter as paper
from yakuba.areas.child_allowance.models import Mailing, MailingFile, MailingLetter
from yakuba.platform.access import service as access
from yakuba.platform.documents import rendering
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, Work, job_kind
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current

MAKE = "child_allowance.make_mailing"
CHUNK = 200
"""Letters a file: the time per page grows with the pages of a file."""
PDF, DATA = "pdf", "data"
ADDRESS = ("通知書番号", "受給者番号", "氏名", "郵便番号", "住所")
State = MailingLetter.State


class CannotMail(Exception):
    """A mailing that cannot be made now. The text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """A letter before it has a number: about which right, and which payment."""

    right_id: UUID
    right_number: str
    claimant: int
    payment_id: UUID | None = None


@dataclass(frozen=True)
class Composed:
    """What one letter says, to whom, and the cells of its line in the data."""

    text: letters.Text
    telling: letters.Telling
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sort:
    """A kind of mailing: whom it goes to, what a letter says, the columns of the data after ``ADDRESS``."""

    whom: Callable[[Mailing], list[Addressed]]
    compose: Callable[[Mailing, Sequence[MailingLetter]], Mapping[int, Composed]]
    columns: tuple[str, ...]


_sorts: dict[str, Sort] = {}


def register_sort(kind: Mailing.Kind, sort: Sort) -> None:
    """Called once at start for each kind."""
    _sorts[kind] = sort


def sort_of(mailing: Mailing) -> Sort:
    """What kind of mailing it is."""
    return _sorts[mailing.kind]


@dataclass(frozen=True, kw_only=True)
class About:
    """What a new mailing is for."""

    kind: Mailing.Kind
    key: str
    run_id: UUID | None = None
    year: int | None = None


def start(about: About) -> Mailing:
    """Begin a mailing; a job makes it. The same kind and key begin once. Raises CannotMail, access.Refused."""
    actor = access.require(names.ENTER)
    mailing = Mailing(
        municipality_id=current(),
        id=new_uuid7(),
        kind=about.kind,
        key=about.key,
        run_id=about.run_id,
        year=about.year,
        started_at=current_context().instant,
        started_by_name=actor.name,
    )
    if not sort_of(mailing).whom(mailing):
        raise CannotMail("送る相手がいません")
    try:
        with transaction.atomic():
            mailing.save(force_insert=True)
    except IntegrityError:
        raise CannotMail("このお知らせは、もう作ってあります。一覧を開き直してください") from None
    mailing.job_id = jobs.start(MAKE, {"mailing": mailing.id}, key=str(mailing.id)).id
    mailing.save(update_fields=["job_id"])
    return mailing


@dataclass(frozen=True)
class Made:
    """One file's letters: what was drawn (none when all are held back), the data, and why some are held."""

    drawn: rendering.Rendered | None
    data: bytes
    held: Mapping[int, str]


@job_kind(MAKE)
class MakeMailing(JobKind):
    """A chunk is a file: read and set out first, drawn outside any transaction, kept in one."""

    title = "児童手当のお知らせの作成"

    def plan(self, job: Job) -> int:
        """Freeze who gets which number."""
        mailing = _of(job)
        people = sort_of(mailing).whom(mailing)
        if not people:
            return 0
        year = mailing.started_at.year
        serials = numbers.take(f"allowance-letter-{year}", len(people))
        MailingLetter.objects.bulk_create(
            MailingLetter(
                municipality_id=mailing.municipality_id,
                id=uuid5(mailing.id, str(place)),
                mailing_id=mailing.id,
                place=place,
                number=f"児手{year}-{serial:05d}",
                right_id=one.right_id,
                right_number=one.right_number,
                claimant_number=one.claimant,
                payment_id=one.payment_id,
            )
            for place, (one, serial) in enumerate(zip(people, serials, strict=True), start=1)
        )
        return -(-len(people) // CHUNK)

    def ahead(self, job: Job, position: int) -> Work | None:
        mailing = _of(job)
        return _work(set_out(mailing, _rows(mailing, position)), mailing.started_at)

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


def _rows(mailing: Mailing, position: int) -> list[MailingLetter]:
    first = position * CHUNK
    rows = MailingLetter.objects.filter(mailing_id=mailing.id, place__gt=first, place__lte=first + CHUNK)
    return list(rows.order_by("place"))


@dataclass(frozen=True)
class Ready:
    """Letters of one file, set out: place → data of the form; texts in their boxes; what is kept; who is held."""

    forms: Mapping[int, Mapping[str, rendering.JSON]]
    fits: rendering.Fits
    kept: Mapping[int, Mapping[str, Any]]
    held: Mapping[int, str]


def set_out(mailing: Mailing, rows: Sequence[MailingLetter]) -> Ready:
    """Each letter as it can be sent now; one that may not be sent, or does not fit, is held with the reason."""
    composed = sort_of(mailing).compose(mailing, rows)
    forms: dict[int, Mapping[str, rendering.JSON]] = {}
    kept: dict[int, Mapping[str, Any]] = {}
    held: dict[int, str] = {}
    fits: rendering.Fits = {}
    for row in rows:
        one = composed.get(row.place)
        if one is None:
            held[row.place] = "送る理由がなくなった"
            continue
        try:
            draft = letters.set_out(one.text, one.telling, row.number)
        except letters.CannotWrite as refusal:
            held[row.place] = f"{refusal.finding.message}。{refusal.finding.remedy}"[:200]
            continue
        fits |= draft.fits
        forms[row.place] = draft.data
        to: Any = draft.data["addressee"]
        who = (row.number, row.right_number, to["name"], to["postcode"], to["address"])
        line, telling = [*who, *one.cells], one.telling
        kept[row.place] = {"form": draft.data, "line": line, "holder": telling.holder, "about": list(telling.about)}
    return Ready(forms, fits, kept, held)


def _work(ready: Ready, made_at: datetime) -> Work:
    def draw() -> Made:
        if not ready.forms:
            return Made(None, b"", ready.held)
        drawn = rendering.render_many(paper.FORM, list(ready.forms.values()), made_at, "truncate", ready.fits)
        return Made(drawn, json.dumps(ready.kept, ensure_ascii=False).encode(), ready.held)

    return draw


def _keep(mailing: Mailing, position: int, made: Made) -> dict[str, int]:
    rows, file_id = _rows(mailing, position), uuid5(mailing.id, f"file-{position}")
    if made.drawn is not None:
        MailingFile.objects.create(
            id=file_id,
            mailing_id=mailing.id,
            position=position + 1,
            letters=len(rows) - len(made.held),
            pages=made.drawn.pages,
            sha256=made.drawn.sha256,
            made_at=mailing.started_at,
        )
        safe.put(file_id, {PDF: made.drawn.content, DATA: made.data})
    for row in rows:
        row.why = made.held.get(row.place, "")
        row.state = State.HELD if row.why else State.MADE
        row.file_id = None if row.why else file_id
    MailingLetter.objects.bulk_update(rows, ["why", "state", "file_id"])
    sent = [row.claimant_number for row in rows if not row.why]
    if sent:
        note = register.Note(detail={"title": mailing.get_kind_display(), "letters": len(sent)})
        register.record("issue", sorted(set(sent)), note=note)
    return {"letters": len(sent), "held": len(made.held)}


def files_of(mailing: Mailing) -> list[MailingFile]:
    """The files in order."""
    return list(MailingFile.objects.filter(mailing_id=mailing.id).order_by("position"))


def pdf_of(file: MailingFile) -> bytes:
    """The file to print; the output is registered with all persons. Raises CannotMail, access.Refused.

    The kept bytes, the same each time. Where a letter may no longer be sent as it was made (a support measure, a move
    since), it is held back, and the rest is drawn anew.
    """
    access.require(names.ENTER)
    content = safe.get(file.id, PDF)
    if content is None:
        raise CannotMail("ファイルがありません。作り終わるまで待ってください")
    kept = _still(file)
    if not kept:
        raise CannotMail("このファイルの通知は、どれも送れなくなりました。理由は「送れない通知」にあります")
    if len(kept) < file.letters:
        content = rendering.render_many(paper.FORM, [one["form"] for one in kept.values()], file.made_at).content
    _register_output(int(one["holder"]) for one in kept.values())
    return content


def table_of(mailing: Mailing) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and lines of the data, for who prints elsewhere; registered with all persons. Raises access.Refused."""
    access.require(names.ENTER)
    kept = [one for file in files_of(mailing) for one in _still(file).values()]
    _register_output(int(one["holder"]) for one in kept)
    return (*ADDRESS, *sort_of(mailing).columns), [one["line"] for one in kept]


def one_of(row: MailingLetter) -> bytes:
    """One letter of a mailing as its own PDF, from what was kept. Raises CannotMail."""
    file = MailingFile.objects.filter(id=row.file_id).first() if row.file_id else None
    kept = _still(file).get(row.place) if file else None
    if file is None or kept is None:
        raise CannotMail("この通知書はありません。送れなくなったときは、一覧に理由があります")
    register.record("view_document", [row.claimant_number], note=register.Note(detail={"number": row.number}))
    return rendering.render(paper.FORM, kept["form"], file.made_at).content


def _still(file: MailingFile) -> dict[int, Any]:
    """Letters of a file by place that may be sent as they were made; the others are held from now on."""
    sealed = safe.get(file.id, DATA)
    kept: dict[str, Any] = json.loads(sealed) if sealed else {}
    rows = MailingLetter.objects.filter(file_id=file.id, state=State.MADE).order_by("place")
    found = {}
    for row in rows:
        one = kept[str(row.place)]
        if why := _changed(one):
            MailingLetter.objects.filter(id=row.id).update(state=State.HELD, why=why)
        else:
            found[row.place] = one
    return found


def _changed(kept: Mapping[str, Any]) -> str:
    telling = letters.Telling(int(kept["holder"]), tuple(kept["about"]))
    try:
        now = paper.envelope(*letters.parties(telling))
    except letters.CannotWrite as refusal:
        return f"作ったあとで変わった：{refusal.finding.message}。{refusal.finding.remedy}"[:200]
    if all(kept["form"][part] == now[part] for part in now):
        return ""
    return "作ったあとで宛先か問い合わせ先が変わった。作り直すか、個別に知らせる"


def _register_output(people: Iterable[int]) -> None:
    note = register.Note(detail={"list": "児童手当のお知らせ"})
    register.record("print_list", sorted(set(people)), note=note)
