"""Addresses of the register: parts, the printed line, order by number, and the folded form for search.

>>> found = parse("北海道北見市北１条東６丁目２番地３　コーポ北見１０１号室")
>>> found.lg_code, found.town, found.house_number, found.building
('012084', '北一条東六丁目', '２番地３', 'コーポ北見１０１号室')
>>> str(found)
'北海道北見市北一条東六丁目２番地３　コーポ北見１０１号室'
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from yakuba.standards import digits, folding, municipalities, towns

_HYPHENS = r"[-‐‑‒–—―−ー－]"
_NUMBER = r"(?:\d+|[一二三四五六七八九十百千〇]+)"
# 123番地4, 12番3号, 1-2-3, 1の2, 甲12番地, 地割, 番外地, 無番地
_HOUSE = re.compile(
    rf"(?:[甲乙丙丁イロハ]?{_NUMBER}(?:番地の?|番|号|地割|線|(?:の|{_HYPHENS})(?={_NUMBER})|(?!\d))"
    rf"|番地の?|番外地|無番地|番|号)+(?:{_HYPHENS}?[A-Z](?![A-Za-z]))?"
)
_DIGIT_RUN = re.compile(r"\d+")
_KANJI_RUN = re.compile(r"[〇一二三四五六七八九十百千]+(?=番|号|丁目|丁|地割|$)")
_JOINTS = re.compile(rf"(?<=\d)(?:丁目|丁|番地の?|番|号|の|{_HYPHENS})+(?=\d)")
_TRAILING = re.compile(r"(?<=\d)(?:番地|番|号)(?!\d)")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts. Inside Japan `lg_code` is known; abroad everything is in `municipality` as written."""

    prefecture: str = ""
    municipality: str = ""
    town: str = ""
    house_number: str = ""
    building: str = ""
    postcode: str = ""
    lg_code: str = ""
    machiaza_id: str = ""

    @property
    def lot(self) -> str:
        """Everything before the building, as one line."""
        return self.prefecture + self.municipality + self.town + self.house_number

    def __str__(self) -> str:
        """The printed line: a full-width space stands before the building (方書)."""
        return f"{self.lot}　{self.building}" if self.building else self.lot

    @property
    def sort_key(self) -> tuple[str, str, tuple[int, ...], str]:
        """Order by municipality, town, numbers, building."""
        return self.lg_code, self.machiaza_id or self.town, numbers(self.house_number), self.building


def parse(line: str) -> Address:
    """Split one line into parts; what follows the house number is the building.

    A municipality that cannot be found leaves everything after the prefecture in `municipality`; a town that is not in
    the master stays as written, and `machiaza_id` stays empty, so that a person can mend it.

    >>> parse("熊本県熊本市中央区出水2-3-4").town, parse("熊本県熊本市中央区出水2-3-4").house_number
    ('出水二丁目', '３－４')
    >>> parse("アメリカ合衆国ニューヨーク州")
    Address(prefecture='', municipality='アメリカ合衆国ニューヨーク州', ...)
    """
    first = _DIGIT_RUN.search(line)
    cut = first.start() if first else len(line)
    text = "".join(line[:cut].split()) + line[cut:].strip()  # later spaces may stand before the building
    found = municipalities.starting(text)
    if found is None:
        return Address(municipality=text)
    place, rest = found
    town, house, building, machiaza_id, postcode = _town_and_rest(place.code, rest)
    return Address(
        prefecture=place.prefecture,
        municipality=place.local_name,
        town=town,
        house_number=display_number(house),
        building=building,
        postcode=postcode,
        lg_code=place.code,
        machiaza_id=machiaza_id,
    )


def _town_and_rest(lg_code: str, rest: str) -> tuple[str, str, str, str, str]:
    """Town, house number, building, town id, postcode."""
    matches = towns.match_town(lg_code, rest) or towns.match_town(lg_code, _hyphen_as_chome(rest))
    with_chome = towns.match_town(lg_code, _hyphen_as_chome(rest))
    if with_chome and matches and with_chome[0].town.chome and not matches[0].town.chome:
        matches = with_chome
    if matches:
        best = matches[0]
        house, building = split_house(best.rest.lstrip("　-－ー‐−"))
        return best.town.name, house, building, best.town.machiaza_id, best.town.postcode
    numbered = re.search(r"\d", digits.narrow(rest))
    cut = numbered.start() if numbered else len(rest)
    house, building = split_house(rest[cut:])
    return rest[:cut], house, building, "", ""


def _hyphen_as_chome(text: str) -> str:
    """'出水2-3-4' → '出水2丁目3-4': the first number before a hyphen may be a chome."""
    return re.sub(rf"^(\D*?\d+){_HYPHENS}(?=\d)", r"\1丁目", digits.narrow(text), count=1)


def split_house(text: str) -> tuple[str, str]:
    """House number and building of what follows the town.

    >>> split_house("12番3号　市営住宅4棟"), split_house("１番地"), split_house("無番地")
    (('12番3号', '市営住宅4棟'), ('１番地', ''), ('無番地', ''))
    """
    plain = unicodedata.normalize("NFKC", text)
    same_length = len(plain) == len(text)
    found = _HOUSE.match(plain)
    if found is None:
        return "", text.strip("　 ")
    used = text if same_length else plain
    return used[: found.end()], used[found.end() :].strip("　 ")


def display_number(text: str) -> str:
    """A house number as printed: full-width digits, one kind of hyphen, no spaces.

    >>> display_number("1番地 2"), display_number("1ー2−3")
    ('１番地２', '１－２－３')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return digits.wide(re.sub(rf"(?<=\d){_HYPHENS}(?=[\dA-Z])", "－", plain))


def numbers(text: str) -> tuple[int, ...]:
    """The numbers of a house number in order, for sorting; kanji numbers count (juki-1.0:1.3.2).

    >>> numbers("１２番地３"), numbers("十二番三号"), numbers("無番地")
    ((12, 3), (12, 3), ())
    """
    return tuple(int(run) for run in _DIGIT_RUN.findall(_arabic(text)))


def sort_text(text: str) -> str:
    """The same order as text of equal width, for a database column: the first four numbers with five digits each.

    >>> sort_text("12番地3")
    '00012000030000000000'
    """
    return "".join(f"{number:05d}" for number in (*numbers(text), 0, 0, 0, 0)[:4])


def _arabic(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return _KANJI_RUN.sub(lambda run: str(digits.from_kanji(run.group())), plain)


def fold(text: str) -> str:
    """An address as it is searched: variants and width folded, 番地, 番, 号, 丁目 and hyphens between numbers alike.

    >>> fold("北見市大通西３丁目１番地２") == fold("北見市大通西三丁目１－２"), fold("１番２号") == fold("1の2")
    (True, True)
    """
    joined = _JOINTS.sub("\x1f", _arabic(text))
    return folding.fold_name(_TRAILING.sub("", joined)).replace("\x1f", "-")
