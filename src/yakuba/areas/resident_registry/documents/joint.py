"""世帯連記式: a household on A4 portrait, four persons a sheet (20.1.2, and 20.1.4 as joint form)."""

from collections.abc import Iterator, Mapping

from yakuba.areas.resident_registry.documents.content import CertificateContent, HistoryLine, PersonBlock
from yakuba.areas.resident_registry.documents.parts import CLOSING_BOXES, frame, origin, other_name, shown
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

PERSONS_PER_SHEET = 4
ALIAS_LINES_PER_SHEET = 24

_LINE = 5.6  # height of a plain row, mm
_PERSON_BOXES: Mapping[str, Box] = {
    "name_kana": Box(92, 3.7, 7, 5, lines=1),
    "name": Box(92, 6.7, 13, 6, lines=2),
    "birth_date": Box(42, 10.5, 9.5, 6, lines=2),
    "other_name": Box(92, _LINE, 9, 5, lines=2),
    "sex": Box(14, _LINE, 9, 6, lines=1),
    "relationship": Box(26, _LINE, 9, 5, lines=2),
    "resident_since": Box(33, _LINE, 8.5, 5.5, lines=1),
    "address_set": Box(33, _LINE, 8.5, 5.5, lines=1),
    "notified": Box(33, _LINE, 8.5, 5.5, lines=1),
    "origin_domicile": Box(152, _LINE, 9, 5, lines=2),
    "origin_head": Box(152, _LINE, 9, 5, lines=2),
    "nationality": Box(45, _LINE, 8.5, 5, lines=2),
    "category": Box(65, _LINE, 8.5, 5, lines=2),
    "residence_status": Box(34, _LINE, 8.5, 5, lines=2),
    "residence_period": Box(16, _LINE, 8.5, 5, lines=2),
    "residence_expiry": Box(24, _LINE, 8, 5, lines=2),
    "card_number": Box(26, _LINE, 8.5, 5, lines=1),
    "previous_address": Box(152, 7, 9, 5, lines=2),
    "previous_address_half": Box(65.5, 7, 8.5, 5, lines=3),
    "earlier_address_half": Box(65.5, 7, 8.5, 5, lines=3),
    "individual_number": Box(65.5, _LINE, 9.5, 7, lines=1),
    "resident_code": Box(65.5, _LINE, 9.5, 7, lines=1),
    "remarks": Box(152, _LINE, 8.5, 5, lines=2),
}
BOXES: Mapping[str, Box] = {
    "sheets[].address": Box(152, 8.4, 11, 6, lines=2),
    "sheets[].head": Box(152, 7, 11, 6, lines=1),
    "sheets[].annex[].text": Box(180, 6, 9, 5, lines=2),
    **{f"sheets[].persons[].{key}": box for key, box in _PERSON_BOXES.items()},
    **CLOSING_BOXES,
}
FORM = Form("joint", "areas/resident_registry/documents/joint.typ", BOXES)


def _addresses(person: PersonBlock) -> dict[str, JSON]:
    if person.earlier_address is None:
        return {"previous_address": shown(person.previous_address)}
    return {
        "previous_address_half": shown(person.previous_address),
        "earlier_address_half": person.earlier_address,
    }


def _person(number: int, person: PersonBlock) -> dict[str, JSON]:
    return {
        "number": number,
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
        **_addresses(person),
        "individual_number": shown(person.individual_number),
        "resident_code": shown(person.resident_code),
        "remarks": person.remarks,
    }


def _alias_lines(content: CertificateContent) -> Iterator[str]:
    for person in content.persons:
        entries: tuple[HistoryLine, ...] = (person.foreign and person.foreign.alias_history) or ()
        if entries:
            yield f"{person.name}　通称の記載及び削除に関する事項"
        for entry in entries:
            yield f"　{entry.date_text}　{entry.reason}　{entry.text}"


def layout(content: CertificateContent) -> dict[str, JSON]:
    """The data of :data:`FORM`: sheets of four persons, then annex sheets for alias history if it was asked for."""
    sheets: list[dict[str, JSON]] = []
    for start in range(0, len(content.persons), PERSONS_PER_SHEET):
        chosen = content.persons[start : start + PERSONS_PER_SHEET]
        persons: list[JSON] = [_person(start + n, person) for n, person in enumerate(chosen, start=1)]
        sheets.append({"persons": persons, "blank": PERSONS_PER_SHEET - len(chosen), "annex": []})
    lines = list(_alias_lines(content))
    for start in range(0, len(lines), ALIAS_LINES_PER_SHEET):
        annex: list[JSON] = [{"text": line} for line in lines[start : start + ALIAS_LINES_PER_SHEET]]
        sheets.append({"persons": [], "blank": 0, "annex": annex})
    for sheet in sheets:
        sheet.update(address=content.address, head=shown(content.household_head))
    return frame(content, sheets)
