"""Child allowance of one claimant in one month, from April 2023, read from the law by another hand.

Interpretations where the rules or the contract are silent:
* `month` is the month the allowance is for, not the month of payment.
* A child whose birth falls in the month or later is not yet paid for: payment starts with the month after the event
  (法8条2項・3項). It has no place in the order, since it can only be the youngest.
* Three years: 「三歳に満たない児童(月の初日に生まれた児童については、出生の日から三年を経過しない児童)」 (法6条1項).
  So everybody gets the higher amount through the month of the third birthday, born on the first or not.
* An institution child (施設入所等児童) is left out of the parent's children (法4条1項1号) and so out of the order; it
  is paid for by the institution's own claim. The case names one claimant, the parent: the amount here is 0.
* `income` is the amount the limit is compared with (after the deductions of 令3条), the limit itself is already over:
  「…以上であるとき」 (法5条 before the reform; 附則2条). Absent means 0.
* The employer of a public servant pays the same amounts (法17条); payer `employer`.
* Children of the same day keep the order of the case.
"""

from __future__ import annotations

from datetime import date

from tests.law.reading.common_reading import Answer, Case, day, last_day_of_school_years, part_of, yen_of

REFORM = (2024, 10)  # 令和6年法律47号
INCOME_LIMIT = 6_220_000  # 令1条 before the reform: 所得制限限度額
UPPER_LIMIT = 8_580_000  # 令7条 before the reform: 所得上限限度額
PER_DEPENDANT = 380_000


def answer(case: Case) -> Answer:
    """Amounts of every child in the order given, their sum, and who pays."""
    year, month = (int(number) for number in str(case["month"]).split("-"))
    claimant = part_of(case, "claimant")
    places = _order(case["children"], year, month)
    children: list[Answer] = []
    total = 0
    for child, place in zip(case["children"], places, strict=True):
        amount = _amount(day(child["birth_date"]), place, claimant, (year, month))
        total += amount
        children.append({"birth_date": str(child["birth_date"]), "order": place, "monthly": amount})
    result: Answer = {"id": case["id"]} if "id" in case else {}
    return result | {
        "monthly_total": total,
        "children": children,
        # 法17条: the State or the municipality as employer
        "payer": "employer" if claimant.get("employer_kind") == "public_servant" else "municipality",
    }


def _within(last_day: date, year: int, month: int) -> bool:
    """Does a period that ends on a 31 March include that month?"""
    return (year, month) <= (last_day.year, last_day.month)


def _order(children: list[Case], year: int, month: int) -> list[int | None]:
    """1st, 2nd, … from the oldest; None for who is not counted."""
    counted_to = 22 if (year, month) >= REFORM else 18  # 法3条2項・3項 since the reform: 第三子以降算定額算定対象者
    counted: list[int] = [
        at
        for at, child in enumerate(children)
        if bool(child.get("supported", True))
        and not child.get("institution")
        and (day(child["birth_date"]).year, day(child["birth_date"]).month) < (year, month)
        and _within(last_day_of_school_years(day(child["birth_date"]), counted_to), year, month)
    ]
    by_age = sorted(counted, key=lambda at: day(children[at]["birth_date"]))
    places: list[int | None] = [None] * len(children)
    for place, at in enumerate(by_age, start=1):
        places[at] = place
    return places


def _under_three(birth: date, year: int, month: int) -> bool:
    """Through the month of the third birthday (29 February: 「出生の日から三年」 ends at the end of February)."""
    return (year, month) <= (birth.year + 3, birth.month)


def _amount(birth: date, place: int | None, claimant: Case, when: tuple[int, int]) -> int:
    if place is None:
        return 0
    year, month = when
    young = _under_three(birth, year, month)
    if when >= REFORM:
        if not _within(last_day_of_school_years(birth, 18), year, month):  # counted, not paid
            return 0
        if place >= 3:  # 法6条1項: at any age
            return 30_000
        return 15_000 if young else 10_000

    if not _within(last_day_of_school_years(birth, 15), year, month):  # 中学校修了前
        return 0
    income, dependants = yen_of(claimant.get("income")), yen_of(claimant.get("dependants"))
    if income >= UPPER_LIMIT + PER_DEPENDANT * dependants:
        return 0
    if income >= INCOME_LIMIT + PER_DEPENDANT * dependants:
        return 5_000  # 附則2条: 特例給付
    if young:
        return 15_000
    if not _within(last_day_of_school_years(birth, 12), year, month):  # 小学校修了後中学校修了前
        return 10_000
    return 15_000 if place >= 3 else 10_000
