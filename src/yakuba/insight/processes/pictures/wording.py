"""Words of pictures in two languages, numbers as people write them, and names of steps made safe to show."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]
REPLACED = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"
LONGEST, TAIL = 80, 20  # characters of a name, and those kept of its end
# Wide characters take a whole em, the others about this much in the fonts the pictures ask for.
NARROW = 0.56


@dataclass(frozen=True)
class Words:
    """The same said in Japanese and in English."""

    ja: str
    en: str

    def to(self, language: Language) -> str:
        """In one of them."""
        return self.ja if language == "ja" else self.en


NO_EVENTS = Words("記録がありません。", "There are no events.")
_NAMELESS = Words("（名なし）", "(no name)")


def shown(name: str, language: Language = "ja") -> str:
    """A name from a log as it can stand among other words: `safe`, and not longer than a line.

    >>> shown("決裁\\x00\\u202e"), shown(" "), shown("", "en"), len(shown("x" * 5_000))
    ('決裁��', '（名なし）', '(no name)', 80)
    """
    if not name.strip():
        return _NAMELESS.to(language)
    if len(name) > LONGEST:
        name = name[: LONGEST - TAIL - 1] + ELLIPSIS + name[-TAIL:]
    return safe(name)


def safe(text: str) -> str:
    """A text without control characters, also without those that turn the direction of what is around it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe(one) for one in text)


def _safe(character: str) -> str:
    if character in "\t\n\r":
        return " "
    bad = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return REPLACED if bad else character


def width(text: str, size: float = 1.0) -> float:
    """About how wide a text is drawn, in px at ``size`` px.

    >>> width("決裁"), round(width("ab", 10), 1)
    (2.0, 11.2)
    """
    if text.isascii():
        return size * NARROW * len(text)
    return size * sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else NARROW for one in text)


def shortened(text: str, room: float, size: float) -> str:
    """The text, cut from the right until it has ``room`` px; names in logs differ at their ends, so both ends stay.

    >>> shortened("01_HOOFD_010", 200, 12), shortened("x" * 500, 60, 12)
    ('01_HOOFD_010', 'xxxxx…xx')
    """
    if width(text, size) <= room:
        return text
    room -= size  # of the ellipsis
    front = back = ""
    while True:
        end = len(back) < len(front) // 2
        more = text[-len(back) - 1] if end else text[len(front)]
        if width(front + back + more, size) > room or len(front) + len(back) >= len(text):
            return f"{front}{ELLIPSIS}{back}"
        front, back = (front, more + back) if end else (front + more, back)


def count(value: float) -> str:
    """A whole number with its thousands.

    >>> count(12345)
    '12,345'
    """
    return f"{value:,.0f}"


def cases_en(number: int) -> str:
    """So many cases, in English.

    >>> cases_en(1), cases_en(1200)
    ('1 case', '1,200 cases')
    """
    return "1 case" if number == 1 else f"{number:,} cases"


def percent(share: float) -> str:
    """A share; never 0% or 100% unless it is.

    >>> percent(0.421), percent(0.999), percent(0.0004), percent(1.0)
    ('42%', '99.9%', '<0.1%', '100%')
    """
    if 0 < share < 0.001:
        return "<0.1%"
    if 0 < share < 0.01 or 0.99 < share < 1:
        return f"{min(share, 0.999):.1%}"
    return f"{share:.0%}"


def days(value: float) -> str:
    """Days, as fine as it matters: hours are a part of a day.

    >>> days(0.04), days(3.14), days(61.5), days(0.001)
    ('0.04', '3.1', '62', '<0.01')
    """
    if value == 0:
        return "0"
    if abs(value) < 0.1:
        return f"{value:.2f}" if abs(value) >= 0.005 else "<0.01"
    return f"{value:.1f}" if abs(value) < 20 else f"{value:,.0f}"


def signed(text: str, value: float) -> str:
    """``text`` (of the absolute value) with the sign of ``value``; the minus is as wide as the plus.

    >>> signed("3", -3), signed("3", 3), signed("0", 0)
    ('−3', '+3', '±0')
    """
    return f"−{text}" if value < 0 else f"+{text}" if value > 0 else f"±{text}"
