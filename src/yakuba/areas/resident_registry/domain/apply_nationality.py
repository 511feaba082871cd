"""Naturalisation, acquisition and loss of nationality: one record ends, another begins (juki-1.0:4.5.3 to 4.5.5)."""

from typing import Any

from .changes import FollowUp, FollowUpKind
from .event_inputs import RecordedDate
from .events import NationalityChange
from .reasons import Reason
from .record import FOREIGN, JAPANESE, OTHERWISE_REMOVED, Record
from .record_address import OriginDomicileItems
from .record_status import ForeignItems
from .record_values import cleared, items_of
from .settling import paper
from .sheet import Sheet


def nationality_change(event: NationalityChange, sheet: Sheet) -> None:
    """A removal row for the old record, then an entry row for the new one, under the same addressee number.

    Address, birth date, sex, relationship and former address are carried over.
    """
    number = event.addressee_number
    before = sheet.now(number)
    removal = Reason.REMOVAL_BY_LOSS_OF_NATIONALITY if event.action == "loss" else Reason.REMOVAL_BY_NATURALISATION
    sheet.about(number)
    sheet.remove_first(
        number,
        {
            "resident_state": OTHERWISE_REMOVED,
            "is_removed": True,
            "removal_reason": str(removal),
            "removal_notified_on": sheet.filing.notified_on,
            **sheet.filing.change_date.items("removal_date"),
        },
        removal,
    )
    special = _foreign(event, sheet, before) if event.action == "loss" else _japanese(event, before)
    entry = {**sheet.filing.change_date.items("entry_change_date"), "entry_reason": str(sheet.reason)}
    sheet.set(number, {**items_of(event.names), **special, **entry})
    sheet.repeat_head(before.household_number, Reason.EX_OFFICIO_CORRECTION)
    for kind in (FollowUpKind.CS_REMOVAL, FollowUpKind.CS_ENTRY):
        sheet.follow(FollowUp(kind=kind, persons=(number,)))
    sheet.follow(paper(sheet, (number,)))


def _japanese(event: NationalityChange, before: Record) -> dict[str, Any]:
    """外国人住民となった年月日 becomes 住民となった年月日."""
    since = RecordedDate(
        before.foreign_resident_date, before.foreign_resident_date_unknown, before.foreign_resident_date_text
    )
    return {
        **cleared(ForeignItems),
        **items_of(event.domicile),
        **since.items("became_resident_date"),
        "resident_type": JAPANESE,
    }


def _foreign(event: NationalityChange, sheet: Sheet, before: Record) -> dict[str, Any]:
    """外国人住民となった年月日 is the later of the day nationality was lost and 住民となった年月日."""
    lost = sheet.filing.change_date
    since = RecordedDate(
        before.became_resident_date, before.became_resident_date_unknown, before.became_resident_date_text
    )
    later = since if lost.date is None or (since.date is not None and since.date > lost.date) else lost
    return {
        **cleared(OriginDomicileItems),
        **items_of(event.foreign),
        **later.items("foreign_resident_date"),
        "resident_type": FOREIGN,
        "electoral_roll": "",
    }
