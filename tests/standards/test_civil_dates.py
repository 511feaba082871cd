"""The fourteen unknown-date patterns of 1.1.8, written out by hand and generated."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from yakuba.standards import dates, eras
from yakuba.standards.dates import CivilDate, Pattern, Point
from yakuba.standards.errors import StandardsError

# Example, pattern, first and last possible day.
FOURTEEN = [
    ("昭和20年頃", Pattern.ABOUT_YEAR, date(1945, 1, 1), date(1945, 12, 31)),
    ("昭和20年8月頃", Pattern.ABOUT_MONTH, date(1945, 8, 1), date(1945, 8, 31)),
    ("昭和20年8月15日頃", Pattern.ABOUT_DAY, date(1945, 8, 15), date(1945, 8, 15)),
    ("推定令和5年2月10日", Pattern.PRESUMED_DAY, date(2023, 2, 10), date(2023, 2, 10)),
    ("推定令和6年2月", Pattern.PRESUMED_MONTH, date(2024, 2, 1), date(2024, 2, 29)),
    ("大正8年春", Pattern.SEASON, date(1919, 3, 1), date(1919, 5, 31)),
    ("令和5年2月上旬", Pattern.THIRD, date(2023, 2, 1), date(2023, 2, 10)),
    ("令和5年2月下旬頃", Pattern.ABOUT_THIRD, date(2023, 2, 21), date(2023, 2, 28)),
    ("年月日不詳", Pattern.UNKNOWN, date.min, date.max),
    ("昭和64年月日不詳", Pattern.YEAR_ONLY, date(1989, 1, 1), date(1989, 1, 7)),
    ("昭和20年8月日不詳", Pattern.MONTH_ONLY, date(1945, 8, 1), date(1945, 8, 31)),
    ("令和5年3月1日から10日頃までの間", Pattern.UNTIL_ABOUT, date(2023, 3, 1), date(2023, 3, 10)),
    ("推定令和5年3月1日から4月10日", Pattern.PRESUMED_SPAN, date(2023, 3, 1), date(2023, 4, 10)),
    ("令和5年12月20日頃から令和6年1月10日頃", Pattern.ABOUT_TO_ABOUT, date(2023, 12, 20), date(2024, 1, 10)),
]


def test_there_are_fourteen() -> None:
    assert len({pattern for _, pattern, _, _ in FOURTEEN}) == 14 == len(Pattern) - 1


@pytest.mark.parametrize(("written", "pattern", "first", "last"), FOURTEEN)
def test_each_pattern(written: str, pattern: Pattern, first: date, last: date) -> None:
    found = dates.parse(written)
    assert (found.pattern, found.earliest, found.latest) == (pattern, first, last)
    assert str(found) == written
    assert found.is_unknown
    assert not found.is_calendar_day
    assert dates.parse(found.text(full_width=True)) == found
    assert dates.from_columns(*found.columns()) == found


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("昭和２０年８月１５日ごろ", "昭和20年8月15日頃"),
        ("令和5年3月1日から同月10日頃までの間", "令和5年3月1日から10日頃までの間"),
        ("令和5年3月1日から同年4月2日頃までの間", "令和5年3月1日から4月2日頃までの間"),
        ("推定令和五年三月一日から十日までの間", "推定令和5年3月1日から10日"),
        ("S55.12.26", "昭和55年12月26日"),
        ("1980年頃", "1980年頃"),
    ],
)
def test_other_ways_to_write(typed: str, written: str) -> None:
    assert str(dates.parse(typed)) == written


def test_a_day_the_calendar_does_not_have_is_kept_as_written() -> None:
    born = dates.parse("昭和50年2月29日")
    assert (str(born), born.internal) == ("昭和50年2月29日", date(1975, 2, 28))
    assert (born.is_unknown, born.is_calendar_day) == (False, False)
    assert dates.from_columns(*born.columns()) == born
    assert dates.parse("昭和51年2月29日").is_calendar_day


def test_both_names_of_a_day_are_kept() -> None:
    old, new = dates.parse("明治45年7月30日"), dates.parse("大正元年7月30日")
    assert old.internal == new.internal
    assert (str(old), str(new)) == ("明治45年7月30日", "大正元年7月30日")


@pytest.mark.parametrize(
    "typed",
    [
        "昭和65年頃",
        "平成31年5月頃",
        "昭和50年13月頃",
        "昭和50年2月32日",
        "昭和20年8月春",
        "令和5年3月10日から1日頃までの間",
        "不詳",
    ],
)
def test_impossible_dates_are_refused(typed: str) -> None:
    with pytest.raises(StandardsError):
        dates.parse(typed)


def test_parts_must_fit_the_pattern() -> None:
    with pytest.raises(StandardsError):
        CivilDate(Pattern.ABOUT_YEAR, Point("昭和", 20, 8))
    with pytest.raises(StandardsError):
        CivilDate(Pattern.UNTIL_ABOUT, Point("昭和", 20, 8, 15))
    with pytest.raises(StandardsError):
        CivilDate(Pattern.SEASON, Point("昭和", 20), part="上旬")


@st.composite
def civil_dates(draw: st.DrawFn) -> CivilDate:
    pattern = draw(st.sampled_from(Pattern))
    day = draw(st.dates(date(1868, 1, 25), date(2099, 12, 31)))
    era = draw(st.sampled_from(eras.eras_of(day)))
    name, year = draw(st.sampled_from([(era.name, day.year - era.offset), ("", day.year)]))
    template = dates.TEMPLATES[pattern]
    if pattern is Pattern.UNKNOWN:
        return CivilDate(pattern)
    first = Point(name, year, None if "{year}" in template else day.month, day.day if "{day}" in template else None)
    if pattern in dates.SPANS:
        end = draw(st.dates(day, min(date(2099, 12, 31), era.last or date.max)))
        return CivilDate(pattern, first, Point(name, year + end.year - day.year, end.month, end.day))
    table = dates.SEASONS if "{season}" in template else dates.THIRDS if "{third}" in template else [""]
    return CivilDate(pattern, first, part=draw(st.sampled_from(list(table))))


@given(civil_dates())
def test_what_is_written_reads_back(one: CivilDate) -> None:
    assert dates.parse(str(one)) == one
    assert dates.parse(one.text(full_width=True)) == one
    assert one.earliest <= one.internal <= one.latest
    assert len(str(one)) <= 72
    adapter = TypeAdapter(CivilDate)
    assert adapter.validate_json(adapter.dump_json(one)) == one


@given(st.integers(1, 64), st.integers(1, 12), st.integers(1, 31))
def test_showa_days_exist_as_the_calendar_says(year: int, month: int, day: int) -> None:
    length = calendar.monthrange(1925 + year, month)[1]
    try:
        found = dates.parse(f"昭和{year}年{month}月{day}日")
    except StandardsError:
        clipped = date(1925 + year, month, min(day, length))
        assert not date(1926, 12, 25) <= clipped <= date(1989, 1, 7)
    else:
        assert found.is_calendar_day == (day <= length)
