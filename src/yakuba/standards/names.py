"""Common Japanese names, for fictitious persons and for guessing readings. No frequencies: only the rank of surnames.

Source: japanese-personal-name-dataset (MIT); see NOTICE.

>>> surnames()[0]
Surname(kanji='佐藤', kana='サトウ')
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from yakuba.standards import _data

Sex = Literal["M", "F"]


class Surname(NamedTuple):
    """A surname with its commonest reading."""

    kanji: str
    kana: str


class GivenName(NamedTuple):
    """A given name; `popular` marks those the source counts as usual."""

    kanji: str
    kana: str
    popular: bool


@cache
def surnames() -> tuple[Surname, ...]:
    """About 2,000 surnames, the commonest first; together about four fifths of the population bear one of them."""
    return tuple(Surname(*row) for row in _data.table("surnames.csv"))


@cache
def _given_names() -> dict[str, tuple[GivenName, ...]]:
    found: dict[str, list[GivenName]] = {"M": [], "F": []}
    for sex, kana, kanji, popular in _data.table("given-names.csv.xz"):
        found[sex].append(GivenName(kanji, kana, popular == "1"))
    return {sex: tuple(those) for sex, those in found.items()}


def given_names(sex: Sex) -> tuple[GivenName, ...]:
    """Given names of men ("M") or women ("F") in order of reading.

    >>> len(given_names("F")) > 30000
    True
    >>> given_names("X")
    Traceback (most recent call last):
    KeyError: 'X'
    """
    return _given_names()[sex]
