"""The rules of 児童手当 without a database: months, children, claimants, amounts, and what is still owed."""

from __future__ import annotations

from datetime import date

import pytest

from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.domain.claimants import Standing, judge
from yakuba.areas.child_allowance.domain.paying import due
from yakuba.areas.child_allowance.domain.right import Child, Right, confirmed, ended, with_child, without_child


def born(day: date, number: int, first: str = "2025-01", until: str = "") -> Child:
    return Child(name=f"子{number}", birth_date=day, first=first, number=number, confirmed_until=until)


def right(*children: Child, first: str = "2025-01") -> Right:
    return Right(claimant=1, first=first, children=children)


def yen(value: Right, *wanted: str) -> list[int]:
    return [entitlement.totals([value], month)[0] for month in wanted]


@pytest.mark.parametrize(
    ("claimed", "happened", "first"),
    [
        (date(2026, 11, 30), None, "2026-12"),
        (date(2026, 7, 10), date(2026, 6, 25), "2026-07"),  # the 15th day
        (date(2026, 7, 13), date(2026, 6, 25), "2026-08"),  # after it, the next open day
        (date(2026, 12, 14), date(2026, 11, 27), "2026-12"),  # the 15th day is a Saturday
        (date(2026, 12, 15), date(2026, 11, 27), "2027-01"),
        (date(2028, 3, 15), date(2028, 2, 29), "2028-03"),  # a leap day
        (date(2028, 3, 16), date(2028, 2, 29), "2028-04"),
        (date(2026, 11, 30), date(2026, 12, 1), "2027-01"),  # told before the move
    ],
)
def test_the_first_month_follows_the_claim_or_within_15_days_the_event(
    claimed: date, happened: date | None, first: str
) -> None:
    assert months.first_month(claimed, happened) == first


def test_payments_are_in_even_months_for_the_two_before() -> None:
    assert [m for m in months.between("2026-01", "2026-12") if months.is_payment_month(m)] == [
        f"2026-{number:02}" for number in (2, 4, 6, 8, 10, 12)
    ]
    assert [months.paid_through(m, True) for m in ("2026-02", "2026-04")] == ["2026-01", "2026-03"]


@pytest.mark.parametrize(
    ("birth", "wanted", "amounts"),
    [
        (date(2023, 5, 1), ("2026-05", "2026-06"), [15_000, 10_000]),
        (date(2024, 2, 29), ("2027-02", "2027-03"), [15_000, 10_000]),
        (date(2008, 4, 1), ("2026-03", "2026-04"), [10_000, 0]),
        (date(2008, 4, 2), ("2026-04", "2027-03", "2027-04"), [10_000, 10_000, 0]),
    ],
)
def test_a_birthday_or_school_year_changes_the_amount_by_itself(
    birth: date, wanted: tuple[str, ...], amounts: list[int]
) -> None:
    assert yen(right(born(birth, 2)), *wanted) == amounts


def test_a_grown_child_makes_a_third_only_as_far_as_confirmed_and_never_past_22() -> None:
    family = right(born(date(2004, 4, 2), 2), born(date(2012, 6, 1), 3), born(date(2015, 6, 1), 4))
    assert yen(family, "2026-04") == [20_000]
    assert yen(confirmed(family, "2", "2026-06"), "2026-06", "2026-07") == [40_000, 20_000]
    assert yen(confirmed(family, "2", "2030-03"), "2027-03", "2027-04") == [40_000, 20_000]


def test_twins_are_second_and_third() -> None:
    day = date(2026, 5, 10)
    assert yen(right(born(date(2015, 6, 1), 2), born(day, 3), born(day, 4)), "2026-05", "2026-06") == [10_000, 55_000]


def test_a_child_that_left_and_came_back_keeps_its_earlier_months_and_is_not_paid_between() -> None:
    begun = right(born(date(2015, 6, 1), 2))
    back = with_child(without_child(begun, "2", "2025-03"), born(date(2015, 6, 1), 2, "2025-06"))
    assert yen(back, "2025-01", "2025-03", "2025-04", "2025-05", "2025-06") == [10_000, 10_000, 0, 0, 10_000]
    again = with_child(without_child(back, "2", "2025-08"), born(date(2015, 6, 1), 2, "2025-10"))
    assert yen(again, "2025-03", "2025-05", "2025-08", "2025-09", "2025-10") == [10_000, 0, 10_000, 0, 10_000]
    paid = dict.fromkeys(("2025-01", "2025-02", "2025-03"), 10_000)
    assert due(entitlement.monthly(again, "2025-05"), paid, "2025-06").debt == 0


def test_a_right_is_paid_through_the_month_it_was_lost_and_one_ended_before_it_began_never() -> None:
    value = right(born(date(2015, 6, 1), 2))
    assert yen(ended(value, months.last_month(date(2025, 4, 1)), "転出"), "2025-04", "2025-05") == [10_000, 0]
    assert entitlement.monthly(ended(value, "2024-12", "転出"), "2025-06") == {}


@pytest.mark.parametrize(
    ("standing", "granted"),
    [
        (Standing(), True),
        (Standing(has_spouse=True, main_earner=True), True),
        (Standing(has_spouse=True, main_earner=False), False),
        (Standing(has_spouse=True, main_earner=False, parting=True), True),
        (Standing(has_spouse=True, main_earner=False, care="guardian"), True),
        (Standing(public_servant=True, parting=True, has_spouse=True), False),
    ],
)
def test_who_is_granted(standing: Standing, granted: bool) -> None:
    assert judge(standing).granted is granted


@pytest.mark.parametrize(
    ("entitled", "paid", "told"),
    [
        ({"2026-10": 10, "2026-11": 10}, {}, (20, 0, 0, 0)),
        ({"2026-09": 15, "2026-10": 10}, {"2026-09": 10}, (15, 5, 0, 0)),
        ({"2026-09": 10, "2026-10": 10}, {"2026-09": 15}, (5, 0, 5, 0)),
        ({}, {"2026-09": 15}, (0, 0, 15, 15)),
        ({"2026-10": 10}, {"2026-10": 10}, (0, 0, 0, 0)),
    ],
)
def test_what_is_owed_is_entitled_minus_paid(
    entitled: dict[str, int], paid: dict[str, int], told: tuple[int, int, int, int]
) -> None:
    found = due(entitled, paid, "2026-10")
    assert (found.pay, found.supplement, found.offset, found.debt) == told
    after = {month: paid.get(month, 0) + found.lines.get(month, 0) for month in {*entitled, *paid}}
    assert due(entitled, after, "2026-10").lines == {}
