"""Fiscal years and months as staff say them."""

import doctest

import pytest

from yakuba.platform.screens import dates
from yakuba.platform.screens.templatetags.screens import fiscal

pytestmark = pytest.mark.pure


def test_the_examples_hold() -> None:
    assert doctest.testmod(dates).failed == 0


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (2019, "令和1年度"),
        ("2019-04", "平成31年4月"),
        ("2019-05", "令和1年5月"),
        (1989, "平成1年度"),
        ("", ""),
        ("未定", "未定"),
    ],
)
def test_periods_at_the_edges_of_eras(period: int | str, words: str) -> None:
    assert fiscal(period) == words
