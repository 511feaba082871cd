"""Characters of names and addresses: the MJ table, variation sequences, and shrinking to JIS X 0213.

Source: MJ文字情報一覧表 and MJ縮退マップ (IPA, CC BY-SA 2.1 JP; see data/mj/LICENSE.md). The table of 行政事務標準文字
(MJ+) is in no public registry; characters it adds are reported by `not_allowed` until it is loaded.

>>> mj("葛󠄂").name, mj("葛").name
('MJ022335', 'MJ022336')
>>> shrink("髙橋󠄁")
'高橋'
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from yakuba.standards import _data
from yakuba.standards.errors import NotFound

_GRAPHEME = re.compile(".[\u180b-\u180d\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_IDEOGRAPHIC_FIRST = 0xE0100
_HENTAIGANA = range(0x1B002, 0x1B11F)
_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
_HALF_KANA = range(0xFF61, 0xFFA0)


class Character(NamedTuple):
    """A glyph of the MJ table. `text` is its character with the variation selector, if it has one."""

    name: str
    text: str
    is_plain: bool
    jis_x0213: str
    juki_code: str
    koseki_number: str
    strokes: int
    radical: str
    readings: tuple[str, ...]


class Collection(StrEnum):
    """Where a variation sequence is registered; a font shows it only when it knows the collection."""

    MOJI_JOHO = "Moji_Joho"
    ADOBE_JAPAN1 = "Adobe-Japan1"
    STANDARDIZED = "standardized"
    UNKNOWN = "unknown"


class Shrink(NamedTuple):
    """A character of JIS X 0213 that may stand for an MJ glyph, and why."""

    text: str
    basis: str
    rank: int | None
    hops: int | None


class Problem(NamedTuple):
    """A character that may not be kept: position from 0 in graphemes, and a message for the screen."""

    position: int
    text: str
    message: str


def graphemes(text: str) -> list[str]:
    """Characters as people count them: a base with its variation selectors and voicing marks is one.

    >>> len("葛󠄂城市"), graphemes("葛󠄂城市") == ["葛󠄂", "城", "市"]
    (4, True)
    """
    return _GRAPHEME.findall(text)


def strip_selectors(text: str) -> str:
    """The text without variation selectors.

    >>> strip_selectors("葛󠄂城") == "葛城"
    True
    """
    return _SELECTOR.sub("", text)


@cache
def _rows() -> Mapping[str, tuple[str, ...]]:
    """Raw rows by MJ name; made into a `Character` only when asked for."""
    return {"MJ" + row[0]: row for row in _data.table("mj/characters.csv.xz")}


def _sequence(row: tuple[str, ...]) -> str:
    return row[1] + (chr(int(row[2], 16)) if row[2] else "")


@cache
def _names() -> Mapping[str, str]:
    """MJ name of every character and sequence; a bare base means the glyph the standard gives it."""
    found = {_sequence(row): name for name, row in _rows().items()}
    for name, row in _rows().items():
        if row[3]:
            found.setdefault(row[1] if row[3] == "1" else chr(int(row[3], 16)), name)
    return found


@cache
def _selectors() -> Mapping[str, int]:
    """Lowest variation selector the MJ table uses for each base."""
    lowest: dict[str, int] = {}
    for row in _rows().values():
        if row[2]:
            lowest[row[1]] = min(int(row[2], 16), lowest.get(row[1], 0x10FFFF))
    return lowest


def character(name: str) -> Character:
    """A glyph by its MJ name.

    >>> character("MJ028902").text
    '髙'
    >>> character("MJ999999")
    Traceback (most recent call last):
    yakuba.standards.errors.NotFound: MJ文字図形名「MJ999999」は文字情報一覧表にありません。番号を確かめてください。
    """
    row = _rows().get(name)
    if row is None:
        raise NotFound(f"MJ文字図形名「{name}」は文字情報一覧表にありません。番号を確かめてください。")
    readings = tuple(reading for reading in row[9].split("/") if reading)
    return Character(name, _sequence(row), bool(row[3]), row[4], row[5], row[6], int(row[7] or 0), row[8], readings)


def mj(text: str) -> Character | None:
    """The MJ glyph of one character or variation sequence; None when the table has none.

    >>> mj("髙").koseki_number, mj("A") is None
    ('513280', True)
    """
    name = _names().get(text)
    return character(name) if name else None


@cache
def _by_base() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, row in _rows().items():
        found[row[1]].append(name)
    return {base: tuple(those) for base, those in found.items()}


def glyphs_of(base: str) -> tuple[Character, ...]:
    """Every MJ glyph written with a base character, for picking the right one.

    >>> len(glyphs_of("邉")) > 15
    True
    """
    return tuple(character(name) for name in _by_base().get(base[:1], ()))


@cache
def _by_reading() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, row in _rows().items():
        for reading in row[9].split("/"):
            found[reading].append(name)
    return {reading: tuple(names) for reading, names in found.items()}


def read_as(reading: str, strokes: int | None = None) -> tuple[Character, ...]:
    """MJ glyphs with a reading (on in katakana, kun in hiragana), with that many strokes if given (juki-1.0:2.2.3).

    >>> [found.text for found in read_as("たかい", 11)][-1]
    '髙'
    """
    found = map(character, _by_reading().get(reading, ()))
    return tuple(one for one in found if strokes is None or one.strokes == strokes)


def collection(sequence: str) -> Collection | None:
    """The collection of a variation sequence; None for a character without a selector.

    MJ sequences are known from the table. The selectors before the first MJ one of a base were given to Adobe-Japan1,
    which was registered earlier; that is inferred, the registry itself is not in reach.

    >>> [collection(text).value for text in ("葛󠄂", "葛󠄀", "葛󠇀")]
    ['Moji_Joho', 'Adobe-Japan1', 'unknown']
    >>> collection("葛") is None
    True
    """
    selectors = _SELECTOR.findall(sequence)
    if not selectors:
        return None
    selector = ord(selectors[0])
    if selector < _IDEOGRAPHIC_FIRST:
        return Collection.STANDARDIZED
    if sequence in _names():
        return Collection.MOJI_JOHO
    lowest = _selectors().get(sequence[:1], _IDEOGRAPHIC_FIRST)
    return Collection.ADOBE_JAPAN1 if selector < lowest else Collection.UNKNOWN


@cache
def _jis_non_kanji() -> frozenset[str]:
    """Graphemes of rows 1 to 13 of JIS X 0213, plane 1: kana, letters, digits, signs.

    Windows writes some signs of row 1 with other codes (－ ～ ∥ ￠ ￡ ￢); they are the same signs.
    """
    cells = (bytes((row + 0xA0, cell + 0xA0)) for row in range(1, 14) for cell in range(1, 95))
    return frozenset(cell.decode("euc_jis_2004", "ignore") for cell in cells) - {""} | set("－～∥￠￡￢―")


def is_jis_x0213(text: str) -> bool:
    """Whether all of a text can be written in JIS X 0213.

    >>> is_jis_x0213("斉藤"), is_jis_x0213("𠮷")
    (True, False)
    """
    try:
        text.encode("euc_jis_2004")
    except UnicodeEncodeError:
        return False
    return True


def is_allowed(grapheme: str) -> bool:
    """Whether a register may keep the character: MJ, hentaigana, signs of JIS X 0213, printable ASCII."""
    if grapheme in _names() or grapheme in _jis_non_kanji():
        return True
    return len(grapheme) == 1 and ((grapheme.isascii() and grapheme.isprintable()) or ord(grapheme) in _HENTAIGANA)


def within_mj(text: str) -> bool:
    """Whether a register may keep the text as it is.

    >>> within_mj("葛󠄂城　𠮷子"), within_mj("山田\ue000")
    (True, False)
    """
    return not not_allowed(text)


def not_allowed(text: str) -> tuple[Problem, ...]:
    """Characters of a text which a register may not keep, each with its position and a reason.

    >>> [(found.position, found.message) for found in not_allowed("葛󠄂城ﾊﾅ")][0]
    (2, '「ﾊ」は半角カナです。全角のカナで入力してください。')
    """
    found = ((position, one) for position, one in enumerate(graphemes(text)) if not is_allowed(one))
    return tuple(Problem(position, one, _reason(one)) for position, one in found)


def _reason(grapheme: str) -> str:
    code = ord(grapheme[0])
    if any(code in block for block in _PRIVATE):
        return f"U+{code:04X}は外字です。文字情報基盤（MJ）の文字を選んでください。"
    if code in _HALF_KANA:
        return f"「{grapheme}」は半角カナです。全角のカナで入力してください。"
    if unicodedata.category(grapheme[0]) in ("Cc", "Cf", "Cn", "Cs") or _SELECTOR.match(grapheme):
        return f"U+{code:04X}は画面に表れない文字です。削除してください。"
    if len(grapheme) > 1:
        return f"「{grapheme}」の異体字は文字情報基盤（MJ）にありません。MJの文字を選んでください。"
    return f"「{grapheme}」は文字情報基盤（MJ）にありません。MJの文字を選んでください。"


@cache
def _shrink_map() -> Mapping[str, tuple[tuple[str, int, str, str], ...]]:
    """Candidates by MJ name, the best basis first."""
    found: defaultdict[str, list[tuple[str, int, str, str]]] = defaultdict(list)
    for name, to, basis, rank, hops in _data.table("mj/shrink.csv.xz"):
        found["MJ" + name].append((to, int(basis), rank, hops))
    return {name: tuple(sorted(those, key=lambda one: (one[1], one[2], one[3]))) for name, those in found.items()}


@cache
def _bases() -> tuple[str, ...]:
    return tuple(name for _, name in _data.table("mj/shrink-bases.csv"))


def shrink_candidates(grapheme: str) -> tuple[Shrink, ...]:
    """Characters of JIS X 0213 that may stand for a character (縮退), the best founded first.

    >>> [(one.text, one.basis) for one in shrink_candidates("髙")][0]
    ('高', 'JIS包摂規準UCS統合規則')
    >>> shrink_candidates("A")
    ()
    """
    name = _names().get(grapheme, "")
    candidates = _shrink_map().get(name, ())
    return tuple(
        Shrink(to, _bases()[basis], int(rank) if rank else None, int(hops) if hops else None)
        for to, basis, rank, hops in candidates
    )


def shrink(text: str, missing: str = "〓") -> str:
    """The text in JIS X 0213, for systems that know no more; `missing` stands where no character does.

    Characters of JIS X 0213 stay. Only the best founded candidate is taken: people decide where it matters.

    >>> shrink("葛󠄂城"), shrink("𠮷"), shrink("山\ue000")
    ('葛城', '吉', '山〓')
    """
    return "".join(_shrunk(one, missing) for one in graphemes(text))


def _shrunk(grapheme: str, missing: str) -> str:
    if is_jis_x0213(grapheme) and not _shrink_map().get(_names().get(grapheme, "")):
        return grapheme
    candidates = shrink_candidates(grapheme)
    if candidates:
        return candidates[0].text
    base = strip_selectors(grapheme)
    return base if base and is_jis_x0213(base) else missing


@cache
def _variants() -> Mapping[str, str]:
    return _data.mapping("mj/variants.csv")


@cache
def _classes() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for variant, standard in _variants().items():
        found[standard].append(variant)
    return {standard: (standard, *sorted(those)) for standard, those in found.items()}


def variants_of(character_: str) -> tuple[str, ...]:
    """Every character a search does not tell apart from this one, the standard one first.

    >>> [text for text in variants_of("邉") if text in "辺邊邉"]
    ['辺', '邉', '邊']
    >>> variants_of("森")[0]
    '森'
    """
    standard = _variants().get(character_, character_)
    return _classes().get(standard, (standard,))
