"""The letters of a decided run as data: tax notices one line a taxpayer, notices to employers one line an employee.

Names and addresses are not in them: they are set when a letter is printed, by what may be shown to whom on that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from yakuba.areas.resident_tax.domain.assessing import ORDINARY, PENSION, SPECIAL
from yakuba.areas.resident_tax.models import Assessment

METHODS: Final = {SPECIAL: "給与特別徴収", ORDINARY: "普通徴収", PENSION: "年金特別徴収", "none": "徴収なし"}
MONTHS: Final = (*(f"{month}月" for month in range(6, 13)), *(f"{month}月" for month in range(1, 6)))
BILLS: Final = ("第1期（6月）", "第2期（8月）", "第3期（10月）", "第4期（1月）")
PAYMENTS: Final = ("4月", "6月", "8月", "10月", "12月", "2月")
_AMOUNTS: Final = {
    "total_income": "合計所得金額",
    "total_deductions": "所得控除合計",
    "taxable": "課税標準額",
    "city_income_levy": "市町村民税所得割",
    "pref_income_levy": "道府県民税所得割",
    "city_per_capita": "市町村民税均等割",
    "pref_per_capita": "道府県民税均等割",
    "forest_tax": "森林環境税",
    "annual_tax": "年税額",
}
NOTICE_COLUMNS: Final = (
    *("通知書番号", "宛名番号", "徴収方法"),
    *_AMOUNTS.values(),
    *BILLS,
    *(f"年金{month}" for month in PAYMENTS),
    "還付",
)
EMPLOYER_COLUMNS: Final = (
    *("指定番号", "特別徴収義務者", "受給者番号", "通知書番号", "宛名番号"),
    *_AMOUNTS.values(),
    *MONTHS,
    "還付",
)


def notices(run_id: UUID) -> Iterator[tuple[object, ...]]:
    """納税通知書 (地方税法319条の2): whom a bill or the pension takes from, and whom a correction takes to nothing."""
    rows = Assessment.objects.filter(run_id=run_id).exclude(method=SPECIAL).order_by("notice_number")
    for row in rows.iterator(chunk_size=2000):
        if row.annual_tax or row.refund:
            parts = (*_filled(row.ordinary, len(BILLS)), *_filled(row.pension, len(PAYMENTS)))
            yield row.notice_number, row.addressee_number, METHODS[row.method], *_amounts(row), *parts, row.refund


def employer_notices(run_id: UUID) -> Iterator[tuple[object, ...]]:
    """特別徴収税額の通知 (地方税法321条の4), employer by employer."""
    rows = Assessment.objects.filter(run_id=run_id, method=SPECIAL)
    for row in rows.order_by("designated_number", "employer_key", "notice_number").iterator(chunk_size=2000):
        who = (row.designated_number, row.employer_name, row.recipient_number, row.notice_number, row.addressee_number)
        yield *who, *_amounts(row), *_filled(row.special, len(MONTHS)), row.refund


def _amounts(row: Assessment) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in _AMOUNTS)


def _filled(parts: list[int], count: int) -> tuple[object, ...]:
    return tuple(parts) if parts else ("",) * count
