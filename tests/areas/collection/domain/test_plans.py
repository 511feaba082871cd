"""Plans add up and are tracked by what was paid."""

import doctest
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.areas.collection.domain import plans
from yakuba.areas.collection.domain.plans import Part, State
from yakuba.standards.errors import StandardsError

pytestmark = pytest.mark.pure
TODAY = date(2026, 11, 24)


def test_the_examples_in_the_page_hold() -> None:
    assert doctest.testmod(plans).failed == 0


@settings(max_examples=40)
@given(st.integers(1, 9_999_999), st.dates(date(2026, 11, 24), date(2030, 12, 31)), st.integers(1, 60))
def test_a_spread_debt_adds_up_and_is_late_only_while_something_is_open(total: int, first: date, times: int) -> None:
    try:
        parts = plans.spread(total, first, times)
    except StandardsError:
        assert total // times < plans.UNIT
        return
    plans.check(parts, total, TODAY)
    assert sum(one.paid for one in plans.track(parts, total // 2, first)) == total // 2
    far = date(2099, 1, 1)
    assert {one.state for one in plans.track(parts, total, far)} == {State.PAID}
    assert plans.track(parts, total - 1, far)[-1].state is State.LATE


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((), "回数"),
        ((Part(TODAY, 9_000),), "1,000円足りません"),
        ((Part(TODAY, 11_000),), "1,000円多すぎます"),
        ((Part(date(2026, 11, 23), 10_000),), "今日以後"),
        ((Part(date(2026, 12, 2), 5_000), Part(date(2026, 12, 1), 5_000)), "早い順"),
        ((Part(TODAY, 0), Part(date(2026, 12, 1), 10_000)), "0円の回"),
    ],
)
def test_a_plan_that_is_none_is_refused(parts: tuple[Part, ...], words: str) -> None:
    with pytest.raises(StandardsError, match=words):
        plans.check(parts, 10_000, TODAY)


def test_a_line_that_is_no_date_and_amount_is_named() -> None:
    with pytest.raises(StandardsError, match="2行目"):
        plans.written("2026-12-31 9,000\n2026-02-30 1,000")
    with pytest.raises(StandardsError, match="60回まで"):
        plans.spread(1_000_000, TODAY, 61)
