"""A notice of an employer (給与所得者異動届出書) is entered: who takes the rest of the tax, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from yakuba.areas.resident_tax import claiming, following
from yakuba.areas.resident_tax.assessments import DUTY
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.collecting import Move, Rest, Why
from yakuba.areas.resident_tax.domain.names import ORDINARY, SPECIAL
from yakuba.areas.resident_tax.models import AssessmentRun, Collector, CollectorNotice
from yakuba.areas.resident_tax.rows import collected, opens_on
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

BEGAN: Final = "began"  # wages take over from bills; every other reason is one of Why


class CannotMove(ValueError):
    """The message says why, for the clerk."""


@dataclass(frozen=True)
class Notice:
    """What the clerk types. ``last``: place of the last month, -1 none; ``to``: the next employer's addressee number;
    ``press`` makes it one, however often it is sent."""

    fiscal_year: int
    number: int
    why: Why
    happened_on: date
    received_on: date
    last: int
    rest: Rest
    press: UUID
    wished: bool = False
    excuse: str = ""
    to: int | None = None


def enter(notice: Notice) -> CollectorNotice:
    """Enter a notice; the change is in force at once. The same press again: no effect.

    Raises access.Refused, CannotMove.
    """
    access.require(DUTY)
    known = CollectorNotice.objects.filter(press=notice.press).first()
    if known is not None:
        return known
    context = current_context()
    if notice.received_on > context.business_date:
        raise CannotMove("受付日：今日より後の日付。届出を受けた日を入力する")
    try:
        before = following.in_force(notice.fiscal_year, notice.number)
    except following.NothingDecided as problem:
        raise CannotMove(str(problem)) from problem
    now, move = collected(before), _move(notice)
    refused = collecting.refusal(now, move, notice.fiscal_year)
    if refused:
        raise CannotMove(refused)
    bill = opens_on(notice.fiscal_year, context.business_date)[ORDINARY]
    run, _ = following.follow(before, AssessmentRun.Cause.MOVED, lambda was: collecting.moved(was, move, bill))
    rest = sum(now.special[move.last + 1 :])
    return _entered(
        run_id=run.id,
        addressee_number=notice.number,
        collector_key=now.key,
        collector_name=now.name,
        next_key=move.to[0],
        next_name=move.to[1],
        why=move.why,
        happened_on=move.happened_on,
        received_on=notice.received_on,
        last=move.last,
        rest_way=move.rest,
        wished=move.wished,
        excuse=move.excuse,
        taken=sum(now.special) - rest,
        rest=rest,
        press=notice.press,
    )


def _entered(**values: Any) -> CollectorNotice:
    context = current_context()
    entered: CollectorNotice = CollectorNotice.objects.create(
        **values,
        entered_by=context.actor.id,
        entered_by_name=context.actor.name,
        entered_at=context.instant,
    )
    detail = {"notice": str(entered.id), "why": str(entered.why), "rest": str(entered.rest_way)}
    register.record(register.Act.ENTER, [entered.addressee_number], note=register.Note(duty=DUTY, detail=detail))
    return entered


@dataclass(frozen=True)
class Beginning:
    """An employer asks to collect from now on (特別徴収切替届出書); ``first``: the place of its first month."""

    fiscal_year: int
    number: int
    received_on: date
    first: int
    to: int
    press: UUID


def begin(asked: Beginning) -> CollectorNotice:
    """The bills that are neither due nor paid go over the employer's months. The same press again: no effect.

    Raises access.Refused, CannotMove.
    """
    access.require(DUTY)
    known = CollectorNotice.objects.filter(press=asked.press).first()
    if known is not None:
        return known
    day = current_context().business_date
    if asked.received_on > day:
        raise CannotMove("受付日：今日より後の日付。届出を受けた日を入力する")
    try:
        before = following.in_force(asked.fiscal_year, asked.number)
    except following.NothingDecided as problem:
        raise CannotMove(str(problem)) from problem
    now, to = collected(before), _employer(asked.to)
    bill = claiming.first_unpaid(before, day)
    refused = collecting.refusal_to_begin(now, asked.first, bill)
    if refused:
        raise CannotMove(refused)
    if asked.first < opens_on(asked.fiscal_year, day)[SPECIAL] - 1:
        raise CannotMove("最初の月：過ぎた月。これから給与を払う月を選ぶ")
    run, _ = following.follow(
        before, AssessmentRun.Cause.MOVED, lambda was: collecting.begun(was, to, asked.first, bill)
    )
    rest = sum(now.ordinary[bill:])
    return _entered(
        run_id=run.id,
        addressee_number=asked.number,
        collector_key=now.key,
        collector_name="",
        next_key=to[0],
        next_name=to[1],
        why=BEGAN,
        happened_on=asked.received_on,
        received_on=asked.received_on,
        last=asked.first - 1,
        rest_way=Rest.NEXT,
        taken=now.total - rest,
        rest=rest,
        press=asked.press,
    )


def _employer(number: int | None) -> tuple[str, str, str]:
    found = Collector.objects.filter(addressee_number=number).first() if number is not None else None
    if found is None:
        raise CannotMove("次の事業所：登録がない。特別徴収義務者の一覧で登録してから選ぶ")
    return found.key, found.name, found.designated_number


def _move(notice: Notice) -> Move:
    to = _employer(notice.to) if notice.rest is Rest.NEXT else ("", "", "")
    return Move(notice.why, notice.happened_on, notice.last, notice.rest, notice.wished, notice.excuse, to)
