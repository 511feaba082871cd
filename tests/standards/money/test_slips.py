"""Slips: the published rows digit for digit, the bars, and wrong digits found."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.standards.errors import StandardsError
from yakuba.standards.money import code128, slips
from yakuba.standards.money.errors import FieldError
from yakuba.standards.money.slips import Slip

ROWS = [
    (
        Slip("912345", "000000000000004520875", "0", date(2004, 1, 31), "0", 29_500),
        "91912345000000000000004520875004013100295004",
        39,
    ),
    (
        Slip("999999", "021026010012345678900", "0", date(2026, 11, 30), "0", 48_700),
        "91999999021026010012345678900026113000487005",
        86,
    ),
    (
        Slip("999999", "021026010012345678900", "1", date(2027, 1, 31), "0", 49_900),
        "91999999021026010012345678900127013100499008",
        76,
    ),
    (
        Slip("999999", "910826000000000000012", "0", None, "0", 300_000),
        "91999999910826000000000000012099999903000008",
        72,
    ),
]


@pytest.mark.parametrize(("slip", "digits", "symbol"), ROWS)
def test_published_rows(slip: Slip, digits: str, symbol: int) -> None:
    assert slip.digits == digits
    assert slips.parse(digits) == slip == slips.parse(slip.readable)
    values = code128.symbol_values(digits)
    assert (values[:3], len(values), values[-2:]) == ((105, 102, 91), 26, (symbol, 106))


def test_the_bars_fill_288_modules() -> None:
    for slip, _, _ in ROWS:
        assert (sum(slip.widths), len(slip.widths)) == (288, 25 * 6 + 7)
        drawn = code128.bars(slip.digits)
        assert (drawn[0], drawn[-1]) == ((0, 2), (286, 2))
        assert all(after - start > width for (start, width), (after, _) in pairwise(drawn))


def test_the_table_is_that_of_code_128() -> None:
    """Every symbol has 11 modules and an even number of black ones; no two are alike; start C and FNC1 are known."""
    patterns = code128._PATTERNS
    assert (len(patterns), len(set(patterns))) == (107, 107)
    for pattern in patterns[:-1]:
        numbers = [int(width) for width in pattern]
        assert (sum(numbers), len(numbers), sum(numbers[::2]) % 2) == (11, 6, 0), pattern
    assert (patterns[105], patterns[102], patterns[106], sum(map(int, patterns[106]))) == (
        "211232",
        "411131",
        "2331112",
        13,
    )


def test_a_short_free_part_is_filled_on_the_right() -> None:
    assert Slip("912345", "123", "0", None, "0", 1).free == "123" + "0" * 18


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("91234", "1", "0", None, "0", 1), "請求書発行企業コード"),
        (("912345", "1" * 22, "0", None, "0", 1), "自由使用欄"),
        (("912345", "1", "10", None, "0", 1), "再発行区分"),
        (("912345", "1", "0", date(1999, 1, 1), "0", 1), "支払期限日"),
        (("912345", "1", "0", None, "2", 1), "印紙フラグ"),
        (("912345", "1", "0", None, "0", 1_000_000), "支払金額"),
        (("912345", "1", "0", None, "0", -1), "支払金額"),
    ],
)
def test_parts_that_do_not_fit_are_named(parts: tuple[str, str, str, date | None, str, int], field: str) -> None:
    with pytest.raises(FieldError) as refused:
        Slip(*parts)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("digits", "message"),
    [
        ("", "44桁の数字ではありません"),
        ("9" * 43, "44桁の数字ではありません"),
        ("９" * 44, "44桁の数字ではありません"),
        ("92" + ROWS[0][1][2:], "先頭が「92」です"),
        (ROWS[0][1][:-1] + "5", "検査数字が合いません（5、正しくは4）"),
    ],
)
def test_digits_that_are_no_slip(digits: str, message: str) -> None:
    with pytest.raises(FieldError) as refused:
        slips.parse(digits)
    assert message in str(refused.value)


def test_a_day_the_calendar_does_not_have() -> None:
    body = ROWS[1][1][:30] + "260231" + ROWS[1][1][36:43]
    with pytest.raises(FieldError, match="「260231」は暦にない日付です"):
        slips.parse(body + slips.check_digit(body))


def test_bars_take_pairs_of_digits_only() -> None:
    for wrong in ("", "123", "12a4", "１２"):
        with pytest.raises(StandardsError, match="偶数桁の数字ではありません"):
            code128.symbol_values(wrong)


@settings(max_examples=60)
@given(st.text("0123456789", min_size=43, max_size=43), st.integers(0, 42), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(body: str, at: int, more: int) -> None:
    wrong = body[:at] + str((int(body[at]) + more) % 10) + body[at + 1 :]
    assert slips.check_digit(wrong) != slips.check_digit(body)
