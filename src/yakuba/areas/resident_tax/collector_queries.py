"""Reads of collectors for staff. Who shows persons of these keeps it in the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from yakuba.areas.resident_tax import collectors
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.models import AssessmentRun, Collector, CollectorNotice
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy.statements import Read

SHOWN: Final = 300  # rows of a list
_EMPLOYEES: Final = Read(
    """
    SELECT a.addressee_number, a.notice_number, a.recipient_number, a.special
    FROM tax_assessment AS a
    JOIN tax_assessment_run AS r ON r.municipality_id = a.municipality_id AND r.id = a.run_id
    WHERE a.municipality_id = %(municipality)s AND r.municipality_id = %(municipality)s
      AND r.fiscal_year = %(year)s AND r.state = 'approved' AND a.method = 'special' AND a.employer_key = %(key)s
      AND NOT EXISTS (
        SELECT FROM tax_assessment AS b
        JOIN tax_assessment_run AS s ON s.municipality_id = b.municipality_id AND s.id = b.run_id
        WHERE b.municipality_id = a.municipality_id AND b.addressee_number = a.addressee_number
          AND s.fiscal_year = r.fiscal_year AND s.state = 'approved' AND s.number > r.number)
    ORDER BY a.notice_number LIMIT %(most)s
    """
)


@dataclass(frozen=True)
class Employee:
    """Somebody whose tax an employer collects, with the twelve months in yen."""

    number: int
    notice_number: int
    recipient_number: str
    months: Sequence[int]

    @property
    def total(self) -> int:
        """What the wages take in the year."""
        return sum(self.months)


@dataclass(frozen=True)
class Month:
    """A claim on a collector: what it is for, by when, how it stands."""

    label: str
    due_on: date
    number: str
    charged: int
    open: int


def found(text: str) -> list[Collector]:
    """Collectors by name (a part of it), designated or addressee number; all of them for no text."""
    rows = Collector.objects.order_by("designated_number", "addressee_number")
    if text:
        wanted = Q(name__icontains=text) | Q(designated_number=text)
        if text.isascii() and text.isdigit() and len(text) <= 15:
            wanted |= Q(addressee_number=int(text))
        rows = rows.filter(wanted)
    return list(rows[:SHOWN])


def employees(collector: Collector, fiscal_year: int) -> list[Employee]:
    """Whose tax of a year the employer collects now, the first of them."""
    rows = _EMPLOYEES.rows(year=fiscal_year, key=collector.key, most=SHOWN)
    return [Employee(int(one), int(notice), recipient, months) for one, notice, recipient, months in rows]


def months(collector: Collector, fiscal_year: int) -> list[Month]:
    """The claims of a year on a collector, the first due first."""
    ids = collectors.claims_of(fiscal_year, [collector.addressee_number])
    claims = sorted(
        ledger.Claim.objects.filter(id__in=list(ids.values())), key=lambda one: (one.due_on, one.instalment)
    )
    standing = ledger.balances(ids.values())
    return [
        Month(
            f"{'年金' if collecting.is_pension(one.instalment) else '給与'} {collecting.month_of(one.instalment)}月分",
            one.due_on,
            one.number,
            standing[one.id].charged,
            standing[one.id].open,
        )
        for one in claims
    ]


def newest_year() -> int | None:
    """The last fiscal year that was decided."""
    runs = AssessmentRun.objects.filter(state=AssessmentRun.State.APPROVED)
    return runs.order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()


def notices_of(number: int) -> list[CollectorNotice]:
    """What employers notified about a taxpayer, the newest first."""
    return list(
        CollectorNotice.objects.filter(addressee_number=number).select_related("run").order_by("-entered_at", "-id")
    )


def last_notices() -> list[CollectorNotice]:
    """The notices entered last."""
    return list(CollectorNotice.objects.select_related("run").order_by("-entered_at", "-id")[:SHOWN])
