"""What a return may not say: each fault names the line of the form and how it is put right. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from yakuba.areas.resident_tax.domain.return_form import label_of
from yakuba.areas.resident_tax.domain.returns import NOTHING, Dependant, Spouse, TaxReturn
from yakuba.areas.resident_tax.material_shape import AMOUNTS, LOSSES
from yakuba.platform.cases.findings import Finding

MOST_YEN: Final = 99_999_999_999
_SOURCE: Final = "background"


def _say(level: Literal["error", "alert"], code: str, item: str, message: str, remedy: str) -> Finding:
    return Finding(level, code, item, message, remedy, _SOURCE)


def faults(told: TaxReturn, today: date, years: tuple[int, int]) -> list[Finding]:
    """What is wrong within the return itself. `years`: the first and last fiscal year the law is known of."""
    return [*_year(told, today, years), *_incomes(told), *_amounts(told), *_circumstances(told), *_family(told)]


def _year(told: TaxReturn, today: date, years: tuple[int, int]) -> list[Finding]:
    first, last = years
    if not first <= told.fiscal_year <= last:
        return [
            _say(
                "error",
                "R-01",
                "fiscal_year",
                f"年度：{told.fiscal_year}年度は扱えない",
                f"{first}から{last}年度で選ぶ",
            )
        ]
    if told.fiscal_year > today.year:
        remedy = f"所得の年（{told.fiscal_year - 1}年）が終わってから受け付ける"
        return [_say("error", "R-01", "fiscal_year", f"年度：{told.fiscal_year}年度の申告はまだできない", remedy)]
    if told.filed_on > today:
        return [_say("error", "R-02", "filed_on", "申告の日：今日より後になっている", "今日までの日を入力する")]
    return []


def _incomes(told: TaxReturn) -> list[Finding]:
    if told.no_income and told.has_income:
        remedy = "収入の欄を空けるか、「収入はない」を外す"
        return [_say("error", "R-03", "no_income", "収入：「収入はない」なのに、収入の額がある", remedy)]
    if told.no_income and told.nothing not in NOTHING:
        return [_say("error", "R-04", "nothing", "収入がない理由：選ばれていない", "理由を選ぶ")]
    if not told.no_income and not told.has_income:
        remedy = "収入の額を入力するか、「収入はない」を選ぶ。支払報告書の額によるなら、理由を記録して続行"
        return [_say("alert", "R-05", "amounts", "収入：どの欄も空いている", remedy)]
    return []


def _amounts(told: TaxReturn) -> list[Finding]:
    found = []
    for name, value in told.amounts.items():
        label = label_of(name)
        if name not in AMOUNTS:
            found.append(_say("error", "R-06", name, f"{name}：申告書にない欄", "欄の名前を確かめる"))
        elif value < 0 and name not in LOSSES:
            found.append(_say("error", "R-07", name, f"{label}：負の数になっている", "0以上の額を入力する"))
        elif abs(value) > MOST_YEN:
            found.append(_say("error", "R-07", name, f"{label}：額が大きすぎる", "円の単位で入力する"))
    back, paid = told.amounts.get("paid.medical_reimbursed", 0), told.amounts.get("paid.medical", 0)
    if back > paid:
        remedy = "支払った医療費の額と、補てんされた額を確かめる"
        found.append(_say("error", "R-08", "paid.medical_reimbursed", "医療費：補てん額が支払額より多い", remedy))
    if paid and told.amounts.get("paid.self_medication"):
        remedy = "医療費控除かセルフメディケーション税制の一方だけを入力する"
        found.append(_say("error", "R-09", "paid.self_medication", "医療費：2つの特例を同時には受けられない", remedy))
    return found


def _circumstances(told: TaxReturn) -> list[Finding]:
    found = []
    if told.widow and told.single_parent:
        found.append(_say("error", "R-10", "widow", "寡婦とひとり親：両方が選ばれている", "どちらか一方にする"))
    if told.single_parent and told.spouse is not None:
        remedy = "ひとり親か配偶者のどちらかを消す"
        found.append(_say("error", "R-11", "single_parent", "ひとり親：配偶者がいる", remedy))
    if told.single_parent and not any(one.relation == "child" for one in told.dependants):
        remedy = "子を扶養親族の欄に書くか、ひとり親を外す。子の所得が限度内か確かめたら、理由を記録して続行"
        found.append(_say("alert", "R-12", "single_parent", "ひとり親：扶養する子が書かれていない", remedy))
    return found


def _family(told: TaxReturn) -> list[Finding]:
    found = []
    near: list[Spouse | Dependant] = [*([told.spouse] if told.spouse else []), *told.dependants]
    numbers = [one.number for one in near if one.number is not None]
    if told.taxpayer in numbers:
        found.append(_say("error", "R-13", "dependants", "扶養親族：本人が書かれている", "本人の行を消す"))
    twice = {one.name for one in near if one.number is not None and numbers.count(one.number) > 1}
    if twice:
        remedy = "配偶者か扶養親族の、どちらか1か所だけに書く"
        found.append(
            _say("error", "R-14", "dependants", f"扶養親族：{'、'.join(sorted(twice))}が2回書かれている", remedy)
        )
    for one in near:
        item = "spouse" if isinstance(one, Spouse) else "dependants"
        if not one.name.strip():
            found.append(_say("error", "R-15", item, "扶養親族：氏名のない人がいる", "氏名を入力する"))
        elif one.birth_date is None:
            found.append(_say("error", "R-16", item, f"{one.name}：生年月日がない", "生年月日を入力する"))
        elif one.birth_date > date(told.fiscal_year - 1, 12, 31):
            remedy = "その年の12月31日より前に生まれた人だけを書く"
            found.append(_say("error", "R-17", item, f"{one.name}：所得の年のあとに生まれている", remedy))
        if one.income < 0:
            found.append(_say("error", "R-18", item, f"{one.name}：所得が負の数になっている", "0以上の額を入力する"))
    return found
