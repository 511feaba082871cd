"""Late charges of a claim from what was paid of it and when. Pure; the law's arithmetic is `yakuba.law.late_charges`.

The base is what was charged (with all corrections, less what was written off): a claim that was lowered owes late
charges on the lowered amount from the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yakuba.law.late_charges import Charge, PartPayment, Terms, late_charge


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim as late charges see it: its base in yen, its due date, and what was paid on which day."""

    base: int
    due: date
    payments: tuple[tuple[date, int], ...] = ()

    @property
    def paid_off_on(self) -> date | None:
        """The day on which the base was paid in full; None while it is not."""
        paid = 0
        for day, amount in sorted(self.payments):
            paid += amount
            if paid >= self.base:
                return day
        return None


def charge_of(owed: Owed, today: date, terms: Terms | None = None) -> Charge:
    """延滞金 until the claim was paid off, or until today; by the terms of taxes where none are given.

    RateMissing for a year without a rate.

    >>> charge_of(Owed(48_700, date(2025, 10, 31), ((date(2026, 3, 15), 48_700),)), date(2026, 11, 24)).amount
    1300
    >>> charge_of(Owed(48_700, date(2025, 10, 31)), date(2026, 3, 15)).amount
    1300
    """
    until = owed.paid_off_on or max(today, owed.due)
    return late_charge(owed.base, owed.due, until, _parts(owed, until), terms)


def _parts(owed: Owed, until: date) -> Sequence[PartPayment]:
    """Payments until a day, never more than the base in sum: what is above it is no part of this claim."""
    left = owed.base
    found = []
    for day, amount in sorted(owed.payments):
        part = min(amount, left)
        if part > 0 and day <= until:
            found.append(PartPayment(day, part))
            left -= part
    return found
