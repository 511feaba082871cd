"""Japanese eras: from and to the calendar date, and what staff type quickly. 元号法; juki-1.0:1.1.8, 1.1.9, 1.3.6.

The days on which an era changed bear two names, and both are legal (明治45年7月30日 = 大正元年7月30日).

>>> text(date(2025, 4, 1))
'令和7年4月1日'
>>> parse("昭和５５．１２．２６") == parse("S551226") == parse("19801226") == date(1980, 12, 26)
True
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from yakuba.standards import _data
from yakuba.standards.digits import from_kanji, wide
from yakuba.standards.errors import StandardsError


@dataclass(frozen=True, slots=True)
class Era:
    """An era; `last` is the last day that may bear its name, None for the present one. `code` as exports write it."""

    code: str
    name: str
    letter: str
    first: date
    last: date | None

    @property
    def offset(self) -> int:
        """Western year of the year before the first: 令和 n = 2018 + n."""
        return self.first.year - 1

    def covers(self, day: date) -> bool:
        """Whether the day may bear this era's name."""
        return self.first <= day and (self.last is None or day <= self.last)


def _era(code: str, name: str, letter: str, first: str, last: str) -> Era:
    return Era(code, name, letter, date.fromisoformat(first), date.fromisoformat(last) if last else None)


# A new era is a line in the table (juki-1.0:1.3.6).
ERAS = tuple(_era(*row) for row in _data.table("eras.csv"))
MEIJI, TAISHO, SHOWA, HEISEI, REIWA = ERAS[:5]

_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.name[0], era.letter, era.letter.lower(), era.code)}
# Every way to write an era in a date: its name, the first character of it, its letter.
SIGN = "|".join(sign for era in ERAS for sign in (era.name, era.name[0], era.letter, era.letter.lower()))
_SIGN = f"(?P<era>{SIGN})"
_WORDS = re.compile(rf"{_SIGN}?(?P<year>\d{{1,4}}|元)(?:[年./\-])(?P<month>\d{{1,2}})(?:[月./\-])(?P<day>\d{{1,2}})日?")
_COMPACT = re.compile(rf"{_SIGN}(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)|(?P<y>\d{{4}})(?P<m>\d\d)(?P<d>\d\d)")
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十]+(?=[年月日])")
_DASHES = str.maketrans("‐‑‒–—―−ー・", "--------.")


def era_of(day: date) -> Era:
    """The era of a day; the newer one on a day with two names.

    >>> era_of(date(1926, 12, 25)).name, era_of(date(1926, 12, 24)).name
    ('昭和', '大正')
    >>> era_of(date(1868, 1, 1))
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 1868-01-01は明治より前の日付です。...
    """
    for era in reversed(ERAS):
        if era.covers(day):
            return era
    raise StandardsError(f"{day}は明治より前の日付です。明治元年（1868年1月25日）以後の日付を入力してください。")


def eras_of(day: date) -> tuple[Era, ...]:
    """Every era whose name the day may bear, the older first.

    >>> [era.name for era in eras_of(date(1912, 7, 30))]
    ['明治', '大正']
    """
    return tuple(era for era in ERAS if era.covers(day))


def by_sign(sign: str) -> Era:
    """The era of a name, its first character, its letter or its code.

    >>> by_sign("昭").name, by_sign("R").name, by_sign("3").name
    ('昭和', '令和', '昭和')
    >>> by_sign("X")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 元号「X」は明治・大正・昭和・平成・令和のどれでもありません。...
    """
    found = _BY_SIGN.get(sign)
    if found is None:
        raise StandardsError(
            f"元号「{sign}」は明治・大正・昭和・平成・令和のどれでもありません。元号を選んでください。"
        )
    return found


def year_text(year: int, era: Era | None, *, full_width: bool = False) -> str:
    """A year of an era ('令和元年'), or of the Western calendar when `era` is None ('1980年').

    >>> year_text(1, REIWA), year_text(12, REIWA, full_width=True), year_text(1980, None)
    ('令和元年', '令和１２年', '1980年')
    """
    number = "元" if era and year == 1 else str(year)
    return (era.name if era else "") + (wide(number) if full_width else number) + "年"


def text(day: date, era: Era | None = None, *, full_width: bool = False) -> str:
    """A day in the Japanese calendar; `era` chooses the name of a day that has two.

    >>> text(date(2019, 5, 1)), text(date(1912, 7, 30), MEIJI), text(date(1980, 12, 26), full_width=True)
    ('令和元年5月1日', '明治45年7月30日', '昭和５５年１２月２６日')
    """
    era = era or era_of(day)
    rest = f"{day.month}月{day.day}日"
    return year_text(day.year - era.offset, era, full_width=full_width) + (wide(rest) if full_width else rest)


def western_text(day: date, *, full_width: bool = False) -> str:
    """A day in the Western calendar, only for a foreign resident's birth and end of stay (1.1.9).

    >>> western_text(date(1980, 12, 26))
    '1980年12月26日'
    """
    plain = f"{day.year}年{day.month}月{day.day}日"
    return wide(plain) if full_width else plain


def normalise(typed: str) -> str:
    """ASCII digits, dots and hyphens for everything people type in a date, kanji numbers too.

    >>> normalise("昭和五十五年 １２／２６")
    '昭和55年12/26'
    """
    plain = unicodedata.normalize("NFKC", typed).translate(_DASHES)
    plain = _KANJI_NUMBER.sub(lambda found: str(from_kanji(found.group())), plain)
    return "".join(plain.split())


def split(typed: str) -> tuple[Era | None, int, int, int]:
    """Era (None for the Western calendar), year in it, month and day as typed; whether the day exists is not asked.

    >>> era, *numbers = split("昭55.2.30")
    >>> era.name, numbers
    ('昭和', [55, 2, 30])
    """
    plain = normalise(typed)
    found = _WORDS.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        message = (
            f"日付「{typed}」を読み取れません。「昭和55年12月26日」「S551226」「19801226」のように入力してください。"
        )
        raise StandardsError(message)
    parts = found.groupdict()
    if parts.get("y"):
        return None, int(parts["y"]), int(parts["m"]), int(parts["d"])
    year = 1 if parts["year"] == "元" else int(parts["year"])
    return (by_sign(parts["era"]) if parts["era"] else None), year, int(parts["month"]), int(parts["day"])


def parse(typed: str) -> date:
    """The calendar day of a Japanese or Western date as typed by staff.

    >>> parse("令和元年5月1日"), parse("R7.4.1"), parse("1980/12/26")
    (datetime.date(2019, 5, 1), datetime.date(2025, 4, 1), datetime.date(1980, 12, 26))
    >>> parse("大正15年12月25日") == parse("昭和元年12月25日")
    True
    >>> parse("平成32年4月1日")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 「平成32年4月1日」は平成の期間にありません。...
    >>> parse("昭和50年2月29日")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 「昭和50年2月29日」は暦にない日付です。月の日数を確かめてください。
    """
    era, year, month, day = split(typed)
    western = year + (era.offset if era else 0)
    if not (1 <= western <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(western, month)[1]):
        raise StandardsError(f"「{typed}」は暦にない日付です。月の日数を確かめてください。")
    found = date(western, month, day)
    if era and not era.covers(found):
        right = text(found) if found >= MEIJI.first else western_text(found)
        raise StandardsError(f"「{typed}」は{era.name}の期間にありません。{right}なら、元号を直してください。")
    if era is None and western < 1000:
        raise StandardsError(f"日付「{typed}」に元号がありません。元号を付けるか、西暦を4桁で入力してください。")
    return found
