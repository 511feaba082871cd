"""Whether a payment is believed to belong to the claim whose number it bears. By number, amount and day, never by name.

>>> judge(Facts("0000000000017", 10_000, date(2026, 6, 30), typed=True), Target(10_000), date(2026, 7, 1)) is None
True
>>> judge(Facts("0000000000017", 9_000, date(2026, 6, 30), typed=True), Target(10_000), date(2026, 7, 1)).reason
'金額9,000円が未収額10,000円と違います'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Facts:
    """What a line says; ``typed``: the payer typed the number."""

    claim_number: str
    amount: int
    paid_on: date
    typed: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The claim of that number: what is open of it, and whether it is one that is collected."""

    open: int
    collected: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a line waits for a clerk, and what to do."""

    reason: str
    remedy: str


_SEARCH = "納付書や口座振替の控えで債権番号を確かめて入れるか、収納でなければ理由を付けて除外してください"


def judge(facts: Facts, target: Target | None, today: date) -> Doubt | None:
    """None when the payment may be entered. A printed number is believed with any amount: what is above is 過誤納金."""
    if not facts.claim_number:
        return Doubt("債権番号が読み取れません", _SEARCH)
    if target is None:
        return Doubt(f"債権番号{facts.claim_number}の債権がありません", _SEARCH)
    if not target.collected:
        return Doubt(f"債権番号{facts.claim_number}は支払う債務です", _SEARCH)
    if facts.paid_on > today:
        return Doubt(f"収納日{facts.paid_on:%Y/%m/%d}が今日より後です", "送り元に収納日を確かめてください")
    if facts.typed and facts.amount != target.open:
        reason = f"金額{facts.amount:,}円が未収額{target.open:,}円と違います"
        return Doubt(
            reason, "納める人に確かめ、正しければ債権番号を入れて消し込んでください（超える額は過誤納金になります）"
        )
    return None
