"""Reads of the ledgers for staff. Who shows a page of these keeps it in the register (``view_ledger``)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from yakuba.areas.own_ledgers.actions import close, enter
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.access import service as access
from yakuba.platform.cases import shelf
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.folding import fold_name

State = LedgerEntry.State
KINDS_TOLD: Mapping[str, str] = {"address": "address", "phone": "telephone"}
"""Kinds of questions whose answers tell where somebody lives, and the item ``disclosure`` knows them by."""


def may_read() -> bool:
    """Whether the actor has to do with the ledgers."""
    actor = current_context().actor
    return actor.kind == "system" or bool({enter.ENTER, enter.APPROVE} & actor.duties)


def require_read() -> None:
    """Raises access.Refused."""
    if not may_read():
        raise access.Refused(enter.ENTER, "独自台帳を見るには「独自台帳の受付」か「独自台帳の決裁」の事務が必要です")


@dataclass(frozen=True)
class Ledger:
    """One ledger of the list; ``last`` is the newest entry's instant, None before the first."""

    code: str
    name: str
    open: int = 0
    closed: int = 0
    last: datetime | None = None


def ledgers() -> list[Ledger]:
    """The ledgers of published procedures, and those that have entries, by name."""
    found = {one.code: Ledger(one.code, enter.ledger_name(one)) for one in shelf.own() if one.action == enter.NAME}
    rows = LedgerEntry.objects.values("ledger").annotate(
        open=Count("id", filter=Q(state=State.OPEN)),
        closed=Count("id", filter=Q(state=State.CLOSED)),
        last=Max("entered_at"),
    )
    for row in rows:
        code = row["ledger"]
        name = found[code].name if code in found else _last_name(code)
        found[code] = Ledger(code, name, row["open"], row["closed"], row["last"])
    return sorted(found.values(), key=lambda one: (one.name, one.code))


def _last_name(code: str) -> str:
    rows = LedgerEntry.objects.filter(ledger=code).order_by("-entered_at", "-id")
    return rows.values_list("ledger_name", flat=True).first() or code


def ledger(code: str) -> Ledger | None:
    return next((one for one in ledgers() if one.code == code), None)


@dataclass(frozen=True)
class Wanted:
    """Conditions of a list. ``text`` is looked for in number, name and values; ``state`` empty means all."""

    ledger: str
    text: str = ""
    state: str = ""


def entries(wanted: Wanted, start: int, size: int) -> tuple[list[LedgerEntry], int]:
    """One page of a ledger, newest first, and how many there are."""
    rows = _of(wanted)
    return list(rows.order_by("-entered_at", "-id")[start : start + size]), rows.count()


def _of(wanted: Wanted) -> "QuerySet[LedgerEntry]":
    rows = LedgerEntry.objects.filter(ledger=wanted.ledger)
    if wanted.state in State.values:
        rows = rows.filter(state=wanted.state)
    for word in wanted.text.split():
        rows = rows.filter(words__contains=fold_name(word))
    return rows


def find(entry_id: UUID) -> LedgerEntry | None:
    return LedgerEntry.objects.filter(id=entry_id).first()


def closing_of(entry: LedgerEntry) -> Case | None:
    """The case that closes an entry, or wants to."""
    return Case.objects.filter(
        action=close.NAME, input__entry=str(entry.id), state__in=(Case.State.PROVISIONAL, Case.State.REGISTERED)
    ).first()


def definitions(found: Collection[LedgerEntry]) -> dict[tuple[str, int], Procedure]:
    """The definitions these entries were made under, by code and version."""
    return {key: shelf.get(*key) for key in sorted({(one.procedure, one.version) for one in found})}


def persons(found: Collection[LedgerEntry]) -> set[int]:
    """Addressee numbers of everybody these entries name."""
    return {number for one in found for number in (one.holder_number, *one.people)}


def listable(numbers: Collection[int], item: str) -> set[int]:
    """Of these persons, those of whom an item may stand in a list that leaves the screen."""
    asked = disclosure.Requester(disclosure.Kind.STAFF_INQUIRE)
    states = disclosure.subject_state(numbers)
    return {
        number
        for number, state in states.items()
        if disclosure.decide(asked, disclosure.Purpose.LIST, state.subject, item) is disclosure.Decision.SHOW
    }
