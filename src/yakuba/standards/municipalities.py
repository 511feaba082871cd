"""Municipalities of Japan: today's list, and what became of the earlier ones since 1970.

Source: アドレス・ベース・レジストリ 市区町村マスター (2024-03) and 統計LOD 廃置分合等情報 (2026-07); see NOTICE.

>>> get("012084").full_name
'北海道北見市'
>>> [ward.name for ward in wards_of("431001")]
['中央区', '東区', '西区', '南区', '北区']
>>> successor("43201", date(2026, 4, 1))
('43100',)
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from yakuba.standards import _data
from yakuba.standards.errors import NotFound, StandardsError


class Kind(StrEnum):
    """Kind of a municipality (地方自治法 1条の3, 252条の19, 252条の20)."""

    CITY = "市"
    TOWN = "町"
    VILLAGE = "村"
    SPECIAL_WARD = "特別区"
    DESIGNATED_CITY = "指定都市"
    WARD = "行政区"


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture; `code` has six digits with the check digit, `number` the two of JIS X 0401."""

    code: str
    name: str
    kana: str
    name_en: str
    iso: str
    capital: str

    @property
    def number(self) -> str:
        """Two digits of JIS X 0401, '01' to '47'."""
        return self.code[:2]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A city, town, village, special ward, or a ward of a designated city."""

    code: str
    name: str
    kana: str
    kind: Kind
    prefecture: str
    prefecture_kana: str
    county: str
    county_kana: str
    city: str
    valid_from: date
    parent: str | None = None

    @property
    def code5(self) -> str:
        """The code without its check digit, as statistics write it."""
        return self.code[:5]

    @property
    def is_ward(self) -> bool:
        """True for a ward of a designated city; special wards of Tokyo are municipalities themselves."""
        return self.kind is Kind.WARD

    @property
    def local_name(self) -> str:
        """Name inside the prefecture as an address writes it, without the county: '熊本市中央区'."""
        return self.city + self.name if self.is_ward else self.name

    @property
    def full_name(self) -> str:
        """Prefecture and name without the county, as in 住所: '熊本県熊本市中央区'."""
        return self.prefecture + self.local_name


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the register of mergers, promotions and renames; a split or merger takes several lines."""

    day: date
    reason: str
    reason_label: str
    old_code5: str
    old_name: str
    new_code5: str
    new_name: str


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """The 47 prefectures in order of their number.

    >>> len(prefectures()), prefectures()[12].name
    (47, '東京都')
    """
    return tuple(Prefecture(*row) for row in _data.table("prefectures.csv"))


@cache
def _by_code() -> Mapping[str, Municipality]:
    rows = _data.table("municipalities.csv")
    cities = {(pref, city): code for code, pref, _, _, _, city, _, ward, *_ in rows if not ward}
    return {row[0]: _municipality(row, cities) for row in rows}


def _municipality(row: tuple[str, ...], cities: Mapping[tuple[str, str], str]) -> Municipality:
    code, pref, pref_kana, county, county_kana, city, city_kana, ward, ward_kana, kind, since = row
    return Municipality(
        code=code,
        name=ward or city,
        kana=ward_kana or city_kana,
        kind=Kind(kind),
        prefecture=pref,
        prefecture_kana=pref_kana,
        county=county,
        county_kana=county_kana,
        city=city,
        valid_from=date.fromisoformat(since),
        parent=cities[pref, city] if ward else None,
    )


@cache
def _by_code5() -> Mapping[str, Municipality]:
    return {code[:5]: found for code, found in _by_code().items()}


def all_municipalities() -> tuple[Municipality, ...]:
    """Every municipality and ward of today, in order of code.

    >>> len(all_municipalities())
    1918
    """
    return tuple(_by_code().values())


def get(code: str) -> Municipality:
    """The municipality of a six-digit code (five digits without the check digit are taken too, full width also).

    >>> get("01208") is get("０１２０８４")
    True
    >>> get("999999")
    Traceback (most recent call last):
    yakuba.standards.errors.NotFound: 市区町村コード「999999」は今の全国地方公共団体コードにありません。...
    """
    digits = unicodedata.normalize("NFKC", code).strip()
    found = _by_code().get(digits) or _by_code5().get(digits)
    if found is None:
        raise NotFound(f"市区町村コード「{code}」は今の全国地方公共団体コードにありません。コードを確かめてください。")
    return found


