"""転出証明書 (20.2.1) and 転出証明書に準ずる証明書 (20.2.2): A4 portrait, four persons a sheet."""

from collections.abc import Mapping

from yakuba.areas.resident_registry.documents.content import CertificateContent, MoveOutItems, PersonBlock
from yakuba.areas.resident_registry.documents.parts import CLOSING_BOXES, frame, origin, other_name, shown
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

PERSONS_PER_SHEET = 4

_ROW = 5.3
_PERSON_BOXES: Mapping[str, Box] = {
    "name_kana": Box(92, 3.7, 7, 5, lines=1),
    "name": Box(92, 6.7, 13, 6, lines=2),
    "birth_date": Box(42, 10.5, 9.5, 6, lines=2),
    "other_name": Box(92, _ROW, 9, 5, lines=2),
    "sex": Box(14, _ROW, 9, 6, lines=1),
    "relationship": Box(26, _ROW, 9, 5, lines=2),
    "origin_domicile": Box(152, _ROW, 9, 5, lines=2),
    "origin_head": Box(152, _ROW, 9, 5, lines=2),
    "nationality": Box(45, _ROW, 8.5, 5, lines=2),
    "category": Box(65, _ROW, 8.5, 5, lines=2),
    "residence_status": Box(34, _ROW, 8.5, 5, lines=2),
    "residence_period": Box(16, _ROW, 8.5, 5, lines=2),
    "residence_expiry": Box(24, _ROW, 8, 5, lines=2),
    "card_number": Box(26, _ROW, 8.5, 5, lines=1),
    "individual_number": Box(65.5, _ROW, 9.5, 7, lines=1),
    "resident_code": Box(65.5, _ROW, 9.5, 7, lines=1),
    "health": Box(37, _ROW, 8, 5, lines=2),
    "elderly": Box(37, _ROW, 8, 5, lines=2),
    "care": Box(36, _ROW, 8, 5, lines=2),
    "pension": Box(65.5, _ROW, 8, 5, lines=2),
    "child": Box(65.5, _ROW, 8, 5, lines=2),
    "remarks": Box(152, _ROW, 8.5, 5, lines=2),
}
_MOVE_BOXES: Mapping[str, Box] = {
    "address": Box(152, 7.4, 10.5, 6, lines=2),
    "head": Box(152, 6, 10, 6, lines=1),
    "destination": Box(152, 7.4, 10.5, 6, lines=2),
    "destination_head": Box(152, 6, 10, 6, lines=1),
    "planned": Box(62, 6, 10, 6, lines=1),
    "notified": Box(62, 6, 10, 6, lines=1),
}
BOXES: Mapping[str, Box] = {
    **{f"sheets[].move.{key}": box for key, box in _MOVE_BOXES.items()},
    **{f"sheets[].persons[].{key}": box for key, box in _PERSON_BOXES.items()},
    **CLOSING_BOXES,
}
FORM = Form("move_out", "areas/resident_registry/documents/move_out.typ", BOXES)


def _person(number: int, person: PersonBlock) -> dict[str, JSON]:
    entitled = person.entitlements
    return {
        "number": number,
        "name": person.name,
        "name_kana": shown(person.name_kana),
        **other_name(person),
        "birth_date": shown(person.birth_date_text),
        "sex": shown(person.sex_text),
        "relationship": shown(person.relationship_text),
        **origin(person),
        "individual_number": shown(person.individual_number),
        "resident_code": shown(person.resident_code),
        "health": entitled.national_health_insurance,
        "elderly": entitled.elderly_medical_care,
        "care": entitled.long_term_care,
        "pension": entitled.national_pension,
        "child": entitled.child_allowance,
        "remarks": person.remarks,
    }


def _move(content: CertificateContent, items: MoveOutItems) -> dict[str, JSON]:
    return {
        "address": content.address,
        "head": shown(content.household_head),
        "destination": items.destination,
        "destination_head": items.destination_head,
        "planned": items.planned_on_text,
        "notified": items.notified_text,
    }


def layout(content: CertificateContent) -> dict[str, JSON]:
    """The data of :data:`FORM`. A re-issue bears 再交付 and the day of the first issue."""
    items = content.move_out
    if items is None:
        raise ValueError("a move-out certificate says where to and when")
    sheets: list[dict[str, JSON]] = []
    for start in range(0, len(content.persons), PERSONS_PER_SHEET):
        chosen = content.persons[start : start + PERSONS_PER_SHEET]
        persons: list[JSON] = [_person(start + n, person) for n, person in enumerate(chosen, start=1)]
        sheets.append({"move": _move(content, items), "persons": persons, "blank": PERSONS_PER_SHEET - len(chosen)})
    first = f"初回交付 {items.first_issued_text}" if content.reissued and items.first_issued_text else ""
    return {**frame(content, sheets), "special": items.special, "first_issued": first}
