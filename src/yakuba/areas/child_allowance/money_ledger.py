"""The allowance in the ledger: what is owed to a recipient, sent, come back; what is demanded back.

A returned payment's claim is taken down to nothing, as its months are worked out anew by the next run.
"""

from collections.abc import Sequence
from datetime import date

from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.models import Payment, PaymentRun
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Direction, NewClaim, Posting, Source
from yakuba.platform.tenancy.context import current_context

SCHEME = "child_allowance"


def fiscal_year(day: date) -> int:
    """The year from 1 April.

    >>> fiscal_year(date(2027, 3, 31))
    2026
    """
    return day.year if day.month >= 4 else day.year - 1


def _how(payment: Payment, act: str, day: date, reason: str = "") -> Posting:
    source = Source("child_allowance.payment", str(payment.id))
    return Posting(f"child_allowance/{payment.id}/{act}", day, source, reason)


def post(run: PaymentRun, payments: Sequence[Payment]) -> None:
    """What the bank was sent: owed, and on its way. Done again, it is what is there."""
    title = f"児童手当　{months.words(run.month)}支払"
    year = fiscal_year(run.pay_on)
    wanted = [
        (
            NewClaim(
                addressee_number=one.claimant_number,
                scheme=SCHEME,
                title=title,
                fiscal_year=year,
                levy_year=year,
                due_on=run.pay_on,
                notice_number=one.number,
                direction=Direction.PAYABLE,
            ),
            one.amount,
            _how(one, "owed", run.pay_on),
        )
        for one in payments
    ]
    for one, claim in zip(payments, ledger.raise_claims(wanted), strict=True):
        ledger.pay_out(claim.id, one.amount, _how(one, "out", run.pay_on))
        one.ledger_claim = claim.id
    Payment.objects.bulk_update(payments, ["ledger_claim"])


def settle(payments: Sequence[Payment], day: date) -> None:
    """The bank paid them."""
    for one in payments:
        if one.ledger_claim is not None:
            ledger.payout_settled(one.ledger_claim, one.amount, _how(one, "settled", day))


def came_back(payment: Payment, day: date) -> None:
    """One came back: no longer on its way, and no longer owed by this claim."""
    if payment.ledger_claim is None:
        return
    ledger.payout_returned(payment.ledger_claim, payment.amount, _how(payment, "back", day, payment.returned_for))
    reason = "振込不能。次の支払で計算し直す"
    ledger.change_claim(payment.ledger_claim, -payment.amount, _how(payment, "undone", day, reason))


def demanded(payment: Payment, due_on: date) -> None:
    """What is asked back is owed by the recipient."""
    year = fiscal_year(current_context().business_date)
    new = NewClaim(
        addressee_number=payment.claimant_number,
        scheme=SCHEME,
        title="児童手当　返還金",
        fiscal_year=year,
        levy_year=year,
        due_on=due_on,
        notice_number=payment.number,
    )
    claim = ledger.raise_claim(new, payment.debt, _how(payment, "demanded", current_context().business_date))
    payment.ledger_claim = claim.id
    payment.save(update_fields=["ledger_claim"])
