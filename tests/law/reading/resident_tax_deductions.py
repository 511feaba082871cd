"""所得控除 and 人的控除の差 (second reading of the law, resident tax): 法34条・37条・314条の2・314条の6.

Interpretations where rules and contract are silent:

- Of 医療費控除 and its alternative for self-medication (法附則4条の5) the taxpayer takes the larger.
- The thresholds that are a share of 総所得金額等 are whole yen, a fraction is dropped. Insurance deductions are rounded
  up to 1 yen.
- `widow`, `single_parent` and `working_student` are told by the case; the law's income limits are checked here. Someone
  told as both widow and single parent is a single parent (法292条1項11号 excludes).
- For 勤労学生 employment, business and miscellaneous income other than pensions are earned by own work; what is left
  of 合計所得金額 without them may not exceed 100,000 yen (所法2条1項32号 speaks of the part of 合計所得金額).
- Of the differences the basic one (50,000) exists up to 25,000,000 yen of 合計所得金額 only.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.law.reading.resident_tax_income import Incomes
from tests.law.reading.resident_tax_people import RELATIVE_LIMIT, Case, People, Relative, number, part

MAN = 10_000  # 1万円
STUDENT_LIMIT = {2024: 750_000, 2025: 750_000, 2026: 850_000, 2027: 890_000}
ORDER = [
    "casualty", "medical", "social_insurance", "small_enterprise_mutual_aid", "life", "earthquake", "disability",
    "widow", "single_parent", "working_student", "spouse", "spouse_special", "dependants",
    "specified_relative_special", "basic",
]  # fmt: skip


@dataclass(frozen=True)
class Personal:
    """What a person brings: the deduction and its difference to the income tax, in yen."""

    deduction: int = 0
    difference: int = 0


def up(amount: Fraction) -> int:
    """Rounded up to 1 yen."""
    return -(-amount.numerator // amount.denominator)


def _ladder(paid: int, rungs: list[tuple[int, Fraction, int]], most: int) -> int:
    """An insurance formula: the first rung the payment does not exceed gives share and addition."""
    if paid == 0:
        return 0
    for up_to, share, addition in rungs:
        if paid <= up_to:
            return up(paid * share) + addition
    return most


def _new_contract(paid: int) -> int:
    return _ladder(
        paid,
        [(12_000, Fraction(1), 0), (32_000, Fraction(1, 2), 6_000), (56_000, Fraction(1, 4), 14_000)],
        28_000,
    )


def _old_contract(paid: int) -> int:
    return _ladder(
        paid,
        [(15_000, Fraction(1), 0), (40_000, Fraction(1, 2), 7_500), (70_000, Fraction(1, 4), 17_500)],
        35_000,
    )


def life_insurance(paid: Case) -> int:
    """生命保険料控除 (314条の2第1項5号): three categories, 70,000 in all."""

    def category(new: int, old: int) -> int:
        by_old = _old_contract(old)
        return max(by_old, min(_new_contract(new) + by_old, 28_000))

    return min(
        70_000,
        category(number(paid, "life_new_general"), number(paid, "life_old_general"))
        + _new_contract(number(paid, "life_care_medical"))
        + category(number(paid, "life_new_pension"), number(paid, "life_old_pension")),
    )


def earthquake_insurance(paid: Case) -> int:
    """地震保険料控除 (314条の2第1項5号の3), 25,000 in all."""
    earthquake = min(25_000, up(Fraction(number(paid, "earthquake"), 2)))
    rungs = [(5_000, Fraction(1), 0), (15_000, Fraction(1, 2), 2_500)]
    return min(25_000, earthquake + _ladder(number(paid, "old_long_term_casualty"), rungs, 10_000))


def casualty(paid: Case, total_after_carryover: int) -> int:
    """雑損控除 (1号): the larger of the loss above a tenth of the incomes and disaster expense above 50,000."""
    loss = number(paid, "casualty_loss") - number(paid, "casualty_reimbursed")
    return max(0, loss - total_after_carryover // 10, number(paid, "disaster_expense") - 50_000)


def medical(paid: Case, total_after_carryover: int) -> int:
    """医療費控除 (2号), or self-medication where that is more."""
    own_share = min(100_000, total_after_carryover * 5 // 100)
    ordinary = number(paid, "medical") - number(paid, "medical_reimbursed") - own_share
    return max(0, min(ordinary, 2_000_000), min(number(paid, "self_medication") - 12_000, 88_000))


def disability(case: Case, people: People) -> Personal:
    """障害者控除 (6号・3項): self, 同一生計配偶者 and 扶養親族, those under 16 too."""
    deduction = difference = 0
    persons = [(part(case, "self").get("disability"), False)]
    persons += [(relative.disability, relative.cohabiting) for relative in people.counted]
    for kind, living_together in persons:
        if kind == "general":
            deduction, difference = deduction + 26 * MAN, difference + 1 * MAN
        elif kind == "special" and living_together:
            deduction, difference = deduction + 53 * MAN, difference + 22 * MAN
        elif kind == "special":
            deduction, difference = deduction + 30 * MAN, difference + 10 * MAN
    return Personal(deduction, difference)


def is_single_parent(case: Case, total: int) -> bool:
    """ひとり親 (292条1項12号): told, with at most 5,000,000 of 合計所得金額."""
    return bool(part(case, "self").get("single_parent")) and total <= 500 * MAN


def is_widow(case: Case, total: int) -> bool:
    """寡婦 (292条1項11号): told, no single parent, with at most 5,000,000 of 合計所得金額."""
    own = part(case, "self")
    return bool(own.get("widow")) and not own.get("single_parent") and total <= 500 * MAN


def working_student(fiscal_year: int, case: Case, found: Incomes) -> Personal:
    """勤労学生控除 (9号; 所法2条1項32号)."""
    if not part(case, "self").get("working_student") or found.total > STUDENT_LIMIT[fiscal_year]:
        return Personal()
    income = part(case, "income")
    by_work = found.employment + max(0, number(income, "business")) + max(0, number(income, "miscellaneous"))
    return Personal(26 * MAN, 1 * MAN) if found.total - by_work <= 10 * MAN else Personal()


def _column(total: int) -> int | None:
    """The taxpayer's own column of the spouse tables: 900, 950, 1,000万円; above that none."""
    for column, limit in enumerate((900 * MAN, 950 * MAN, 1_000 * MAN)):
        if total <= limit:
            return column
    return None


