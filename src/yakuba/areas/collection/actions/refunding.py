"""過誤納金: used for what the same person owes (充当), or given back with interest (還付). Each press is one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yakuba.areas.collection.actions import late, rates
from yakuba.areas.collection.decisions import SOURCE
from yakuba.areas.collection.models import Refund
from yakuba.law.late_charges import Charge, refund_interest
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Entry, Posting, Refused, Source
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

REFUND = "collection.refund"
_IN_A_FILE = (Refund.State.PLANNED, Refund.State.SENT)
GROUNDLESS = "還付を決定したあとで、この債権に未収が生じた（納付の取消、増額）。還付の決定を取り消す"


@dataclass(frozen=True, slots=True)
class Press:
    """A form's key and the reason written in it."""

    key: UUID
    reason: str


def _how(claim: Claim, press: Press) -> Posting:
    day = current_context().business_date
    return Posting(f"{SOURCE}:{press.key}", day, Source(SOURCE, f"{claim.number} {press.key}"), press.reason)


def use_for(source: Claim, target: Claim, amount: int, press: Press) -> Entry:
    """充当. Refused for another person's claim, and for more than is there."""
    access.require(REFUND)
    if source.addressee_number != target.addressee_number:
        raise Refused("別の人の債権には充当できません。充当先を選び直してください。")
    entry = ledger.offset(source.id, target.id, amount, _how(source, press))
    late.settle(target, f"充当 {press.key}")
    _told(source, entry, amount)
    return entry


def interest_on(claim: Claim, amount: int, first: date | None) -> Charge:
    """還付加算金 from a day (set by the cause of the refund; None for none) until today, the day of the decision.

    By the rates of the claim's scheme; a charge whose ordinance knows no late charge adds nothing.
    """
    today = current_context().business_date
    ruled = rates.terms_of(claim.scheme, first or today, today)
    return refund_interest(amount if first and not ruled.none else 0, first or today, today, ruled.terms)


def decide(claim: Claim, amount: int, first: date | None, press: Press) -> Entry:
    """還付の決定, with interest from ``first``. Refused; ParameterMissing for a year without a rate."""
    access.require(REFUND)
    if first and first > current_context().business_date:
        raise Refused("還付加算金の起算日が今日より後です。日付を確かめてください。")
    interest = interest_on(claim, amount, first).amount if first else 0
    entry = ledger.refund_due(claim.id, amount, _how(claim, press), interest)
    _told(claim, entry, amount + interest)
    return entry


def is_in_a_file(claim_id: UUID) -> bool:
    """Whether a refund of the claim is in a transfer file of which the ledger does not know yet."""
    return Refund.objects.filter(claim_id=claim_id, sent_entry_id=None, state__in=_IN_A_FILE).exists()


def paid(claim: Claim, amount: int, press: Press) -> Entry:
    """The decided refund was given in another way than by a transfer file.

    Refused while it is in one, and where the claim is not paid any more (a payment was taken back).
    """
    access.require(REFUND)
    if ledger.balance(claim.id).open:
        raise Refused(f"{GROUNDLESS}。")
    if is_in_a_file(claim.id):
        raise Refused("この還付は振込データに入っています。振込を取りやめるか、振込のほうで進めてください。")
    entry = ledger.refund_paid(claim.id, amount, _how(claim, press))
    _told(claim, entry, amount)
    return entry


def _told(claim: Claim, entry: Entry, amount: int) -> None:
    detail = {"claim": claim.number, "kind": entry.kind, "amount": amount}
    register.record("collect", [claim.addressee_number], note=register.Note(duty=REFUND, detail=detail))
