"""Corrections of single items: ex officio, minor, clerical error, family register; former surname and alias."""

from typing import Any

from . import relationships as rel
from .changes import FollowUp, FollowUpKind
from .event_inputs import Correction
from .events import Alias, ExOfficioCorrection, FormerSurname
from .reasons import Reason
from .record import Record
from .record_address import AddressItems
from .record_values import from_text, items_of
from .settling import paper
from .sheet import Sheet

_RELATIONSHIP = tuple(rel.items(()))
_ADDRESS = frozenset(items_of(AddressItems()))

NOT_CORRECTED_HERE = frozenset(
    {
        *("addressee_number", "history_number", "branch_number", "is_latest", "household_number", "municipality_code"),
        *("resident_state", "resident_type", "is_removed", "removal_reason", "head_name", "head_name_kana"),
        "is_deleted",
    }
)
"""Items that only a change of its own kind may alter."""


def ex_officio_correction(event: ExOfficioCorrection, sheet: Sheet) -> None:
    """New values; an address is corrected for all members who had the same, a head's name goes to all members."""
    for correction in event.corrections:
        _correct(sheet, correction)
    persons = tuple(correction.addressee_number for correction in event.corrections)
    for number in dict.fromkeys(sheet.now(person).household_number for person in persons):
        sheet.repeat_head(number, Reason.EX_OFFICIO_CORRECTION)
    sheet.follow(FollowUp(kind=FollowUpKind.CS_CORRECTION, persons=persons), paper(sheet, persons))


def _correct(sheet: Sheet, correction: Correction) -> None:
    number = correction.addressee_number
    before = sheet.now(number)
    items = corrected_items(before, correction)
    sheet.about(number)
    sheet.set(number, items)
    for name in _ADDRESS.intersection(items):
        for member in sheet.household(before.household_number).members:
            if getattr(member, name) == getattr(before, name):
                sheet.touch(member.addressee_number, {name: items[name]}, sheet.reason)


def corrected_items(before: Record, correction: Correction) -> dict[str, Any]:
    """Items with their new values; raises UnreadableValue. The wording of a relationship follows its codes."""
    items: dict[str, Any] = {name: from_text(name, text) for name, text in correction.values.items()}
    if any(name in items for name in _RELATIONSHIP):
        codes = [items.get(name, getattr(before, name)) for name in _RELATIONSHIP if name.startswith("relationship_")]
        items.update(rel.items(tuple(code for code in codes if code)))
    return items


def former_surname(event: FormerSurname, sheet: Sheet) -> None:
    """Former surname together with its reading, or neither (juki-1.0:1.1.7, VD-01)."""
    kept = event.action != "delete"
    sheet.about(event.addressee_number)
    sheet.set(
        event.addressee_number,
        {
            "former_surname": event.former_surname if kept else "",
            "former_surname_kana": event.former_surname_kana if kept else "",
            "former_surname_kana_status": "1" if kept else "",
        },
    )
    _follow_single(sheet, event.addressee_number)


def alias(event: Alias, sheet: Sheet) -> None:
    """Alias with day and municipality of entry; on deletion these stay and those of the deletion are added."""
    day = sheet.filing.change_date.date
    entered = {
        "alias": event.alias,
        "alias_kana": event.alias_kana,
        "alias_kana_status": "1" if event.alias_kana else "",
        "alias_entered_on": day,
        "alias_entered_municipality": event.municipality,
        "alias_entered_municipality_code": event.municipality_code,
        "alias_deleted_on": None,
        "alias_deleted_municipality": "",
        "alias_deleted_municipality_code": "",
    }
    deleted = {
        "alias": "",
        "alias_kana": "",
        "alias_kana_status": "",
        "alias_deleted_on": day,
        "alias_deleted_municipality": event.municipality,
        "alias_deleted_municipality_code": event.municipality_code,
    }
    sheet.about(event.addressee_number)
    sheet.set(event.addressee_number, entered if event.action == "enter" else deleted)
    _follow_single(sheet, event.addressee_number)


def _follow_single(sheet: Sheet, number: str) -> None:
    sheet.follow(FollowUp(kind=FollowUpKind.CS_CORRECTION, persons=(number,)), paper(sheet, (number,)))
