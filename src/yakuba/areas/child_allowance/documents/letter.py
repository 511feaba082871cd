"""One form for all letters of the child allowance: text, facts, the children with their amounts, who to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yakuba.areas.resident_registry.service import Correspondent, Sender
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

TRAINING = "研修用・無効"
_ROW = 8.0
BOXES: Mapping[str, Box] = {
    "addressee.postcode": Box(80, 5, 10.5, 8, lines=1),
    "addressee.address": Box(80, 15, 10.5, 6.5, lines=3, pitch=1.35),
    "addressee.name": Box(80, 12, 14, 7, lines=2),
    "issuer.title": Box(70, 6, 11, 7, lines=1),
    "issuer.name": Box(50, 7, 13, 8, lines=1),
    "heading": Box(170, 16, 15, 9, lines=2, padding=0, pitch=1.35),
    "body[]": Box(170, 120, 10.5, 9, lines=12, padding=0, pitch=1.6),
    "closing[]": Box(170, 120, 8.5, 7, lines=12, padding=0, pitch=1.5),
    "rows[].label": Box(50, _ROW, 9.5, 6, lines=2),
    "rows[].text": Box(120, _ROW, 10, 6, lines=2),
    "children[].name": Box(70, _ROW, 10, 5, lines=2),
    "children[].born": Box(40, _ROW, 9.5, 6, lines=1),
    "children[].order": Box(30, _ROW, 9.5, 6, lines=1),
    "children[].yen": Box(30, _ROW, 10, 6, lines=1),
    "contact.section": Box(84, 6, 10, 7, lines=1),
    "contact.address": Box(84, 6, 9, 6, lines=1),
}
FORM = Form("child_allowance_letter", "areas/child_allowance/documents/letter.typ", BOXES)
HEAD = ("児童の氏名", "生年月日", "子の数え順", "手当の月額")


@dataclass(frozen=True)
class LetterContent:
    """One letter; everything in words. A child is name, birth date, order, yen."""

    title: str
    number: str
    day: str
    receiver: Correspondent
    sender: Sender
    body: Sequence[str]
    rows: Sequence[tuple[str, str]] = ()
    children: Sequence[tuple[str, str, str, str]] = ()
    closing: Sequence[str] = field(default_factory=tuple)


def envelope(receiver: Correspondent, sender: Sender) -> dict[str, JSON]:
    """The parts of :data:`FORM` that depend on whom it goes to: addressee, and who answers."""
    return {
        "addressee": {
            "postcode": f"〒{receiver.postcode}" if receiver.postcode else "",
            "address": receiver.address,
            "name": f"{receiver.name}　様",
        },
        "contact": {"section": sender.section, "address": sender.address, "telephone": sender.telephone},
    }


def layout(content: LetterContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    sender = content.sender
    children = [HEAD, *content.children] if content.children else []
    return {
        "title": content.title,
        "heading": content.title,
        "across": TRAINING if sender.training else "",
        "number": content.number,
        "date": content.day,
        **envelope(content.receiver, sender),
        "issuer": {"title": sender.title, "name": sender.name, "note": sender.note, "seal": sender.seal},
        "body": [f"　{text}" for text in content.body],
        "rows": [{"label": label, "text": text or "―"} for label, text in content.rows],
        "children": [{"name": name, "born": born, "order": order, "yen": yen} for name, born, order, yen in children],
        "closing": [f"　{text}" for text in content.closing],
    }
