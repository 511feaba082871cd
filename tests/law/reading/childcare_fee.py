"""Monthly fee of one child in day care, April 2024 to March 2027, read from the law by another hand.

Interpretations where the rules or the contract are silent:
* 生活保護 has no key, so class 1 of the national table does not come up. A levy of 0 is read as class 2 (非課税); a
  household with only the per-capita tax (class 3) cannot be told from it by the levy alone.
* The levies in the case are already the sum of both parents, before the credits of 令4条, at 6% in cities levying 8%.
* `order` is the place among the counted children: the rule about the older children's age below 57,700 (77,101) has
  been applied by whoever counted.
* ひとり親等 below 77,101: half for the first child, nothing from the second (rules 6), with any table.
* Halves are dropped below 1 yen (all national amounts are even).
* A table of the ordinance is read from the top: the first row whose `levy_below` is above the levy; a row without one
  has no upper end. The national exemption of untaxed households (levy 0) is a matter of its own rows.
"""

from __future__ import annotations

from tests.law.reading.common_reading import Answer, Case, day, last_day_of_school_years, part_of, yen_of

# 令4条2項: class, levy below, 標準時間, 短時間
NATIONAL = (
    (2, 1, 0, 0),
    (3, 48_600, 19_500, 19_300),
    (4, 97_000, 30_000, 29_600),
    (5, 169_000, 44_500, 43_900),
    (6, 301_000, 61_000, 60_100),
    (7, 397_000, 80_000, 78_800),
    (8, None, 104_000, 102_400),
)
SINGLE_PARENT_BELOW = 77_101


def answer(case: Case) -> Answer:
    """The year whose tax counts, class, fee class of the age, and the fee."""
    year, month = (int(part) for part in str(case["month"]).split("-"))
    school_year = year if month >= 4 else year - 1
    tax_year = school_year - 1 if 4 <= month <= 8 else school_year  # 令4条: 九月 is when the new tax counts
    levy = yen_of(case["municipal_income_levy_by_fiscal_year"][str(tax_year)])
    row = _row(part_of(case, "ordinance").get("table"), levy)

    # 満三歳に達する日以後の最初の三月三十一日まで the fee of under three holds (令4条2項: 満三歳未満保育認定)
    birth = day(case["child"]["birth_date"])
    last = last_day_of_school_years(birth, 3)
    under = (year, month) <= (last.year, last.month)
    full = yen_of(row["short" if case.get("hours", "standard") == "short" else "standard"])
    monthly = _several_children(full, case, levy) if under else 0  # 3 to 5 free since October 2019
    result: Answer = {"id": case["id"]} if "id" in case else {}
    return result | {
        "tax_fiscal_year": tax_year,
        "class": row["class"],
        "age_class": "3号" if under else "2号",
        "monthly": monthly,
    }


def _row(table: list[Case] | None, levy: int) -> Case:
    if not table:
        table = [dict(zip(("class", "levy_below", "standard", "short"), row, strict=True)) for row in NATIONAL]
    for row in table:
        if row.get("levy_below") is None or levy < yen_of(row["levy_below"]):
            return row
    raise ValueError("the table of the ordinance has no row for this levy")


def _several_children(full: int, case: Case, levy: int) -> int:
    place = int(case.get("order", 1))
    if case.get("single_parent") and levy < SINGLE_PARENT_BELOW:
        return full // 2 if place == 1 else 0
    if place >= 3:
        return 0
    return full // 2 if place == 2 else full
