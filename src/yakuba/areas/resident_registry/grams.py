"""Pairs of characters, packed into integers: what the search index holds.

A gram is 16 bits municipality, 2 bits kind of text, and twice 21 bits character; a single character has 0 as second.
Packing is exact, so two texts never meet by accident; a common character of a large city costs a small town nothing.
"""

from collections.abc import Mapping
from itertools import pairwise

KINDS = {"name": 0, "kana": 1, "address": 2}


def base(municipality: int, kind: str) -> int:
    """What every gram of a kind of text in one municipality has in common."""
    return (municipality << 2 | KINDS[kind]) << 42


def of_text(municipality: int, kind: str, text: str) -> set[int]:
    """All grams of a text of several lines: every pair, of names every character too. Pairs never span lines."""
    common = base(municipality, kind)
    codes = [ord(character) for character in text]
    grams = {common | first << 21 | second for first, second in pairwise(codes) if first != 10 != second}
    if kind != "address":
        grams.update(common | code << 21 for code in codes if code != 10)
    return grams


def of_entry(municipality: int, texts: Mapping[str, str]) -> list[int]:
    """The grams of a search entry: ``texts`` maps the kinds to their lines."""
    found: set[int] = set()
    for kind, text in texts.items():
        found |= of_text(municipality, kind, text)
    return sorted(found)


def wanted(municipality: int, kind: str, part: str) -> list[int]:
    """The grams a hit must have: the pairs of ``part``, or the one character; none for an empty part."""
    if len(part) == 1:
        return [base(municipality, kind) | ord(part) << 21]
    common = base(municipality, kind)
    return [common | ord(first) << 21 | ord(second) for first, second in pairwise(part)]
