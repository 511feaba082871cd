"""Staff register an employer that collects, and mark who pays in twice a year (納期の特例)."""

from __future__ import annotations

from yakuba.areas.resident_tax import collectors
from yakuba.areas.resident_tax.assessments import DUTY
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.models import Collector
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context


def register_employer(name: str, designated_number: str, corporate_number: str = "") -> Collector:
    """An employer with its numbers; known already by one of them: that one. Raises access.Refused."""
    access.require(DUTY)
    key = f"c{corporate_number}" if corporate_number else f"d{designated_number}"
    known = Collector.objects.filter(key=key).first()
    known = known or Collector.objects.filter(designated_number=designated_number).first()
    if known is not None:
        return known
    made = collectors.ensure({key: (name, designated_number)})[key]
    detail = {"collector": made.addressee_number, "name": name}
    register.record(register.Act.ENTER, note=register.Note(duty=DUTY, detail=detail))
    return made


def set_halves(number: int, halves: bool) -> int:
    """Mark or unmark 納期の特例; what is not due nor paid yet is claimed anew for its new day. Gives how many claims.

    Marked so already: no effect. Raises access.Refused, Collector.DoesNotExist.
    """
    access.require(DUTY)
    party = Collector.objects.select_for_update().get(addressee_number=number)
    if party.halves == halves:
        return 0
    Collector.objects.filter(addressee_number=number).update(halves=halves)
    party.halves = halves
    detail = {"collector": number, "halves": halves}
    register.record(register.Act.ENTER, note=register.Note(duty=DUTY, detail=detail))
    return sum(_anew(party, claim, standing) for claim, standing in ledger.open_claims(number))


def _anew(party: Collector, claim: ledger.Claim, standing: ledger.Standing) -> int:
    today = current_context().business_date
    ours = claim.scheme == collectors.SCHEME and claim.notice_number == collectors.notice_number(
        claim.levy_year, party.addressee_number
    )
    if not ours or claim.due_on <= today or standing.received or collecting.is_pension(claim.instalment):
        return 0
    new = collectors.new_claim(party, claim.levy_year, claim.instalment, today)
    if new.due_on == claim.due_on:
        return 0
    amount, source = standing.open, ledger.Source(collectors.SOURCE, f"halves/{claim.number}")
    ledger.change_claim(claim.id, -amount, ledger.Posting(f"resident-tax/halves/{claim.id}/off", today, source))
    ledger.raise_claim(new, amount, ledger.Posting(f"resident-tax/halves/{claim.id}/on", today, source))
    return 1
