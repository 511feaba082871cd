"""The sheet of one entry (台帳票): for files of paper, never handed out."""

from collections.abc import Mapping
from dataclasses import dataclass

from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

_ROW = 10.0
_LONG = 80
"""Characters from which an answer gets a higher row, so that it is read in a size of its own."""
BOXES: Mapping[str, Box] = {
    "heading": Box(170, 16, 15, 9, lines=2, padding=0, pitch=1.35),
    "marks": Box(170, 8, 10, 6, lines=2, padding=0),
    "rows[].label": Box(50, _ROW, 9.5, 5, lines=3),
    "rows[].text": Box(120, _ROW, 10, 5, lines=4),
    "rows[].long": Box(120, 48, 10, 5, lines=30),
    "made": Box(170, 5, 8, 6, lines=1, padding=0),
}
FORM = Form("own_ledger_sheet", "areas/own_ledgers/documents/sheet.typ", BOXES)


@dataclass(frozen=True)
class SheetContent:
    """What the sheet says: title, marks of protection, facts, answers, when and by whom it was printed."""

    title: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    made: str


def layout(content: SheetContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    return {
        "title": content.title,
        "heading": content.title,
        "marks": "　".join(content.marks),
        "rows": [_row(label, text or "―") for label, text in (*content.facts, *content.answers)],
        "made": content.made,
    }


def _row(label: str, text: str) -> dict[str, JSON]:
    return {"label": label, "long" if len(text) > _LONG else "text": text}
