"""Closing an entry (廃止): entered by one, decided by another; the entry stays and says why."""

from dataclasses import dataclass
from uuid import UUID

from yakuba.areas.own_ledgers.actions.enter import APPROVE, ENTER
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.tenancy.context import current_context

NAME = "own_ledger.close"


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Which entry ends, and why."""

    entry: UUID
    reason: str


def check(closing: Closing) -> list[Finding]:
    """An entry ends once, and with a reason."""
    entry = LedgerEntry.objects.filter(id=closing.entry).first()
    if entry is None or entry.state != LedgerEntry.State.OPEN:
        return [Finding("error", "L-11", "", "台帳：この登録は廃止済み", "取り下げる", "background")]
    if not closing.reason.strip():
        return [Finding("error", "L-12", "reason", "廃止の理由：空欄", "理由を入力する", "background")]
    return []


def execute(closing: Closing, doing: Doing) -> Outcome:
    """The checks have run in this transaction; the lock keeps a second closing waiting until this one is done."""
    entry = LedgerEntry.objects.select_for_update().get(id=closing.entry, state=LedgerEntry.State.OPEN)
    entry.state = LedgerEntry.State.CLOSED
    entry.closed_at = current_context().instant
    entry.closed_reason = closing.reason.strip()[:400]
    entry.save(update_fields=["state", "closed_at", "closed_reason"])
    return Outcome(
        str(entry.id), subjects_of(closing), {"entry": str(entry.id), "number": entry.number, "closed": True}
    )


def subjects_of(closing: Closing) -> tuple[int, ...]:
    entry = LedgerEntry.objects.filter(id=closing.entry).first()
    return tuple(dict.fromkeys([entry.holder_number, *entry.people])) if entry else ()


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=NAME,
            version=1,
            title="独自台帳の廃止",
            input_type=Closing,
            enter_duty=ENTER,
            approve_duty=APPROVE,
            subjects=subjects_of,
            checks=check,
            execute=execute,
            locks=False,
        )
    )
