"""The letters of a decided run as data: tax notices one line a taxpayer, notices to employers one line an employee.

Names and addresses are not in them: they are set when a letter is printed, by what may be shown to whom on that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db import connection

from yakuba.areas.resident_tax.copying import with_work_memory
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.names import ORDINARY, PENSION, SPECIAL
from yakuba.areas.resident_tax.models import Assessment
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
    "随時",
    *(f"年金{month}" for month in PAYMENTS),
    "減免",
    "還付",
    "控除不足額",
)
EMPLOYER_COLUMNS: Final = (
    *("指定番号", "特別徴収義務者", "受給者番号", "通知書番号", "宛名番号"),
    *_AMOUNTS.values(),
    *MONTHS,
    "還付",
)


_NOTICES: Final = (
    f"SELECT notice_number, addressee_number, method, {', '.join(_AMOUNTS)}, ordinary, pension, relief, refund"  # noqa: S608 - names of our own
    " FROM tax_assessment WHERE municipality_id = %s AND run_id = %s"
    " AND (0 < ANY(ordinary) OR 0 < ANY(pension) OR (method <> 'special' AND (annual_tax <> 0 OR refund <> 0)))"
    " ORDER BY notice_number"
)
_EMPLOYERS: Final = (
    "SELECT designated_number, employer_name, recipient_number, notice_number, addressee_number,"  # noqa: S608
    f" {', '.join(_AMOUNTS)}, special, earlier_collectors, refund FROM tax_assessment"
    " WHERE municipality_id = %s AND run_id = %s AND cardinality(special) > 0"
    " ORDER BY designated_number, employer_key, notice_number"
)


def notices(run_id: UUID) -> Iterator[tuple[object, ...]]:
    """納税通知書 (地方税法319条の2): whom a bill or the pension takes from, and whom a correction takes to nothing."""
    for number, person, method, *amounts, ordinary, pension, relief, refund in _rows(_NOTICES, run_id):
        bills = (*_filled(ordinary[: len(BILLS)], len(BILLS)), sum(ordinary[len(BILLS) :]) or "")
        parts = (*bills, *_filled(pension, len(PAYMENTS)), relief, refund, max(-amounts[-1], 0))
        yield number, person, METHODS[method], *amounts, *parts


def employer_notices(run_id: UUID) -> Iterator[tuple[object, ...]]:
    """特別徴収税額の通知 (地方税法321条の4), employer by employer.

    Who took the first months and who goes on each have their line, with their own months.
    """
    for designated, name, recipient, *told, special, earlier, refund in _rows(_EMPLOYERS, run_id):
        if earlier == "[]":
            yield designated, name, recipient, *told, *_filled(special, len(MONTHS)), refund
            continue
        turns = [(one.designated, one.name, one.until) for one in collecting.earlier_of(earlier)]
        since = 0
        for its, who, until in (*turns, (designated, name, len(special))):
            months = [amount if since <= place < until else 0 for place, amount in enumerate(special)]
            yield its, who, recipient if since == 0 else "", *told, *_filled(months, len(MONTHS)), refund
            since = until


def collector_names(row: Assessment) -> list[str]:
    """Who takes each of the twelve months of wages."""
    earlier = collecting.earlier_of(row.earlier_collectors)
    return [
        next((one.name for one in earlier if place < one.until), row.employer_name) for place in range(len(row.special))
    ]


def _rows(query: str, run_id: UUID) -> Iterator[tuple[Any, ...]]:
    """Rows as the database has them, some thousand at a time: of a city, an object a letter takes most of the time."""
    with_work_memory()
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [current(), run_id])
        while rows := cursor.fetchmany(_STEP):
            yield from rows


def _filled(parts: list[int], count: int) -> tuple[object, ...]:
    return tuple(parts) if parts else ("",) * count
