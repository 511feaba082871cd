"""The two reads of a history, never mixed.

`as_of(day)`: who lived where on that day by event dates. Late registrations count from their event date, cancelled
changes count as never made. `as_known_at(instant)`: the row a clerk saw then, whatever was learned later.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from .reasons import CANCELLATIONS
from .record import RESIDENT, Record, content
from .record_status import RemovalItems
from .record_values import cleared

JAPAN: Final = datetime.timezone(datetime.timedelta(hours=9))

_NOTHING: Final = object()
_BACK_TO_LIFE: Final = MappingProxyType({"resident_state": RESIDENT, **cleared(RemovalItems)})


@dataclass(frozen=True)
class _Step:
    """What one row changed, and from which day on."""

    day: datetime.date
    place: int
    items: Mapping[str, Any]
    row: Record


def as_of(versions: Sequence[Record], day: datetime.date, cancelled: Collection[int] = frozenset()) -> Record | None:
    """The person's record on `day` by event dates; None while he or she was not on the record.

    `versions` are all rows of one person, oldest first; `cancelled` the history numbers of rows whose change was
    cancelled. Version and change items are those of the latest change in force.
    """
    steps = sorted(_steps(versions, cancelled), key=lambda step: (step.day, step.place))
    in_force = [step for step in steps if step.day <= day]
    state: dict[str, Any] = {}
    for step in in_force:
        state.update(step.items)
    return replace(in_force[-1].row, **state) if "addressee_number" in state else None


def as_known_at(versions: Sequence[Record], instant: datetime.datetime) -> Record | None:
    """The newest row made up to `instant` (with zone); None before the first.

    Times on rows are Japan's. A row without time of operation counts from the beginning of its processing day, one
    without either (loaded from elsewhere) as known from the start.
    """
    there = instant.astimezone(JAPAN)
    known = [row for row in versions if _is_made_by(row, there)]
    return max(known, key=lambda row: row.history_number, default=None)


def _is_made_by(row: Record, instant: datetime.datetime) -> bool:
    day = row.operated_on or row.processed_on
    return day is None or (day, row.operated_at or datetime.time.min) <= (instant.date(), instant.time())


def _steps(versions: Sequence[Record], cancelled: Collection[int]) -> list[_Step]:
    """What each row in force changed. A cancellation counts only for what undoing alone does not explain."""
    steps: list[_Step] = []
    net: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for place, row in enumerate(versions):
        now = content(row)
        if row.history_number not in cancelled:
            base = net if row.reason in CANCELLATIONS else before
            items = {name: value for name, value in now.items() if base.get(name, _NOTHING) != value}
            steps.extend(_from_first(row, items) if place == 0 else [_Step(_effective(row), place, items, row)])
            net.update(items)
        before = now
    return steps


def _from_first(row: Record, items: Mapping[str, Any]) -> list[_Step]:
    """The first row tells of the time since the entry, also when it was loaded long after and is a removed record."""
    since = row.entry_change_date or row.became_resident_date or _effective(row)
    since = min(since, _effective(row))
    if not row.is_removed:
        return [_Step(since, 0, items, row)]
    removal = {name: items[name] for name in _BACK_TO_LIFE}
    return [
        _Step(since, 0, {**items, **_BACK_TO_LIFE}, row),
        _Step(row.removal_date or _effective(row), 0, removal, row),
    ]


def _effective(row: Record) -> datetime.date:
    """Event date; for a day wholly unknown the processing day."""
    if row.change_date is not None and row.change_date != datetime.date.min:
        return row.change_date
    return row.processed_on or datetime.date.min
