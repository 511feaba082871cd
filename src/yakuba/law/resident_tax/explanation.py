"""The trail of one taxpayer: why the tax is what it is, in sentences a taxpayer understands.

It is made from one row of the assessment and computes nothing anew: what stands in it is what was assessed.
"""

from __future__ import annotations

from typing import Any

from yakuba.law.parameters import Law
from yakuba.law.resident_tax.exemptions import BY_ASSISTANCE, BY_PERSON
from yakuba.law.resident_tax.explained_credits import explain_credits
from yakuba.law.resident_tax.explained_deductions import explain_deductions
from yakuba.law.resident_tax.tables import SEPARATE, Assessment, OrdinanceColumns, Taxpayers
from yakuba.law.resident_tax.trail import Trail, man, percent, yen

OTHER_INCOMES = {
    "business": "事業所得",
    "real_estate": "不動産所得",
    "interest": "利子所得",
    "dividend": "配当所得",
    "transfer_short": "総合課税の短期譲渡所得",
    "transfer_long": "総合課税の長期譲渡所得",
    "occasional": "一時所得",
    "miscellaneous": "雑所得（年金以外）",
}
CLASSES = {
    "short_transfer": "短期譲渡所得（分離課税）",
    "long_transfer": "長期譲渡所得（分離課税）",
    "listed_dividend": "上場株式等の配当所得等（分離課税）",
    "listed_shares": "上場株式等の譲渡所得等（分離課税）",
    "futures": "先物取引の雑所得等（分離課税）",
    "forestry": "山林所得",
}
BASES = "地方税法23条1項13号・292条1項13号"
ROUNDING = "地方税法20条の4の2"


def explained(
    law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, found: Assessment, row: int
) -> list[dict[str, Any]]:
    """The steps of one row, in the order of the law."""
    trail = Trail(law, ordinances, taxpayers, found, row)
    _salary(trail)
    _pension(trail)
    _others(trail)
    _totals(trail)
    explain_deductions(trail)
    _taxable(trail)
    _exemption(trail)
    if not trail.found("income_levy_exempt"):
        _levies(trail)
        explain_credits(trail)
        _floors(trail)
    _per_capita(trail)
    return trail.steps


def _salary(trail: Trail) -> None:
    revenue, income = trail.given("salary_revenue"), trail.found("employment_before_adjustment")
    if not revenue:
        return
    less = f"（収入から引かれる額は {yen(revenue - income)}）" if income else ""
    how = "所得税法別表第五の表で" if revenue < 6_600_000 else ""
    text = f"給与収入 {yen(revenue)} から給与所得控除を{how}差し引くと、給与所得は {yen(income)} です{less}。"
    if not income:
        text = f"給与収入 {yen(revenue)} は給与所得控除の範囲内なので、給与所得は 0円です。"
    trail.add("employment_before_adjustment", income, text, {"salary_revenue": revenue}, "employment_income")
    high, both = trail.found("income_adjustment_high"), trail.found("income_adjustment_both")
    if high:
        above, most, share = trail.law.rows("income_adjustment_high")[0]
        text = (
            f"給与収入が {man(above)} を超え、23歳未満の扶養親族や特別障害者がいるため、"
            f"超えた額（収入は {man(most)} まで）の"
            f" {share}%（1円未満切上げ）、{yen(high)} を給与所得から引きます（所得金額調整控除）。"
        )
        trail.add("income_adjustment_high", high, text, {"salary_revenue": revenue})
    if both:
        text = f"給与所得と年金の所得の両方があるため、{yen(both)} を給与所得から引きます（所得金額調整控除）。"
        inputs = {"employment_income": income, "pension_income": trail.found("pension_income")}
        trail.add("income_adjustment_both", both, text, inputs)
    if high or both:
        left = trail.found("employment_income")
        trail.add("employment_income", left, f"調整した後の給与所得は {yen(left)} です。", {"before": income})
    else:
        trail.steps[-1]["rule"] = "employment_income"


