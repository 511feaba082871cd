"""The ledger's door: what any area calls to claim, receive, offset, give back and pay out.

Everything runs inside ``tenant()`` and a context, in the caller's transaction; amounts are whole yen above 0. Each act
takes ``how``: its key (once in a municipality: the same key and content again is the entry that is there, other content
is KeyUsed), the day it counts for, and its source (decision, case, line of a file). Refused says in Japanese why an act
cannot be; nothing was written then.

A tax: ``raise_claims`` at the levy (one claim an instalment), ``change_claim`` at a correction. An allowance:
``raise_claim`` with ``direction=Direction.PAYABLE``, ``pay_out`` when the transfer file is made, ``payout_settled`` or
``payout_returned`` when the bank answers. What was paid too much: ``refund_due`` at the decision, ``refund_sent``,
then ``payout_settled`` or ``refund_returned``; ``withdraw_refund`` where the decision had no ground.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from yakuba.platform.ledger import books, posting
from yakuba.platform.ledger.books import Direction, Line, Refused, Standing
from yakuba.platform.ledger.models import Claim, Entry
from yakuba.platform.ledger.posting import Act, Ground, KeyUsed, NewClaim, Posting, Source
from yakuba.platform.ledger.queries import (
    StatementRow,
    TrialLine,
    arrears,
    arrears_total,
    balance,
    balances,
    lines_of,
    open_claims,
    receipt_left,
    refunds_due,
    refunds_without_ground,
    statement,
    trial_balance,
)

__all__ = [
    "Claim",
    "Direction",
    "Entry",
    "KeyUsed",
    "NewClaim",
    "Posting",
    "Refused",
    "Source",
    "Standing",
    "StatementRow",
    "TrialLine",
    "arrears",
    "arrears_total",
    "balance",
    "balances",
    "lines_of",
    "open_claims",
    "receipt_left",
    "refunds_due",
    "refunds_without_ground",
    "statement",
    "trial_balance",
]

Kind = Entry.Kind


def raise_claim(new: NewClaim, amount: int, how: Posting) -> Claim:
    """A new claim (調定), or what the municipality owes (支給決定). The addressee must be registered."""
    return raise_claims([(new, amount, how)])[0]


def raise_claims(wanted: Sequence[tuple[NewClaim, int, Posting]]) -> list[Claim]:
    """Many claims in few statements, in their order; those whose key is known are the claims that are there.

    A few thousand at a time.
    """
    return posting.raise_all(wanted)


def _on(kind: str, claim_id: UUID, how: Posting, rule: Callable[..., list[Line]], *values: int | str) -> Entry:
    act = Act(kind, (claim_id,), values=values)
    return posting.post(act, how, lambda ground: rule(ground.claims[claim_id], *values))


def change_claim(claim_id: UUID, delta: int, how: Posting) -> Entry:
    """More (above 0) or less (below 0) of a claim. Less than was received makes 過誤納金.

    Of what the municipality owes only what is not sent can be less: claim the rest back with ``raise_claim``
    (``part=CLAIMED_BACK``, ``about_id``).
    """
    return _on(Kind.CHANGED, claim_id, how, books.changed, delta)


def credit(new: NewClaim, amount: int, how: Posting) -> Claim:
    """Something owed back that no payment here has brought (控除不足額): a claim of ``part`` OWED_BACK."""
    return raise_claims([(replace(new, part=Claim.Part.OWED_BACK), amount, how)])[0]


def change_credit(claim_id: UUID, delta: int, how: Posting) -> Entry:
    """More (above 0) or less (below 0) of it; less than was given back is owed by the person."""
    return _on(Kind.CHANGED, claim_id, how, books.credited, delta)


def hand_over(source_id: UUID, new: NewClaim, amount: int, how: Posting) -> Claim:
    """過誤納金 of a collector's claim is owed to the person whom it was taken from: a claim of ``part`` OWED_BACK."""
    return posting.hand_over(source_id, replace(new, part=Claim.Part.OWED_BACK), amount, how)


def receive_payment(claim_id: UUID, amount: int, how: Posting, money: str = "bank") -> Entry:
    """Money for a claim on ``how.day``, the day the payer paid; above the open amount it is 過誤納金.

    ``money``: bank or cash.
    """
    return _on(Kind.RECEIVED, claim_id, how, books.received, amount, money)


def receive_unallocated(amount: int, how: Posting, money: str = "bank") -> Entry:
    """Money of which is not known yet what it is for (仮受金); its entry's id is the receipt for ``allocate``."""
    act = Act(Kind.HELD, values=(amount, money))
    return posting.post(act, how, lambda ground: books.unallocated(ground.entry_id, amount, money))


