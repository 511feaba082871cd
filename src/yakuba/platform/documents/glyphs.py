"""Which shipped font draws a character, and how wide: read from the fonts' own tables, never guessed.

A town hall prints a name exactly as registered or not at all. So every character and every ideographic variation
sequence (IVS) is looked up in the fonts' ``cmap`` tables (format 12 and 14) before anything is drawn; what neither
font has is :class:`MissingGlyph`, never a box and never a look-alike.

The two collections that occur in resident registers overlap: U+845B U+E0100 is in Adobe-Japan1, U+845B U+E0102..E0108
are in Moji_Joho. IPAmj明朝 has the second collection, IPAex明朝 a part of the first; a font asked for a sequence it
does not have silently draws the base character. Hence the font is chosen per sequence.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from fontTools.ttLib import TTFont

FONT_FOLDER = Path(__file__).parent / "fonts"

FontKey = Literal["mj", "ex"]

_FILES: dict[FontKey, str] = {"mj": "ipamjm.ttf", "ex": "ipaexm.ttf"}
_UNICODE_VARIATIONS = (0, 5)


class MissingGlyph(ValueError):
    """A character or variation sequence that no shipped font can draw.

    ``character`` is the character with its variation selector, ``position`` its index in the text (in code points),
    ``item`` the path of the text in the data, such as ``sheets[0].persons[2].name``.
    """

    def __init__(self, character: str, position: int, item: str) -> None:
        self.character, self.position, self.item = character, position, item
        points = " ".join(f"U+{ord(c):04X}" for c in character)
        super().__init__(f"{item}の{position + 1}文字目（{points}）は、収録した書体にない文字です。")

    def __reduce__(self) -> tuple[type["MissingGlyph"], tuple[str, int, str]]:
        return MissingGlyph, (self.character, self.position, self.item)


class Glyph(NamedTuple):
    """One drawn unit: a character with its variation selector, the font that has it, its width in em."""

    text: str
    font: FontKey
    width: float
    position: int


@dataclass(frozen=True)
class Face:
    """The tables of one font: code point → glyph name, (code point, selector) → glyph name, glyph name → em width."""

    characters: dict[int, str]
    variations: dict[tuple[int, int], str]
    widths: dict[str, float]


@cache
def face(key: FontKey) -> Face:
    """Read one font's tables; about 0.3 s for IPAmj明朝, once per process."""
    with TTFont(FONT_FOLDER / _FILES[key], lazy=True) as font:
        cmap = font["cmap"]
        characters: dict[int, str] = dict(cmap.getBestCmap())
        variations: dict[tuple[int, int], str] = {}
        for selector, pairs in cmap.getcmap(*_UNICODE_VARIATIONS).uvsDict.items():
            for base, name in pairs:
                variations[base, selector] = characters[base] if name is None else name
        em = font["head"].unitsPerEm
        widths = {name: advance / em for name, (advance, _) in font["hmtx"].metrics.items()}
    return Face(characters, variations, widths)


def is_selector(character: str) -> bool:
    """Whether the character is a variation selector (U+FE00..FE0F or U+E0100..E01EF)."""
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def find(text: str) -> tuple[FontKey, float] | None:
    """The font that has this character or variation sequence and its width in em; None if neither has it.

    >>> find("葛")[0], find("葛\\U000e0102")[0], find("葛\\U000e0100")[0], find("葛\\U000e01ef")
    ('mj', 'mj', 'ex', None)
    """
    for key in _FILES:
        tables = face(key)
        name = (
            tables.characters.get(ord(text)) if len(text) == 1 else tables.variations.get((ord(text[0]), ord(text[1])))
        )
        if name is not None:
            return key, tables.widths[name]
    return None


_LINE_FEED: tuple[FontKey, float] = ("mj", 0.0)

_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def _invisible(character: str) -> bool:
    return is_selector(character) or unicodedata.category(character) in _INVISIBLE


@cache
def _found(unit: str) -> tuple[FontKey, float] | None:
    return None if _invisible(unit[0]) else find(unit)


def glyphs(text: str, item: str = "") -> Iterator[Glyph]:
    """Cut a text into drawn units, each with its font.

    A line feed is a unit of no width. Other invisible characters (controls, direction marks, joiners, a selector
    without a base) are refused as missing: they could change what the reader sees without being seen.

    Raises:
        MissingGlyph: at the first unit that cannot be drawn.
    """
    position = 0
    while position < len(text):
        end = position + 1
        if end < len(text) and is_selector(text[end]):
            end += 1
        unit = text[position:end]
        found = _LINE_FEED if unit == "\n" else _found(unit)
        if found is None:
            raise MissingGlyph(unit, position, item)
        yield Glyph(unit, found[0], found[1], position)
        position = end


def missing(text: str, item: str = "") -> list[MissingGlyph]:
    """Every unit of a text that cannot be drawn, in order; empty if all can."""
    faults: list[MissingGlyph] = []
    start = 0
    while True:
        try:
            for _ in glyphs(text[start:], item):
                pass
        except MissingGlyph as fault:
            faults.append(MissingGlyph(fault.character, start + fault.position, item))
            start += fault.position + len(fault.character)
        else:
            return faults
