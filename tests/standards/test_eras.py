"""Eras: both names of a day, quick entries, and every day there and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import eras
from yakuba.standards.errors import StandardsError

DAYS = st.dates(min_value=date(1868, 1, 25), max_value=date(2100, 12, 31))
BIRTH = date(1980, 12, 26)


@given(DAYS)
def test_every_day_reads_back_what_it_writes(day: date) -> None:
    for era in eras.eras_of(day):
        for full_width in (False, True):
            assert eras.parse(eras.text(day, era, full_width=full_width)) == day
    assert eras.parse(eras.western_text(day)) == day


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        ("明治45年7月30日", "大正元年7月30日", date(1912, 7, 30)),
        ("大正15年12月25日", "昭和元年12月25日", date(1926, 12, 25)),
        ("昭和64年1月7日", "S640107", date(1989, 1, 7)),
        ("平成元年1月8日", "H1.1.8", date(1989, 1, 8)),
        ("平成31年4月30日", "H310430", date(2019, 4, 30)),
        ("令和元年5月1日", "令和1年5月1日", date(2019, 5, 1)),
    ],
)
def test_the_days_on_which_eras_change(one: str, other: str, day: date) -> None:
    assert eras.parse(one) == eras.parse(other) == day


@pytest.mark.parametrize(
    "typed",
    [
        "S551226",
        "s551226",
        "Ｓ５５１２２６",
        "S55.12.26",
        "昭和55.12.26",
        "昭和５５年１２月２６日",
        "昭和五十五年十二月二十六日",
        "昭55-12-26",
        "昭和55・12・26",
        "昭和 55年 12月 26日",
        "19801226",
        "1980-12-26",
        "1980/12/26",
        "1980年12月26日",
        "１９８０．１２．２６",
    ],
)
def test_quick_entries(typed: str) -> None:
    assert eras.parse(typed) == BIRTH


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "昭和",
        "S5512",
        "S551326",
        "昭和64年1月8日",
        "平成31年5月1日",
        "大正元年7月29日",
        "令和0年1月1日",
        "昭和50年2月29日",
        "55.12.26",
        "198012",
        "昭和55年12月26日頃",
    ],
)
def test_what_is_no_day_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(StandardsError) as caught:
        eras.parse(typed)
    assert str(caught.value).endswith("。")
