"""Kanji, full-width and Arabic numbers as they stand in addresses and dates."""

from __future__ import annotations

_KANJI = "〇一二三四五六七八九"
_VALUES = {character: value for value, character in enumerate(_KANJI)} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def wide(text: str | int) -> str:
    """Digits in full width, as certificates print them.

    >>> wide("12番地3")
    '１２番地３'
    """
    return str(text).translate(_WIDE)


def narrow(text: str) -> str:
    """Full-width digits in ASCII; everything else stays.

    >>> narrow("１２番地")
    '12番地'
    """
    return text.translate(_NARROW)


def to_kanji(number: int) -> str:
    """A number from 1 to 9999 in kanji.

    >>> to_kanji(3), to_kanji(10), to_kanji(21), to_kanji(1024)
    ('三', '十', '二十一', '千二十四')
    >>> to_kanji(0)
    Traceback (most recent call last):
    ValueError: 1 から 9999 までの数を入力してください（0）。
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"1 から 9999 までの数を入力してください（{number}）。")
    out = ""
    for unit, weight in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, weight)
        if digit:
            out += ("" if digit == 1 and unit else _KANJI[digit]) + unit
    return out


def from_kanji(text: str) -> int | None:
    """Value of a kanji number in either way of writing; None when the text is not one.

    >>> from_kanji("二十一"), from_kanji("一〇"), from_kanji("千二十四"), from_kanji("大通")
    (21, 10, 1024, None)
    """
    if not text or any(c not in _VALUES and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_VALUES[c]) for c in text))
    total, digit = 0, None
    for character in text:
        if character in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        else:
            digit = _VALUES[character]
    return total + (digit or 0)


def parse(text: str) -> int | None:
    """Value of an Arabic (any width) or kanji number; None when the text is neither.

    >>> parse("１２"), parse("十二"), parse("元")
    (12, 12, None)
    """
    plain = narrow(text)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    return from_kanji(plain)
