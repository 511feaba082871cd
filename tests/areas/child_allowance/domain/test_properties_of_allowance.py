"""What always holds of 児童手当, over made-up families, days and payments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.areas.child_allowance.domain.families import MONTHS, rights, yen_by_hand
from yakuba.areas.child_allowance.domain import entitlement, months, yearbook, yearly
from yakuba.areas.child_allowance.domain.claimants import Standing, judge
from yakuba.areas.child_allowance.domain.paying import due
from yakuba.areas.child_allowance.domain.right import Child, Right, confirmed, ended, school_end, without_child
from yakuba.standards import business_days

DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
YEAR = months.between("2026-02", "2027-01")
RUNS = ("2026-04", "2026-06", "2026-08", "2026-10", "2026-12", "2027-02")
few = settings(max_examples=40, deadline=None)


@few
@given(rights(), st.lists(MONTHS, min_size=1, max_size=6))
def test_amounts_are_those_of_the_law_told_a_second_time(right: Right, wanted: list[str]) -> None:
    for month in wanted:
        explained = entitlement.explained(right, month)
        assert explained.yen == yen_by_hand(right, month) == sum(one.yen for one in explained.children), month


@few
@given(rights(care="facility"), MONTHS)
def test_a_body_gets_what_each_child_alone_is_worth(right: Right, month: str) -> None:
    alone = [replace(right, care="parent", children=(child,)) for child in right.children]
    assert entitlement.totals([right], month) == [sum(entitlement.totals(alone, month))] == [yen_by_hand(right, month)]
    assert {one.order for one in entitlement.explained(right, month).children} == {0}


@given(DAYS, st.integers(0, 40))
@example(date(2026, 12, 17), 15)
@example(date(2028, 2, 29), 15)
@example(date(2027, 12, 31), 17)
def test_15_days_from_a_birth_or_move_count_for_its_month(happened: date, later: int) -> None:
    claimed = happened + timedelta(days=later)
    last = happened + timedelta(days=15)
    while not business_days.is_business_day(last):
        last += timedelta(days=1)
    expected = happened if claimed <= last else claimed
    following = date(expected.year + (expected.month == 12), expected.month % 12 + 1, 1)
    assert months.first_month(claimed, happened) == f"{following:%Y-%m}"
    assert months.first_month(claimed, happened) <= months.first_month(claimed + timedelta(days=1), happened)


@given(DAYS, st.integers(0, 15))
@example(date(2026, 12, 31), 15)
@example(date(2027, 1, 31), 15)
@example(date(2028, 2, 29), 0)
def test_who_moves_and_claims_in_time_is_paid_each_month_once(moved: date, later: int) -> None:
    """The town left pays the month of the move, the new one from the month after: also for a child that changes hands,
    a parent who becomes a public servant, or leaves office."""
    old = months.last_month(moved)
    new = months.first_month(moved + timedelta(days=later), moved)
    assert months.add(old, 1) == new


@few
@given(DAYS)
@example(date(2028, 2, 29))
@example(date(2026, 12, 31))
@example(date(2027, 1, 1))
def test_a_newborn_claimed_for_in_time_is_paid_from_the_next_month_for_36_months_as_under_three(born: date) -> None:
    first = months.first_month(months.last_day_to_claim(born), born)
    right = Right(claimant=1, first=first, children=(Child(name="子", birth_date=born, first=first, number=2),))
    through = months.add(first, 40)
    yen = list(entitlement.monthly(right, through).values())
    assert first == months.add(months.of(born), 1)
    assert yen[:36] == [15_000] * 36 and set(yen[36:]) == {10_000}


@few
@given(st.dates(date(2003, 4, 2), date(2008, 4, 1)), st.integers(0, 60))
@example(date(2004, 4, 1), 30)
@example(date(2004, 4, 2), 30)
def test_an_older_child_makes_a_third_exactly_while_confirmed_and_not_past_22(born: date, count: int) -> None:
    until = months.add("2025-04", count)
    younger = [Child(name=f"子{n}", birth_date=date(2014, 5, n), first="2025-01", number=n) for n in (3, 4)]
    eldest = Child(name="子2", birth_date=born, first="2025-01", number=2)
    right = confirmed(Right(claimant=1, first="2025-01", children=(eldest, *younger)), "2", until)
    end = f"{born.year + 22 + ((born.month, born.day) > (4, 1))}-03"
    for month in months.between("2026-04", "2031-03"):
        young = month <= school_end(born, 18)
        third = young or (month <= until and month <= end)
        assert entitlement.totals([right], month) == [20_000 + 20_000 * third + 10_000 * young]


Event = tuple[int, str, int]
BORN = (date(2009, 1, 1), date(2004, 2, 29), date(2009, 1, 1))
THREE = Right(
    claimant=1,
    first="2025-01",
    children=tuple(
        Child(name=f"子{number}", birth_date=born, first="2025-01", number=number)
        for number, born in enumerate(BORN, start=2)
    ),
)
"""In one of the payments of the year the months owed and those paid too much are the same yen."""
EVENTS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(("left", "ended", "hold", "release", "back")), st.integers(0, 11)),
    max_size=5,
)


@few
@given(rights(), EVENTS)
@example(THREE, [(0, "ended", 6), (3, "left", 4)])
def test_a_year_of_payments_adds_up(right: Right, events: list[Event]) -> None:
    """Sum of the months = payments + what is held − what was paid too much, whatever became known when."""
    right = replace(right, first="2025-01", last="", held="")
    first = min(entitlement.monthly(right, YEAR[0]))
    right = replace(right, first=max(first, YEAR[0]))
    paid: dict[str, int] = {}
    last: dict[str, int] = {}
    held, debt = 0, 0
    for place, run in enumerate(RUNS):
        for _, what, month in (one for one in events if one[0] == place):
            right, paid, last = _happened(right, what, YEAR[month], (paid, last))
        through = months.paid_through(run, regular=True)
        entitled = entitlement.monthly(right, through)
        owed = due(entitled, {month: yen for month, yen in paid.items() if month <= through}, months.add(through, -1))
        last = {}
        if not owed.debt and not (owed.pay and right.held):  # what comes to nothing is set off without a transfer
            lines = dict(owed.lines)
            paid = {month: paid.get(month, 0) + lines.get(month, 0) for month in {*paid, *lines}}
            held, debt, last = 0, 0, lines if owed.pay else {}
        else:
            held, debt = owed.pay, owed.debt
        assert sum(entitled.values()) == sum(paid.values()) + held - debt, run
        assert owed.supplement >= 0 and owed.offset >= 0 and not (owed.pay and owed.debt)
    if not held and not debt:
        assert {month: yen for month, yen in paid.items() if yen} == {
            month: yen for month, yen in entitlement.monthly(right, YEAR[-1]).items() if yen
        }


def _happened(
    right: Right, what: str, month: str, books: tuple[dict[str, int], dict[str, int]]
) -> tuple[Right, dict[str, int], dict[str, int]]:
    """A child or the right ended in a month, paid or not; payments held or not; the last payment came back."""
    paid, last = books
    if what == "left":
        return without_child(right, right.children[0].key, month), paid, last
    if what == "ended":
        return ended(right, month, "転出"), paid, last
    if what == "back":
        return right, {one: yen - last.get(one, 0) for one, yen in paid.items()}, {}
    return replace(right, held="調査中" if what == "hold" else ""), paid, last


def test_a_public_servant_is_never_granted_and_of_two_parents_exactly_one_is() -> None:
    flags = (False, True)
    for spouse, earner, parting, care in product(flags, flags, flags, ("parent", "keeper", "guardian", "facility")):
        standing = Standing(has_spouse=spouse, main_earner=earner, parting=parting, care=care)
        assert not judge(replace(standing, public_servant=True)).granted
        verdict = judge(standing)
        assert verdict.granted or (verdict.why and verdict.basis)
        if spouse and care == "parent" and not parting:
            assert judge(replace(standing, main_earner=not earner)).granted is not verdict.granted


@given(st.integers(2026, 2030), st.sampled_from([*yearly.GROUNDS, "facility", ""]), st.sets(st.integers(2026, 2031)))
def test_a_missing_report_holds_from_august_until_it_is_filed(year: int, ground: str, filed: set[int]) -> None:
    child = Child(name="子", birth_date=date(2020, 5, 5), first="2025-01", number=2)
    right = Right(claimant=1, first="2025-01", children=(child,), reported=tuple(sorted(filed)))
    if ground == "facility":
        right = replace(right, care="facility")
    elif ground:
        right = replace(right, grounds=((ground, "2025-01"),))
    asked = bool(ground) and not any(one >= year for one in filed)
    before = bool(ground) and not any(one >= year - 1 for one in filed)
    assert yearly.missing(right, f"{year}-08") == yearly.missing(right, f"{year + 1}-07") == (year if asked else None)
    assert yearly.missing(right, f"{year}-07") == (year - 1 if before else None)
    late = replace(right, first=f"{year}-07", reported=())
    assert yearly.missing(late, f"{year}-09") is None, "whose right began after June is asked next year"
    assert yearly.missing(yearly.reported(right, year, (ground,)), f"{year}-10") is None
    assert yearly.missing(replace(right, last=f"{year}-09"), f"{year}-09") is None


@few
@given(st.lists(rights(), min_size=1, max_size=4), rights(care="facility"), st.sampled_from((2025, 2026, 2027)))
def test_the_yearly_report_counts_every_child_and_yen_once(kept: list[Right], body: Right, year: int) -> None:
    everybody = [*kept, body]
    found = yearbook.of_year(everybody, year, "2030-01")
    wanted = months.between(f"{year}-02", f"{year + 1}-01")
    assert found.all_yen == sum(yen_by_hand(right, month) for right in everybody for month in wanted)
    february = entitlement.explained_all(everybody, f"{year + 1}-02")
    assert found.all_children == sum(1 for one in february for child in one.children if child.yen)
    assert found.all_recipients == sum(1 for one in february if one.yen)
    assert {order for _, order in found.yen} <= set(yearbook.ORDERS)
