"""Fees of filings: charged when they are filed, paid at the counter or outside, waived, given back.

Everything is an entry that stays; how a charge stands is computed (``fee_balance``). All entries of a charge are
written under the lock of its filing, so that two payments at one moment are told apart. Everything here runs inside
``tenant()`` and a context.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from yakuba.platform.access import service as access
from yakuba.platform.cases import parameter_definitions as collecting
from yakuba.platform.cases.fee_balance import Balance, Kind, Noted, State, Way, balance, why_not_counted
from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry
from yakuba.platform.cases.filing_measures import FROM_OUTSIDE
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.watching import filing_changed
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange import service as exchange
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import JST, current_context

DUTY = "fees.collect"
SETTLED, AREA = "fee_settled", "filings"
ENDED = (Filing.State.DECLINED, Filing.State.WITHDRAWN)


class FeeError(Exception):
    """A step that cannot be taken now. The message says why and what to do."""


def amount_of(procedure: Procedure, day: date) -> int:
    """The fee in yen on a day."""
    return int(parameters.get(procedure.fee, day)) if procedure.fee else procedure.fee_yen


def is_collected(procedure: Procedure) -> bool:
    """Whether its fee is this service's to collect.

    What is handed over to another system is charged there, by what it issues; an amount the municipality itself wrote
    into its own procedure is charged here, wherever the filing ends.
    """
    return bool(procedure.fee_yen) or (bool(procedure.fee) and not procedure.action.startswith("handover."))


def charge(filing: Filing, procedure: Procedure) -> FeeCharge | None:
    """The charge of a filing just received; None where nothing is to be paid, or fees are only shown here."""
    if not is_collected(procedure):
        return None
    day = filing.filed_at.astimezone(JST).date()
    ways = str(parameters.get(collecting.COLLECTION, day))
    amount = amount_of(procedure, day) if ways != collecting.NONE else 0
    if not amount or _is_free(filing, day):
        return None
    (serial,) = numbers.take(f"fee-{day.year}")
    return FeeCharge.objects.create(
        number=f"P{day.year}-{serial:06d}",
        filing_id=filing.id,
        title=filing.title,
        amount=amount,
        parameter=procedure.fee,
        day=day,
        ways=ways,
        made_at=current_context().instant,
    )


def _is_free(filing: Filing, day: date) -> bool:
    """No charge at all: a waived one would tell whoever sees the account that there is a support measure."""
    number = filing.applicant_number
    if number is None or not parameters.get(collecting.WAIVE_PROTECTED, day):
        return False
    return bool(disclosure.subject_state([number])[number].protection_ids)


def of(filing: Filing) -> FeeCharge | None:
    return FeeCharge.objects.filter(filing_id=filing.id).first()


def entries(charge_id: UUID) -> list[FeeEntry]:
    """What was written about a charge, in order."""
    return list(FeeEntry.objects.filter(charge_id=charge_id).order_by("at", "id"))


def standing(charge_id: UUID) -> Balance:
    return balance([noted(one) for one in entries(charge_id)])


def noted(entry: FeeEntry) -> Noted:
    return Noted(entry.id, Kind(entry.kind), entry.amount, entry.about_id)


def holds(filing: Filing, procedure: Procedure) -> bool:
    """Whether the filing has to wait for its payment: filed from home, and nobody has come to the counter since."""
    if filing.channel not in FROM_OUTSIDE or filing.level == "counter" or not is_collected(procedure):
        return False
    found = of(filing)
    return found is not None and not standing(found.id).settled


@dataclass(frozen=True)
class Writing:
    """An entry to write. ``key`` is the form's or the message's: written once."""

    kind: Kind
    key: str
    amount: int = 0
    way: Way | None = None
    about: UUID | None = None
    reason: str = ""
    reference: str = ""
    receipt_number: str = ""
    paid_on: date | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def write(charge_id: UUID | None, new: Writing) -> FeeEntry:
    """Add an entry; the same key again is the entry that is there."""
    known = FeeEntry.objects.filter(key=new.key).first()
    if known is not None:
        return known
    context = current_context()
    return FeeEntry.objects.create(
        charge_id=charge_id,
        kind=new.kind,
        way=new.way or "",
        amount=new.amount,
        day=context.business_date,
        paid_on=new.paid_on,
        about_id=new.about,
        reference=new.reference,
        receipt_number=new.receipt_number,
        reason=new.reason[:400],
        detail=dict(new.detail),
        key=new.key,
        actor_id=context.actor.id,
        actor_name=context.actor.name,
        place=context.place[:64],
        at=context.instant,
    )


def locked(charge_id: UUID) -> tuple[FeeCharge, Filing]:
    """The charge and its filing, held until the transaction ends. Raises FeeError."""
    found = FeeCharge.objects.filter(id=charge_id).first()
    if found is None:
        raise FeeError("請求が見つかりません。一覧から選び直してください")
    return found, Filing.objects.select_for_update().get(id=found.filing_id)


def receive_cash(charge_id: UUID, key: UUID) -> FeeEntry:
    """Cash at the counter, exactly the amount; its receipt number. Raises FeeError, access.Refused."""
    access.require(DUTY)
    found, filing = locked(charge_id)
    if known := _pressed(key):
        return known
    if not standing(found.id).is_open:
        raise FeeError("この請求には、受け取る手数料がありません。状態を確認してください")
    year = current_context().business_date.year
    (serial,) = numbers.take(f"fee-receipt-{year}")
    new = Writing(Kind.PAID, f"form/{key}", found.amount, Way.CASH, receipt_number=f"R{year}-{serial:06d}")
    return _done(found, filing, write(found.id, new))


def money_came(charge_id: UUID, new: Writing) -> FeeEntry:
    """A payment from outside. What does not settle the charge is written all the same, and is to be given back."""
    found, filing = locked(charge_id)
    known = FeeEntry.objects.filter(key=new.key).first()
    if known is not None:
        return known
    why = why_not_counted(found.amount, new.amount, standing(found.id))
    entry = write(found.id, new)
    if why:
        to_return(entry, why)
    return _done(found, filing, entry)


def to_return(payment: FeeEntry, why: str) -> FeeEntry:
    """Money that is not ours: it stands on the list of what waits to be given back."""
    new = Writing(Kind.RETURN_DUE, f"due/{payment.id}", payment.amount, about=payment.id, reason=why)
    return write(payment.charge_id, new)


def waive(charge_id: UUID, key: UUID, reason: str) -> FeeEntry:
    """No payment is asked for, with the reason; what was paid already is to be given back. Raises FeeError."""
    access.require(DUTY)
    reason = _reason(reason, "免除")
    found, filing = locked(charge_id)
    if known := _pressed(key):
        return known
    before = standing(found.id)
    if before.state not in (State.UNPAID, State.PAID):
        raise FeeError("この請求は、免除できる状態ではありません。状態を確認してください")
    entry = write(found.id, Writing(Kind.WAIVED, f"form/{key}", found.amount, reason=reason))
    if before.counted is not None:
        to_return(FeeEntry.objects.get(id=before.counted.id), "免除のため")
    return _done(found, filing, entry)


def cancel(entry_id: UUID, key: UUID, reason: str) -> FeeEntry:
    """A mistaken receipt of cash or waiver, answered by an entry of its own. Raises FeeError.

    Where the filing has gone on by then, it stays there, and the charge stands on the list of what is still to be paid.
    """
    access.require(DUTY)
    reason = _reason(reason, "取消")
    entry = FeeEntry.objects.filter(id=entry_id).first()
    if entry is None or entry.charge_id is None:
        raise FeeError("記録が見つかりません。請求を開き直してください")
    found, filing = locked(entry.charge_id)
    if known := _pressed(key):
        return known
    may = (entry.kind == Kind.PAID and entry.way == Way.CASH) or entry.kind == Kind.WAIVED
    if not may or FeeEntry.objects.filter(about_id=entry.id).exists():
        raise FeeError("取り消せるのは、まだ取り消しても返してもいない現金の受領と免除だけです")
    way = Way(entry.way) if entry.way else None
    new = Writing(Kind.CANCELLED, f"form/{key}", entry.amount, way, entry.id, reason)
    return _done(found, filing, write(found.id, new))


def give_back(due_id: UUID, key: UUID, way: Way, reason: str) -> FeeEntry:
    """Money was given back; ``reason`` says to whom and by which paper. Raises FeeError."""
    access.require(DUTY)
    reason = _reason(reason, "返金")
    due = FeeEntry.objects.filter(id=due_id, kind=Kind.RETURN_DUE).first()
    if due is None:
        raise FeeError("返金待ちの記録が見つかりません。一覧を開き直してください")
    found, filing = locked(due.charge_id) if due.charge_id else (None, None)
    if known := _pressed(key):
        return known
    if FeeEntry.objects.filter(about_id=due.id, kind=Kind.RETURNED).exists():
        raise FeeError("この返金は済んでいます")
    entry = write(due.charge_id, Writing(Kind.RETURNED, f"form/{key}", due.amount, way, due.id, reason))
    return _done(found, filing, entry) if found and filing else entry


def follow(filing: Filing) -> None:
    """A filing that was declined or taken back owes nothing, and what was paid for it is to be given back."""
    if filing.state not in ENDED:
        return
    found = of(filing)
    if found is None:
        return
    before = standing(found.id)
    why = "受け付けない" if filing.state == Filing.State.DECLINED else "本人の取下げ"
    write(found.id, Writing(Kind.DROPPED, f"dropped/{found.id}", reason=why))
    if before.counted is not None:
        to_return(FeeEntry.objects.get(id=before.counted.id), why)


def _done(found: FeeCharge, filing: Filing, entry: FeeEntry) -> FeeEntry:
    """The register knows, the resident is told, and what waited for the payment goes on, by message."""
    if entry.actor_id is not None:
        detail = {"charge": found.number, "entry": entry.kind, "amount": entry.amount}
        subjects = [filing.applicant_number] if filing.applicant_number else []
        register.record("collect_fee", subjects, note=register.Note(duty=DUTY, detail=detail))
    filing_changed(filing)
    if filing.state == Filing.State.PAYMENT and standing(found.id).settled:
        told = {"filing": str(filing.id)}
        key = f"{SETTLED}/{entry.id}"
        exchange.post(exchange.Message(exchange.to_area(AREA), SETTLED, str(filing.id), told, AREA, key))
    return entry


def _pressed(key: UUID) -> FeeEntry | None:
    """What this form led to already: sent twice, it has one effect."""
    return FeeEntry.objects.filter(key=f"form/{key}").first()


def _reason(text: str, what: str) -> str:
    if not text.strip():
        raise FeeError(f"{what}の理由：入力されていない。理由を入力")
    return text.strip()
