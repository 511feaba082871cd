"""Dates of the register, exact or unknown in the fourteen ways of juki-1.0:1.1.8.

A `CivilDate` keeps what is printed and an internal day behind it, for order and search. The rule for the internal day
is ours, since the code definition of the Juki-net is not public: the first day that is possible; for a day the calendar
does not have, the last day of its month.

>>> unknown = parse("昭和20年月日不詳")
>>> unknown.pattern.name, unknown.internal, str(unknown)
('YEAR_ONLY', datetime.date(1945, 1, 1), '昭和20年月日不詳')
>>> parse("昭和二十年八月十五日頃から二十日頃").latest
datetime.date(1945, 8, 20)
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from yakuba.standards import eras
from yakuba.standards.digits import wide
from yakuba.standards.errors import StandardsError


class Pattern(StrEnum):
    """An exact date and the fourteen unknown ones."""

    EXACT = "exact"
    ABOUT_YEAR = "about_year"
    ABOUT_MONTH = "about_month"
    ABOUT_DAY = "about_day"
    PRESUMED_DAY = "presumed_day"
    PRESUMED_MONTH = "presumed_month"
    SEASON = "season"
    THIRD = "third"
    ABOUT_THIRD = "about_third"
    UNKNOWN = "unknown"
    YEAR_ONLY = "year_only"
    MONTH_ONLY = "month_only"
    UNTIL_ABOUT = "until_about"
    PRESUMED_SPAN = "presumed_span"
    ABOUT_TO_ABOUT = "about_to_about"


# What is printed: {year}, {month}, {day} are the first date to that precision, {last} the end of a span, then a season
# or a third of a month.
TEMPLATES: Mapping[Pattern, str] = {
    Pattern.EXACT: "{day}",
    Pattern.ABOUT_YEAR: "{year}頃",
    Pattern.ABOUT_MONTH: "{month}頃",
    Pattern.ABOUT_DAY: "{day}頃",
    Pattern.PRESUMED_DAY: "推定{day}",
    Pattern.PRESUMED_MONTH: "推定{month}",
    Pattern.SEASON: "{year}{season}",
    Pattern.THIRD: "{month}{third}",
    Pattern.ABOUT_THIRD: "{month}{third}頃",
    Pattern.UNKNOWN: "年月日不詳",
    Pattern.YEAR_ONLY: "{year}月日不詳",
    Pattern.MONTH_ONLY: "{month}日不詳",
    Pattern.UNTIL_ABOUT: "{day}から{last}頃までの間",
    Pattern.PRESUMED_SPAN: "推定{day}から{last}",
    Pattern.ABOUT_TO_ABOUT: "{day}頃から{last}頃",
}
SPANS = (Pattern.UNTIL_ABOUT, Pattern.PRESUMED_SPAN, Pattern.ABOUT_TO_ABOUT)
# Winter may be either end of its year, so it spans the year.
SEASONS: Mapping[str, tuple[int, int]] = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (1, 12)}
THIRDS: Mapping[str, tuple[int, int]] = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}

_YEAR = rf"(?P<era>{eras.SIGN})?(?P<y>\d{{1,4}}|元)年"
_MONTH, _DAY = rf"{_YEAR}(?P<m>\d{{1,2}})月", rf"{_YEAR}(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日"
_LAST = (
    rf"(?:(?:(?P<era2>{eras.SIGN})?(?P<y2>\d{{1,4}}|元)年|同年)?"
    r"(?:(?P<m2>\d{1,2})月|同月)|)(?P<d2>\d{1,2})日"
)
_PIECES = {
    "{year}": _YEAR,
    "{month}": _MONTH,
    "{day}": _DAY,
    "{last}": _LAST,
    "{season}": "(?P<part>[春夏秋冬])",
    "{third}": "(?P<part>[上中下]旬)",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A year, month or day as written: `era` is its name, empty for the Western calendar; 1 <= month <= 12, day <= 31.

    >>> Point("昭和", 50, 2, 29).exists, Point("", 1980, 12).text
    (False, '1980年12月')
    >>> Point("平成", 32, 4)
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 「平成32年4月」は平成の期間にありません。元号と年を確かめてください。
    """

    era: str
    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what neither the calendar nor its exceptions allow."""
        if not (1 <= self.western <= 9999 and 1 <= (self.month or 1) <= 12 and 1 <= (self.day or 1) <= 31):
            raise StandardsError(f"「{self.text}」の年月日を確かめてください。月は1から12、日は1から31です。")
        if self.era and not any(eras.by_sign(self.era).covers(day) for day in self._ends()):
            raise StandardsError(f"「{self.text}」は{self.era}の期間にありません。元号と年を確かめてください。")

    @property
    def western(self) -> int:
        """Year in the Western calendar."""
        return self.year + (eras.by_sign(self.era).offset if self.era else 0)

    @property
    def exists(self) -> bool:
        """False for a day which the calendar does not have."""
        return self.month is None or (self.day or 1) <= calendar.monthrange(self.western, self.month)[1]

    @property
    def text(self) -> str:
        """The point as printed, in ASCII digits."""
        era = eras.by_sign(self.era) if self.era else None
        month = "" if self.month is None else f"{self.month}月"
        return eras.year_text(self.year, era) + month + ("" if self.day is None else f"{self.day}日")

    def _ends(self) -> tuple[date, date]:
        """First and last day of the year, month or day, whatever the era."""
        year, first, last = self.western, self.month or 1, self.month or 12
        length = calendar.monthrange(year, last)[1]
        return date(year, first, min(self.day or 1, length)), date(year, last, min(self.day or length, length))

    def span(self) -> tuple[date, date]:
        """First and last possible day, inside the era: 昭和64年 ends on 7 January."""
        first, last = self._ends()
        if not self.era:
            return first, last
        era = eras.by_sign(self.era)
        return max(first, era.first), min(last, era.last or last)


@dataclass(frozen=True, slots=True)
class CivilDate:
    """A date of the register. Compare by `internal`; two dates are equal when they are written alike.

    `first` is None only when everything is unknown; `last` is the end of a span; `part` a season or a third of a month.
    """

    pattern: Pattern
    first: Point | None = None
    last: Point | None = None
    part: str = ""

    def __post_init__(self) -> None:
        """Refuse parts that do not belong to the pattern."""
        template = TEMPLATES[self.pattern]
        wanted = next((piece for piece in ("year", "month", "day") if f"{{{piece}}}" in template), "")
        parts = SEASONS if "{season}" in template else THIRDS if "{third}" in template else {"": ()}
        given = "" if self.first is None else "day" if self.first.day else "month" if self.first.month else "year"
        fits = given == wanted and (self.last is not None) == (self.pattern in SPANS) and self.part in parts
        if not fits or (self.last is not None and self.last.day is None):
            raise StandardsError(f"「{self.pattern}」の日付の項目が合いません。年月日を入力し直してください。")
        if self.first and self.last and self.first.span()[0] > self.last.span()[1]:
            raise StandardsError(f"「{self.text()}」の終わりの日が始めの日より前です。日付を入れ替えてください。")

    @property
    def is_unknown(self) -> bool:
        """True for the fourteen patterns (不詳日)."""
        return self.pattern is not Pattern.EXACT

    @property
    def is_calendar_day(self) -> bool:
        """True for an exact day which the calendar has; the only dates most items take."""
        return self.pattern is Pattern.EXACT and self.first is not None and self.first.exists

    @property
    def earliest(self) -> date:
        """First possible day; `date.min` when all is unknown."""
        return self._range()[0]

    @property
    def latest(self) -> date:
        """Last possible day; `date.max` when all is unknown."""
        return self._range()[1]

    @property
    def internal(self) -> date:
        """The day kept behind for order and search."""
        return self.earliest

    def _range(self) -> tuple[date, date]:
        if self.first is None:
            return date.min, date.max
        first, last = self.first.span()
        if self.last:
            return first, self.last.span()[1]
        if self.part in SEASONS:
            months = SEASONS[self.part]
            season_end = calendar.monthrange(first.year, months[1])[1]
            return first.replace(month=months[0]), date(first.year, months[1], season_end)
        if self.part in THIRDS:
            days = THIRDS[self.part]
            return date(first.year, first.month, days[0]), date(first.year, first.month, min(days[1], last.day))
        return first, last

    def text(self, *, full_width: bool = False) -> str:
        """The date as printed.

        >>> parse("S20.8.15").text(full_width=True)
        '昭和２０年８月１５日'
        """
        point = "" if self.first is None else self.first.text
        pieces = dict.fromkeys(("year", "month", "day"), point) | dict.fromkeys(("season", "third"), self.part)
        plain = TEMPLATES[self.pattern].format(**pieces, last=self._last_text())
        return wide(plain) if full_width else plain

    def _last_text(self) -> str:
        """End of a span, without the year or month it shares with the beginning."""
        if self.first is None or self.last is None:
            return ""
        if (self.first.era, self.first.year) != (self.last.era, self.last.year):
            return self.last.text
        return f"{self.last.day}日" if self.first.month == self.last.month else f"{self.last.month}月{self.last.day}日"

    def __str__(self) -> str:
        """The printed form."""
        return self.text()

    def columns(self) -> tuple[date, bool, str]:
        """How tables keep it: internal day, 不詳フラグ, 不詳表記 (at most 72 characters; empty for a calendar day).

        >>> parse("令和5年4月上旬").columns()
        (datetime.date(2023, 4, 1), True, '令和5年4月上旬')
        """
        return self.internal, not self.is_calendar_day, "" if self.is_calendar_day else self.text()


def exact(day: date, era: eras.Era | None = None, *, western: bool = False) -> CivilDate:
    """A calendar day, in the newer era unless another that covers it is given.

    >>> str(exact(date(1926, 12, 25), eras.TAISHO)), str(exact(date(1980, 1, 2), western=True))
    ('大正15年12月25日', '1980年1月2日')
    """
    if western:
        return CivilDate(Pattern.EXACT, Point("", day.year, day.month, day.day))
    era = era or eras.era_of(day)
    return CivilDate(Pattern.EXACT, Point(era.name, day.year - era.offset, day.month, day.day))


def from_columns(internal: date, unknown: bool, notation: str) -> CivilDate:
    """The reverse of `CivilDate.columns`.

    >>> from_columns(date(1945, 8, 1), True, "昭和20年8月日不詳").pattern.name
    'MONTH_ONLY'
    """
    return parse(notation) if unknown and notation else exact(internal)


def _expression(template: str) -> re.Pattern[str]:
    for name, piece in _PIECES.items():
        template = template.replace(name, piece)
    return re.compile(template + ("(?:までの間)?" if template.startswith("推定") else ""))


_EXPRESSIONS = {pattern: _expression(template) for pattern, template in TEMPLATES.items()}


@lru_cache(maxsize=65536)
def parse(typed: str) -> CivilDate:
    """Read any of the fifteen forms, in any width, with kanji numbers, or in the quick forms of `eras.parse`.

    A day which the calendar does not have is read (`is_calendar_day` is False), as 戸籍 has such birth dates; use
    `eras.parse` where an item takes calendar days only.

    >>> str(parse("推定昭和２０年８月")), str(parse("S551226")), parse("昭和50年2月29日").internal
    ('推定昭和20年8月', '昭和55年12月26日', datetime.date(1975, 2, 28))
    >>> parse("昭和の終わり")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 日付「昭和の終わり」を読み取れません。...
    """
    plain = eras.normalise(typed).replace("ごろ", "頃").replace("ころ", "頃")
    for pattern, expression in _EXPRESSIONS.items():
        found = expression.fullmatch(plain)
        if found:
            return _built(pattern, found.groupdict())
    era, year, month, day = eras.split(typed)
    return CivilDate(Pattern.EXACT, Point(era.name if era else "", year, month, day))


def _built(pattern: Pattern, parts: Mapping[str, str | None]) -> CivilDate:
    if "y" not in parts:
        return CivilDate(pattern)
    first = Point(_era(parts["era"]), _year(parts["y"]), _number(parts.get("m")), _number(parts.get("d")))
    if "d2" not in parts:
        return CivilDate(pattern, first, part=parts.get("part") or "")
    year = _year(parts["y2"]) if parts["y2"] else first.year
    era = _era(parts["era2"]) if parts["era2"] or parts["y2"] else first.era
    last = Point(era, year, _number(parts["m2"]) or first.month, _number(parts["d2"]))
    return CivilDate(pattern, first, last)


def _era(sign: str | None) -> str:
    return eras.by_sign(sign).name if sign else ""


def _year(typed: str | None) -> int:
    return 1 if typed in (None, "元") else int(typed or 1)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed else None
