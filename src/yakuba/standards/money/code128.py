"""Code 128 with digits alone (code set C) and FNC1 in front: the bar code of GS1-128. ISO/IEC 15417.

A symbol is a list of values; drawn, it is a list of widths in modules, bars and spaces in turn, a bar first.

>>> symbol_values("1234")
(105, 102, 12, 34, 24, 106)
>>> widths("1234")[:6], sum(widths("1234"))
((2, 1, 1, 2, 3, 2), 68)
"""

from __future__ import annotations

from itertools import chain

from yakuba.standards.errors import StandardsError

START_C, FNC1, STOP = 105, 102, 106
# Widths of three bars and three spaces for the values 0 to 105; the stop has a bar more.
_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231"
    "113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211"
    "212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131"
    "113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111"
    "314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211"
    "241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141"
    "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214"
    "211232"
)
_PATTERNS = (*(_WIDTHS[at : at + 6] for at in range(0, len(_WIDTHS), 6)), "2331112")
# White on both sides, in modules, that a reader needs.
QUIET_ZONE = 10


def symbol_check(digits: str) -> int:
    """The check value of a symbol: start and each value times its place, modulus 103.

    >>> symbol_check("91912345000000000000004520875004013100295004")
    39
    """
    data = (FNC1, *_pairs(digits))
    return (START_C + sum(place * value for place, value in enumerate(data, start=1))) % 103


def symbol_values(digits: str) -> tuple[int, ...]:
    """Start, FNC1, pairs of digits, check, stop. StandardsError for an odd number of digits or another character."""
    return (START_C, FNC1, *_pairs(digits), symbol_check(digits), STOP)


def widths(digits: str) -> tuple[int, ...]:
    """Widths in modules of bars and spaces in turn, from the first bar to the last; the quiet zones not counted."""
    return tuple(int(width) for width in chain.from_iterable(_PATTERNS[value] for value in symbol_values(digits)))


def bars(digits: str) -> tuple[tuple[int, int], ...]:
    """Where each bar begins and how wide it is, in modules: what a letter has to draw in black.

    >>> bars("1234")[:3]
    ((0, 2), (3, 1), (6, 3))
    """
    found: list[tuple[int, int]] = []
    position = 0
    for number, width in enumerate(widths(digits)):
        if number % 2 == 0:
            found.append((position, width))
        position += width
    return tuple(found)


def _pairs(digits: str) -> tuple[int, ...]:
    if not digits or len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        raise StandardsError(f"バーコードの内容「{digits}」は偶数桁の数字ではありません。桁数を確かめてください。")
    return tuple(int(digits[at : at + 2]) for at in range(0, len(digits), 2))
