"""延滞金 and 還付加算金: worked sums, one of them a city's own, and what must hold for every sum."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.law.late_charges import (
    PartPayment,
    Rate,
    RateMissing,
    Rates,
    Split,
    Terms,
    base_of,
    late_charge,
    month_end,
    refund_interest,
    tax_rates,
)
from yakuba.law.parameters import in_force
from yakuba.standards.errors import StandardsError

BY_RATE = Terms(split=Split.BY_RATE)
# Amount, due, paid, products (days, rate in permille, yen), result. The first is 豊橋市's published example.
WORKED = [
    (65_000, "2021-05-31", "2022-01-31", [(30, 25, 133), (184, 88, 2_883), (31, 87, 480)], 3_400),
    (48_700, "2025-10-31", "2026-03-15", [(30, 24, 94), (31, 87, 354), (74, 91, 885)], 1_300),
    (12_000, "2026-06-30", "2026-08-31", [(31, 28, 28), (31, 91, 92)], 0),
    (1_999, "2015-01-30", "2026-08-31", [], 0),
    (120_000, "2025-01-31", "2025-12-25", [(28, 24, 220), (300, 87, 8_580)], 8_800),
    (250_000, "2026-01-31", "2026-11-20", [(28, 28, 536), (263, 91, 16_392)], 16_900),
    (250_000, "2026-02-02", "2026-11-20", [(28, 28, 536), (263, 91, 16_392)], 16_900),
    (100_000, "2023-12-25", "2024-03-31", [(6, 24, 39), (25, 24, 164), (66, 87, 1_573)], 1_700),
]


def day(said: str) -> date:
    return date.fromisoformat(said)


@pytest.mark.parametrize(("amount", "due", "paid", "products", "result"), WORKED)
def test_worked_sums(amount: int, due: str, paid: str, products: list[tuple[int, int, int]], result: int) -> None:
    charge = late_charge(amount, day(due), day(paid))
    assert [(span.days, span.rate.parts // 10_000, span.amount) for span in charge.spans] == products
    assert (charge.total, charge.amount) == (sum(yen for _, _, yen in products), result)


def test_worked_refunds() -> None:
    charge = refund_interest(234_560, day("2025-07-01"), day("2026-04-30"))
    assert [(span.days, span.rate.text, span.amount) for span in charge.spans] == [
        (184, "年0.9%", 1_061),
        (120, "年1.3%", 1_000),
    ]
    assert (charge.total, charge.amount) == (2_061, 2_000)
    small = refund_interest(90_000, day("2025-07-01"), day("2026-04-30"))
    assert ([span.amount for span in small.spans], small.amount) == ([408, 384], 0)
    assert refund_interest(90_000, day("2025-07-01"), day("2025-06-30")).amount == 0


def test_the_two_ways_of_splitting() -> None:
    """One product of the days over New Year, where the rate stays; the years apart where it changes."""
    apart = late_charge(100_000, day("2023-12-25"), day("2024-03-31"))
    together = late_charge(100_000, day("2023-12-25"), day("2024-03-31"), terms=BY_RATE)
    assert [(span.days, span.amount) for span in together.spans] == [(31, 203), (66, 1_573)]
    assert together.total == apart.total
    over = late_charge(125_000, day("2022-06-30"), day("2024-06-30"), terms=BY_RATE)
    assert [span.days for span in over.spans] == [31, 700]
    parted = late_charge(125_000, day("2022-06-30"), day("2024-06-30"))
    assert [span.days for span in parted.spans] == [31, 153, 365, 182]
    assert (over.total, parted.total) == (21_110, 21_109)
    changed = late_charge(65_000, day("2021-05-31"), day("2022-01-31"), terms=BY_RATE)
    assert changed.amount == 3_400


def test_the_explanation_reads() -> None:
    assert late_charge(48_700, day("2025-10-31"), day("2026-03-15")).lines == (
        "基礎となる額48,700円から1,000円未満を切り捨て48,000円",
        "令和7年11月1日から令和7年11月30日まで30日：48,000円×年2.4%×30日÷365日＝94円",
        "令和7年12月1日から令和7年12月31日まで31日：48,000円×年8.7%×31日÷365日＝354円",
        "令和8年1月1日から令和8年3月15日まで74日：48,000円×年9.1%×74日÷365日＝885円",
        "合計1,333円から100円未満を切り捨て、延滞金は1,300円",
    )
    assert late_charge(1_999, day("2025-10-31"), day("2026-03-15")).lines == (
        "基礎となる額1,999円は2,000円未満のため計算しない",
    )
    moved = late_charge(12_000, day("2026-01-31"), day("2026-02-10")).lines
    assert moved[0] == "納期限令和8年1月31日は閉庁日のため、令和8年2月2日が期限"
    assert moved[-1] == "合計7円は1,000円未満のため、延滞金は0円"


@pytest.mark.parametrize(
    ("due", "last_free"),
    [
        ("2026-01-31", "2026-02-02"),
        ("2025-12-30", "2026-01-05"),
        ("2026-01-02", "2026-01-05"),
        ("2026-11-23", "2026-11-24"),
        ("2026-06-30", "2026-06-30"),
    ],
)
def test_a_due_date_on_a_closed_day_moves(due: str, last_free: str) -> None:
    free = late_charge(900_000, day(due), day(last_free))
    assert (free.spans, free.amount) == ((), 0)
    assert free.lines[-1] == "期限までに納付されたため、延滞金はない"
    first = late_charge(900_000, day(due), day(last_free) + timedelta(days=1)).spans[0]
    assert (first.first, first.days) == (day(last_free) + timedelta(days=1), 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-06-01", "2025-06-30"),
        ("2025-02-01", "2025-02-28"),
        ("2024-02-01", "2024-02-29"),
        ("2025-05-31", "2025-06-30"),
        ("2025-01-30", "2025-02-28"),
        ("2025-01-29", "2025-02-28"),
        ("2025-01-28", "2025-02-27"),
        ("2025-12-26", "2026-01-25"),
        ("2025-12-31", "2026-01-30"),
        ("2025-10-31", "2025-11-30"),
    ],
)
def test_a_month_runs_by_the_calendar(first: str, last: str) -> None:
    assert month_end(day(first)) == day(last)


def test_a_part_payment_makes_the_rest_the_base_from_the_next_day() -> None:
    charge = late_charge(100_000, day("2025-05-30"), day("2025-09-30"), [PartPayment(day("2025-07-31"), 40_500)])
    assert [(str(span.first), str(span.last), span.base) for span in charge.spans] == [
        ("2025-05-31", "2025-06-30", 100_000),
        ("2025-07-01", "2025-07-31", 100_000),
        ("2025-08-01", "2025-09-30", 59_000),
    ]
    before = late_charge(100_000, day("2025-05-30"), day("2025-06-30"), [PartPayment(day("2025-05-01"), 99_000)])
    assert before.spans == ()
    whole = late_charge(100_000, day("2025-05-30"), day("2025-12-31"), [PartPayment(day("2025-06-30"), 100_000)])
    assert [span.days for span in whole.spans] == [31]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([PartPayment(date(2025, 10, 1), 1)], "計算する日まで"),
        ([PartPayment(date(2025, 7, 1), 0)], "1円以上"),
        ([PartPayment(date(2025, 7, 1), 60_000)] * 2, "税額を超えています"),
    ],
)
def test_part_payments_that_are_none(parts: list[PartPayment], message: str) -> None:
    with pytest.raises(StandardsError, match=message):
        late_charge(100_000, day("2025-05-30"), day("2025-09-30"), parts)


def test_a_year_without_a_rate_is_told() -> None:
    with pytest.raises(RateMissing, match=r"2027年の延滞金・還付加算金の割合は公表されていません.*not announced"):
        late_charge(100_000, day("2026-11-30"), day("2027-01-04"))
    with pytest.raises(RateMissing, match="2013年の延滞金・還付加算金の割合は登録されていません"):
        late_charge(100_000, day("2013-11-29"), day("2014-01-06"))
    assert late_charge(1_000, day("2026-11-30"), day("2027-01-04")).amount == 0
    known = Terms(tax_rates().with_year(2027, "0.03", "0.093", "0.015"))
    assert late_charge(900_000, day("2026-11-30"), day("2027-01-04"), terms=known).spans[-1].rate.text == "年9.3%"


def test_other_charges_follow_a_table_of_their_own() -> None:
    flat = {2026: Rate(1_460_000)}
    terms = Terms(Rates("使用料の延滞金", flat, flat, {}), Split.BY_RATE)
    charge = late_charge(100_000, day("2026-03-31"), day("2026-06-30"), terms=terms)
    assert [(span.days, span.rate.text, span.amount) for span in charge.spans] == [(91, "年14.6%", 3_640)]


def test_the_rates_follow_from_the_average_lending_rate() -> None:
    """附則3条の2: 1 % more is the standard, 1 % and 7.3 % more are charged, 0.5 % more is given back."""
    for year in range(2021, 2027):
        law = in_force("late-charges", date(year, 1, 1))
        lending, percent = law.rate("average_lending"), 100_000
        standard = lending + percent
        assert law.rate("special_standard") == standard
        assert law.rate("first_period") == min(standard + percent, 73 * percent // 10)
        assert law.rate("later_period") == min(standard + 73 * percent // 10, 146 * percent // 10)
        assert law.rate("refund_interest") == lending + percent // 2
    for year in range(2014, 2021):
        law = in_force("late-charges", date(year, 1, 1))
        assert law.rate("first_period") == law.rate("special_standard") + 100_000
        assert law.rate("later_period") == law.rate("special_standard") + 730_000


DUE = st.dates(date(2014, 1, 6), date(2026, 10, 31))
LATE = st.integers(0, 3_000)
ENDS = date(2026, 12, 31)


def by_the_day(amount: int, due: date, paid: date) -> list[Fraction]:
    """The same read the other way: day by day, exact, without any fraction dropped."""
    start = late_charge(amount, due, due).spans
    assert start == ()
    rates = tax_rates()
    turn = None
    found = []
    current = due
    while current < paid:
        current += timedelta(days=1)
        if not late_charge(900_000_000, due, current).spans:
            continue
        turn = turn or month_end(current)
        kind = "first" if current <= turn else "later"
        found.append(Fraction(base_of(amount) * rates.of(kind, current.year).parts, 365 * 10**7))
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(2_000, 99_999_999), DUE, st.integers(0, 90))
def test_the_products_are_those_of_single_days(amount: int, due: date, late: int) -> None:
    paid = min(due + timedelta(days=late), ENDS)
    charge = late_charge(amount, due, paid)
    exact = by_the_day(amount, due, paid)
    assert sum(span.days for span in charge.spans) == len(exact)
    assert 0 <= sum(exact) - charge.total < max(1, len(charge.spans))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99_999_999), DUE, LATE, st.integers(0, 1_000))
def test_what_holds_for_every_charge(amount: int, due: date, late: int, more: int) -> None:
    paid = min(due + timedelta(days=late), ENDS)
    charge = late_charge(amount, due, paid)
    assert charge.amount % 100 == 0
    assert charge.amount == 0 or charge.amount >= 1_000
    later = late_charge(amount, due, min(paid + timedelta(days=more), ENDS))
    assert later.amount >= charge.amount
    assert late_charge(amount + 1_000, due, paid).amount >= charge.amount
    joined = late_charge(amount, due, paid, terms=BY_RATE)
    assert 0 <= joined.total - charge.total < max(1, len(charge.spans))
    assert sum(span.days for span in joined.spans) == sum(span.days for span in charge.spans)
