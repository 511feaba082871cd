"""Files of filings in the core: examined again, kept in cipher, found by the checks, read by staff. The room's door."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from yakuba.platform.attachments import examining, telling
from yakuba.platform.attachments.examining import ENDINGS, Examined
from yakuba.platform.attachments.models import FilingAttachment
from yakuba.platform.attachments.unfit import Unfit
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures.answers import FILE
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.procedures.messages import say
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy.context import current_context

State = FilingAttachment.State
DRAFT, WHOLE = "draft", "file"
"""Parts of the safe: what may be taken back, and what stays."""
MOST_OF_FILING = 60
REMEDY = "本人に返答を求めて、ファイルを選び直してもらう"


@dataclass(frozen=True)
class Coming:
    """A file as a channel brings it. ``ref`` is what the answers say of it."""

    filing_key: UUID
    question: str
    ref: Mapping[str, Any]
    account: UUID | None = None


class NotOurs(ValueError):
    """The reference cannot be read."""


def take(new: Coming, content: bytes) -> FilingAttachment | None:
    """Examine and keep a file from another zone; what is told of it is not believed. Twice, it is the same one.

    A file that cannot be kept leaves a row with the reason; of one too many nothing is kept, and the filing that names
    it lacks it. Raises NotOurs.
    """
    file_id = _id_of(new.ref)
    of_filing = FilingAttachment.objects.filter(filing_key=new.filing_key)
    known = of_filing.filter(file_id=file_id).first()
    if known is not None:
        return known
    if of_filing.count() >= MOST_OF_FILING:
        return None
    told = str(new.ref["name"])
    try:
        found = examining.examine(content)
        if (found.kind, found.size, found.sha256) != (new.ref["type"], new.ref["size"], new.ref["sha256"]):
            raise Unfit("file_changed")
    except Unfit as refusal:
        return _row(new, file_id, Examined("", b""), State.REFUSED, telling.words(refusal, told).ja)
    row = _row(new, file_id, found, State.KEPT)
    safe.put(row.id, {WHOLE: found.content})
    return row


def _id_of(ref: Mapping[str, Any]) -> UUID:
    try:
        if not isinstance(ref["size"], int) or not set(FILE) <= ref.keys():
            raise NotOurs("添付の控えが読み取れない")
        return UUID(str(ref["id"]))
    except (KeyError, ValueError):
        raise NotOurs("添付の控えが読み取れない") from None


def _row(new: Coming, file_id: UUID, found: Examined, state: State, reason: str = "") -> FilingAttachment:
    context = current_context()
    return FilingAttachment.objects.create(
        filing_key=new.filing_key,
        file_id=file_id,
        question=new.question[:64],
        name=examining.clean_name(str(new.ref["name"]), found.kind)[:100],
        kind=found.kind,
        size=found.size,
        sha256=found.sha256 if found.content else "",
        state=state,
        reason=reason[:300],
        account=new.account,
        brought_by_name="" if new.account else context.actor.name,
        received_at=context.instant,
    )


@dataclass(frozen=True)
class Desk:
    """Where a clerk's files of one question are kept until the visitor has signed (receiving.Store)."""

    filing_key: UUID
    question: str

    def keep(self, name: str, found: Examined) -> str:
        file_id = uuid4()
        ref = {"id": str(file_id), "name": name, "type": found.kind, "size": found.size, "sha256": found.sha256}
        row = _row(Coming(self.filing_key, self.question, ref), file_id, found, State.DRAFT)
        safe.put(row.id, {DRAFT: found.content})
        return str(file_id)

    def drop(self, file_id: str) -> None:
        drop([self.filing_key], lambda row: str(row.file_id) == file_id)


def drop(keys: Iterable[UUID], chosen: Any = lambda row: True) -> None:
    """Forget files that were not signed for: rows and bytes."""
    rows = list(FilingAttachment.objects.filter(filing_key__in=list(keys), state=State.DRAFT))
    gone = [row.id for row in rows if chosen(row)]
    safe.drop(gone, DRAFT)
    FilingAttachment.objects.filter(id__in=gone, state=State.DRAFT).delete()


def sign_for(filing_key: UUID, answers: Mapping[str, Any]) -> None:
    """The visitor has signed: the files the answers name stay for good, the others are forgotten."""
    named = {str(one["id"]) for value in answers.values() for one in refs_in(value)}
    drop([filing_key], lambda row: str(row.file_id) not in named)
    for row in FilingAttachment.objects.filter(filing_key=filing_key, state=State.DRAFT):
        content = safe.get(row.id, DRAFT)
        assert content is not None
        safe.put(row.id, {WHOLE: content})
        safe.drop([row.id], DRAFT)
        FilingAttachment.objects.filter(id=row.id).update(state=State.KEPT)


def refs_in(value: Any) -> list[Mapping[str, Any]]:
    """The files an answer names; of any other answer none."""
    listed = value if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, Mapping) and set(FILE) <= one.keys()]


def findings(filing_key: UUID, account: UUID | None, procedure: Procedure, values: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with the files the answers name: refused here (X-01), or not here (X-02)."""
    asked = [one for one in procedure.steps if one.kind == "file" and refs_in(values.get(one.id))]
    if not asked:
        return []
    rows = {str(row.file_id): row for row in of_filing(filing_key, account)}
    found = []
    for question in asked:
        for ref in refs_in(values[question.id]):
            row, name = rows.get(str(ref["id"])), examining.clean_name(str(ref["name"]))
            if row is None:
                found.append(_finding("X-02", question.id, say("file_missing", question, file=name).ja))
            elif row.state == State.REFUSED:
                found.append(_finding("X-01", question.id, row.reason))
            elif (row.sha256, row.kind) != (ref["sha256"], ref["type"]):
                found.append(_finding("X-01", question.id, say("file_changed", question, file=name).ja))
    return found


def _finding(code: str, item: str, message: str) -> Finding:
    return Finding("error", code, item, message, REMEDY, "background")


def of_filing(filing_key: UUID, account: UUID | None) -> list[FilingAttachment]:
    """Files under a filing's key that its account sent or staff added, in the order they came; drafts too."""
    rows = FilingAttachment.objects.filter(filing_key=filing_key).order_by("received_at", "id")
    return [row for row in rows if row.account in (None, account)]


def content_of(row: FilingAttachment) -> bytes | None:
    """The bytes; None of a refused file. Whoever reads them registers it. Raises Unreadable, KeysMissing."""
    return safe.get(row.id, DRAFT if row.state == State.DRAFT else WHOLE)


@dataclass(frozen=True)
class Leaving:
    """One file on its way out with the municipality's own export."""

    name: str
    content: bytes


def every_attachment() -> Iterator[Leaving]:
    """Every file that is kept, one after the other. Whoever exports holds the rights and registers it."""
    for key in FilingAttachment.objects.filter(state=State.KEPT).order_by("id").values_list("id", flat=True):
        row = FilingAttachment.objects.get(id=key)
        content = content_of(row)
        if content is not None:
            yield Leaving(f"{row.id}{ENDINGS[row.kind][0]}", content)