def _pension(trail: Trail) -> None:
    revenue, income = trail.given("pension_revenue"), trail.found("pension_income")
    if not revenue:
        return
    older = trail.given("age") >= trail.law.yen("pension_age")
    age = f"{trail.law.yen('pension_age')}歳以上" if older else f"{trail.law.yen('pension_age')}歳未満"
    text = (
        f"公的年金等の収入 {yen(revenue)} から公的年金等控除 {yen(revenue - income)}（{age}の表）を差し引くと、"
        f"年金の雑所得は {yen(income)} です（1円未満切捨て）。"
    )
    if not income:
        text = f"公的年金等の収入 {yen(revenue)} は公的年金等控除（{age}の表）の範囲内なので、所得は 0円です。"
    table = "pension_income_older" if older else "pension_income_younger"
    trail.add("pension_income", income, text, {"pension_revenue": revenue, "age": trail.given("age")}, table)


def _others(trail: Trail) -> None:
    for name, label in (OTHER_INCOMES | CLASSES).items():
        amount = trail.given(name)
        if amount > 0:
            half = "（合計するときに2分の1にします）" if name in ("transfer_long", "occasional") else ""
            trail.add(name, amount, f"{label}は {yen(amount)} です{half}。", {}, "地方税法32条・313条")
        elif amount < 0:
            trail.add(name, amount, f"{label}は {yen(-amount)} の損失です。", {}, "地方税法32条・313条")
    offset = trail.found("loss_offset")
    if offset:
        text = f"損失のうち {yen(offset)} を他の所得から差し引きます（損益通算）。"
        trail.add("loss_offset", offset, text, {}, "所得税法69条・同法施行令198条")


def _totals(trail: Trail) -> None:
    total, after = trail.found("total_income"), trail.found("total_income_after_carryover")
    text = f"所得の合計（合計所得金額）は {yen(total)} です。扶養や均等割の非課税はこの額で判定します。"
    trail.add("total_income", total, text, {"aggregate_income": trail.found("aggregate_income")}, BASES)
    carried = trail.found("carried_over")
    if trail.given("net_loss_carryover"):
        text = f"前年以前の損失 {yen(trail.given('net_loss_carryover'))} のうち {yen(carried)} を差し引きます。"
        trail.add("carried_over", carried, text, {}, "地方税法32条8項・313条8項")
    if total or after:
        text = f"総所得金額等は {yen(after)} です。所得割の非課税はこの額で判定します。"
        trail.add("total_income_after_carryover", after, text, {"carried_over": carried}, "地方税法32条・313条")


def _taxable(trail: Trail) -> None:
    income, less, taxable = (trail.found(name) for name in ("aggregate_after_carryover", "total_deductions", "taxable"))
    if less >= income:
        text = f"総所得金額 {yen(income)} から所得控除 {yen(less)} を差し引くと残らないので、課税総所得金額は 0円です。"
    else:
        text = (
            f"総所得金額 {yen(income)} から所得控除 {yen(less)} を差し引くと "
            f"{yen(income - less)}、1,000円未満を切り捨てて"
            f"課税総所得金額は {yen(taxable)} です。"
        )
    trail.add("taxable", taxable, text, {"income": income, "deductions": less}, "taxable_unit")
    for name in SEPARATE:
        base = trail.found(f"separate_{name}_taxable")
        if base:
            text = f"{CLASSES[name]}の課税標準額は {yen(base)} です（引ききれない所得控除を引き、1,000円未満切捨て）。"
            trail.add(f"separate_{name}_taxable", base, text, {"income": trail.given(name)}, "taxable_unit")


