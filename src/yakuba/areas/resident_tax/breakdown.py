"""Incomes, deductions and tax of a row as lines of words, for certificates and letters alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from yakuba.areas.resident_tax.documents.certificate import Line
from yakuba.areas.resident_tax.models import Assessment

_OTHERS: Final = {
    "business": "事業所得",
    "real_estate": "不動産所得",
    "interest": "利子所得",
    "dividend": "配当所得",
    "transfer_short": "総合課税の短期譲渡所得",
    "transfer_long": "総合課税の長期譲渡所得",
    "occasional": "一時所得（2分の1前）",
    "miscellaneous": "雑所得（年金以外）",
    "forestry": "山林所得",
}
_SEPARATE: Final = {
    "long_transfer": "土地建物等の長期譲渡所得",
    "short_transfer": "土地建物等の短期譲渡所得",
    "listed_shares": "上場株式等の譲渡所得等",
    "listed_dividend": "上場株式等の配当所得等",
    "futures": "先物取引の雑所得等",
}
DEDUCTIONS: Final = {
    "casualty": "雑損控除",
    "medical": "医療費控除",
    "social_insurance": "社会保険料控除",
    "small_enterprise_mutual_aid": "小規模企業共済等掛金控除",
    "life": "生命保険料控除",
    "earthquake": "地震保険料控除",
    "disability": "障害者控除",
    "widow": "寡婦控除",
    "single_parent": "ひとり親控除",
    "working_student": "勤労学生控除",
    "spouse": "配偶者控除",
    "spouse_special": "配偶者特別控除",
    "dependants": "扶養控除",
    "specified_relative_special": "特定親族特別控除",
    "basic": "基礎控除",
}


def yen(amount: int) -> str:
    """
    >>> yen(12345)
    '12,345円'
    """
    return f"{amount:,}円"


def incomes(told: Mapping[str, Any], answer: Mapping[str, Any]) -> list[Line]:
    """Wages and pension always, others where there are any: a blank would read as unknown."""
    separate = told.get("separate", {})
    lines = [
        ("給与収入", told.get("salary_revenue", 0)),
        ("給与所得", answer["employment_income"]),
        ("公的年金等の収入", told.get("pension_revenue", 0)),
        ("公的年金等の雑所得", answer["pension_income"]),
        *((label, told[name]) for name, label in _OTHERS.items() if told.get(name)),
        *((label, separate[name]) for name, label in _SEPARATE.items() if separate.get(name)),
        ("合計所得金額", answer["total_income"]),
        ("総所得金額等", answer["total_income_after_carryover"]),
    ]
    return [(label, yen(amount)) for label, amount in lines]


def deductions(answer: Mapping[str, Any]) -> list[Line]:
    """Every kind of deduction, and their sum."""
    lines = [(label, yen(answer["deductions"][name])) for name, label in DEDUCTIONS.items()]
    return [*lines, ("所得控除の合計", yen(answer["total_deductions"]))]


def taxes(row: Assessment) -> list[Line]:
    """The tax by its parts, as certificates name them."""
    lines = (
        ("課税総所得金額", row.taxable),
        ("市町村民税　所得割", row.city_income_levy),
        ("市町村民税　均等割", row.city_per_capita),
        ("道府県民税　所得割", row.pref_income_levy),
        ("道府県民税　均等割", row.pref_per_capita),
        ("森林環境税（国税）", row.forest_tax),
        ("年税額", row.annual_tax),
    )
    return [(label, yen(amount)) for label, amount in lines]
