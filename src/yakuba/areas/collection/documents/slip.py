"""A slip to pay with (納付書), one a page: for the payer's bank or store the bars, for telephones the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form, render_many
from yakuba.platform.ledger.service import Claim
from yakuba.platform.screens import dates

_ROW = 9.0
BOXES: Mapping[str, Box] = {
    "issuer": Box(120, 8, 13, 8, lines=1, padding=0),
    "payer": Box(120, 12, 14, 7, lines=2, padding=0),
    "rows[].label": Box(50, _ROW, 9.5, 6, lines=2),
    "rows[].text": Box(120, _ROW, 11, 6, lines=2),
}
FORM = Form("payment_slip", "areas/collection/documents/slip.typ", BOXES)


@dataclass(frozen=True)
class Told:
    """One slip. ``bars``: the text under them and widths of bars and spaces in turn, both empty without a code."""

    payer: str
    claim: Claim
    amount: int
    until: date
    bars: tuple[str, Sequence[int]]
    el_number: Mapping[str, str]


def layout(issuer: str, told: Told) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    claim = told.claim
    rows = [
        ("件名", claim.title),
        ("債権番号", claim.number),
        ("通知書番号", claim.notice_number or "―"),
        ("納期限", dates.japanese(claim.due_on)),
        ("支払期限（この納付書を使える最後の日）", dates.japanese(told.until)),
        ("納付金額", f"{told.amount:,}円"),
        *told.el_number.items(),
    ]
    return {
        "title": "納付書",
        "issuer": issuer,
        "payer": f"{told.payer}　様",
        "rows": [{"label": label, "text": text} for label, text in rows],
        "readable": told.bars[0],
        "widths": list(told.bars[1]),
    }


def drawn(issuer: str, told: Sequence[Told], made_at: datetime) -> bytes:
    """The PDF of some slips, the same bytes each time. MissingGlyph."""
    return render_many(FORM, [layout(issuer, one) for one in told], made_at).content
