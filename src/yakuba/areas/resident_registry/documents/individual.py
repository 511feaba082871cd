"""個人票: one person a sheet, with the integrated column (統合記載欄): 20.1.1, 20.1.3, individual 20.1.4."""

from collections.abc import Mapping

from yakuba.areas.resident_registry.documents.content import CertificateContent, PersonBlock, RemovalItems
from yakuba.areas.resident_registry.documents.parts import CLOSING_BOXES, frame, history_rows, origin, other_name, shown
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

COLUMN_HEIGHT = 208.0  # from under the household rows to the closing, mm
_ROW, _HIGH, _HISTORY = 7.4, 9.4, 6.0
_TEXT_ROOM = 34  # full-width characters of 9 pt in the text of the integrated column
_FRAME_ROWS = 2  # its heading and 以下余白

_PERSON_BOXES: Mapping[str, Box] = {
    "name_kana": Box(94, 4.2, 8, 5, lines=1),
    "name": Box(94, 8.4, 15, 7, lines=2),
    "birth_date": Box(36, 12.6, 10, 6, lines=2),
    "other_name": Box(94, _ROW, 10, 5.5, lines=2),
    "sex": Box(12, _ROW, 10, 6, lines=1),
    "relationship": Box(20, _ROW, 9.5, 5, lines=2),
    "resident_since": Box(56, _ROW, 10, 6, lines=1),
    "address_set": Box(56, _ROW, 10, 6, lines=1),
    "notified": Box(56, _ROW, 10, 6, lines=1),
    "individual_number": Box(56, _ROW, 10.5, 7, lines=1),
    "resident_code": Box(56, _ROW, 10.5, 7, lines=1),
    "origin_domicile": Box(150, _ROW, 10, 5.5, lines=2),
    "origin_head": Box(150, _ROW, 10, 5.5, lines=2),
    "nationality": Box(46, _ROW, 9.5, 5, lines=2),
    "category": Box(60, _ROW, 9.5, 5, lines=2),
    "residence_status": Box(60, _ROW, 9.5, 5, lines=2),
    "residence_period": Box(56, _ROW, 9.5, 5, lines=2),
    "residence_expiry": Box(60, _ROW, 9.5, 5, lines=2),
    "card_number": Box(56, _ROW, 9.5, 5, lines=1),
    "previous_address": Box(150, _HIGH, 10, 5.5, lines=3),
    "earlier_address": Box(150, _HIGH, 10, 5.5, lines=3),
    "remarks": Box(150, _HIGH, 9.5, 5.5, lines=3),
    "removal.reason": Box(56, _ROW, 10, 6, lines=1),
    "removal.date": Box(56, _ROW, 10, 6, lines=1),
    "removal.notified": Box(56, _ROW, 10, 6, lines=1),
    "removal.arrival": Box(56, _ROW, 10, 6, lines=1),
    "removal.arrival_notice": Box(56, _ROW, 10, 6, lines=1),
    "removal.planned": Box(150, _HIGH, 10, 5.5, lines=3),
    "removal.confirmed": Box(150, _HIGH, 10, 5.5, lines=3),
}
BOXES: Mapping[str, Box] = {
    "sheets[].address": Box(150, 9.6, 11, 6, lines=2),
    "sheets[].head": Box(150, 7.4, 11, 6, lines=1),
    **{f"sheets[].person.{key}": box for key, box in _PERSON_BOXES.items()},
    "sheets[].history[].date": Box(32, _HISTORY, 9, 6, lines=1),
    "sheets[].history[].reason": Box(28, _HISTORY, 9, 5, lines=2),
    "sheets[].history[].text": Box(112, _HISTORY, 9, 6, lines=1),
    **CLOSING_BOXES,
}
FORM = Form("individual", "areas/resident_registry/documents/individual.typ", BOXES)


def _removal(items: RemovalItems) -> dict[str, JSON]:
    return {
        "reason": items.reason,
        "date": items.date_text,
        "notified": items.notified_text,
        "planned": items.planned_destination,
        "confirmed": items.confirmed_destination,
        "arrival": items.arrival_date_text,
        "arrival_notice": items.arrival_notice_text,
    }


def _person(person: PersonBlock) -> dict[str, JSON]:
    return {
        "name": person.name,
        "name_kana": shown(person.name_kana),
        **other_name(person),
        "birth_date": shown(person.birth_date_text),
        "sex": shown(person.sex_text),
        "relationship": shown(person.relationship_text),
        "resident_since": shown(person.resident_since_text),
        "address_set": shown(person.address_set_text),
        "notified": shown(person.notified_text),
        **origin(person),
        "previous_address": shown(person.previous_address),
        **({} if person.earlier_address is None else {"earlier_address": person.earlier_address}),
        "individual_number": shown(person.individual_number),
        "resident_code": shown(person.resident_code),
        "remarks": person.remarks,
        **({} if person.removal is None else {"removal": _removal(person.removal)}),
    }


def _history_capacity(person: PersonBlock) -> int:
    """Rows of history under the items of a first sheet."""
    used = 12.6 + 4 * _ROW + 2 * _HIGH + (3 if person.foreign else 2) * _ROW
    used += _HIGH if person.earlier_address is not None else 0
    used += 3 * _ROW + 2 * _HIGH if person.removal else 0
    return int((COLUMN_HEIGHT - used) / _HISTORY) - _FRAME_ROWS


def _sheets(person: PersonBlock) -> list[dict[str, JSON]]:
    lines = list(person.history or ())
    if person.foreign and person.foreign.alias_history:
        lines += person.foreign.alias_history
    rows = history_rows(lines, _TEXT_ROOM)
    first, following = _history_capacity(person), int((COLUMN_HEIGHT - 12.6) / _HISTORY) - _FRAME_ROWS
    printed = _person(person)
    sheets: list[dict[str, JSON]] = [{"person": printed, "continued": False, "history": rows[:first]}]
    for start in range(first, len(rows), following):
        sheets.append({"person": printed, "continued": True, "history": rows[start : start + following]})
    return sheets


def layout(content: CertificateContent) -> dict[str, JSON]:
    """The data of :data:`FORM`: each person on own sheets; a long history goes on on further sheets."""
    sheets = [sheet for person in content.persons for sheet in _sheets(person)]
    for number, sheet in enumerate(sheets):
        more = number + 1 < len(sheets) and sheets[number + 1]["continued"]
        sheet.update(address=content.address, head=shown(content.household_head), more=bool(more))
    return frame(content, sheets)
