"""Long-term care premium of an insured person of 65 or more, FY2024 to FY2026 (9th period), read by another hand.

Interpretations where the rules or the contract are silent:
* FY2026: income and taxed or untaxed status are to be re-derived with the 給与所得控除 of 55万 (令附則;
  介護保険最新情報 Vol.1465). The contract has no salary, so `self_taxed`, `household_taxed` and `total_income` must be
  given as they stand after that; this reading takes them as they are and never lowers them again.
* Stages 1 to 5 compare 「公的年金等の収入金額+(合計所得金額−公的年金等に係る雑所得)」 (令39条1項). The pension
  income is recomputed from `pension_revenue` with the table for 65 and over; the rest is never below 0.
* A person who is taxed makes the household taxed, whatever the other flag says.
* National ratios after the public reduction (令39条, 法124条の2): 0.285, 0.485, 0.685. More stages or other ratios of
  an ordinance have no key.
"""

from __future__ import annotations

from decimal import Decimal

from tests.law.reading.common_reading import Answer, Case, drop_below, exact, part_of, share, yen_of
from tests.law.reading.revenue_to_income import pension_income

# L1: 80万; 80.9万 (令和7年政令); 82.65万 (令和8年度)
LOWEST = {2024: 800_000, 2025: 809_000, 2026: 826_500}
RATIOS = ("0.285", "0.485", "0.685", "0.90", "1.00", "1.20", "1.30", "1.50", "1.70", "1.90", "2.10", "2.30", "2.40")
TAXED_BELOW = (1_200_000, 2_100_000, 3_200_000, 4_200_000, 5_200_000, 6_200_000, 7_200_000)  # stages 6 to 12


def answer(case: Case) -> Answer:
    """Stage, ratio and the premium of the year."""
    ordinance = part_of(case, "ordinance")
    stage = int(case["stage"]) if case.get("stage") is not None else _stage(case)
    ratio = Decimal(RATIOS[stage - 1])
    annual = drop_below(share(exact(ordinance["base"]), ratio), yen_of(ordinance.get("round", 10)))
    result: Answer = {"id": case["id"]} if "id" in case else {}
    return result | {"stage": stage, "ratio": ratio, "annual": annual}


def _stage(case: Case) -> int:
    if case.get("public_assistance"):  # 令39条1項1号イ
        return 1
    income = yen_of(case.get("total_income"))
    if case.get("self_taxed"):  # 6号 to 13号: 「…未満」
        return 6 + sum(income >= limit for limit in TAXED_BELOW)
    revenue = yen_of(case.get("pension_revenue"))
    means = revenue + _beside_pension(income, revenue)
    lowest = LOWEST[int(case["fiscal_year"])]
    if case.get("household_taxed"):  # 4号, 5号
        return 4 if means <= lowest else 5
    if means <= lowest:  # 1号
        return 1
    return 2 if means <= 1_200_000 else 3


def _beside_pension(total: int, revenue: int) -> int:
    """合計所得金額 without the income from public pensions (who is untaxed has no other income over 10 million)."""
    return max(total - pension_income(revenue, over_65=True, other_income=0), 0)
