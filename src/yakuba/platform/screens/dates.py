"""How a date is shown and read on screens, on top of `standards.eras`."""

from dataclasses import dataclass
from datetime import date

from yakuba.standards import eras
from yakuba.standards.eras import Era
from yakuba.standards.errors import StandardsError

NEWEST_FIRST: tuple[Era, ...] = tuple(reversed(eras.ERAS))


class NotADate(ValueError):
    """`kind`: form (not read as a date) or calendar (no such day)."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Reading:
    """`question` is set when the era's name does not belong to that day (平成32年)."""

    day: date
    question: str = ""


def japanese(day: date) -> str:
    """令和8年11月23日; a day before 明治 in the western calendar."""
    return eras.text(day) if eras.eras_of(day) else eras.western_text(day)


def short_japanese(day: date) -> str:
    """令8.11.23, for dense tables."""
    if not eras.eras_of(day):
        return f"{day.year}.{day.month}.{day.day}"
    era = eras.era_of(day)
    return f"{era.name[0]}{day.year - era.offset}.{day.month}.{day.day}"


def fiscal_words(period: int | str) -> str:
    """A fiscal year, or a month as year-month, as staff say it; the beginning of an era's first year decides.

    >>> fiscal_words(2026), fiscal_words("2026-11"), fiscal_words("2018")
    ('令和8年度', '令和8年11月', '平成30年度')
    """
    year, _, month = str(period).partition("-")
    if not year.isdigit():
        return str(period)
    era = eras.era_of(date(int(year), int(month), 1) if month else date(int(year), 12, 31))
    return f"{era.name}{int(year) - era.offset}年{f'{int(month)}月' if month else '度'}"


def twin(day: date) -> str:
    """昭和55年（1980年）12月26日."""
    return japanese(day).replace("年", f"年（{day.year}年）", 1) if eras.eras_of(day) else japanese(day)


def read(typed: str) -> Reading:
    """Reads what a clerk types: S551226, 19801226, 昭和55.12.26, 令和8年11月23日. NotADate when it is no date."""
    try:
        era, year, month, day = eras.split(typed)
    except StandardsError as error:
        raise NotADate("form", typed) from error
    if era is None and year < 1000:
        raise NotADate("form", typed)
    return from_numbers(era, year, month, day)


def from_numbers(era: Era | None, year: int, month: int, day: int) -> Reading:
    """The day of an era's (or, with None, the western) year. NotADate when the calendar has no such day.

    A year beyond its era is read on and asked about, since people count on: 平成32年 → 令和2年.
    """
    said = f"{eras.year_text(year, era)}{month}月{day}日"
    try:
        if year < 1:
            raise ValueError("years begin with 1")
        found = date(year + (era.offset if era else 0), month, day)
    except ValueError as error:
        raise NotADate("calendar", said) from error
    if era and not era.covers(found):
        return Reading(found, f"{said}は、{japanese(found)}のことですか")
    return Reading(found)