def exists(code: str) -> bool:
    """Whether a six-digit code is a municipality or ward of today.

    >>> exists("012084"), exists("999998")
    (True, False)
    """
    return code in _by_code()


@cache
def _by_name() -> Mapping[str, tuple[Municipality, ...]]:
    found: defaultdict[str, list[Municipality]] = defaultdict(list)
    for one in _by_code().values():
        with_county = one.county + one.local_name
        names = {one.name, one.local_name, one.full_name, with_county, one.prefecture + with_county}
        for name in names:
            found[name].append(one)
    return {name: tuple(those) for name, those in found.items()}


def find(name: str) -> tuple[Municipality, ...]:
    """Municipalities of that name, with or without prefecture, county or city; empty when there is none.

    >>> [one.full_name for one in find("府中市")]
    ['東京都府中市', '広島県府中市']
    >>> find("熊本県熊本市中央区")[0].code
    '431010'
    >>> find("無い町")
    ()
    """
    return _by_name().get("".join(name.split()), ())


def starting(text: str) -> tuple[Municipality, str] | None:
    """The municipality an address begins with, and the rest of the address; None when it begins with none.

    A name that several prefectures share is decided only by the prefecture before it.

    >>> municipality, rest = starting("北海道北見市大通西三丁目")
    >>> municipality.code, rest
    ('012084', '大通西三丁目')
    >>> starting("府中市宮西町") is None
    True
    """
    for length in range(min(len(text), 20), 1, -1):
        found = _by_name().get(text[:length], ())
        if len(found) == 1 and not (found[0].is_ward and text[:length] == found[0].name):
            return found[0], text[length:]
    return None


def wards_of(code: str) -> tuple[Municipality, ...]:
    """Wards of a designated city in order of code; empty for every other municipality.

    >>> wards_of("012084")
    ()
    """
    city = get(code).code
    return tuple(one for one in _by_code().values() if one.parent == city)


def city_of(code: str) -> Municipality:
    """The municipality that keeps the resident registry: the city for a ward, else itself.

    >>> city_of("431010").name
    '熊本市'
    """
    found = get(code)
    return get(found.parent) if found.parent else found


@cache
def changes() -> tuple[Change, ...]:
    """All changes since 1970 in order of day.

    >>> changes()[0].new_name
    '大野市'
    """
    rows = sorted(_data.table("municipal-changes.csv"))
    return tuple(Change(date.fromisoformat(row[0]), *row[1:]) for row in rows)


def successor(code5: str, day: date) -> tuple[str, ...]:
    """Five-digit codes which hold, on `day`, what the municipality `code5` was before.

    Several codes follow a split; the code itself when nothing happened to it. Codes are not given twice, so the
    start needs no date.

    >>> successor("22135", date(2024, 1, 1))
    ('22138', '22139')
    >>> successor("22135", date(2023, 12, 31)), successor("08404", date(1995, 9, 1))
    (('22135',), ('08222',))
    >>> successor("2213", date(2024, 1, 1))
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 市区町村コード「2213」は5桁の数字ではありません。...
    """
    if not (len(code5) == 5 and code5.isascii() and code5.isdigit()):
        message = f"市区町村コード「{code5}」は5桁の数字ではありません。検査数字を除く5桁で入力してください。"
        raise StandardsError(message)
    held = {code5}
    for when, moves in _moves().items():
        if when > day:
            break
        held = _after(held, moves)
    return tuple(sorted(held))


def _after(codes: set[str], moves: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Codes after one day: a village absorbed by a town that became a city the same day is in the city."""
    following = {new for old in codes for new in moves.get(old, (old,))}
    return following if following == codes else _after(following, moves)


@cache
def _moves() -> Mapping[date, Mapping[str, tuple[str, ...]]]:
    """For each day, which codes each code became."""
    days: defaultdict[date, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for change in changes():
        days[change.day][change.old_code5].add(change.new_code5)
    return {day: {old: tuple(sorted(new)) for old, new in moves.items()} for day, moves in days.items()}
