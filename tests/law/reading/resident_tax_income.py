"""From revenues and net incomes to 合計所得金額 and 総所得金額等 (second reading of the law, resident tax).

Interpretations where rules and contract are silent:

- The classes other than salary and pension come in as 所得, that is after expenses and special deductions. The halving
  of 総合長期譲渡 and 一時 (所法22条2項2号) is no part of those incomes: it happens in the sum, once, on both together,
  with the odd half yen dropped.
- Losses of business, real estate, general transfer and forestry are set off against the others in the order of
  所法69条 and 所令198条; losses of interest, dividend and occasional income are none in law and count as zero. A
  negative `miscellaneous` reduces the pension's 雑所得 (one class) but not below zero.
- Separate classes take no part in the set-off. They come in as incomes (所得), after the set-offs among themselves
  that the return makes (措法31・32条・37条の12の2); a negative one counts as nothing.
- `net_loss_carryover` is 純損失の繰越控除 (法32条8項・313条8項): from 総所得金額, then 山林, never from separate
  classes.
- `employment_income` is after 所得金額調整控除.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.law.reading.resident_tax_people import Case, People, age_at_the_end_of, number, part, salary_to_income

SEPARATE_CLASSES = ("long_transfer", "short_transfer", "listed_shares", "listed_dividend", "futures")


@dataclass(frozen=True)
class Incomes:
    """Yen. `general` is 総所得金額 after carry-over, as is `forestry`; `separate` by class."""

    employment: int
    pension: int
    total: int
    total_after_carryover: int
    general: int
    forestry: int
    separate: dict[str, int]


def pension_to_income(revenue: int, age: int, other_total: int) -> int:
    """公的年金等に係る雑所得 (所法35条4項): by age and by 合計所得金額 without the pension."""
    if revenue <= 0:
        return 0
    if age >= 65 and revenue <= 3_300_000:
        income = revenue - 1_100_000
    elif age < 65 and revenue <= 1_300_000:
        income = revenue - 600_000
    elif revenue <= 4_100_000:
        income = revenue * 75 // 100 - 275_000
    elif revenue <= 7_700_000:
        income = revenue * 85 // 100 - 685_000
    elif revenue <= 10_000_000:
        income = revenue * 95 // 100 - 1_455_000
    else:
        income = revenue - 1_955_000
    if other_total > 20_000_000:  # the deduction is 200,000 less
        income += 200_000
    elif other_total > 10_000_000:  # 100,000 less
        income += 100_000
    return max(0, income)


def family_adjustment(revenue: int, case: Case, people: People) -> int:
    """所得金額調整控除 for families and the severely disabled (措法41条の3の11第1項), rounded up to 1 yen."""
    if revenue <= 8_500_000:
        return 0
    entitled = (
        part(case, "self").get("disability") == "special"
        or any(relative.disability == "special" for relative in people.counted)
        or any(relative.counts and relative.age < 23 for relative in people.dependants)
    )
    return -(-(min(revenue, 10_000_000) - 8_500_000) // 10) if entitled else 0


def _after_set_off(income: Case, employment: int, miscellaneous: int) -> tuple[int, int]:
    """(総所得金額, 山林所得金額) after 損益通算 (所法69条, 所令198条) and the halving (所法22条2項)."""
    short, long = number(income, "transfer_short"), number(income, "transfer_long")
    occasional = max(0, number(income, "occasional"))
    forestry = number(income, "forestry")
    # 令198条1号: losses of real estate and business first from the other ordinary classes.
    ordinary = max(0, number(income, "interest")) + max(0, number(income, "dividend")) + employment + miscellaneous
    ordinary += number(income, "business") + number(income, "real_estate")
    # Within 譲渡所得 a loss of one kind meets the gain of the other; 令198条2号: then 一時所得.
    if short < 0 < long:
        short, long = (0, short + long) if short + long >= 0 else (short + long, 0)
    elif long < 0 < short:
        short, long = (short + long, 0) if short + long >= 0 else (0, short + long)
    loss = -(min(0, short) + min(0, long))
    short, long = max(0, short), max(0, long)
    taken = min(loss, occasional)
    occasional, loss = occasional - taken, loss - taken
    # 令198条3号・4号: what is left of the one group from the other; short before long before occasional.
    if ordinary < 0:
        ordinary, (short, long, occasional) = _take(ordinary, [short, long, occasional])
    if loss:
        ordinary -= loss
    # 令198条5号: what still is left, from forestry.
    if ordinary < 0 < forestry:
        taken = min(-ordinary, forestry)
        ordinary, forestry = ordinary + taken, forestry - taken
    # 令198条6号: a forestry loss from the ordinary classes, then transfer and occasional.
    if forestry < 0:
        forestry, (ordinary, short, long, occasional) = _take(forestry, [max(0, ordinary), short, long, occasional])
    return max(0, ordinary) + short + (long + occasional) // 2, max(0, forestry)


def _take(loss: int, gains: list[int]) -> tuple[int, list[int]]:
    """A loss (negative) taken from gains in order: (loss left, gains left)."""
    left = []
    for gain in gains:
        taken = min(-loss, gain)
        loss += taken
        left.append(gain - taken)
    return loss, left


def incomes(fiscal_year: int, case: Case, people: People) -> Incomes:
    """All incomes of a case."""
    income = part(case, "income")
    separate = {name: max(0, number(part(income, "separate"), name)) for name in SEPARATE_CLASSES}
    salary_revenue = number(income, "salary_revenue")
    employment = salary_to_income(fiscal_year, salary_revenue)
    after_family = employment - family_adjustment(salary_revenue, case, people)

    # 所法35条4項: 合計所得金額 as if there were no pension revenue; then 措法41条の3の11第2項 cannot apply either.
    general, forestry = _after_set_off(income, after_family, max(0, number(income, "miscellaneous")))
    other_total = general + forestry + sum(separate.values())
    age = age_at_the_end_of(fiscal_year - 1, case)
    pension = pension_to_income(number(income, "pension_revenue"), age, other_total)

    # 措法41条の3の11第2項: salary and pension together, taken from the salary's income.
    if employment > 0 and pension > 0:
        after_family -= max(0, min(employment, 100_000) + min(pension, 100_000) - 100_000)

    general, forestry = _after_set_off(income, after_family, max(0, pension + number(income, "miscellaneous")))
    total = general + forestry + sum(separate.values())

    # 法32条8項・313条8項: carry-over from 総所得金額 first, then from forestry.
    carryover = number(income, "net_loss_carryover")
    from_general = min(carryover, general)
    from_forestry = min(carryover - from_general, forestry)
    return Incomes(
        employment=after_family,
        pension=pension,
        total=total,
        total_after_carryover=total - from_general - from_forestry,
        general=general - from_general,
        forestry=forestry - from_forestry,
        separate=separate,
    )
