"""Relief from the tax (減免): an application is entered, and decided by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from yakuba.areas.resident_tax import claiming, following
from yakuba.areas.resident_tax.assessments import APPROVE, DUTY
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.names import ORDINARY
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, Relief
from yakuba.areas.resident_tax.parameter_definitions import RELIEFS, WORDS
from yakuba.areas.resident_tax.rows import collected, opens_on
from yakuba.platform.access import service as access
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

State: Final = Relief.State


class CannotRelieve(ValueError):
    """The message says why, for the clerk."""


@dataclass(frozen=True)
class Application:
    """What the clerk types; ``press`` makes it one, however often it is sent."""

    fiscal_year: int
    number: int
    ground: str
    applied_on: date
    told: str
    press: UUID


def grounds(day: date) -> list[tuple[str, str]]:
    """The grounds that the ordinance knows on a day, with their words."""
    rates = {ground: int(parameters.get(one, day)) for ground, one in RELIEFS.items()}
    return [(ground, f"{WORDS[ground]}（{rate}％）") for ground, rate in rates.items() if rate]


def apply(given: Application) -> Relief:
    """Enter an application. The same press again: no effect. Raises access.Refused, CannotRelieve."""
    access.require(DUTY)
    known = Relief.objects.filter(press=given.press).first()
    if known is not None:
        return known
    actor = current_context().actor
    return keep(given, actor.id, actor.name)


def keep(given: Application, entered_by: UUID | None, name: str) -> Relief:
    """An application as it stands in the list that waits. Raises CannotRelieve."""
    _worth(given)
    found = Relief.objects.create(
        fiscal_year=given.fiscal_year,
        addressee_number=given.number,
        ground=given.ground,
        applied_on=given.applied_on,
        told=given.told,
        press=given.press,
        entered_by=entered_by,
        entered_by_name=name,
        entered_at=current_context().instant,
    )
    _told(found, DUTY)
    return found


def _worth(given: Application) -> int:
    """What it would take off, yen, above 0. Raises CannotRelieve."""
    if given.ground not in dict(grounds(given.applied_on)):
        raise CannotRelieve("減免の理由：申請の日の条例にない。理由と申請日を確かめる")
    if given.applied_on > current_context().business_date:
        raise CannotRelieve("申請日：今日より後の日付。申請を受けた日を入力する")
    row = _in_force(given.fiscal_year, given.number)
    waiting = Relief.objects.filter(
        fiscal_year=given.fiscal_year, addressee_number=given.number, state=State.APPLIED
    ).exclude(press=given.press)
    if waiting.exists():
        raise CannotRelieve("減免：この年度の申請が決裁待ち。先に決裁してから入力する")
    _, amount = collecting.relieved(collected(row), rate_of(given), _opens(row, given.applied_on))
    if not amount:
        raise CannotRelieve("減免：申請の日から先に納期限が来る、納めていない税額がない")
    return amount


def rate_of(given: Application) -> int:
    """Percent of the ordinance of the day of application."""
    return int(parameters.get(RELIEFS[given.ground], given.applied_on))


def application_of(found: Relief) -> Application:
    """What was applied for."""
    return Application(
        found.fiscal_year, found.addressee_number, found.ground, found.applied_on, found.told, found.press
    )


def worth_of(given: Application) -> tuple[int, str]:
    """What an application would take off, yen; or 0 and why it cannot be granted."""
    try:
        return _worth(given), ""
    except CannotRelieve as problem:
        return 0, str(problem)


def _in_force(fiscal_year: int, number: int) -> Assessment:
    try:
        return following.in_force(fiscal_year, number)
    except following.NothingDecided as problem:
        raise CannotRelieve(str(problem)) from problem


def _opens(row: Assessment, day: date) -> dict[str, int]:
    """From which part of each way a relief holds: bills that are due on the day of application or later, not paid."""
    return {**opens_on(row.run.fiscal_year, day), ORDINARY: claiming.first_unpaid(row, day)}


def grant(relief_id: UUID) -> Relief:
    """Decide for the application: the parts not due on the day of application are reduced at once, with their claims.

    Decided already: no effect. Raises access.Refused, CannotRelieve, Relief.DoesNotExist.
    """
    return settle(_locked(relief_id))


def settle(found: Relief) -> Relief:
    """Take it off, by whoever was allowed to decide. Raises CannotRelieve."""
    if found.state != State.APPLIED:
        return found
    row = _in_force(found.fiscal_year, found.addressee_number)
    rate = int(parameters.get(RELIEFS[found.ground], found.applied_on))
    after, amount = collecting.relieved(collected(row), rate, _opens(row, found.applied_on))
    if not amount:
        raise CannotRelieve("減免：減らせる税額が残っていない。不承認として理由を書く")
    run, _ = following.follow(row, AssessmentRun.Cause.RELIEVED, lambda _: after, amount)
    return _decided(found, State.GRANTED, rate=rate, amount=amount, run_id=run.id)


def refuse(relief_id: UUID, answer: str) -> Relief:
    """Decide against it. Decided already: no effect. Raises access.Refused, CannotRelieve, Relief.DoesNotExist."""
    found = _locked(relief_id)
    if found.state != State.APPLIED:
        return found
    return _decided(found, State.REFUSED, answer=answer)


def _locked(relief_id: UUID) -> Relief:
    access.require(APPROVE)
    found = Relief.objects.select_for_update().get(id=relief_id)
    if found.state == State.APPLIED and found.entered_by == current_context().actor.id:
        raise CannotRelieve("減免：申請を入力した人は決裁できない。ほかの職員が決裁する")
    return found


def _decided(found: Relief, state: str, **values: object) -> Relief:
    context = current_context()
    values |= {"state": state, "decided_by_name": context.actor.name, "decided_at": context.instant}
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))
    _told(found, APPROVE)
    return found


def _told(found: Relief, duty: str) -> None:
    detail = {"relief": str(found.id), "state": str(found.state), "ground": found.ground}
    register.record(register.Act.ENTER, [found.addressee_number], note=register.Note(duty=duty, detail=detail))
