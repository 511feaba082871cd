"""A taxpayer's decided row is followed by another one: who collects, when, or how much of it, without a computation.

The new row is in force at once, and the claims in the ledger are changed with it, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Final

from yakuba.areas.resident_tax import assessments, claiming
from yakuba.areas.resident_tax.domain.collecting import Collected
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.areas.resident_tax.rows import collected, lock_year, put
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context

UNFINISHED: Final = (
    "収納の台帳への登録（調定）が終わっていない。数分待って、もう一度行う。続くときは、システムの担当に知らせる"
)


class NothingDecided(LookupError):
    """The taxpayer has no row of the year, or its claims are not raised yet. The message is for the clerk."""


def in_force(fiscal_year: int, number: int) -> Assessment:
    """The row in force, which nobody else follows up before the transaction ends. Raises NothingDecided."""
    lock_year(fiscal_year)
    found = assessments.newest(fiscal_year, number)
    if found is None:
        raise NothingDecided(f"{fiscal_year}年度 宛名番号{number}：決定がない。番号と年度を確かめる")
    if claiming.is_unfinished(fiscal_year):
        raise NothingDecided(UNFINISHED)
    return found


def follow(
    before: Assessment, cause: str, change: Callable[[Collected], Collected], relief: int = 0
) -> tuple[AssessmentRun, Assessment]:
    """Decide the row that follows ``before`` (read by ``in_force``); ``relief``: yen more taken off the tax.

    Raises ValueError where the parts would come to another sum than before, less the relief: nothing is written then.
    """
    context = current_context()
    row = copy(before)
    after = change(collected(before))
    row.relief += relief
    put(row, after)
    owed = sum((*before.special, *before.ordinary, *before.pension)) - relief
    if after.total != owed:
        raise ValueError(f"the parts {after.total} are not the {owed} yen they were before, less the relief")
    (number,) = numbers.take("tax_assessment_run")
    run = AssessmentRun.objects.create(
        number=number,
        fiscal_year=before.run.fiscal_year,
        initial=False,
        cause=cause,
        state=AssessmentRun.State.APPROVED,
        totals={"people": 1, "taxed": int(row.annual_tax > 0), "annual_tax": row.annual_tax, "methods": {}},
        created_by=context.actor.id,
        created_by_name=context.actor.name,
        created_at=context.instant,
        approved_by=context.actor.id,
        approved_by_name=context.actor.name,
        approved_at=context.instant,
    )
    values = {field.attname: getattr(row, field.attname) for field in Assessment._meta.concrete_fields}
    row = Assessment.objects.create(**{**values, "run_id": run.id})
    claiming.claim(run, 0)
    return run, row
