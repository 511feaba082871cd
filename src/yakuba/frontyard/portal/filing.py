"""Drafts and filings: saved at each step, sent exactly once, followed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yakuba.frontyard.portal import behalf, post, shelf, uploads, vault
from yakuba.frontyard.portal.models import Draft, PortalAccount, Sent
from yakuba.frontyard.portal.sessions import DRAFT_LIVES, Signed
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.answers import Problem, Reading
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.statements import Read, stored


@dataclass
class Content:
    """Answers by question, and who gave each: typed or register; ``whom``: for whom it is, empty when not asked.

    ``language``: in which it was sent, and in which there is news of it.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    whom: dict[str, str] = field(default_factory=dict)
    language: str = "ja"

    @classmethod
    def of(cls, row: Draft | Sent) -> "Content":
        return cls(**vault.opened(f"filing/{row.id}", row.content))

    def sealed(self, row_id: UUID) -> bytes:
        return vault.seal(f"filing/{row_id}", asdict(self))


def today() -> date:
    return current_context().business_date


def offered() -> list[tuple[Procedure, int]]:
    """What can be filed here today, with the fee in yen. Before the core's first word: everything, fee unknown (-1)."""
    known = _offers()
    versions = {code: version for code, (version, _) in known.items()}
    return [(one, _fee(known, one)) for one in shelf.open_on(today(), versions) if not known or one.code in known]


_OFFERS = Read("SELECT procedure, version, fee_yen FROM portal_offer WHERE municipality_id = %(municipality)s")


def _offers() -> dict[str, tuple[int, int]]:
    """Code → version and fee in yen, as the core said last."""
    return {code: (version, fee) for code, version, fee in _OFFERS.rows()}


def _fee(known: Mapping[str, tuple[int, int]], one: Procedure) -> int:
    return known[one.code][1] if one.code in known else -1


def procedure_of(code: str) -> tuple[Procedure, int]:
    """Raises UnknownProcedure."""
    known = _offers()
    if known and code not in known:
        raise UnknownProcedure(code)
    own = {code: known[code][0]} if code in known else {}
    for one in shelf.open_on(today(), own, only=code):
        return one, _fee(known, one)
    raise UnknownProcedure(code)


def known(account: PortalAccount, procedure: Procedure) -> behalf.Known:
    """What is known of whom the account's person may file for; nothing is read for a procedure that is one's own."""
    if not procedure.who:
        return behalf.Known()
    told = mandates(account) if "mandate" in procedure.who else None
    return behalf.Known(profile(account), tuple(told.get("received", ())) if told else ())


def mandates(account: PortalAccount) -> dict[str, Any] | None:
    """The statement of mandates, while it is here."""
    row = _MANDATES.first(account=account.id)
    return vault.opened(f"told/{account.id}/mandates", row[0]) if row else None


def profile(account: PortalAccount) -> dict[str, Any] | None:
    """The facts to fill in, while the core's answer is here."""
    if account.profile_read is None and (row := _PROFILE.first(account=account.id)):
        account.profile_read = vault.opened(f"told/{account.id}/profile", row[0])
    return account.profile_read


_PROFILE = Read(
    """SELECT content FROM portal_told
    WHERE municipality_id = %(municipality)s AND account_id = %(account)s AND kind = 'profile'"""
)
_MANDATES = Read(
    """SELECT content FROM portal_told
    WHERE municipality_id = %(municipality)s AND account_id = %(account)s AND kind = 'mandates'"""
)
_OF_DRAFT = ("id", "account_id", "procedure", "version", "content", "saved_at")
_DRAFT = Read(
    """SELECT id, account_id, procedure, version, content, saved_at FROM portal_draft
    WHERE municipality_id = %(municipality)s AND account_id = %(account)s AND procedure = %(procedure)s"""
)


def draft_of(account: PortalAccount, procedure: Procedure) -> Draft:
    """The account's draft of a procedure, begun when there is none; one of an older version starts again."""
    kept = _DRAFT.first(account=account.id, procedure=procedure.code)
    row = stored(Draft, _OF_DRAFT, kept) if kept else None
    if row is not None and row.version == procedure.version and row.saved_at > current_context().instant - DRAFT_LIVES:
        return row
    if row is not None:
        Draft.objects.filter(id=row.id).delete()
    new = Draft(
        account_id=account.id,
        procedure=procedure.code,
        version=procedure.version,
        saved_at=current_context().instant,
    )
    new.content = Content().sealed(new.id)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # begun in another window at the same moment
        return Draft.objects.get(account_id=account.id, procedure=procedure.code)
    return new


