"""The letter an own procedure ends with: addressee in the envelope's window, number and day, text, who to ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from yakuba.areas.resident_registry.service import Correspondent, Sender
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

TRAINING = "研修用・無効"
PARAGRAPH_LINES = 40

BOXES: Mapping[str, Box] = {
    "addressee.postcode": Box(80, 5, 10.5, 8, lines=1),
    "addressee.address": Box(80, 15, 10.5, 6.5, lines=3, pitch=1.35),
    "addressee.name": Box(80, 12, 14, 7, lines=2),
    "issuer.title": Box(70, 6, 11, 7, lines=1),
    "issuer.name": Box(50, 7, 13, 8, lines=1),
    "heading": Box(170, 16, 15, 9, lines=2, padding=0, pitch=1.35),
    "body[]": Box(170, 300, 11, 11, lines=PARAGRAPH_LINES, padding=0, pitch=1.75),
    "contact.section": Box(84, 6, 10, 7, lines=1),
    "contact.address": Box(84, 6, 9, 6, lines=1),
}
FORM = Form("own_ledger_letter", "areas/own_ledgers/documents/letter.typ", BOXES)


@dataclass(frozen=True)
class LetterContent:
    """One letter. ``paragraphs`` have their marks filled in; ``day`` is in words."""

    title: str
    number: str
    day: str
    receiver: Correspondent
    sender: Sender
    paragraphs: tuple[str, ...]


def layout(content: LetterContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    receiver, sender = content.receiver, content.sender
    return {
        "title": content.title,
        "heading": content.title,
        "across": TRAINING if sender.training else "",
        "number": content.number,
        "date": content.day,
        "addressee": {
            "postcode": f"〒{receiver.postcode}" if receiver.postcode else "",
            "address": receiver.address,
            "name": f"{receiver.name}　様",
        },
        "issuer": {"title": sender.title, "name": sender.name, "note": sender.note, "seal": sender.seal},
        "contact": {"section": sender.section, "address": sender.address, "telephone": sender.telephone},
        "body": [f"　{text}" for text in content.paragraphs],
    }
