"""督促状, and every other letter of one page with a table of facts: in a window envelope, about one claim.

Source: 地方税法329条・371条・463条の24 for taxes, 地方自治法231条の3第1項 for charges; 還付 地方税法17条, 17条の2.
The layout is our own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.posts import BOXES as POST_BOXES
from yakuba.platform.documents.posts import Correspondent, Sender, envelope, issuer
from yakuba.platform.documents.rendering import JSON, Form

TRAINING = "研修用・無効"
SPACED = 5  # so short a name of a letter stands with wide gaps
BOXES: Mapping[str, Box] = {
    **POST_BOXES,
    "heading": Box(170, 9, 16, 10, lines=1, padding=0),
    "body": Box(170, 24, 10, 8.5, lines=4, padding=0, pitch=1.5),
    "rows[].label": Box(60, 8, 9.5, 6, lines=1),
    "rows[].text": Box(110, 8, 10.5, 6, lines=2),
    "texts[].body": Box(170, 60, 8.5, 6.5, lines=14, padding=0, pitch=1.45),
}
FORM = Form("reminder", "areas/collection/documents/reminder.typ", BOXES, duty="collection.remind")

REFUND_FORM = Form("refund_notice", "areas/collection/documents/reminder.typ", BOXES, duty="collection.refund")

Line = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ReminderContent:
    """One reminder, everything in words."""

    number: str
    day: str
    receiver: Correspondent
    sender: Sender
    body: str
    rows: Sequence[Line]
    texts: Sequence[Line]
    title: str = "督促状"


def layout(content: ReminderContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    sender = content.sender
    return {
        "title": content.title,
        "heading": "　".join(content.title) if len(content.title) <= SPACED else content.title,
        "across": TRAINING if sender.training else "",
        "number": content.number,
        "date": content.day,
        **envelope(content.receiver, sender),
        "issuer": issuer(sender),
        "body": content.body,
        "rows": [{"label": label, "text": text} for label, text in content.rows],
        "texts": [{"head": head, "body": body} for head, body in content.texts],
    }
