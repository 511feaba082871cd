"""What employers and pension payers have handed over of one taxpayer's tax, by the ledger (特別徴収分の納入).

A collector owes a month for all its people in one claim; nobody can tell whose yen are in a payment of a part of it. So
a taxpayer's share of a month counts as paid when nothing of the month is open any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yakuba.areas.resident_tax import collectors
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.models import Assessment, Collector
from yakuba.areas.resident_tax.rows import collected
from yakuba.platform.ledger import service as ledger


class NotClaimed(LookupError):
    """A year that was decided before collectors were claimed on: the ledger knows nothing of what they hand over."""


@dataclass(frozen=True)
class Month:
    """A taxpayer's share of what a collector owes for a month, in yen; ``due``: by when it is handed over."""

    instalment: int
    due: date
    yen: int
    is_paid: bool

    @property
    def label(self) -> str:
        """給与特別徴収　6月分."""
        way = "年金" if collecting.is_pension(self.instalment) else "給与"
        return f"{way}特別徴収　{collecting.month_of(self.instalment)}月分"


def months(row: Assessment) -> Sequence[Month]:
    """The shares of a row in force, wages before pension, month by month. Raises NotClaimed."""
    owed = collecting.dues(collected(row))
    parties = {one.key: one.addressee_number for one in Collector.objects.filter(key__in={key for key, _ in owed})}
    ids = collectors.claims_of(row.run.fiscal_year, list(parties.values()))
    wanted = {due: ids.get((parties.get(due[0], 0), due[1])) for due in owed}
    known = [one for one in wanted.values() if one is not None]
    if len(known) < len(owed) or sum(owed.values()) != sum(row.special) + sum(row.pension):
        raise NotClaimed
    claims = {one.id: one for one in ledger.Claim.objects.filter(id__in=known)}
    standing = ledger.balances(known)
    found = []
    for due in sorted(owed, key=lambda one: one[1]):
        claim = wanted[due]
        assert claim is not None  # the count above
        found.append(Month(due[1], claims[claim].due_on, owed[due], not standing[claim].open))
    return found
