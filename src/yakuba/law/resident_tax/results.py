"""The scheme of the command line: cases in, the results of the contract out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from yakuba.law.columns import column, flags
from yakuba.law.parameters import Invalidation, Law
from yakuba.law.resident_tax import collection
from yakuba.law.resident_tax.engine import assess, law_of
from yakuba.law.resident_tax.explained_collection import collected
from yakuba.law.resident_tax.explanation import explained
from yakuba.law.resident_tax.inputs import COVERED, PensionRequest, ResidentTaxCase, columns_of, is_born
from yakuba.law.resident_tax.ordinance import contradictions
from yakuba.law.resident_tax.standing import fallen_of, fallen_told, rules_in_force
from yakuba.law.resident_tax.tables import SEPARATE, Assessment
from yakuba.law.schemes import Answer, Period, Scheme

DEDUCTIONS = (
    "casualty",
    "medical",
    "social_insurance",
    "small_enterprise_mutual_aid",
    "life",
    "earthquake",
    "disability",
    "widow",
    "single_parent",
    "working_student",
    "spouse",
    "spouse_special",
    "dependants",
    "specified_relative_special",
    "basic",
)
AMOUNTS = {
    "employment_income": "給与所得（所得金額調整控除後）",
    "pension_income": "公的年金等に係る雑所得",
    "total_income": "合計所得金額",
    "total_income_after_carryover": "総所得金額等",
    "total_deductions": "所得控除の合計",
    "taxable": "課税総所得金額（1,000円未満切捨て）",
    "city_levy_before_credit": "税額控除前の市町村民税の所得割（分離課税を含む）",
    "pref_levy_before_credit": "税額控除前の道府県民税の所得割（分離課税を含む）",
    "personal_diff_total": "人的控除差の合計",
    "adjustment_city": "調整控除（市町村民税）",
    "adjustment_pref": "調整控除（道府県民税）",
    "dividend_credit_city": "配当控除（市町村民税）",
    "dividend_credit_pref": "配当控除（道府県民税）",
    "housing_credit_city": "住宅借入金等特別税額控除（市町村民税）",
    "housing_credit_pref": "住宅借入金等特別税額控除（道府県民税）",
    "donation_credit_city": "寄附金税額控除（市町村民税）",
    "donation_credit_pref": "寄附金税額控除（道府県民税）",
    "foreign_credit_city": "外国税額控除（市町村民税）",
    "foreign_credit_pref": "外国税額控除（道府県民税）",
    "flat_credit_city": "定額減税（市町村民税）",
    "flat_credit_pref": "定額減税（道府県民税）",
    "taper_city": "所得割の調整（市町村民税）",
    "taper_pref": "所得割の調整（道府県民税）",
    "withheld_city": "配当割額・株式等譲渡所得割額控除（市町村民税）",
    "withheld_pref": "配当割額・株式等譲渡所得割額控除（道府県民税）",
    "withheld_excess": "同、所得割から引ききれない額（還付または充当）",
    "city_income_levy": "市町村民税の所得割（100円未満切捨て）",
    "pref_income_levy": "道府県民税の所得割（100円未満切捨て）",
    "city_per_capita": "市町村民税の均等割",
    "pref_per_capita": "道府県民税の均等割",
    "forest_tax": "森林環境税",
    "annual_tax": "年税額（控除しきれない配当割額等を差し引いた額。負は還付）",
    "per_capita_limit": "均等割の非課税限度額",
    "income_levy_limit": "所得割の非課税限度額",
}
FLAGS = {"per_capita_exempt": "均等割が非課税", "income_levy_exempt": "所得割が非課税"}


def _answer(fiscal_year: int, cases: Sequence[ResidentTaxCase], explain: bool) -> list[Answer]:
    law = law_of(fiscal_year)
    rules = rules_in_force(law)
    ordinances, taxpayers, dependants = columns_of(law, cases)
    found = assess(law, ordinances, taxpayers, dependants)
    answers = results(found)
    for answer, split in zip(answers, _collections(law, found, cases), strict=True):
        answer["collection"] = split
    for row, (answer, case) in enumerate(zip(answers, cases, strict=True)):
        warnings = [
            {"field": field, "code": "contradiction", "message": message}
            for field, message in contradictions(case.municipality, case.ordinance)
        ]
        warnings += [*_not_counted(fiscal_year, case), *_fallen(law, rules, case)]
        if warnings:
            answer["warnings"] = warnings
        if explain:
            steps = explained(law, ordinances, taxpayers, found, row)
            paid = collected(law, answer["annual_tax"], answer["collection"])
            answer["explanation"] = [*_assumed(case), *steps, *paid]
    return answers


def _not_counted(fiscal_year: int, case: ResidentTaxCase) -> list[Answer]:
    """Dependants born after the income year: they count from the next fiscal year."""
    message = f"{fiscal_year - 1} 年12月31日にはまだ生まれていないため、数えていません。"
    return [
        {"field": f"dependants.{place}.birth_date", "code": "not_born", "message": message}
        for place, one in enumerate(case.dependants)
        if not is_born(one, fiscal_year)
    ]


def _fallen(law: Law, rules: Sequence[Invalidation], case: ResidentTaxCase) -> list[Answer]:
    """That the ordinance a case is computed with can no longer stand, and what to do."""
    if not rules:
        return []
    own = [one for one in fallen_of(law, case.municipality) if getattr(case.ordinance, one.key, None) is None]
    found = [*own, *fallen_told(rules, case.ordinance)]
    return [{"field": f"ordinance.{one.key}", "code": "invalidated", "message": one.sentence} for one in found]


def _assumed(case: ResidentTaxCase) -> list[Answer]:
    """What was taken for granted, where it can change the tax."""
    if case.birth_date is not None or case.age is not None:
        return []
    text = "生年月日も年齢も分からないため、18歳以上65歳未満として計算しました。"
    return [{"rule": "age_assumed", "law": "地方税法295条1項2号", "inputs": {}, "amount": 0, "text_ja": text}]


def results(found: Assessment) -> list[Answer]:
    """Every row as the contract names it, without collection."""
    plain = {name: getattr(found, name).tolist() for name in (*AMOUNTS, *FLAGS)}
    deductions = {name: getattr(found, f"deduction_{name}").tolist() for name in DEDUCTIONS}
    separate = {
        name: {part: getattr(found, f"separate_{name}_{part}").tolist() for part in ("taxable", "city", "pref")}
        for name in SEPARATE
    }
    return [
        {
            **{name: values[row] for name, values in plain.items()},
            "deductions": {name: values[row] for name, values in deductions.items()},
            "separate": {
                name: {part: values[row] for part, values in parts.items()} for name, parts in separate.items()
            },
        }
        for row in range(found.rows)
    ]


def _collections(law: Law, found: Assessment, cases: Sequence[ResidentTaxCase]) -> list[Answer]:
    months = collection.special(law, found).tolist()
    instalments = collection.ordinary(law, found).tolist()
    pensions = _pensions(law, found, [case.collection_request.pension for case in cases])
    answers = []
    for row, case in enumerate(cases):
        shares = instalments[row]
        while shares and not shares[-1]:
            shares.pop()
        split: Answer = {"special": months[row], "ordinary": shares}
        if case.collection_request.pension is not None:
            parts = pensions[row]
            split["pension"] = {"provisional": parts[:3], "final": parts[3:6]}
            if not case.collection_request.pension.continuing:
                split["pension"]["ordinary"] = parts[6:]
        answers.append(split)
    return answers


def _pensions(law: Law, found: Assessment, asked: Sequence[PensionRequest | None]) -> list[list[int]]:
    """定額減税 comes off the months of the pension where pension is what takes the whole tax."""
    if not any(asked):
        return []
    requests = [one or PensionRequest() for one in asked]
    part = column([one.pension_part_tax for one in requests])
    whole = part == found.annual_tax
    flat = (
        np.where(whole, found.annual_before_flat - found.annual_tax, 0)
        if law.rows("special_months_flat")
        else np.zeros_like(part)
    )
    previous = column([one.previous_year_pension_tax for one in requests])
    shares: list[list[int]] = collection.pension(
        law, part, previous, flags([one.continuing for one in requests]), flat
    ).tolist()
    return shares


def _yen(label: str) -> dict[str, str]:
    return {"type": "integer", "description": f"円。{label}"}


_SHARES = {"type": "array", "items": {"type": "integer"}}
_STEP = {
    "type": "object",
    "properties": {
        "rule": {"type": "string"},
        "law": {"type": "string"},
        "inputs": {"type": "object"},
        "amount": {"type": "integer"},
        "text_ja": {"type": "string"},
    },
}
_CLASS = {"taxable": _yen("課税標準額"), "city": _yen("市町村民税"), "pref": _yen("道府県民税")}
RESULT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {},
        **{name: _yen(label) for name, label in AMOUNTS.items()},
        **{name: {"type": "boolean", "description": label} for name, label in FLAGS.items()},
        "deductions": {"type": "object", "properties": {name: _yen("所得控除") for name in DEDUCTIONS}},
        "separate": {
            "type": "object",
            "properties": {name: {"type": "object", "properties": _CLASS} for name in SEPARATE},
        },
        "collection": {
            "type": "object",
            "properties": {
                "special": {**_SHARES, "minItems": 12, "maxItems": 12, "description": "給与特別徴収、6月から翌年5月"},
                "ordinary": {**_SHARES, "description": "普通徴収、6月・8月・10月・翌年1月"},
                "pension": {
                    "type": "object",
                    "properties": {
                        "provisional": {**_SHARES, "description": "仮徴収、4月・6月・8月"},
                        "final": {**_SHARES, "description": "本徴収、10月・12月・翌年2月。負は還付"},
                        "ordinary": {**_SHARES, "description": "初年度の普通徴収、6月・8月"},
                    },
                },
            },
        },
        "warnings": {"type": "array", "items": {"type": "object"}},
        "explanation": {"type": "array", "items": _STEP},
    },
}

SCHEME = Scheme(
    "resident-tax", "個人住民税", Period("fiscal_year", COVERED[0], COVERED[-1]), ResidentTaxCase, _answer, RESULT
)
