"""A recipient's own child allowance as the recipient reads it: plain values, so that a letter can carry them.

No child is named and no account is told: the account of the portal may be in another's hands.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.models import AllowanceVersion, Payment, PaymentRun
from yakuba.platform.tenancy.context import JST, current_context

SHOWN: Final = 12  # months told, this one the last
PAYMENTS: Final = 12  # payments told, the newest ones
_DECIDED: Final = (PaymentRun.State.APPROVED, PaymentRun.State.SENT, PaymentRun.State.PAID)

Told = dict[str, Any]


def own_allowance(number: int) -> list[Told]:
    """The rights of a person, the newest first: months, amounts, children by order with the reason, payments.

    Amounts in yen, months as "2026-12", days in ISO form.
    """
    rows = AllowanceVersion.objects.filter(claimant_number=number, is_latest=True).order_by("-number")
    return [_right(row) for row in rows]


def _right(row: AllowanceVersion) -> Told:
    right = rights.value_of(row)
    today = months.of(current_context().business_date)
    last = max(right.first, min(today, right.last or today))
    now = entitlement.explained(right, last)
    shown = months.between(max(right.first, months.add(last, 1 - SHOWN)), last)
    return {
        "number": row.number,
        "state": row.state,
        "first": right.first,
        "last": right.last,
        "month": last,
        "yen": now.yen,
        "children": [{"order": one.order, "yen": one.yen, "note": one.note} for one in now.children],
        "months": [{"month": month, "yen": entitlement.totals([right], month)[0]} for month in shown],
        "payments": _payments(row),
    }


def _payments(row: AllowanceVersion) -> list[Told]:
    """What was paid, or will be once it was decided; the newest first."""
    found = Payment.objects.filter(right_id=row.right_id).exclude(state=Payment.State.VOID)
    rows = list(found.order_by("-made_at", "-id")[: PAYMENTS * 2])
    runs = {run.id: run for run in PaymentRun.objects.filter(id__in={one.run_id for one in rows if one.run_id})}
    told: list[Told] = []
    for one in rows:
        run = runs.get(one.run_id) if one.run_id else None
        if run is None or run.state in _DECIDED:
            told.append({**_payment(one), "pay_on": (run.pay_on if run else _made_on(one)).isoformat()})
    return told[:PAYMENTS]


def _made_on(payment: Payment) -> date:
    return payment.made_at.astimezone(JST).date()


def _payment(one: Payment) -> Told:
    """``yen``: what goes to the account, or is asked back; ``offset``: what was taken for an earlier overpayment."""
    return {
        "state": one.state,
        "yen": one.debt if one.state in (Payment.State.DEBT, Payment.State.DEMANDED) else one.amount,
        "offset": one.offset,
        "lines": [{"month": month, "yen": yen} for month, yen in sorted(one.lines.items())],
    }
