"""Check digits of the numbers a town hall handles. Numbers are text: leading zeros count.

`check_digit(base)` gives the digit, `is_valid(number)` tests a whole number; each scheme is a pair of functions named
after it. A wrong length or a character other than 0-9 in a base raises `StandardsError`; `..._is_valid` says False.

The resident code (住民票コード) has no function: its rule is in a notice that is not public, and municipalities only
receive the codes.

>>> individual_number("12345678901"), individual_number_is_valid("123456789018")
('8', True)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import cycle

from yakuba.standards.errors import StandardsError

_RESIDENCE_CARD = re.compile(r"[A-Z]{2}\d{8}[A-Z]{2}", re.ASCII)


def _digits(base: str, lengths: Iterable[int], name: str) -> list[int]:
    """Digits of a base number from the right."""
    wanted = tuple(lengths)
    if len(base) not in wanted or not (base.isascii() and base.isdigit()):
        size = "・".join(map(str, wanted)) if len(wanted) < 4 else f"{wanted[0]}から{wanted[-1]}"
        raise StandardsError(
            f"{name}の検査数字を除く部分「{base}」は{size}桁の数字ではありません。桁数を確かめてください。"
        )
    return [int(character) for character in reversed(base)]


def _valid(number: str, digit: Callable[[str], str | None]) -> bool:
    """Whether the last character is the check digit of those before it."""
    try:
        return digit(number[:-1]) == number[-1:]
    except StandardsError:
        return False


def individual_number(base: str) -> str:
    """Check digit of the 11 digits of an individual number (個人番号; 平成26年総務省令85号5条): modulus 11.

    >>> individual_number("98320567321")
    '4'
    >>> individual_number("123")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 個人番号の検査数字を除く部分「123」は11桁の数字ではありません。...
    """
    digits = _digits(base, (11,), "個人番号")
    weights = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)
    remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def individual_number_is_valid(number: str) -> bool:
    """Whether 12 digits are an individual number.

    >>> individual_number_is_valid("123456789019"), individual_number_is_valid("12345678901x")
    (False, False)
    """
    return _valid(number, individual_number)


def local_government_code(base: str) -> str:
    """Check digit of the 5 digits of a local government code (全国地方公共団体コード): modulus 11.

    >>> local_government_code("01208"), local_government_code("27206")
    ('4', '0')
    """
    digits = _digits(base, (5,), "全国地方公共団体コード")
    total = sum(digit * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6), strict=True))
    return str((11 - total % 11) % 10)


def local_government_code_is_valid(code: str) -> bool:
    """Whether 6 digits have the right check digit; whether the place exists is asked of `municipalities`.

    >>> local_government_code_is_valid("431001"), local_government_code_is_valid("999999")
    (True, False)
    """
    return _valid(code, local_government_code)


def corporate_number(base: str) -> str:
    """Check digit of the 12 base digits of a corporate number (法人番号; 平成26年財務省令70号2条); it stands first.

    >>> corporate_number("000012010038")
    '8'
    """
    digits = _digits(base, (12,), "法人番号")
    return str(9 - sum(digit * weight for digit, weight in zip(digits, cycle((1, 2)))) % 9)


def corporate_number_is_valid(number: str) -> bool:
    """Whether 13 digits are a corporate number.

    >>> corporate_number_is_valid("8000012010038"), corporate_number_is_valid("8000012010039")
    (True, False)
    """
    return _valid(number[1:] + number[:1], corporate_number)


def addressee_number(serial: str) -> str | None:
    """Check digit of a new addressee or household number: M11W2-7 (juki-1.0:1.1.13), 3 to 14 digits of serial.

    The text does not say what follows remainder 1, whose complement 10 is no digit. yakuba skips such serials: None
    is returned and the next serial taken, so every number in use detects all single errors and swaps of neighbours.

    >>> addressee_number("00000000000001"), addressee_number("1234567"), addressee_number("00000000000006")
    ('9', '4', None)
    """
    digits = _digits(serial, range(3, 15), "宛名番号")
    remainder = sum(digit * weight for digit, weight in zip(digits, cycle(range(2, 8)))) % 11
    return None if remainder == 1 else str(-remainder % 11)


def addressee_number_is_valid(number: str) -> bool:
    """Whether a number follows the rule. Numbers from before the rule keep their form and need not.

    >>> addressee_number_is_valid("000000000001236")
    True
    """
    return _valid(number, addressee_number)


def insurer_number(base: str) -> str:
    """Check digit of an insurer number (保険者番号) of 8 (国民健康保険: 6) digits: modulus 10, digits of products.

    >>> insurer_number("0113001")
    '2'
    """
    digits = _digits(base, (5, 7), "保険者番号")
    products = (digit * weight for digit, weight in zip(digits, cycle((2, 1))))
    return str(-sum(product // 10 + product % 10 for product in products) % 10)


def insurer_number_is_valid(number: str) -> bool:
    """Whether 6 or 8 digits are an insurer number.

    >>> insurer_number_is_valid("01130012")
    True
    """
    return _valid(number, insurer_number)


def residence_card_is_formed(number: str) -> bool:
    """Whether a text has the form of a 在留カード or 特別永住者証明書 number; no check digit is published.

    >>> residence_card_is_formed("AB12345678CD"), residence_card_is_formed("AB1234567CD")
    (True, False)
    """
    return _RESIDENCE_CARD.fullmatch(number) is not None
