"""The one form of all notices: addressee in the envelope's window, text, ruled items, who to ask."""

from collections.abc import Mapping, Sequence

from yakuba.areas.resident_registry.documents.notice_content import NoticeContent, NoticeItem
from yakuba.areas.resident_registry.documents.notice_texts import NOTICE_TEXTS
from yakuba.areas.resident_registry.documents.parts import TRAINING, seal_data
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

ITEMS_ON_FIRST_SHEET = 11
ITEMS_PER_SHEET = 24

_ITEM = 8.0
BOXES: Mapping[str, Box] = {
    "addressee.postcode": Box(80, 5, 10.5, 8, lines=1),
    "addressee.address": Box(80, 15, 10.5, 6.5, lines=3, pitch=1.35),
    "addressee.care_of": Box(80, 5, 9, 6, lines=1),
    "addressee.name": Box(80, 9, 14, 7, lines=2),
    "issuer.title": Box(70, 6, 11, 7, lines=1),
    "issuer.name": Box(50, 7, 13, 8, lines=1),
    "heading": Box(170, 9, 15, 9, lines=1),
    "body[]": Box(170, 24, 10.5, 8, padding=0, pitch=1.6),
    "closing[]": Box(170, 24, 10.5, 8, padding=0, pitch=1.6),
    "sheets[].items[].label": Box(42, _ITEM, 9.5, 6, lines=2),
    "sheets[].items[].text": Box(128, _ITEM, 10, 5.5, lines=2),
    "sheets[].items[].before": Box(64, _ITEM, 10, 5.5, lines=2),
    "sheets[].items[].after": Box(64, _ITEM, 10, 5.5, lines=2),
    "contact.section": Box(84, 6, 10, 7, lines=1),
    "contact.address": Box(84, 6, 9, 6, lines=1),
}
FORM = Form("notice", "areas/resident_registry/documents/notice.typ", BOXES)


def _item(item: NoticeItem) -> dict[str, JSON]:
    if item.before is None:
        return {"label": item.label, "text": item.text}
    return {"label": item.label, "before": item.before, "after": item.text}


def _sheets(items: Sequence[NoticeItem]) -> list[JSON]:
    starts = [0, *range(ITEMS_ON_FIRST_SHEET, len(items), ITEMS_PER_SHEET)]
    ends = [*starts[1:], len(items)]
    chunks = [[_item(item) for item in items[start:end]] for start, end in zip(starts, ends, strict=True)]
    return [
        {"items": chunk, "page": f"{number}/{len(chunks)}" if len(chunks) > 1 else ""}
        for number, chunk in enumerate(chunks, start=1)
    ]


def layout(content: NoticeContent) -> dict[str, JSON]:
    """The data of :data:`FORM`. Texts not given are those of the kind; items beyond 11 go on on further sheets."""
    texts = NOTICE_TEXTS[content.kind]
    title = content.title or texts.title
    addressee, contact, issuer = content.addressee, content.contact, content.issuer
    return {
        "title": title,
        "heading": title,
        "across": TRAINING if issuer.training else "",
        "number": content.document_number,
        "date": content.issued_on_text,
        "addressee": {
            "postcode": f"〒{addressee.postcode}" if addressee.postcode else "",
            "address": addressee.address,
            "care_of": addressee.care_of,
            "name": f"{addressee.name}　{addressee.honorific}",
        },
        "issuer": {
            "title": f"{issuer.prefecture}　{issuer.title}",
            "name": issuer.name,
            "note": issuer.note,
            "seal": seal_data(issuer),
        },
        "contact": {
            "section": contact.section,
            "address": " ".join(
                part for part in (f"〒{contact.postcode}" if contact.postcode else "", contact.address) if part
            ),
            "telephone": contact.telephone,
        },
        "body": [f"　{text}" for text in content.body or texts.body],
        "closing": [f"　{text}" for text in content.closing or texts.closing],
        "sheets": _sheets(content.items),
    }
