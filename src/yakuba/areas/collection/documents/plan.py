"""分割納付承認通知書: when how much is to be paid, in front; over which claims, and what to mind, behind.

The layout is our own; it goes into a window envelope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yakuba.areas.collection.documents.reminder import TRAINING, Line
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.posts import BOXES as POST_BOXES
from yakuba.platform.documents.posts import Correspondent, Sender, envelope, issuer
from yakuba.platform.documents.rendering import JSON, Form

TITLE: Final = "分割納付承認通知書"
COLUMN: Final = 20  # payments one below the other; three columns hold as many as a plan may have
PAGES: Final = 2
BOXES: Mapping[str, Box] = {
    **POST_BOXES,
    "heading": Box(170, 9, 16, 10, lines=1, padding=0),
    "body": Box(170, 16, 10, 8.5, lines=3, padding=0, pitch=1.5),
    "rows[].label": Box(60, 7.5, 9.5, 6, lines=1),
    "rows[].text": Box(110, 7.5, 10.5, 6, lines=1),
    "columns[][].place": Box(9, 5.4, 8, 6, lines=1),
    "columns[][].day": Box(26, 5.4, 8, 5.5, lines=1),
    "columns[][].amount": Box(20, 5.4, 8.5, 5.5, lines=1),
    "claims[].title": Box(84, 8, 9, 6, lines=2),
    "claims[].number": Box(32, 8, 9, 6, lines=1),
    "claims[].open": Box(27, 8, 9, 6, lines=1),
    "claims[].late": Box(27, 8, 9, 6, lines=1),
    "texts[].body": Box(170, 60, 9, 6.5, lines=14, padding=0, pitch=1.45),
}
FORM = Form("plan_notice", "areas/collection/documents/plan.typ", BOXES, duty="collection.plan")


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """One letter, everything in words. ``parts``: day and amount of each payment; ``claims``: title, number, what was
    open and its late charge."""

    number: str
    day: str
    receiver: Correspondent
    sender: Sender
    body: str
    rows: Sequence[Line]
    parts: Sequence[tuple[str, str]]
    claims: Sequence[tuple[str, str, str, str]]
    texts: Sequence[Line]


def layout(content: PlanContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    sender = content.sender
    parts: list[JSON] = [
        {"place": f"{place}回", "day": day, "amount": amount} for place, (day, amount) in enumerate(content.parts, 1)
    ]
    names = ("title", "number", "open", "late")
    return {
        "title": TITLE,
        "heading": TITLE,
        "across": TRAINING if sender.training else "",
        "number": content.number,
        "date": content.day,
        **envelope(content.receiver, sender),
        "issuer": issuer(sender),
        "body": content.body,
        "rows": [{"label": label, "text": text} for label, text in content.rows],
        "columns": [parts[at : at + COLUMN] for at in range(0, len(parts), COLUMN)],
        "claims": [dict(zip(names, one, strict=True)) for one in content.claims],
        "texts": [{"head": head, "body": body} for head, body in content.texts],
    }