def spouse(total: int, husband_or_wife: Relative | None) -> Personal:
    """配偶者控除 (10号)."""
    column = _column(total)
    if husband_or_wife is None or not husband_or_wife.counts or column is None:
        return Personal()
    if husband_or_wife.age >= 70:
        return Personal((38, 26, 13)[column] * MAN, (10, 6, 3)[column] * MAN)
    return Personal((33, 22, 11)[column] * MAN, (5, 4, 2)[column] * MAN)


def spouse_special(fiscal_year: int, total: int, husband_or_wife: Relative | None) -> Personal:
    """配偶者特別控除 (10号の2), and its difference, which the statute knows below 550,000 yen only (314条の6)."""
    column = _column(total)
    if husband_or_wife is None or husband_or_wife.counts or column is None:
        return Personal()
    table = [
        (100, (33, 22, 11)),
        (105, (31, 21, 11)),
        (110, (26, 18, 9)),
        (115, (21, 14, 7)),
        (120, (16, 11, 6)),
        (125, (11, 8, 4)),
        (130, (6, 4, 2)),
        (133, (3, 2, 1)),
    ]
    income = husband_or_wife.income
    deduction = next((row[column] * MAN for up_to, row in table if income <= up_to * MAN), 0)
    # From FY2026 the spouse special deduction begins above 580,000, where the row has ended: zero by itself.
    if income < 50 * MAN:
        return Personal(deduction, (5, 4, 2)[column] * MAN)
    if income < 55 * MAN:
        return Personal(deduction, (3, 2, 1)[column] * MAN)
    return Personal(deduction)


def dependant(relative: Relative) -> Personal:
    """扶養控除 for one 控除対象扶養親族 (11号・4項); nothing under 16."""
    if not relative.counts or relative.age < 16:
        return Personal()
    if relative.age >= 70:
        if relative.relation == "parent" and relative.cohabiting:  # 同居老親等
            return Personal(45 * MAN, 13 * MAN)
        return Personal(38 * MAN, 10 * MAN)
    if 19 <= relative.age <= 22:  # 特定扶養親族
        return Personal(45 * MAN, 18 * MAN)
    return Personal(33 * MAN, 5 * MAN)


def specified_relative_special(fiscal_year: int, relative: Relative) -> int:
    """特定親族特別控除 (12号), from FY2026; the law names no difference for it (trap 1)."""
    if fiscal_year < 2026 or relative.counts or not 19 <= relative.age <= 22:
        return 0
    table = [(95, 45), (100, 41), (105, 31), (110, 21), (115, 11), (120, 6), (123, 3)]
    return next((deduction * MAN for up_to, deduction in table if relative.income <= up_to * MAN), 0)


def basic(total: int) -> int:
    """基礎控除 (314条の2第2項)."""
    for limit, deduction in ((2_400, 43), (2_450, 29), (2_500, 15)):
        if total <= limit * MAN:
            return deduction * MAN
    return 0


def deductions(fiscal_year: int, case: Case, people: People, found: Incomes) -> tuple[dict[str, int], int]:
    """(deductions by the contract's names, 人的控除差の合計) in yen."""
    assert RELATIVE_LIMIT[fiscal_year]  # a year outside the reading is a mistake of the caller
    paid = part(case, "paid")
    single = is_single_parent(case, found.total)
    mother = part(case, "self").get("single_parent") == "mother"
    personal = {
        "disability": disability(case, people),
        "widow": Personal(26 * MAN, 1 * MAN) if is_widow(case, found.total) else Personal(),
        "single_parent": Personal(30 * MAN, (5 if mother else 1) * MAN) if single else Personal(),
        "working_student": working_student(fiscal_year, case, found),
        "spouse": spouse(found.total, people.spouse),
        "spouse_special": spouse_special(fiscal_year, found.total, people.spouse),
        "dependants": Personal(
            sum(dependant(relative).deduction for relative in people.dependants),
            sum(dependant(relative).difference for relative in people.dependants),
        ),
        "basic": Personal(basic(found.total), 5 * MAN if found.total <= 2_500 * MAN else 0),
    }
    amounts = {
        "casualty": casualty(paid, found.total_after_carryover),
        "medical": medical(paid, found.total_after_carryover),
        "social_insurance": number(paid, "social_insurance"),
        "small_enterprise_mutual_aid": number(paid, "small_enterprise_mutual_aid"),
        "life": life_insurance(paid),
        "earthquake": earthquake_insurance(paid),
        "specified_relative_special": sum(specified_relative_special(fiscal_year, one) for one in people.dependants),
    }
    amounts |= {name: one.deduction for name, one in personal.items()}
    return {name: amounts[name] for name in ORDER}, sum(one.difference for one in personal.values())