def allocate(receipt_id: UUID, claim_id: UUID, amount: int, how: Posting) -> Entry:
    """仮受金 used for a claim."""

    def rule(ground: Ground) -> list[Line]:
        return books.allocated(ground.claims[claim_id], receipt_id, ground.receipts[receipt_id], amount)

    return posting.post(Act(Kind.ALLOCATED, (claim_id,), (receipt_id,), (amount,)), how, rule)


def give_back(receipt_id: UUID, amount: int, how: Posting, money: str = "bank") -> Entry:
    """仮受金 sent back to who paid by mistake."""

    def rule(ground: Ground) -> list[Line]:
        return books.given_back(receipt_id, ground.receipts[receipt_id], amount, money)

    return posting.post(Act(Kind.GIVEN_BACK, (), (receipt_id,), (amount, money)), how, rule)


def offset(source_id: UUID, target_id: UUID, amount: int, how: Posting) -> Entry:
    """充当: 過誤納金 of a claim, or an allowance not sent yet, pays what is open of another claim."""

    def rule(ground: Ground) -> list[Line]:
        return books.offset(ground.claims[source_id], ground.claims[target_id], amount)

    return posting.post(Act(Kind.OFFSET, (source_id, target_id), (), (amount,)), how, rule)


def refund_due(claim_id: UUID, amount: int, how: Posting, interest: int = 0) -> Entry:
    """還付の決定, with 還付加算金."""
    return _on(Kind.REFUND_DUE, claim_id, how, books.refund_due, amount, interest)


def refund_paid(claim_id: UUID, amount: int, how: Posting, money: str = "bank") -> Entry:
    """A decided refund is paid; one that comes back is reversed."""
    return _on(Kind.REFUND_PAID, claim_id, how, books.refund_paid, amount, money)


def refund_sent(claim_id: UUID, amount: int, how: Posting) -> Entry:
    """A decided refund is in a file to the bank; ``payout_settled`` or ``refund_returned`` when the bank answers."""
    return _on(Kind.REFUND_SENT, claim_id, how, books.refund_sent, amount)


def refund_returned(claim_id: UUID, amount: int, how: Posting) -> Entry:
    """The bank could not pay a refund that was sent: open again. One that came back later is settled back first."""
    return _on(Kind.RETURNED, claim_id, how, books.refund_returned, amount)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A decision about a refund that was taken back; ``back`` claims what had been paid out by it."""

    entry: Entry
    back: Claim | None


def withdraw_refund(decision_id: UUID, due_on: date, how: Posting) -> Withdrawn:
    """還付決定の取消, whole, with its interest. What was paid out already is claimed back, due on ``due_on``.

    Refused while it is on its way to the bank, and for a decision that was taken back before.
    """
    entry = posting.turn_round(decision_id, how, Kind.REFUND_VOID)
    gone = sum(line.signed for line in lines_of(entry.id) if line.account == "mispaid")
    claim_id = next(line.claim for line in lines_of(entry.id) if line.claim is not None)
    if not gone:
        return Withdrawn(entry, None)
    about = Claim.objects.get(id=claim_id)
    new = NewClaim(
        about.addressee_number,
        about.scheme,
        f"還付金の返還　{about.title}"[:100],
        due_on.year if due_on.month >= 4 else due_on.year - 1,
        about.levy_year,
        due_on,
        about.notice_number,
        about.instalment,
        item="claimed_back",
        part=Claim.Part.CLAIMED_BACK,
        about_id=about.id,
    )
    return Withdrawn(entry, raise_claim(new, gone, replace(how, key=f"{how.key}:back")))


def write_off(claim_id: UUID, amount: int, how: Posting) -> Entry:
    """不納欠損; ``how.reason`` says under which article."""
    return _on(Kind.WRITTEN_OFF, claim_id, how, books.written_off, amount)


def pay_out(claim_id: UUID, amount: int, how: Posting) -> Entry:
    """An allowance sent to the bank."""
    return _on(Kind.PAID_OUT, claim_id, how, books.paid_out, amount)


def payout_settled(claim_id: UUID, amount: int, how: Posting) -> Entry:
    """The bank paid it: an allowance, or a refund that was sent."""
    return _on(Kind.SETTLED, claim_id, how, books.payout_settled, amount)


def payout_returned(claim_id: UUID, amount: int, how: Posting) -> Entry:
    """The bank could not pay it, or it came back: owed again, ready for another ``pay_out``."""
    return _on(Kind.RETURNED, claim_id, how, books.payout_returned, amount)


def reverse(entry_id: UUID, how: Posting) -> Entry:
    """An entry turned round, once; ``how.reason`` says why. Refused while what came after it needs it."""
    return posting.turn_round(entry_id, how)
