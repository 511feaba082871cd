"""The letters of a decided run as data: tax notices one line a taxpayer, notices to employers one line an employee.

Names and addresses are not in them: they are set when a letter is printed, by what may be shown to whom on that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db import connection

from yakuba.areas.resident_tax.copying import with_work_memory
from yakuba.areas.resident_tax.domain.assessing import ORDINARY, PENSION, SPECIAL
from yakuba.platform.tenancy.scope import current

_STEP: Final = 5_000
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


_NOTICES: Final = (
    f"SELECT notice_number, addressee_number, method, {', '.join(_AMOUNTS)}, ordinary, pension, refund"  # noqa: S608 - names of our own
    " FROM tax_assessment WHERE municipality_id = %s AND run_id = %s AND method <> %s"
    " AND (annual_tax <> 0 OR refund <> 0) ORDER BY notice_number"
)
_EMPLOYERS: Final = (
    "SELECT designated_number, employer_name, recipient_number, notice_number, addressee_number,"  # noqa: S608
    f" {', '.join(_AMOUNTS)}, special, refund FROM tax_assessment"
    " WHERE municipality_id = %s AND run_id = %s AND method = %s"
    " ORDER BY designated_number, employer_key, notice_number"
)


def notices(run_id: UUID) -> Iterator[tuple[object, ...]]:
    """納税通知書 (地方税法319条の2): whom a bill or the pension takes from, and whom a correction takes to nothing."""
    for number, person, method, *amounts, ordinary, pension, refund in _rows(_NOTICES, run_id):
        parts = (*_filled(ordinary, len(BILLS)), *_filled(pension, len(PAYMENTS)))
        yield number, person, METHODS[method], *amounts, *parts, refund


def employer_notices(run_id: UUID) -> Iterator[tuple[object, ...]]:
    """特別徴収税額の通知 (地方税法321条の4), employer by employer."""
    for *who_and_amounts, special, refund in _rows(_EMPLOYERS, run_id):
        yield *who_and_amounts, *_filled(special, len(MONTHS)), refund


def _rows(query: str, run_id: UUID) -> Iterator[tuple[Any, ...]]:
    """Rows as the database has them, some thousand at a time: of a city, an object a letter takes most of the time."""
    with_work_memory()
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [current(), run_id, SPECIAL])
        while rows := cursor.fetchmany(_STEP):
            yield from rows


def _filled(parts: list[int], count: int) -> tuple[object, ...]:
    return tuple(parts) if parts else ("",) * count