def answer(row: Draft, question: Question, given: Reading) -> None:
    """Keep one answer; an empty one is forgotten."""
    content = Content.of(row)
    if given.value in (None, "", []):
        content.answers.pop(question.id, None)
        content.provenance.pop(question.id, None)
    else:
        content.answers[question.id] = given.value
        content.provenance[question.id] = "typed"
    row.content, row.saved_at = content.sealed(row.id), current_context().instant
    row.save(update_fields=["content", "saved_at"])


def choose(row: Draft, whom: Mapping[str, str]) -> None:
    """Keep for whom it is; answers about somebody of another household are forgotten, files stay."""
    content = Content.of(row)
    if not behalf.keeps_answers(content.whom, whom):
        files = {one.id for one in shelf.get(row.procedure, row.version).steps if one.kind == "file"}
        content.answers = {name: value for name, value in content.answers.items() if name in files}
    content.whom = dict(whom)
    row.content, row.saved_at = content.sealed(row.id), current_context().instant
    row.save(update_fields=["content", "saved_at"])


def send(signed: Signed, row: Draft, language: str) -> Sent | tuple[Problem, ...]:
    """The draft becomes a filing and a letter, in one transaction; or what is still wrong with it.

    Sent twice, it is the same filing: its key is the draft's id. Raises post.NoCore.
    """
    known = Sent.objects.filter(id=row.id).first()
    if known is not None:
        return known
    content = Content.of(row)
    procedure = behalf.asked(shelf.get(row.procedure, row.version), content.whom)
    checked = reading.check(procedure, content.answers, today())
    problems = checked.problems or uploads.missing(row.id, procedure, checked.values)
    if problems:
        return problems
    content.answers, content.language = checked.values, language
    content.provenance = {name: content.provenance.get(name, "typed") for name in checked.values}
    instant = current_context().instant
    sent = Sent.objects.create(
        id=row.id,
        account_id=row.account_id,
        procedure=row.procedure,
        version=row.version,
        content=content.sealed(row.id),
        sent_at=instant,
        changed_at=instant,
    )
    body = {
        "key": str(row.id),
        "procedure": row.procedure,
        "version": row.version,
        "language": language,
        "answers": content.answers,
        "provenance": content.provenance,
        "level": signed.session.level,
        "filed_at": instant.isoformat(),
        "for": behalf.letter(content.whom),
    }
    uploads.send(signed.account, row.id, procedure, content.answers)
    post.write("portal_filing", signed.account, body)
    Draft.objects.filter(id=row.id).delete()
    return sent


def mend(signed: Signed, row: Sent, given: Mapping[str, Any]) -> None:
    """The answers asked for, sent; until the core answers the filing is being checked again."""
    content = Content.of(row)
    content.answers.update(given)
    content.provenance.update(dict.fromkeys(given, "typed"))
    row.content, row.state, row.ask = content.sealed(row.id), "checking", []
    row.save(update_fields=["content", "state", "ask"])
    uploads.send(signed.account, row.id, behalf.asked(shelf.get(row.procedure, row.version), content.whom), given)
    body = {"key": str(row.id), "answers": dict(given), "provenance": dict.fromkeys(given, "typed")}
    post.write("portal_answer", signed.account, body)


def withdraw(signed: Signed, row: Sent) -> None:
    post.write("portal_withdraw", signed.account, {"key": str(row.id)})


def book(signed: Signed, row: Sent, slot: str) -> None:
    """Wish for a time of the visit, ``cancel``, or (empty) ask which are free. Raises post.NoCore."""
    visit = {**row.words.get("visit", {}), "asked": slot or "anew", "problem": ""}
    row.words = {**row.words, "visit": visit}
    row.changed_at = current_context().instant
    row.save(update_fields=["words", "changed_at"])
    post.write("portal_booking", signed.account, {"key": str(row.id), "slot": slot})


def mine(account: PortalAccount) -> Sequence[Sent]:
    return list(Sent.objects.filter(account_id=account.id).order_by("-sent_at", "-id")[:100])


def drafts(account: PortalAccount) -> Sequence[Draft]:
    since = current_context().instant - DRAFT_LIVES
    return list(Draft.objects.filter(account_id=account.id, saved_at__gt=since).order_by("-saved_at", "-id"))
