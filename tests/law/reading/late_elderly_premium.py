"""Premium of one person in the medical system for the late elderly, FY2024 to FY2026, read by another hand.

Interpretations where the rules or the contract are silent:
* `total_income` stands for 総所得金額等 and for the 合計所得金額 that the basic deduction depends on.
* FY2024: the limit is 80万 (the transitional 73万 for who was insured before April 2024 and the lower rate for a base
  up to 58万 have no key: the caller gives the rate).
* FY2026: 85万 is the limit of the medical part; the child part (2.1万) has no rate in the contract.
* 被扶養者であった者 (令18条5項): no income part and half of the per-capita part; who is entitled to 7割 for the
  household keeps 7割, everybody else has 5割.
* Each part is dropped below 1 yen, the limit is applied to their sum, then the rounding of the ordinance.
"""

from __future__ import annotations

from tests.law.reading.common_reading import Answer, Case, drop_below, exact, part_of, share, yen_of

LIMIT = {2024: 800_000, 2025: 800_000, 2026: 850_000}
HALF = {2024: 295_000, 2025: 305_000, 2026: 310_000}
FIFTH = {2024: 545_000, 2025: 560_000, 2026: 570_000}


def basic_deduction(income: int) -> int:
    """地方税法314条の2第2項."""
    if income <= 24_000_000:
        return 430_000
    if income <= 24_500_000:
        return 290_000
    return 150_000 if income <= 25_000_000 else 0


def answer(case: Case) -> Answer:
    """Reduction in tenths, both parts, the premium of the year and the limits of the reduction."""
    year = int(case["fiscal_year"])
    ordinance, household = part_of(case, "ordinance"), part_of(case, "household")
    income = yen_of(case.get("total_income"))

    # 令18条4項: 43万 + 10万 for each earner beyond the first, + c for each insured person
    limit7 = 430_000 + 100_000 * max(yen_of(household.get("earners")) - 1, 0)
    insured = yen_of(household.get("insured", 1))
    limit5, limit2 = limit7 + HALF[year] * insured, limit7 + FIFTH[year] * insured
    judged = yen_of(household.get("judged_income"))
    reduction = 7 if judged <= limit7 else 5 if judged <= limit5 else 2 if judged <= limit2 else 0
    former = bool(case.get("former_dependant"))
    if former and reduction < 5:
        reduction = 5

    per_capita = drop_below(exact(ordinance.get("per_capita")) * (10 - reduction) / 10)
    base = max(income - basic_deduction(income), 0)
    income_part = 0 if former else drop_below(share(base, str(ordinance.get("rate", 0))))
    annual = drop_below(min(per_capita + income_part, LIMIT[year]), yen_of(ordinance.get("round", 100)))
    result: Answer = {"id": case["id"]} if "id" in case else {}
    return result | {
        "reduction": reduction,
        "per_capita_part": per_capita,
        "income_part": income_part,
        "annual": annual,
        "limit5": limit5,
        "limit2": limit2,
    }
