"""Cash at the desk: entered at once, with the number of its receipt (領収証書)."""

from __future__ import annotations

from uuid import UUID

from yakuba.areas.collection.actions import late
from yakuba.areas.collection.actions.receiving import ENTER
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Entry, Posting, Refused, Source
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context

SOURCE = "collection.cash"


def take(claim: Claim, amount: int, press: UUID) -> Entry:
    """The entry, whose source is the number of the receipt; the same press again is the entry that is there.

    Refused for more than is open: at the desk the change is given back at once.
    """
    access.require(ENTER)
    key = f"{SOURCE}:{press}"
    known = Entry.objects.filter(key=key).first()
    if known is not None:
        return known
    open_ = ledger.balance(claim.id).open
    if amount > open_:
        raise Refused(f"未収額{open_:,}円を超えて受け取ることはできません。金額を確かめてください。")
    day = current_context().business_date
    (serial,) = numbers.take(f"collection-receipt-{day.year}")
    number = f"K{day.year}-{serial:06d}"
    entry = ledger.receive_payment(claim.id, amount, Posting(key, day, Source(SOURCE, number)), money="cash")
    late.settle(claim, number)
    detail = {"claim": claim.number, "receipt": number, "amount": amount}
    register.record("collect", [claim.addressee_number], note=register.Note(duty=ENTER, detail=detail))
    return entry
