"""Choosing surnames by rank, variant characters, and given names after sex and generation."""

import math
from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Final

from .given_names import GIRL_ENDINGS, OLD_ENDINGS, YOUNG_ENDINGS, generations
from .inputs import Sources
from .parameters import FEMALE, MALE, VARIANT_SHARE
from .people import Name

LISTED_SHARE: Final = 0.79
"""Share of the population whose surname is among the listed ones; the others get rare names."""

_SLOPE, _BEND, _SHIFT = 0.34, 0.055, 1.5
"""Curve through the estimated holders of the 2,000 commonest names (the counts themselves are not shipped)."""

VARIANTS: Final = {
    "高": ("髙",),
    "崎": ("﨑",),
    "辺": ("邉", "邊", "邊󠄈"),
    "斎": ("齋", "齊", "齋󠄂"),
    "浜": ("濵", "濱"),
    "吉": ("𠮷",),
    "柳": ("栁",),
    "瀬": ("瀨",),
    "桑": ("桒",),
    "葛": ("葛󠄂", "葛󠄃"),
    "辻": ("辻󠄂", "辻󠄃"),
    "徳": ("德",),
    "神": ("神󠄂",),
    "福": ("福󠄂",),
}
"""Ordinary character → variants of the MJ table, some with IVS of the collection Moji_Joho."""

_ENDINGS: Final = {
    "田": ("タ", "ダ"),
    "川": ("カワ", "ガワ"),
    "山": ("ヤマ",),
    "村": ("ムラ",),
    "原": ("ハラ", "ワラ"),
    "野": ("ノ",),
    "本": ("モト",),
    "井": ("イ",),
    "島": ("シマ", "ジマ"),
    "沢": ("サワ", "ザワ"),
    "崎": ("サキ", "ザキ"),
    "木": ("キ",),
    "谷": ("タニ", "ヤ"),
    "岡": ("オカ",),
    "口": ("クチ", "グチ"),
    "尾": ("オ",),
    "内": ("ウチ",),
    "塚": ("ツカ", "ヅカ"),
    "瀬": ("セ",),
    "浦": ("ウラ",),
    "橋": ("ハシ", "バシ"),
    "倉": ("クラ",),
    "森": ("モリ",),
    "坂": ("サカ",),
}


class NameChooser:
    """Draws names; one for a whole run, because building its tables takes a while."""

    def __init__(self, sources: Sources) -> None:
        self._surnames = sources.surnames
        self._curve = list(accumulate(_frequency(rank) for rank in range(1, len(sources.surnames) + 1)))
        self._known = {kanji for kanji, _ in sources.surnames}
        self._beginnings = _beginnings(sources.surnames)
        self._endings = [(kanji, kana) for kanji, readings in _ENDINGS.items() for kana in readings]
        self._variant_chance = VARIANT_SHARE / self._share_with_variant()
        self._generations = {sex: generations(sex) for sex in (MALE, FEMALE)}
        self._long = {MALE: _by_generation(sources.men, MALE), FEMALE: _by_generation(sources.women, FEMALE)}

    def _share_with_variant(self) -> float:
        before = 0.0
        share = 0.0
        for (kanji, _), reached in zip(self._surnames, self._curve, strict=True):
            if any(character in VARIANTS for character in kanji):
                share += reached - before
            before = reached
        return LISTED_SHARE * share / self._curve[-1]

    def surname(self, rng: Random) -> tuple[str, str]:
        """(kanji, katakana) of a family, about one in a hundred written with a variant character."""
        kanji, kana = self._plain_surname(rng)
        if rng.random() < self._variant_chance:
            for character in kanji:
                variants = VARIANTS.get(character)
                if variants:
                    return kanji.replace(character, variants[int(rng.random() * len(variants))], 1), kana
        return kanji, kana

    def _plain_surname(self, rng: Random) -> tuple[str, str]:
        if rng.random() < LISTED_SHARE:
            return self._surnames[bisect(self._curve, rng.random() * self._curve[-1])]
        while True:
            begin, begin_kana = self._beginnings[int(rng.random() * len(self._beginnings))]
            end, end_kana = self._endings[int(rng.random() * len(self._endings))]
            if begin != end and begin + end not in self._known:
                return begin + end, begin_kana + end_kana

    def given(self, sex: str, year: int, rng: Random) -> tuple[str, str]:
        """(kanji, katakana) of a given name usual among those of that sex born about `year`."""
        place = next(index for index, (last, _) in enumerate(self._generations[sex]) if year <= last)
        if rng.random() < 0.12 and place:
            place -= 1
        chosen: Sequence[tuple[str, str]] = self._generations[sex][place][1]
        if rng.random() < 0.5:
            chosen = self._long[sex][place]
        return chosen[int(rng.random() * len(chosen))]

    def name(self, surname: tuple[str, str], sex: str, year: int, rng: Random) -> Name:
        """A whole name with that surname."""
        given, kana = self.given(sex, year, rng)
        return Name(surname[0], given, surname[1], kana)


def _frequency(rank: int) -> float:
    position = math.log(rank + _SHIFT)
    return math.exp(-_SLOPE * position - _BEND * position * position)


def _beginnings(surnames: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """First halves of two-character surnames with their reading, for building rare surnames."""
    found: dict[tuple[str, str], int] = {}
    for kanji, kana in surnames:
        if len(kanji) == 2:
            for reading in _ENDINGS.get(kanji[1], ()):
                if kana.endswith(reading) and len(kana) > len(reading):
                    found[kanji[0], kana.removesuffix(reading)] = 1
    return list(found)


def _by_generation(names: Sequence[tuple[str, str]], sex: str) -> list[list[tuple[str, str]]]:
    """The long list sorted into the generations: usual readings only, endings after the time."""
    readings: defaultdict[str, int] = defaultdict(int)
    firsts: defaultdict[str, int] = defaultdict(int)
    for kanji, kana in names:
        readings[kana] += 1
        firsts[kanji[0]] += 1
    usual = [
        (kanji, kana)
        for kanji, kana in names
        if len(kanji) <= (2 if sex == MALE else 3) and readings[kana] >= 12 and firsts[kanji[0]] >= 40
    ]
    middle = [one for one in usual if one[0][-1] not in OLD_ENDINGS | YOUNG_ENDINGS and one[0][-1] != "子"]
    if sex == MALE:
        old = [one for one in usual if one[0][-1] in OLD_ENDINGS]
        young = [one for one in usual if one[0][-1] in YOUNG_ENDINGS]
    else:
        old = [one for one in usual if one[0][-1] == "子"]
        young = [one for one in usual if one[0][-1] in GIRL_ENDINGS]
    return [old, old + middle[::3], middle, middle + young, young, young]
