"""The action own procedures end in: an entry of the ledger, numbered in this transaction; where there is a letter, it
is numbered and frozen with it, drawn by a job, and sent as data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from yakuba.areas.own_ledgers import letters
from yakuba.areas.own_ledgers.documents import letter as paper
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.cases import panels, shelf
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError
from yakuba.platform.documents import service as documents
from yakuba.platform.jobs import service as jobs
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.standards.folding import fold_name

NAME = "own_ledger.enter"
ENTER, APPROVE = "own_ledger.enter", "own_ledger.approve"
DRAW = "own_ledger.draw_letter"
LONGEST_PREFIX = 16
_WORDS = 4_000


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """One entry; ``filing`` is its filing's key. Persons are addressee numbers, in ``values`` too."""

    filing: UUID
    procedure: str
    version: int
    holder: str
    values: Mapping[str, Any] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    online: bool = False


def telling_of(new: NewEntry, procedure: Procedure) -> letters.Telling:
    """What the letter is written from."""
    return letters.Telling(procedure, int(new.holder), tuple(map(int, new.people)), new.values, new.online)


def ledger_name(procedure: Procedure) -> str:
    return procedure.ledger.name if procedure.ledger else procedure.title.ja


def _number(prefix: str, year: int, serial: int) -> str:
    return f"{prefix}{year}-{serial:05d}"


def _prefix(procedure: Procedure) -> str:
    return procedure.ledger.prefix.strip() if procedure.ledger else ""


def _error(code: str, message: str, remedy: str) -> list[Finding]:
    return [Finding("error", code, "", message, remedy, "background")]


def check(new: NewEntry) -> list[Finding]:
    """Whether the entry can be numbered, and its letter written, before anything is issued."""
    procedure = shelf.get(new.procedure, new.version)
    if LedgerEntry.objects.filter(filing_key=new.filing).exists():
        return _error("L-07", "台帳：この申請は登録済み", "台帳の画面で確かめる")
    if len(_prefix(procedure)) > LONGEST_PREFIX:
        return _error("L-04", f"台帳の番号：記号が{LONGEST_PREFIX}文字より長い", "手続きの台帳の記号を短くする")
    if procedure.letter is None:
        return []
    try:
        year = current_context().business_date.year
        letters.write(telling_of(new, procedure), _number(_prefix(procedure), year, 99_999))
    except letters.CannotWrite as refusal:
        return _error(refusal.code, str(refusal), refusal.remedy)
    except NoCertifier as refusal:
        return _error("L-08", str(refusal), "パラメータの画面で設定する")
    return []


def execute(new: NewEntry, doing: Doing) -> Outcome:
    """Number the entry, keep it, and freeze its letter; all in this transaction. Raises CaseError."""
    procedure = shelf.get(new.procedure, new.version)
    context = current_context()
    year = context.business_date.year
    (serial,) = numbers.take(f"ledger-{year}-{_prefix(procedure)}")
    number = _number(_prefix(procedure), year, serial)
    people = [int(one) for one in new.people]
    subjects = tuple(dict.fromkeys([int(new.holder), *people]))
    intent = _letter(new, procedure, number, doing) if procedure.letter else None
    entry = LedgerEntry.objects.create(
        id=new_uuid7(),
        ledger=procedure.code,
        ledger_name=ledger_name(procedure),
        number=number,
        holder_number=int(new.holder),
        procedure=procedure.code,
        version=procedure.version,
        values=dict(new.values),
        people=people,
        words=_searched(new, procedure, number),
        entered_at=context.instant,
        filing_key=new.filing,
        case_id=doing.case_id,
        letter=intent,
    )
    facts = {"entry": str(entry.id), "number": number, "reference": number}
    if intent is not None:
        jobs.start(DRAW, {"intent": str(intent), "case": str(doing.case_id)}, key=str(intent))
        facts |= {"paper": str(intent)}
    return Outcome(str(entry.id), subjects, facts)


def _letter(new: NewEntry, procedure: Procedure, number: str, doing: Doing) -> UUID:
    telling = telling_of(new, procedure)
    try:
        written = letters.write(telling, number)
    except letters.CannotWrite as refusal:
        raise CaseError(f"{refusal}。{refusal.remedy}") from None
    draft = documents.Draft(
        form=paper.FORM,
        title=written.title[:64],
        number=number,
        data=written.data,
        subjects=tuple(dict.fromkeys([telling.holder, *telling.people])),
        submission=new.filing,
        request={"purpose": procedure.title.ja, "case": doing.receipt_number},
        fits=written.fits,
    )
    return documents.prepare(draft).intent.id


def _searched(new: NewEntry, procedure: Procedure, number: str) -> str:
    """What a search of the ledger looks in, folded as names are."""
    people = {int(new.holder), *map(int, new.people)}
    named = panels.people_of(people)
    holder = named[int(new.holder)].name if int(new.holder) in named else ""
    told = [words for _, _, words in letters.answer_lines(procedure, new.values, people)]
    return "\n".join(fold_name(one) for one in (number, holder, *told) if one)[:_WORDS]


def subjects_of(new: NewEntry) -> tuple[int, ...]:
    return tuple(dict.fromkeys([int(new.holder), *map(int, new.people)]))


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=NAME,
            version=1,
            title="独自台帳への登録",
            input_type=NewEntry,
            enter_duty=ENTER,
            approve_duty=APPROVE,
            subjects=subjects_of,
            checks=check,
            execute=execute,
            locks=False,
            alone="untyped",
        )
    )
