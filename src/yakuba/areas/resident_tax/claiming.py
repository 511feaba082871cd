"""What a decided assessment makes people owe: one claim in the ledger for each bill (普通徴収の期別).

What employers and pension payers collect is owed by them, who stand on no address list of the municipality yet: their
claims are not raised here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.standards import business_days

CLAIM: Final = "resident_tax.claim"  # the kind of job
SCHEME: Final = "resident_tax"
SLICE: Final = 500  # taxpayers of one transaction
_LAST_DAYS: Final = ((0, 6, 30), (0, 8, 31), (0, 10, 31), (1, 1, 31))


def start(run: AssessmentRun) -> None:
    """Begin to raise the claims of a decided run; begun already: no effect."""
    jobs.start(CLAIM, {"run": run.id}, key=f"claim-{run.id}")


def due_on(fiscal_year: int, instalment: int) -> date:
    """The last day to pay a bill (1 to 4): the end of June, August, October, January, or the next working day.

    >>> due_on(2026, 1), due_on(2026, 4), due_on(2025, 2)
    (datetime.date(2026, 6, 30), datetime.date(2027, 2, 1), datetime.date(2025, 9, 1))
    """
    years, month, day = _LAST_DAYS[instalment - 1]
    return business_days.on_or_after(date(fiscal_year + years, month, day))


def slices(run: AssessmentRun) -> int:
    """How many slices the rows of a run fall into."""
    return -(-Assessment.objects.filter(run_id=run.id).count() // SLICE)


def claim(run: AssessmentRun, position: int) -> int:
    """Raise or change the claims of one slice; gives how many. Each once, however often it is run."""
    rows = list(
        Assessment.objects.filter(run_id=run.id).order_by("addressee_number")[position * SLICE : (position + 1) * SLICE]
    )
    before = {} if run.initial else _in_force_before(run, [row.addressee_number for row in rows])
    standing = _claims(run.fiscal_year, [row for row in rows if row.addressee_number in before])
    wanted, changes = [], 0
    for row in rows:
        old = before.get(row.addressee_number, [])
        for place in range(max(len(row.ordinary), len(old))):
            now, then = (parts[place] if place < len(parts) else 0 for parts in (row.ordinary, old))
            key = (str(row.notice_number), place + 1)
            if now == then:
                continue
            if key in standing:
                ledger.change_claim(standing[key], now - then, _how(run, row, place))
                changes += 1
            else:
                wanted.append((_bill(run, row, place), now, _how(run, row, place)))
    ledger.raise_claims(wanted)
    return len(wanted) + changes


def _in_force_before(run: AssessmentRun, people: Sequence[int]) -> dict[int, list[int]]:
    """The bills that were in force before a correction, by taxpayer."""
    rows = Assessment.objects.filter(
        addressee_number__in=people,
        run__fiscal_year=run.fiscal_year,
        run__state=AssessmentRun.State.APPROVED,
        run__number__lt=run.number,
    )
    return {row.addressee_number: row.ordinary for row in rows.order_by("run__number")}


def _claims(fiscal_year: int, rows: Sequence[Assessment]) -> dict[tuple[str, int], UUID]:
    numbers = [str(row.notice_number) for row in rows]
    found = ledger.Claim.objects.filter(scheme=SCHEME, levy_year=fiscal_year, notice_number__in=numbers)
    return {(one.notice_number, one.instalment): one.id for one in found.filter(part=ledger.Claim.Part.PRINCIPAL)}


def _bill(run: AssessmentRun, row: Assessment, place: int) -> ledger.NewClaim:
    return ledger.NewClaim(
        addressee_number=row.addressee_number,
        scheme=SCHEME,
        title=f"市民税・県民税・森林環境税 令和{run.fiscal_year - 2018}年度 第{place + 1}期",
        fiscal_year=run.fiscal_year,
        levy_year=run.fiscal_year,
        due_on=due_on(run.fiscal_year, place + 1),
        notice_number=str(row.notice_number),
        instalment=place + 1,
    )


def _how(run: AssessmentRun, row: Assessment, place: int) -> ledger.Posting:
    day = (run.approved_at or current_context().instant).astimezone(JST).date()
    source = ledger.Source("resident_tax.assessment", f"{run.id}/{row.addressee_number}")
    return ledger.Posting(f"resident-tax/{run.id}/{row.addressee_number}/{place + 1}", day, source)
