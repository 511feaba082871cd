"""What a decided assessment makes people owe: one claim in the ledger for each bill (普通徴収の期別).

What employers and pension payers collect is owed by them (``collectors``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from yakuba.areas.collection import service as collection
from yakuba.areas.resident_tax import collectors, owed_back
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.changing import BILLS
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.platform.jobs import queries as job_queries
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
    jobs.start(CLAIM, {"run": run.id}, key=_key(run.id))


def _key(run_id: UUID) -> str:
    return f"claim-{run_id}"


def is_unfinished(fiscal_year: int) -> bool:
    """Whether claims of a decided run of the year are still to be raised: what follows would change what is not there.

    A change that came first would raise its part, and the run the whole of it after that.
    """
    runs = AssessmentRun.objects.filter(
        fiscal_year=fiscal_year, state=AssessmentRun.State.APPROVED, cause=AssessmentRun.Cause.COMPUTED
    )
    return job_queries.is_unfinished(CLAIM, [_key(one) for one in runs.values_list("id", flat=True)])


def due_on(fiscal_year: int, instalment: int) -> date:
    """The last day to pay a bill (1 to 4): the end of June, August, October, January, or the next working day.

    >>> due_on(2026, 1), due_on(2026, 4), due_on(2025, 2)
    (datetime.date(2026, 6, 30), datetime.date(2027, 2, 1), datetime.date(2025, 9, 1))
    """
    years, month, day = _LAST_DAYS[instalment - 1]
    return business_days.on_or_after(date(fiscal_year + years, month, day))


def due_of(run: AssessmentRun, instalment: int) -> date:
    """The last day to pay a bill a run decided; outside the four terms (随時) the end of the month after it."""
    if instalment <= BILLS:
        return due_on(run.fiscal_year, instalment)
    return collecting.billed_at_once_on(decided_on(run))


def slices(run: AssessmentRun) -> int:
    """How many slices the rows of a run, and after them its collectors, fall into."""
    return _row_slices(run) + collectors.slices(run)


def first_unpaid(row: Assessment, day: date) -> int:
    """The first bill of a row in force from which on none is due before ``day`` or was paid."""
    year = row.run.fiscal_year
    rows = ledger.Claim.objects.filter(scheme=SCHEME, levy_year=year, notice_number=str(row.notice_number))
    claims = list(rows.filter(part=ledger.Claim.Part.PRINCIPAL))
    standing = ledger.balances([one.id for one in claims])
    paid = [one.instalment for one in claims if standing[one.id].received > 0]
    coming = (place for place in range(BILLS) if due_on(year, place + 1) >= day)
    return max([next(coming, len(row.ordinary)), *paid])


def _row_slices(run: AssessmentRun) -> int:
    return -(-Assessment.objects.filter(run_id=run.id).count() // SLICE)


def claim(run: AssessmentRun, position: int) -> int:
    """Raise or change the claims of one slice; gives how many. Each once, however often it is run."""
    rows = list(
        Assessment.objects.filter(run_id=run.id).order_by("addressee_number")[position * SLICE : (position + 1) * SLICE]
    )
    if not rows and run.initial:
        return collectors.claim(run, position - _row_slices(run))
    before = {} if run.initial else in_force_before(run, [row.addressee_number for row in rows])
    standing = _claims(run.fiscal_year, [row for row in rows if row.addressee_number in before])
    wanted, changed = [], []
    for row in rows:
        old = before[row.addressee_number].ordinary if row.addressee_number in before else []
        for place in range(max(len(row.ordinary), len(old))):
            now, then = (parts[place] if place < len(parts) else 0 for parts in (row.ordinary, old))
            key = (str(row.notice_number), place + 1)
            if now == then:
                continue
            if key in standing:
                ledger.change_claim(standing[key], now - then, _how(run, row, place))
                changed.append(standing[key])
            elif now:  # a year that was decided before there were claims has none to take off
                wanted.append((_bill(run, row, place), now, _how(run, row, place)))
    ledger.raise_claims(wanted)
    collection.claims_changed(changed, f"resident-tax/{run.id}")
    others = 0 if run.initial else collectors.change(run, before, rows, position)
    back = owed_back.claim(run, before, rows, decided_on(run))
    return len(wanted) + len(changed) + others + back


def in_force_before(run: AssessmentRun, people: Sequence[int]) -> dict[int, Assessment]:
    """The rows that were in force before a correction, by taxpayer."""
    rows = Assessment.objects.filter(
        addressee_number__in=people,
        run__fiscal_year=run.fiscal_year,
        run__state=AssessmentRun.State.APPROVED,
        run__number__lt=run.number,
    )
    return {row.addressee_number: row for row in rows.order_by("run__number")}


def _claims(fiscal_year: int, rows: Sequence[Assessment]) -> dict[tuple[str, int], UUID]:
    numbers = [str(row.notice_number) for row in rows]
    found = ledger.Claim.objects.filter(scheme=SCHEME, levy_year=fiscal_year, notice_number__in=numbers)
    return {(one.notice_number, one.instalment): one.id for one in found.filter(part=ledger.Claim.Part.PRINCIPAL)}


def _bill(run: AssessmentRun, row: Assessment, place: int) -> ledger.NewClaim:
    term = collecting.term(place + 1)
    return ledger.NewClaim(
        addressee_number=row.addressee_number,
        scheme=SCHEME,
        title=f"市民税・県民税・森林環境税 令和{run.fiscal_year - 2018}年度 {term}",
        fiscal_year=run.fiscal_year,
        levy_year=run.fiscal_year,
        due_on=due_of(run, place + 1),
        notice_number=str(row.notice_number),
        instalment=place + 1,
    )


def decided_on(run: AssessmentRun) -> date:
    """The day of the decision in Japan."""
    return (run.approved_at or current_context().instant).astimezone(JST).date()


def _how(run: AssessmentRun, row: Assessment, place: int) -> ledger.Posting:
    day = decided_on(run)
    source = ledger.Source("resident_tax.assessment", f"{run.id}/{row.addressee_number}")
    return ledger.Posting(f"resident-tax/{run.id}/{row.addressee_number}/{place + 1}", day, source)
