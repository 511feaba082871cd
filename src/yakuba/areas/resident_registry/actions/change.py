"""The change actions: one for each kind of change the domain knows, all the same way."""

from dataclasses import dataclass
from typing import Any

from yakuba.areas.resident_registry import arrivals, search_index, storage
from yakuba.areas.resident_registry.actions import follow_ups
from yakuba.areas.resident_registry.actions.view import load, subjects_of
from yakuba.areas.resident_registry.actions.widths import too_wide
from yakuba.areas.resident_registry.domain.apply import apply, check
from yakuba.areas.resident_registry.domain.changes import Changes, RegisterView
from yakuba.areas.resident_registry.domain.events import EVENT_TYPES, Cancellation, Event, ExOfficioEntry, MoveIn
from yakuba.areas.resident_registry.domain.kinds import KINDS
from yakuba.areas.resident_registry.domain.record import MOVED_OUT
from yakuba.areas.resident_registry.domain.sheet import Desk
from yakuba.areas.resident_registry.models import ChangeEvent, ResidentRecord
from yakuba.platform.addressee import service as addressees
from yakuba.platform.cases.findings import Finding, blocking
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

ENTER, APPROVE = "resident_registry.enter", "resident_registry.approve"
PREFIX = "resident_registry."


class FromSeries:
    """New numbers from the municipality's counters (juki-1.0:1.1.13)."""

    def addressee(self) -> str:
        return str(addressees.next_number())

    def household(self) -> str:
        return str(addressees.next_number(addressees.HOUSEHOLD_SERIES))


def check_event(event: Event) -> list[Finding]:
    """Errors, alerts and notices of a change as the register stands now; no numbers are taken."""
    before = load(event)
    found = list(check(event, before, current_context().business_date))
    if blocking(found):
        return found
    return [*found, *too_wide(preview(event, before).rows)]


def preview(event: Event, before: RegisterView) -> Changes:
    """What the change would make, with stand-in numbers. Raises domain.changes.Refused."""
    from yakuba.areas.resident_registry.domain.changes import PreviewNumbers

    return apply(event, before, Desk(current_context().business_date, PreviewNumbers()))


@dataclass(frozen=True)
class Registered:
    """A saved change."""

    event: ChangeEvent
    changes: Changes


def register_change(event: Event, doing: Doing) -> Outcome:
    """Apply, save versions and event, index, announce: one transaction, that of the approval."""
    before = load(event)
    changes = apply(event, before, Desk(current_context().business_date, FromSeries()))
    saved = save(event, changes, doing)
    _keep_protection(before, changes)
    _follow_arrivals(event, changes)
    planned = follow_ups.announce(saved.event, changes)
    if isinstance(event, Cancellation) and event.cancels.kind == "move_out":
        follow_ups.call_off(saved.event, event, before)
    numbers = tuple(int(row.addressee_number) for row in changes.rows)
    kind = "cancel" if isinstance(event, Cancellation) else "approve"
    if kind == "cancel":
        register.record(kind, numbers, note=register.Note(case_id=doing.case_id))
    return Outcome(event_id=str(saved.event.id), subjects=numbers, facts={"follow_ups": planned})


def _follow_arrivals(event: Event, changes: Changes) -> None:
    """Who was announced has come; or the registration was taken back, and they are expected again."""
    if isinstance(event, MoveIn | ExOfficioEntry):
        arrivals.entered(changes.rows)
    elif isinstance(event, Cancellation) and event.cancels.kind in ("move_in", "ex_officio_entry"):
        arrivals.taken_back([int(number) for number in event.persons or event.cancels.subjects])


def _keep_protection(before: RegisterView, changes: Changes) -> None:
    """Who leaves under a support measure stays protected here, as former municipality (juki-1.0:3.4)."""
    for row in changes.rows:
        was = before.person(row.addressee_number)
        if was is not None and was.is_current_resident and row.is_removed and row.resident_state == MOVED_OUT:
            left = row.removal_date or current_context().business_date
            disclosure.keep_after_move_out([int(row.addressee_number)], left)


def save(event: Event, changes: Changes, doing: Doing) -> Registered:
    """Write the event and its rows. Nothing is overwritten (juki-1.0:4.2.3.3)."""
    instant = current_context().instant
    filing = event.filing
    row = ChangeEvent.objects.create(
        kind=event.kind,
        reason=changes.rows[0].reason if changes.rows else "",
        change_date=filing.change_date.date,
        notified_on=filing.notified_on,
        processed_at=instant,
        input=actions.get(PREFIX + event.kind).dump(event),
        case_id=doing.case_id,
        cancels_id=_cancelled_event(event),
    )
    numbers = [int(record.addressee_number) for record in changes.rows]
    addressees.register(numbers)
    storage.add(changes.rows, row.id, instant)
    search_index.refresh(numbers)
    return Registered(row, changes)


def _cancelled_event(event: Event) -> Any:
    if not isinstance(event, Cancellation):
        return None
    key = event.cancels.rows[0]
    found = ResidentRecord.objects.filter(addressee_number=int(key.addressee_number), history_number=key.history_number)
    return found.values_list("event_id", flat=True).get()


def register_all() -> None:
    """Put an action for each kind of change into the registry. Called once at start."""
    for kind, input_type in EVENT_TYPES.items():
        actions.register(
            Action(
                name=PREFIX + kind,
                version=1,
                title=KINDS[kind].ja,
                input_type=input_type,
                enter_duty=ENTER,
                approve_duty=APPROVE,
                subjects=subjects_of,
                checks=check_event,
                execute=register_change,
            )
        )
