"""After a birth or a move-in is registered, the parents' accounts are told what they may file next: by kind alone.

Nobody under a support measure is told: the account may be in the other party's hands.
"""

from yakuba.areas.child_allowance import service as allowance
from yakuba.frontyard.reception import letters
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.platform.cases.models import Case
from yakuba.platform.disclosure import service as disclosure

KINDS = {"child_allowance_claim": "allowance_claim", "child_allowance_amount": "allowance_amount"}


def follow(case: Case) -> None:
    """Called in the transaction in which a case was registered."""
    offers = [one for one in allowance.offers_after(case) if one.procedure in KINDS]
    if not offers:
        return
    states = disclosure.subject_state([one.number for one in offers])
    rows = ResidentAccount.objects.filter(
        addressee_number__in=[one.number for one in offers if not states[one.number].protection_ids],
        state=ResidentAccount.State.LINKED,
    )
    kinds = {one.number: KINDS[one.procedure] for one in offers}
    for row in rows.order_by("id"):
        if row.addressee_number is not None:
            kind = kinds[row.addressee_number]
            body = {"account": str(row.account), "kind": kind}
            letters.send("notice", row.account, body, key=f"{case.id}/{kind}/{row.account}")
