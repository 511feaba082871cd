"""口座振替の登録: from when to when a person's claims are drawn from which account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from yakuba.areas.collection.models import DebitMandate
from yakuba.platform.access import service as access
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger.service import Claim, Refused
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money import accounts
from yakuba.standards.money.accounts import Account

BILL = "collection.bill"


@dataclass(frozen=True, slots=True)
class Told:
    """How a registration came and on which day; ``scheme`` "" for all; from which due date it counts."""

    how: str
    on: date
    scheme: str
    starts_on: date


def enter(number: int, account: Account, told: Told) -> DebitMandate:
    """Register an account; it takes the place of the one of the same scheme. The same again is the one that is there.

    Refused where no bank would draw from it, or where an earlier one would end before it began.
    """
    access.require(BILL)
    fault = accounts.debit_fault(account)
    if fault:
        raise Refused(f"口座：{fault}")
    list(Addressee.objects.select_for_update().filter(addressee_number=number))
    last = DebitMandate.objects.filter(addressee_number=number, scheme=told.scheme, stops_on=None).first()
    if last is not None:
        if (last.value, last.starts_on, last.doubt) == (account, told.starts_on, ""):
            return last
        if told.starts_on < last.starts_on:
            raise Refused("今の登録の開始より前の日からには替えられません。今の登録を止めてから登録してください。")
        _stop(last, told.starts_on, "新しい登録に替わった")
    context = current_context()
    row = DebitMandate.objects.create(
        addressee_number=number,
        scheme=told.scheme,
        bank=account.bank,
        branch=account.branch,
        kind=account.kind,
        number=account.number,
        holder=account.holder,
        told_how=told.how,
        told_on=told.on,
        starts_on=told.starts_on,
        entered_at=context.instant,
        entered_by=context.actor.name[:64],
    )
    _told(number, "登録")
    return row


def stop(mandate_id: UUID, day: date, reason: str) -> DebitMandate:
    """Claims due from a day on are no longer drawn. Refused without a reason, or where it was stopped before."""
    access.require(BILL)
    row = DebitMandate.objects.select_for_update().filter(id=mandate_id).first()
    if row is None or row.stops_on is not None:
        raise Refused("この登録は止められています。画面を開き直して確かめてください。")
    if not reason.strip():
        raise Refused("止める理由がありません。理由を入力してください。")
    _stop(row, max(day, row.starts_on), reason.strip())
    _told(row.addressee_number, "停止")
    return row


def _stop(row: DebitMandate, day: date, reason: str) -> None:
    context = current_context()
    row.stops_on, row.stop_reason = day, reason[:200]
    row.stopped_at, row.stopped_by = context.instant, context.actor.name[:64]
    row.save(update_fields=["stops_on", "stop_reason", "stopped_at", "stopped_by"])


def _told(number: int, what: str) -> None:
    register.record("collect", [number], note=register.Note(duty=BILL, detail={"mandate": what}))


def of(number: int) -> list[DebitMandate]:
    """Registrations of a person, the newest first."""
    return list(DebitMandate.objects.filter(addressee_number=number).order_by("-entered_at", "-id"))


def doubtful() -> list[DebitMandate]:
    """Registrations of which the bank said something that a clerk has to look at."""
    return list(DebitMandate.objects.filter(stops_on=None).exclude(doubt="").order_by("addressee_number")[:200])


def of_day(day: date, people: Collection[int] | None = None) -> dict[int, list[DebitMandate]]:
    """Registrations by person that hold for claims due on a day."""
    rows = DebitMandate.objects.filter(Q(stops_on=None) | Q(stops_on__gt=day), starts_on__lte=day)
    if people is not None:
        rows = rows.filter(addressee_number__in=list(people))
    found: dict[int, list[DebitMandate]] = {}
    for row in rows.order_by("scheme", "entered_at", "id"):
        found.setdefault(row.addressee_number, []).append(row)
    return found


def for_claim(claim: Claim, held: Sequence[DebitMandate]) -> DebitMandate | None:
    """The registration a claim is drawn by: that of its scheme before one of all."""
    fitting = [one for one in held if one.scheme in ("", claim.scheme)]
    return fitting[-1] if fitting else None


def draws(claim: Claim, held: Sequence[DebitMandate]) -> bool:
    """Whether a claim is drawn: a registration that waits for a clerk draws nothing."""
    found = for_claim(claim, held)
    return found is not None and not found.doubt
