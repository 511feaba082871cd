"""On the planned day a person who notified a move-out stops being a resident (juki-1.0:1.1.5). The system's own act.

It goes the way of every change, as a case of the system, so that history, journal and register tell of it.
"""

import logging
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.event_inputs import Filing, RecordedDate
from yakuba.areas.resident_registry.domain.events import MoveOutEffect
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import RESIDENT, Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.cases import service as cases
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

log = logging.getLogger(__name__)

ACTION = "resident_registry.move_out_effect"
REASON = "転出予定日の到来による自動処理"


def everywhere() -> int:
    """One round over all municipalities, each in a transaction of its own. How many persons left."""
    left = 0
    for place in directory.everyone():
        with tenant(place.id), use_context(system_context(place.id, "転出予定日の到来")):
            left += here()
    return left


def here() -> int:
    """Those of the open municipality whose planned day has come. Run again, it finds nothing left to do."""
    return sum(_leave(household, day, people) for (household, day), people in _due())


def _due() -> list[tuple[tuple[str, date], list[Record]]]:
    today = current_context().business_date
    numbers = ResidentRecord.objects.filter(
        is_latest=True, is_removed=False, move_out_planned_on__lte=today, resident_state=RESIDENT
    ).values_list("addressee_number", flat=True)
    people = [record for record in storage.latest(numbers) if record.move_out_planned_on is not None]
    people.sort(key=_together)
    return [(key, list(group)) for key, group in groupby(people, key=_together)]


def _together(record: Record) -> tuple[str, date]:
    """Members who planned the same day leave in one change."""
    return record.household_number, record.move_out_planned_on or date.max


def _leave(household: str, day: date, people: Sequence[Record]) -> int:
    persons = tuple(record.addressee_number for record in people)
    event = MoveOutEffect(
        filing=Filing(change_date=RecordedDate(day), kind=FilingKind.EX_OFFICIO, input_place="自動処理"),
        persons=persons,
    )
    try:
        with transaction.atomic():
            _register(event, _key(household, day, people))
    except cases.CaseError as waits:
        # Another case holds one of them, or something has to be looked at; the next round tries again.
        log.warning("planned move-out of %d person(s) waits: %s", len(persons), waits)
        return 0
    return len(persons)


def _key(household: str, day: date, people: Sequence[Record]) -> UUID:
    """The same plan leads to one case only; a plan made anew after a cancellation is another one."""
    versions = ",".join(f"{record.addressee_number}-{record.history_number}" for record in people)
    return uuid5(NAMESPACE_OID, f"{current_context().municipality}/{household}/{day}/{versions}")


def _register(event: MoveOutEffect, key: UUID) -> None:
    alerts = {found.code: REASON for found in cases.check(ACTION, event) if found.level == "alert"}
    case = cases.draft(cases.Draft(action=ACTION, input=event, key=key, alerts=alerts, channel="system"))
    cases.enter(case.id)
    cases.approve(case.id)
