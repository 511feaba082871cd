"""The pension stops to take the tax (年金特別徴収の停止): what is still to come goes by bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import following
from yakuba.areas.resident_tax.assessments import DUTY
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.names import ORDINARY, PENSION
from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.areas.resident_tax.rows import opens_on
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.statements import Read

REASONS: Final = {
    "died": "死亡",
    "moved": "転出",
    "no_pension": "年金の支給停止・介護保険の特別徴収の終了",
    "notified": "年金保険者からの通知",
}
_OPEN: Final = Read(
    """
    SELECT addressee_number, pension FROM (
      SELECT DISTINCT ON (a.addressee_number) a.addressee_number, a.pension
      FROM tax_assessment AS a
      JOIN tax_assessment_run AS r ON r.municipality_id = a.municipality_id AND r.id = a.run_id
      WHERE a.municipality_id = %(municipality)s AND r.municipality_id = %(municipality)s
        AND r.fiscal_year = %(year)s AND r.state = 'approved'
      ORDER BY a.addressee_number, r.number DESC) AS newest
    WHERE cardinality(pension) > 0
    """
)


class CannotStop(ValueError):
    """The message says why, for the clerk."""


def stop(fiscal_year: int, number: int, reason: str, first: int | None = None) -> AssessmentRun:
    """From the next payment on, or from ``first`` (its place, 0 is April) which the payer told, the tax goes by bill.

    Raises access.Refused, CannotStop where nothing is to come.
    """
    access.require(DUTY)
    if reason not in REASONS:
        raise CannotStop("停止の理由：一覧にない。理由を選ぶ")
    try:
        before = following.in_force(fiscal_year, number)
    except following.NothingDecided as problem:
        raise CannotStop(str(problem)) from problem
    opens = opens_on(fiscal_year, current_context().business_date)
    since = opens[PENSION] if first is None else first
    if not sum(before.pension[since:]):
        raise CannotStop("年金特別徴収：これから徴収する額がない。停止は済んでいるか、必要がない")
    run, _ = following.follow(
        before,
        AssessmentRun.Cause.PENSION_STOPPED,
        lambda was: collecting.pension_stopped(was, since, opens[ORDINARY]),
    )
    detail = {"run": str(run.id), "reason": reason, "since": since}
    register.record(register.Act.ENTER, [number], note=register.Note(duty=DUTY, detail=detail))
    return run


@dataclass(frozen=True)
class ToStop:
    """Somebody who lives here no more and whose pension still takes the tax. ``rest``: yen still to come."""

    number: int
    day: date
    died: bool
    rest: int


def to_stop(fiscal_year: int) -> list[ToStop]:
    """Whom the pension takes from although they left or died, by number; that the record was read is registered.

    Raises access.Refused.
    """
    access.require(DUTY)
    today = current_context().business_date
    first = opens_on(fiscal_year, today)[PENSION]
    rests = {int(number): sum(parts[first:]) for number, parts in _OPEN.rows(year=fiscal_year)}
    open_ = {number: rest for number, rest in rests.items() if rest}
    if not open_:
        return []
    roll = registry.roll(today, list(open_))
    gone = [number for number, here in roll.select("number", "resident").iter_rows() if not here]
    left = registry.left_of(gone)
    return sorted(
        (ToStop(one.number, one.day, one.died, open_[one.number]) for one in left), key=lambda one: one.number
    )