def _exemption(trail: Trail) -> None:
    total, after = trail.found("total_income"), trail.found("total_income_after_carryover")
    by = trail.found("exempt_by")
    if by == BY_ASSISTANCE:
        text = "1月1日に生活扶助を受けているため、均等割も所得割もかかりません。"
        trail.add("exempt_person", 0, text, {}, "地方税法24条の5第1項1号・295条1項1号")
        return
    if by == BY_PERSON:
        most = trail.law.yen("exempt_person_income")
        text = (
            f"障害者・未成年者・寡婦・ひとり親のいずれかで、合計所得金額 {yen(total)} が {man(most)} 以下のため、"
            "均等割も所得割もかかりません。"
        )
        trail.add("exempt_person", 0, text, {"total_income": total}, "exempt_person_income")
        return
    people = trail.found("dependants_counted") + trail.found("spouse_counted")
    limit, levy_limit = trail.found("per_capita_limit"), trail.found("income_levy_limit")
    outcome = "以下のため、均等割はかかりません" if by else "を超えるため、均等割がかかります"
    text = (
        f"合計所得金額 {yen(total)} が均等割の非課税限度額 {yen(limit)}（同一生計配偶者と扶養親族 {people}人、"
        f"{trail.fixed('grade')}級地）{outcome}。"
    )
    told = {"people": people, "grade": trail.fixed("grade"), "total_income": total}
    trail.add("per_capita_limit", limit, text, told)
    exempt = trail.found("income_levy_exempt")
    outcome = "以下のため、所得割はかかりません" if exempt else "を超えるため、所得割がかかります"
    text = f"総所得金額等 {yen(after)} が所得割の非課税限度額 {yen(levy_limit)} {outcome}。"
    trail.add("income_levy_limit", levy_limit, text, {"people": people, "total_income_after_carryover": after})


def _levies(trail: Trail) -> None:
    taxable = trail.found("taxable")
    for side, label in (("city", "市町村民税"), ("pref", "道府県民税")):
        rate = trail.fixed(f"{side}_rate")
        whole = trail.found(f"{side}_levy_before_credit")
        apart = {name: trail.found(f"separate_{name}_{side}") for name in SEPARATE}
        general = whole - sum(apart.values())
        text = f"{label}: 課税総所得金額 {yen(taxable)} × {percent(rate)} = {yen(general)}（1円未満切捨て）。"
        for name, amount in apart.items():
            if amount:
                text += f"{CLASSES[name]}の分 {yen(amount)} を加えます。"
        if sum(apart.values()):
            text += f"税額控除前の所得割は {yen(whole)} です。"
        inputs = {
            "taxable": taxable,
            "rate": percent(rate),
            **{name: amount for name, amount in apart.items() if amount},
        }
        trail.add(f"{side}_levy_before_credit", whole, text, inputs, "standard_rates")


def _floors(trail: Trail) -> None:
    for side, label in (("city", "市町村民税"), ("pref", "道府県民税")):
        levy = trail.found(f"{side}_income_levy")
        text = f"{label}の所得割は、税額控除を引いて100円未満を切り捨て、{yen(levy)} です。"
        trail.add(f"{side}_income_levy", levy, text, {"before": trail.found(f"{side}_levy_before_credit")}, "levy_unit")


def _per_capita(trail: Trail) -> None:
    city, pref, forest = (trail.found(name) for name in ("city_per_capita", "pref_per_capita", "forest_tax"))
    if not trail.found("per_capita_exempt"):
        text = f"均等割は市町村民税 {yen(city)}、道府県民税 {yen(pref)} です。"
        trail.add("per_capita", city + pref, text, {"city": city, "pref": pref})
        text = f"森林環境税（国税）{yen(forest)} を均等割とあわせて納めます。"
        trail.add("forest_tax", forest, text)
    total, excess = trail.found("annual_tax"), trail.found("withheld_excess")
    levy = trail.found("city_income_levy") + trail.found("pref_income_levy")
    parts = f"所得割 {yen(levy)}、均等割 {yen(city + pref)}、森林環境税 {yen(forest)} の合計"
    inputs = {"income_levy": levy, "per_capita": city + pref, "forest_tax": forest}
    if excess:
        inputs["withheld_excess"] = excess
        text = f"{parts} {yen(total + excess)} から、所得割から引ききれない配当割額等 {yen(excess)} を差し引きます。"
        text += f"年税額は {yen(total)} です" + (
            "。" if total >= 0 else f"（{yen(-total)} を還付するか、未納の税に充てます）。"
        )
    else:
        text = f"年税額は、{parts} {yen(total)} です。" if total else "今年度、納める税額はありません。"
    trail.add("annual_tax", total, text, inputs, ROUNDING)
