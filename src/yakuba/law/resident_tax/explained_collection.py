"""The sentences on when a year's tax is paid, by each way of paying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yakuba.law.parameters import Law
from yakuba.law.resident_tax.trail import yen

MONTHS = ("6月", "7月", "8月", "9月", "10月", "11月", "12月", "翌年1月", "翌年2月", "翌年3月", "翌年4月", "翌年5月")
BILLS = ("第1期（6月）", "第2期（8月）", "第3期（10月）", "第4期（翌年1月）")
PENSIONS = ("4月", "6月", "8月", "10月", "12月", "翌年2月")


def collected(law: Law, tax: int, split: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Steps for a tax that is to be paid; none for no tax or a refund."""
    if tax <= 0:
        return []
    months, unit = law.rows("special_months")[0]
    steps = [
        _step(
            law.article("special_months"),
            "collection_special",
            tax,
            f"給与から差し引くときは、{_told(MONTHS, split['special'])}です（{unit}円未満の端数は初めの月）。",
            {"months": months},
        )
    ]
    count, unit = law.rows("ordinary_instalments")[0]
    text = f"納付書や口座振替で納めるときは、{_told(BILLS, split['ordinary'])}です（{unit:,}円未満の端数は初めの期）。"
    steps.append(_step(law.article("ordinary_instalments"), "collection_ordinary", tax, text, {"instalments": count}))
    if "pension" in split:
        shares = [*split["pension"]["provisional"], *split["pension"]["final"]]
        text = f"年金から差し引くときは、{_told(PENSIONS, shares)}です。"
        if any(split["pension"].get("ordinary", [])):
            text += f"初年度は、{_told(BILLS[:2], split['pension']['ordinary'])}を納付書などで納めます。"
        if min(shares) < 0:
            text += "負の額は還付します。"
        total = sum(shares) + sum(split["pension"].get("ordinary", []))
        steps.append(_step(law.article("pension_instalments"), "collection_pension", total, text, {}))
    return steps


def _step(law: str, rule: str, amount: int, text: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return {"rule": rule, "law": law, "inputs": inputs, "amount": amount, "text_ja": text}


def _told(names: Sequence[str], shares: Sequence[int]) -> str:
    """The shares by name, runs of one amount told once; nothing is told of parts without an amount.

    >>> _told(MONTHS, [0, 300, 200, 200])
    '7月 300円、8月から9月は 200円ずつ'
    """
    told: list[str] = []
    start = 0
    while start < len(shares):
        end = start
        while end + 1 < len(shares) and shares[end + 1] == shares[start]:
            end += 1
        if shares[start] and end > start:
            told.append(f"{names[start]}から{names[end]}は {yen(shares[start])}ずつ")
        elif shares[start]:
            told.append(f"{names[start]} {yen(shares[start])}")
        start = end + 1
    return "、".join(told)
