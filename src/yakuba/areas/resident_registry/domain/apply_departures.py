"""Persons who leave: move-out (planned, come, confirmed), death, ex-officio removal (juki-1.0:1.1.5, 4.1.3, 4.2.2)."""

import datetime

from .changes import FollowUp, FollowUpKind
from .event_inputs import RecordedDate
from .events import ConfirmMoveOut, Death, ExOfficioRemoval, MoveOut, MoveOutEffect
from .household import Household
from .reasons import FilingKind, Reason
from .record import DEAD, MOVED_OUT, OTHERWISE_REMOVED, Record
from .record_values import items_of
from .settling import head_leaves, paper, settle, supplement_notices
from .sheet import Sheet

LATE_DAYS = 14
"""A move-out notified later than this many days after leaving is entered ex officio (juki-1.0:4.1.3.0.1)."""


def move_out(event: MoveOut, sheet: Sheet) -> None:
    """Write down the plan; who has already left is removed at once, others on the planned date."""
    planned = sheet.filing.change_date.date
    sources = _sources(sheet, event.persons)
    for number in event.persons:
        sheet.about(number)
        sheet.set(
            number,
            {
                **items_of(event.destination),
                "move_out_planned_on": planned,
                "move_out_notified_on": sheet.filing.notified_on,
            },
        )
    if planned is not None and planned <= sheet.on:
        _remove(sheet, event.persons, MOVED_OUT)
    else:
        _warn_of_headless(sheet, sources, event.persons)
    _papers_of_move_out(event, sheet)


def move_out_effect(event: MoveOutEffect, sheet: Sheet) -> None:
    """The planned date has come: remove."""
    for number in event.persons:
        sheet.reason_for(number, _reason_of_plan(sheet.now(number)))
    _remove(sheet, event.persons, MOVED_OUT)


def move_out_confirmed(event: ConfirmMoveOut, sheet: Sheet) -> None:
    """Keep the plan, add what the notice says; removal counts from the earlier date (juki-1.0:1.1.5, 4.1.3.1.1)."""
    arrived = sheet.filing.change_date.date
    for number in event.persons:
        sheet.about(number)
        sheet.reason_for(number, _reason_of_plan(sheet.now(number)))
        sheet.set(
            number,
            {
                **items_of(event.destination),
                "move_in_notice_on": sheet.filing.notice_on,
                "move_out_confirmed_on": arrived,
            },
        )
    _remove_by_notice(sheet, event.persons)


def _remove_by_notice(sheet: Sheet, persons: tuple[str, ...]) -> None:
    leaving = []
    for number in persons:
        person = sheet.now(number)
        day = _earlier(person)
        if person.is_current_resident and day <= sheet.on:
            leaving.append(number)
        elif person.resident_state == MOVED_OUT and person.removal_date != day:
            sheet.set(number, RecordedDate(day).items("removal_date"))
    _remove(sheet, tuple(leaving), MOVED_OUT)


def death(event: Death, sheet: Sheet) -> None:
    """Remove; the head's household is settled (juki-1.0:4.0.4)."""
    _remove(sheet, event.persons, DEAD)
    sheet.follow(paper(sheet, event.persons))


def ex_officio_removal(event: ExOfficioRemoval, sheet: Sheet) -> None:
    """Remove, with the record of it and, where a notification was due, the notice."""
    _remove(sheet, event.persons, OTHERWISE_REMOVED)
    rows = [sheet.now(number) for number in event.persons]
    sheet.follow(*supplement_notices(rows), FollowUp(kind=FollowUpKind.EX_OFFICIO_RECORD, persons=event.persons))
    sheet.follow(FollowUp(kind=FollowUpKind.EX_OFFICIO_NOTICE, persons=event.persons, optional=True))


def is_late(event: MoveOut) -> bool:
    """Whether the notification came more than 14 days after leaving."""
    left, notified = event.filing.change_date.date, event.filing.notified_on
    return left is not None and notified is not None and (notified - left).days > LATE_DAYS


def _remove(sheet: Sheet, persons: tuple[str, ...], state: str) -> None:
    """Make records removed records, then settle the households they leave."""
    sources = _sources(sheet, persons)
    for number in persons:
        person = sheet.now(number)
        sheet.about(number)
        date = RecordedDate(_earlier(person)) if state == MOVED_OUT else sheet.filing.change_date
        sheet.set(
            number,
            {
                "resident_state": state,
                "is_removed": True,
                "removal_reason": str(_reason_of_plan(person) if state == MOVED_OUT else sheet.reason),
                "removal_notified_on": sheet.filing.notified_on or person.move_out_notified_on,
                **date.items("removal_date"),
            },
        )
    for source in sources:
        settle(sheet, source)
    if persons:
        sheet.follow(FollowUp(kind=FollowUpKind.CS_REMOVAL, persons=persons))


def _earlier(person: Record) -> datetime.date:
    """The earlier of planned and confirmed date; one of them is set."""
    dates = [date for date in (person.move_out_planned_on, person.move_out_confirmed_on) if date is not None]
    return min(dates)


def _reason_of_plan(person: Record) -> Reason:
    """国外転出 when the planned destination is abroad; a record removed otherwise keeps its reason."""
    if person.is_removed and person.resident_state == OTHERWISE_REMOVED:
        return Reason.EX_OFFICIO_REMOVAL
    return Reason.MOVE_OUT_ABROAD if _is_abroad(person) else Reason.MOVE_OUT


def _is_abroad(person: Record) -> bool:
    items = ("move_out_planned_country_code", "move_out_planned_country", "move_out_planned_abroad")
    return any(getattr(person, name) for name in items)


def _sources(sheet: Sheet, persons: tuple[str, ...]) -> tuple[Household, ...]:
    numbers = dict.fromkeys(sheet.now(number).household_number for number in persons)
    return tuple(sheet.household(number) for number in numbers)


def _warn_of_headless(sheet: Sheet, sources: tuple[Household, ...], leaving: tuple[str, ...]) -> None:
    """A-01 when the plan is made: there is still time for a change of head."""
    for source in sources:
        rest = source.without(leaving)
        if source.head is not None and rest.is_headless and len(rest.members) > 1:
            sheet.find(head_leaves(len(rest.members)))


def _papers_of_move_out(event: MoveOut, sheet: Sheet) -> None:
    """Certificate, or its equivalent when late, or data only (juki-1.0:4.1.3.0.3, 4.1.3.0.4)."""
    kind = FollowUpKind.MOVE_OUT_CERTIFICATE
    if is_late(event) or event.filing.kind != FilingKind.NOTIFICATION:
        kind = FollowUpKind.MOVE_OUT_EQUIVALENT
    elif event.special:
        kind = FollowUpKind.MOVE_OUT_DATA
    if event.abroad:
        rows = [sheet.now(number) for number in event.persons]
        sheet.follow(*supplement_notices(rows))
    else:
        sheet.follow(FollowUp(kind=kind, persons=event.persons))
    sheet.follow(paper(sheet, event.persons))
