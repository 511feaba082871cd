"""The lines of the paper form (市民税・県民税申告書), grouped as it is: what stands on it, and which amount it means.

Source: 地方税法施行規則 第5号の4様式. Incomes other than wages and pensions are entered as 所得, after costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Line:
    """One line: the amount's name in the material, its words on the form, what helps who fills it in."""

    name: str
    label: str
    support: str = ""


@dataclass(frozen=True)
class Group:
    """Lines that stand together. `folded`: seldom used, shown folded."""

    key: str
    title: str
    lines: tuple[Line, ...]
    folded: bool = False


GROUPS: Final = (
    Group(
        "pay",
        "収入（給与・年金）",
        (
            Line("income.salary_revenue", "給与の収入金額", "源泉徴収票の支払金額の合計"),
            Line("income.pension_revenue", "公的年金等の収入金額", "遺族年金・障害年金は書きません"),
        ),
    ),
    Group(
        "incomes",
        "所得（経費を引いたあとの額）",
        (
            Line("income.business", "事業所得", "営業・農業。損失は − を付ける"),
            Line("income.real_estate", "不動産所得", "損失は − を付ける"),
            Line("income.interest", "利子所得"),
            Line("income.dividend", "配当所得（総合課税）"),
            Line("income.miscellaneous", "雑所得（年金以外）"),
            Line("income.occasional", "一時所得", "特別控除50万円を引き、2分の1にする前"),
        ),
    ),
    Group(
        "other_incomes",
        "譲渡・山林・分離課税の所得、繰越損失",
        (
            Line("income.transfer_short", "総合譲渡（短期）", "特別控除後。損失は − を付ける"),
            Line("income.transfer_long", "総合譲渡（長期）", "特別控除後、2分の1にする前"),
            Line("income.forestry", "山林所得", "特別控除後"),
            Line("income.separate.long_transfer", "土地建物等の長期譲渡"),
            Line("income.separate.short_transfer", "土地建物等の短期譲渡"),
            Line("income.separate.listed_shares", "上場株式等の譲渡"),
            Line("income.separate.listed_dividend", "上場株式等の配当（分離課税）"),
            Line("income.separate.futures", "先物取引"),
            Line("income.net_loss_carryover", "繰り越す純損失"),
        ),
        folded=True,
    ),
    Group(
        "deductions",
        "所得から差し引かれる金額",
        (
            Line("paid.social_insurance", "社会保険料", "源泉徴収票の分も含めた、支払った合計"),
            Line("paid.small_enterprise_mutual_aid", "小規模企業共済等掛金", "iDeCo を含む"),
            Line("paid.life_new_general", "生命保険料（新契約・一般）", "支払った保険料"),
            Line("paid.life_care_medical", "介護医療保険料"),
            Line("paid.life_new_pension", "個人年金保険料（新契約）"),
            Line("paid.life_old_general", "生命保険料（旧契約・一般）"),
            Line("paid.life_old_pension", "個人年金保険料（旧契約）"),
            Line("paid.earthquake", "地震保険料"),
            Line("paid.old_long_term_casualty", "旧長期損害保険料"),
            Line("paid.medical", "医療費（支払った額）"),
            Line("paid.medical_reimbursed", "医療費を補う保険金など"),
        ),
    ),
    Group(
        "other_deductions",
        "雑損、セルフメディケーション、寄附、税額控除",
        (
            Line("paid.self_medication", "特定一般用医薬品等の購入費", "セルフメディケーション税制"),
            Line("paid.casualty_loss", "災害・盗難などの損失額"),
            Line("paid.casualty_reimbursed", "損失を補う保険金など"),
            Line("paid.disaster_expense", "損失のうち災害関連支出"),
            Line("paid.furusato", "ふるさと納税", "都道府県・市区町村への寄附"),
            Line("paid.donation_prefecture", "都道府県が指定した寄附"),
            Line("paid.donation_municipality", "市区町村が指定した寄附"),
            Line("credits.dividend", "配当控除の対象となる配当所得"),
            Line("credits.foreign_tax", "所得税で引ききれない外国税額"),
            Line("credits.dividend_levy_withheld", "配当割額・株式等譲渡所得割額"),
        ),
        folded=True,
    ),
)
LINES: Final = {line.name: line for group in GROUPS for line in group.lines}


def label_of(name: str) -> str:
    """The words of an amount on the form; its name for one that stands on none."""
    line = LINES.get(name)
    return line.label if line else name
