"""Check digits: published numbers, and what each scheme promises to find."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yakuba.standards import check_digits, municipalities
from yakuba.standards.errors import StandardsError

SERIALS = st.text("0123456789", min_size=3, max_size=14)


@pytest.mark.parametrize("number", ["123456789018", "983205673214"])
def test_individual_numbers(number: str) -> None:
    assert check_digits.individual_number_is_valid(number)
    assert not any(
        check_digits.individual_number_is_valid(number[:-1] + str(d)) for d in range(10) if str(d) != number[-1]
    )


# デジタル庁, a company, 国税庁, 総務省
@pytest.mark.parametrize("number", ["8000012010038", "4011001098993", "7000012050002", "2000012020001"])
def test_corporate_numbers(number: str) -> None:
    assert check_digits.corporate_number_is_valid(number)
    wrong = [str(d) + number[1:] for d in range(10) if str(d) != number[0]]
    assert not any(map(check_digits.corporate_number_is_valid, wrong))


def test_insurer_number() -> None:
    assert check_digits.insurer_number_is_valid("01130012")
    assert not check_digits.insurer_number_is_valid("01130021")


def test_local_government_codes_of_the_whole_country() -> None:
    codes = [one.code for one in municipalities.all_municipalities()]
    codes += [one.code for one in municipalities.prefectures()]
    assert len(codes) == 1918 + 47
    assert all(map(check_digits.local_government_code_is_valid, codes))


@pytest.mark.parametrize(
    ("serial", "digit"), [("00000000000001", "9"), ("00000000000123", "6"), ("1234567", "4"), ("000", "0")]
)
def test_addressee_numbers(serial: str, digit: str) -> None:
    assert check_digits.addressee_number(serial) == digit


def test_one_serial_in_eleven_is_skipped() -> None:
    skipped = sum(check_digits.addressee_number(f"{n:08d}") is None for n in range(11000))
    assert 900 <= skipped <= 1100


@given(SERIALS, st.data())
def test_addressee_numbers_find_every_wrong_digit_and_swap(serial: str, data: st.DataObject) -> None:
    digit = check_digits.addressee_number(serial)
    assume(digit is not None)
    number = serial + str(digit)
    assert check_digits.addressee_number_is_valid(number)
    at = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    assert not check_digits.addressee_number_is_valid(number[:at] + other + number[at + 1 :])
    if at + 1 < len(number) and number[at] != number[at + 1]:
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        assert not check_digits.addressee_number_is_valid(swapped)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_individual_numbers_by_the_ordinance_read_from_the_left(base: str) -> None:
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    remainder = sum(int(digit) * weight for digit, weight in zip(base, weights, strict=True)) % 11
    expected = 0 if remainder <= 1 else 11 - remainder
    assert check_digits.individual_number(base) == str(expected)


@pytest.mark.parametrize("text", ["", "1234567890", "123456789012", "１２３４５６７８９０１", "1234567890a"])
def test_bases_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(StandardsError, match="個人番号"):
        check_digits.individual_number(text)
    assert not check_digits.individual_number_is_valid(text + "0")


@pytest.mark.parametrize("number", ["AB12345678CD", "UF87654321EA"])
def test_residence_cards(number: str) -> None:
    assert check_digits.residence_card_is_formed(number)
    assert not check_digits.residence_card_is_formed(number.lower())
    assert not check_digits.residence_card_is_formed(number[:-1] + "１")
