"""Population by sex and age of every municipality: census 2015, and the projection for 2025 made in 2018.

Source: 総務省統計局 国勢調査, 国立社会保障・人口問題研究所 推計, through aiseed.dev (統計メモ帳); see NOTICE.

>>> kitami = pyramid("012084", 2015)
>>> kitami.total, kitami.female[0], kitami.age_labels[0]
(121226, 2030, '0-4')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from yakuba.standards import _data, municipalities
from yakuba.standards.errors import NotFound

Year = Literal[2015, 2025]
_SERIES: Mapping[int, str] = {2015: "c2015", 2025: "p2025"}
_CLASSES = 19


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Counts by five-year age: 0-4, 5-9, ... 85-89, 90 and over (19 each); persons of unknown age are apart."""

    code: str
    year: int
    male: tuple[int, ...]
    female: tuple[int, ...]
    unknown_male: int
    unknown_female: int

    age_labels: ClassVar[tuple[str, ...]] = (*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+")

    @property
    def total(self) -> int:
        """Everybody, unknown ages included."""
        return sum(self.male) + sum(self.female) + self.unknown_male + self.unknown_female


@cache
def _rows() -> Mapping[tuple[str, str, str], tuple[int, ...]]:
    table = _data.table("pyramid.csv.xz")
    return {(code, series, sex): tuple(map(int, counts)) for code, series, sex, *counts in table}


def _counts(code5: str, series: str, sex: str) -> tuple[int, ...]:
    """Counts of a municipality; one that has its code since later than 2015 takes those of its former codes."""
    found = _rows().get((code5, series, sex))
    if found is None:
        former = {change.old_code5 for change in municipalities.changes() if change.new_code5 == code5}
        parts = [part for old in sorted(former) if (part := _rows().get((old, series, sex)))]
        found = tuple(map(sum, zip(*parts, strict=True)))
    return found


def pyramid(lg_code: str, year: Year = 2025) -> Pyramid:
    """The age pyramid of a municipality; a ward of a designated city has none, take its city's.

    Municipalities of Fukushima have no projection: 2015 is their only year.

    >>> pyramid("431010")
    Traceback (most recent call last):
    yakuba.standards.errors.NotFound: 「熊本県熊本市中央区」の2025年の年齢別人口はありません。...
    """
    place = municipalities.get(lg_code)
    male, female = (_counts(place.code5, _SERIES[year], sex) for sex in ("M", "F"))
    if not male or not female:
        name = place.full_name
        raise NotFound(f"「{name}」の{year}年の年齢別人口はありません。市全体または2015年を指定してください。")
    return Pyramid(place.code, year, male[:_CLASSES], female[:_CLASSES], male[_CLASSES], female[_CLASSES])
