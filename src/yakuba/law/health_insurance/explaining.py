"""The explanation of a household's health insurance, step by step in Japanese."""

from __future__ import annotations

from yakuba.law.cases import percent, step
from yakuba.law.health_insurance.shapes import LABELS, ComponentRates, Found, HealthInsuranceCase
from yakuba.law.schemes import Answer

_LAWS = {"tax": "地方税法703条の4", "premium": "国民健康保険法施行令29条の7"}


def explanation(found: Found, row: int, case: HealthInsuranceCase) -> list[Answer]:
    """The steps for the case in `row`."""
    steps = [*_reduction(found, row)]
    total = 0
    for name, part in found.components.items():
        amount = int(part.total[row])
        total += amount
        rates: ComponentRates = getattr(found.ordinances[row], name)
        if not (rates.rate or rates.per_capita or rates.per_household):
            continue
        parts = [
            f"所得割 {int(part.base_income[row]):,}円 × {percent(rates.rate)} = {int(part.income_part[row]):,}円",
            f"均等割（軽減後）{int(part.per_capita_part[row]):,}円",
            f"平等割（軽減後）{int(part.per_household_part[row]):,}円",
        ]
        if not rates.per_household:
            del parts[2]
        ending = f"限度額 {found.caps[name]:,}円、{found.ordinances[row].round}円未満切捨て"
        text = f"{LABELS[name]}: {'、'.join(parts)}。合計 {amount:,}円（{ending}）"
        steps.append(step(name, _LAWS[case.form], text, amount, base_income=int(part.base_income[row])))
    word = "保険税" if case.form == "tax" else "保険料"
    return [*steps, step("annual_total", _LAWS[case.form], f"国民健康{word} 年額 {total:,}円", total)]


def _reduction(found: Found, row: int) -> list[Answer]:
    judged = found.people[2]
    income, persons, tenths = int(judged.income[row]), int(judged.persons[row]), int(judged.reduction[row])
    limits = "、".join(
        f"{share}割 {int(limit[row]):,}円以下"
        for share, limit in ((7, judged.limit7), (5, judged.limit5), (2, judged.limit2))
    )
    if judged.unknown[row]:
        text = "所得の分からない人（未申告）がいるため、軽減はありません。"
    else:
        result = f"{tenths}割軽減" if tenths else "軽減なし"
        text = f"軽減判定: 世帯の判定所得 {income:,}円、被保険者等 {persons}人（{limits}）: {result}"
    inputs = {"judged_income": income, "persons": persons, "earners": int(judged.earners[row])}
    return [step("reduction", found.law.article("base_limit"), text, tenths, **inputs)]
