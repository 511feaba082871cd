"""Applying a change: `check` says what stands against it, `apply` gives the new rows. Pure: no clock, no store.

changes = apply(event, view, Desk(on, numbers))
view.after(changes)
"""

import datetime
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from . import apply_arrivals, apply_corrections, apply_departures, apply_moves, apply_nationality, cancel
from .changes import Changes, PreviewNumbers, Refused, RegisterView
from .checks import check_input
from .checks_result import check_result
from .events import Cancellation, Event
from .findings import Finding, blocking
from .kinds import reason_of
from .sheet import Desk, Sheet

_STEPS: Final[Mapping[str, Callable[[Any, Sheet], None]]] = MappingProxyType(
    {
        "move_in": apply_arrivals.move_in,
        "birth": apply_arrivals.birth,
        "ex_officio_entry": apply_arrivals.ex_officio_entry,
        "move_within": apply_moves.move_within,
        "household_split": apply_moves.household_split,
        "household_merge": apply_moves.household_merge,
        "household_change": apply_moves.household_change,
        "head_change": apply_moves.head_change,
        "move_out": apply_departures.move_out,
        "move_out_effect": apply_departures.move_out_effect,
        "move_out_confirmed": apply_departures.move_out_confirmed,
        "death": apply_departures.death,
        "ex_officio_removal": apply_departures.ex_officio_removal,
        "ex_officio_correction": apply_corrections.ex_officio_correction,
        "former_surname": apply_corrections.former_surname,
        "alias": apply_corrections.alias,
        "nationality_change": apply_nationality.nationality_change,
        "cancellation": cancel.cancel,
    }
)


def apply(event: Event, before: RegisterView, desk: Desk) -> Changes:
    """New rows and follow-ups of a change; alerts and notices are among its findings.

    Raises Refused with every error when the change cannot be made; no number is taken for an input
    that is refused as it stands.
    """
    found = check_input(event, before, desk.on)
    if blocking(found):
        raise Refused(blocking(found))
    changes = _computed(event, before, desk)
    found = [*found, *changes.findings, *check_result(event, before, changes, desk.on)]
    if blocking(found):
        raise Refused(blocking(found))
    return Changes(rows=changes.rows, follow_ups=changes.follow_ups, findings=tuple(found))


def check(event: Event, before: RegisterView, on: datetime.date) -> list[Finding]:
    """Errors, alerts and notices of a change before it is made; no numbers are taken."""
    found = check_input(event, before, on)
    if blocking(found):
        return found
    changes = _computed(event, before, Desk(on, PreviewNumbers()))
    return [*found, *changes.findings, *check_result(event, before, changes, on)]


def preview_conflicts(event: Cancellation, before: RegisterView, on: datetime.date) -> tuple[cancel.Conflict, ...]:
    """Conflicts of a cancellation, to be shown side by side before the clerk decides."""
    return cancel.conflicts(event, Sheet(before, event.filing, reason_of(event), Desk(on, PreviewNumbers())))


def _computed(event: Event, before: RegisterView, desk: Desk) -> Changes:
    sheet = Sheet(before, event.filing, reason_of(event), desk)
    _STEPS[event.kind](event, sheet)
    return sheet.changes()
