"""How a date is typed and shown. Typed: S551226, 19801226, 昭和55.12.26, 令和8年11月23日, 1980/12/26."""

import datetime
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """`first` and `last` are both days of the era: the day of a change bears both names."""

    letter: str
    name: str
    first: datetime.date
    last: datetime.date

    @property
    def base(self) -> int:
        return self.first.year - 1


_D = datetime.date
ERAS: tuple[Era, ...] = (
    Era("R", "令和", _D(2019, 5, 1), _D.max),
    Era("H", "平成", _D(1989, 1, 8), _D(2019, 4, 30)),
    Era("S", "昭和", _D(1926, 12, 25), _D(1989, 1, 7)),
    Era("T", "大正", _D(1912, 7, 30), _D(1926, 12, 25)),
    Era("M", "明治", _D(1868, 1, 25), _D(1912, 7, 30)),
)
_BY_WORD = {word: era for era in ERAS for word in (era.letter, era.name, era.name[0])} | dict(
    zip("㋿㍻㍼㍽㍾", ERAS, strict=True)
)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{2})|(\d{4})(\d{2})(\d{2})")
_PARTS = re.compile(r"(\d{1,4}|元)[年./-](\d{1,2})[月./-](\d{1,2})日?")


class NotADate(ValueError):
    """`kind`: form (not read as a date) or calendar (no such day)."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Reading:
    """`question` is set when the era's name does not belong to that day (平成32年)."""

    day: datetime.date
    question: str = ""


def era_of(day: datetime.date) -> Era | None:
    """The era in force at the end of `day`; None before 明治."""
    return next((era for era in ERAS if era.first <= day), None)


def japanese(day: datetime.date) -> str:
    """令和8年11月23日, 令和元年5月1日; days before 明治 in the western year."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年{day.month}月{day.day}日"
    year = day.year - era.base
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def short_japanese(day: datetime.date) -> str:
    """令8.11.23, for dense tables."""
    era = era_of(day)
    head = f"{era.name[0]}{day.year - era.base}" if era else str(day.year)
    return f"{head}.{day.month}.{day.day}"


def twin(day: datetime.date) -> str:
    """昭和55年（1980年）12月26日."""
    return japanese(day).replace("年", f"年（{day.year}年）", 1) if era_of(day) else japanese(day)


def read(text: str) -> Reading:
    """Reads what a clerk types. NotADate when it is no date."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text.translate(_SIGNS))).upper()
    folded = re.sub(r"[,、。·・/-]", ".", folded)
    head = next((word for word in sorted(_BY_WORD, key=len, reverse=True) if folded.startswith(word)), "")
    rest = folded.removeprefix(head)
    found = _PARTS.fullmatch(rest) or _DIGITS.fullmatch(rest)
    if found is None:
        raise NotADate("form", text)
    year, month, day = (part for part in found.groups() if part)
    if not head and len(year) != 4:
        raise NotADate("form", text)
    return from_parts(_BY_WORD.get(head), year, month, day)


_SIGNS = {ord(sign): era.name for sign, era in zip("㋿㍻㍼㍽㍾", ERAS, strict=True)}


def from_parts(era: Era | None, year: str, month: str, day: str) -> Reading:
    """A date from its parts as typed; `era` None = western year; 元 = 1. NotADate when there is no such day."""
    try:
        count = 1 if year == "元" else int(year)
        if era and count == 0:
            raise ValueError("years of an era begin with 1")
        result = datetime.date(count + (era.base if era else 0), int(month), int(day))
    except ValueError as error:
        raise NotADate("calendar", f"{year}.{month}.{day}") from error
    if era and not era.first <= result <= era.last:
        right = japanese(result)
        return Reading(result, f"{era.name}{count}年{result.month}月{result.day}日は、{right}のことですか")
    return Reading(result)
