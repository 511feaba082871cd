"""What an entry of the ledger comes from, in words a clerk reads: kind of source and number it is filed under."""

from __future__ import annotations

import re
from typing import Final

WORDS: Final = {
    "collection.payment_line": "収納データ",
    "collection.cash": "窓口の現金",
    "collection.refund": "過誤納金の処理",
    "collection.refund_transfer": "還付の振込",
    "collection.refund_withdrawal": "還付・充当の取消し",
    "collection.reminder": "督促状",
    "collection.late_charge": "延滞金",
    "resident_tax.assessment": "住民税の賦課",
    "resident_tax.collector": "住民税の特別徴収",
    "resident_tax.owed_back": "住民税の過誤納・控除不足額",
    "child_allowance.payment": "児童手当の支払",
}
_INTERNAL: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:/[^ ]*)?")


def source_words(kind: str, reference: str) -> str:
    """The source without the keys only a program reads; an unknown kind leaves the reference as it is.

    >>> source_words("collection.payment_line", "S2026-000002-9")
    '収納データ S2026-000002-9'
    >>> source_words("resident_tax.assessment", "01a22a20-aa0f-77e8-806c-f166fd344c4b/4707")
    '住民税の賦課'
    >>> source_words("other", "K-1")
    'K-1'
    """
    label = WORDS.get(kind)
    if label is None:
        return reference
    return f"{label} {_INTERNAL.sub('', reference).strip()}".strip()
