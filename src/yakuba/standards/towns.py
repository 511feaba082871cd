"""Town master (町字マスター) of the whole country, read one municipality at a time.

Source: アドレス・ベース・レジストリ 町字マスター (2022-04) with missing postcodes from 日本郵便; see NOTICE.
The master is older than the wards Hamamatsu has had since 2024: towns keep the code of the former ward.

>>> town("012084", "0021006").name
'北一条東六丁目'
>>> [(match.town.name, match.rest) for match in match_town("012084", "北１条東６丁目２番地")]
[('北一条東六丁目', '２番地')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from yakuba.standards import _data, digits, municipalities
from yakuba.standards.errors import NotFound

_CHOME = re.compile(r"丁目?$")
_KANJI_RUN = re.compile(r"[〇一二三四五六七八九十]+")
_SAME = str.maketrans("ケヵカがガヲヱヰ", "ヶヶヶヶヶオエイ")


class Town(NamedTuple):
    """A town block: 大字・町 (oaza), 丁目 (chome), 小字 (koaza); the id is unique inside a municipality or ward."""

    lg_code: str
    machiaza_id: str
    oaza: str
    oaza_kana: str
    chome: str
    koaza: str
    koaza_kana: str
    residential: bool
    postcode: str

    @property
    def name(self) -> str:
        """The name as an address writes it."""
        return self.oaza + self.chome + self.koaza

    @property
    def kana(self) -> str:
        """Reading in katakana, the chome as full-width number: 'キタ１ジョウヒガシ６チョウメ'."""
        number = self.chome_number
        chome = "" if number is None else digits.wide(number) + ("チョウメ" if self.chome.endswith("目") else "チョウ")
        return self.oaza_kana + chome + self.koaza_kana

    @property
    def chome_number(self) -> int | None:
        """Number of the chome, None where there is none."""
        return digits.parse(_CHOME.sub("", self.chome)) if self.chome else None


class TownMatch(NamedTuple):
    """A town an address text begins with, and the text after it."""

    town: Town
    rest: str


def towns(lg_code: str) -> tuple[Town, ...]:
    """Towns of a municipality in order of id; of a designated city, those of its wards, ward by ward.

    >>> len(towns("431001")) == sum(len(towns(ward.code)) for ward in municipalities.wards_of("431001"))
    True
    """
    return _towns(municipalities.get(lg_code).code)


@lru_cache(maxsize=128)
def _towns(lg_code: str) -> tuple[Town, ...]:
    return tuple(found for code in _members(lg_code) for found in _load(code))


def _members(lg_code: str) -> Iterator[str]:
    """Codes under which the master keeps the towns of a municipality: its own, its wards', its former wards'."""
    if f"{lg_code}.csv" in _data.members("towns.zip"):
        yield lg_code
        return
    codes5 = {lg_code[:5], *(ward.code5 for ward in municipalities.wards_of(lg_code))}
    former = {
        change.old_code5
        for change in municipalities.changes()
        if change.new_code5 in codes5 and change.day.year >= 2022
    }
    for name in sorted(_data.members("towns.zip")):
        if name[:5] in codes5 | former:
            yield name.removesuffix(".csv")


def _load(lg_code: str) -> Iterator[Town]:
    for machiaza_id, oaza, oaza_kana, chome, koaza, koaza_kana, residential, postcode in _data.member(
        "towns.zip", f"{lg_code}.csv"
    ):
        yield Town(lg_code, machiaza_id, oaza, oaza_kana, chome, koaza, koaza_kana, residential == "1", postcode)


def town(lg_code: str, machiaza_id: str) -> Town:
    """One town by id. In a designated city name the ward: its wards use the same ids.

    >>> town("012084", "9999999")
    Traceback (most recent call last):
    yakuba.standards.errors.NotFound: 町字ID「9999999」は「北海道北見市」の町字にありません。町字を選び直してください。
    """
    found = _by_id(municipalities.get(lg_code).code).get(machiaza_id, ())
    if len(found) == 1:
        return found[0]
    place = municipalities.get(lg_code).full_name
    if found:
        raise NotFound(f"町字ID「{machiaza_id}」は「{place}」の複数の区にあります。区のコードを指定してください。")
    raise NotFound(f"町字ID「{machiaza_id}」は「{place}」の町字にありません。町字を選び直してください。")


@lru_cache(maxsize=128)
def _by_id(lg_code: str) -> Mapping[str, tuple[Town, ...]]:
    found: defaultdict[str, list[Town]] = defaultdict(list)
    for one in _towns(lg_code):
        found[one.machiaza_id].append(one)
    return {key: tuple(those) for key, those in found.items()}


def match_town(lg_code: str, text: str) -> tuple[TownMatch, ...]:
    """Towns that `text` begins with, the longest name first; empty when it begins with none.

    Numbers match in kanji, Arabic and full width, ヶ matches ケ and が, 大字 and 字 may be left out. Several towns of
    the same length (in different wards) are all returned.

    >>> [match.town.name for match in match_town("431001", "出水1丁目２−３")]
    ['出水一丁目']
    >>> match_town("012084", "無い町")
    ()
    """
    code = municipalities.get(lg_code).code
    plain, positions = _normalise(text)
    index = _index(code)
    found: dict[Town, str] = {}
    for end in range(min(len(plain), _longest(code)), 0, -1):
        if plain[end - 1 : end + 1].isdigit() and end < len(plain):
            continue  # 本町一 is not the beginning of 本町12
        for one in index.get(plain[:end], ()):
            found.setdefault(one, text[positions[end - 1] + 1 :])
    return tuple(TownMatch(one, rest) for one, rest in found.items())


@cache
def _longest(lg_code: str) -> int:
    return max(map(len, _index(lg_code)), default=0)


@lru_cache(maxsize=128)
def _index(lg_code: str) -> Mapping[str, tuple[Town, ...]]:
    found: defaultdict[str, list[Town]] = defaultdict(list)
    for one in _towns(lg_code):
        koaza = one.koaza.removeprefix("字")
        spellings = {one.name, one.oaza + one.chome + koaza, one.oaza + one.chome + "字" + koaza if koaza else ""}
        for key in {_normalise(spelling)[0] for spelling in spellings if spelling}:
            found[key].append(one)
    return {key: tuple(those) for key, those in found.items()}


def _normalise(text: str) -> tuple[str, list[int]]:
    """Spelling with all numbers Arabic, and for each of its characters the place in `text` where it ends."""
    plain = digits.narrow(text).translate(_SAME).replace("之", "の")
    out: list[str] = []
    ends: list[int] = []
    at = 0
    while at < len(plain):
        if plain.startswith("大字", at):
            at += 2
            continue
        run = _KANJI_RUN.match(plain, at)
        piece = str(digits.from_kanji(run.group())) if run else plain[at].replace(" ", "").replace("　", "")
        at = run.end() if run else at + 1
        out.extend(piece)
        ends.extend([at - 1] * len(piece))
    return "".join(out), ends
