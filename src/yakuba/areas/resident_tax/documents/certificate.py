"""所得・課税証明書, 所得証明書, 非課税証明書, 納税証明書: one form. What it says comes in words; this sets it out.

The layout is our own: each municipality has one by its ordinance, there is no national form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.areas.resident_registry.service import Certified
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

TRAINING, PREVIEW = "研修用・無効", "プレビュー"
_ROW = 5.6
_LABEL, _YEN = Box(56, _ROW, 8.5, 5.5, lines=1), Box(34, _ROW, 9, 6, lines=1)
_COLUMNS = ("incomes", "deductions", "taxes", "people", "bills")
BOXES: Mapping[str, Box] = {
    "person.name": Box(140, 9, 13, 6, lines=2),
    "person.birth": Box(140, _ROW + 1, 9.5, 6, lines=1),
    "person.then": Box(140, 9, 10, 5, lines=2),
    "person.now": Box(140, 9, 10, 5, lines=2),
    **{f"{name}[].label": _LABEL for name in _COLUMNS},
    **{f"{name}[].text": _YEN for name in _COLUMNS},
    "words": Box(176, 10, 10.5, 7, lines=2),
    "remarks": Box(176, 8, 8.5, 5.5, lines=2),
    "issuer.title": Box(88, 7, 12, 7, lines=1),
    "issuer.name": Box(58, 8, 15, 8, lines=1),
}
FORM = Form(
    "resident_tax_certificate", "areas/resident_tax/documents/certificate.typ", BOXES, duty="resident_tax.certify"
)

Line = tuple[str, str]
"""A label, and what stands beside it in words."""


@dataclass(frozen=True)
class Content:
    """One certificate; parts without a line are not drawn. ``number`` is empty in a preview."""

    title: str
    year: str
    person: Certified
    words: str
    remarks: str
    day: str
    issuer: Mapping[str, JSON]
    incomes: Sequence[Line] = ()
    deductions: Sequence[Line] = ()
    people: Sequence[Line] = ()
    taxes: Sequence[Line] = ()
    bills: Sequence[Line] = ()
    number: str = ""


def layout(content: Content) -> dict[str, JSON]:
    """The data of :data:`FORM`. A preview bears neither number nor seal."""
    issuer, person = dict(content.issuer), content.person
    across = TRAINING if issuer.pop("training") else ""
    if not content.number:
        across, issuer["seal"] = PREVIEW, None
    return {
        "title": content.title,
        "heading": content.title,
        "across": across,
        "number": content.number or "発行番号は発行時に印字します",
        "year": content.year,
        "person": {
            "name": person.name,
            "birth": person.birth_date or "―",
            "then": person.address_then or "―",
            "now": person.address or "―",
        },
        "incomes": _lines(content.incomes),
        "deductions": _lines(content.deductions),
        "people": _lines(content.people),
        "taxes": _lines(content.taxes),
        "bills": _lines(content.bills),
        "words": content.words,
        "remarks": content.remarks,
        "date": content.day,
        "issuer": issuer,
    }


def _lines(lines: Sequence[Line]) -> list[JSON]:
    return [{"label": label, "text": text} for label, text in lines]
