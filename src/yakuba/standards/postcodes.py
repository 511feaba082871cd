"""Postcodes and the towns they belong to. Source: 日本郵便 郵便番号データ (2026-10); see NOTICE.

>>> [(town.municipality, town.town) for town in lookup("090-0001")]
[('北見市', '小泉')]
>>> lookup("８６０−００８１")[1].code5
'43103'
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from yakuba.standards import _data
from yakuba.standards.errors import StandardsError

_MARKS = re.compile(r"[〒\s\-‐‑‒–—―−ーｰ]+")


class PostalTown(NamedTuple):
    """A town of a postcode; `town` is empty where the code stands for the whole municipality."""

    postcode: str
    code5: str
    prefecture: str
    municipality: str
    town: str
    town_kana: str
    note: str

    @property
    def address(self) -> str:
        """Prefecture, municipality and town in one line."""
        return self.prefecture + self.municipality + self.town


def normalise(text: str) -> str:
    """Seven ASCII digits of a postcode as people type it.

    >>> normalise("〒０９０－００２４")
    '0900024'
    >>> normalise("090-002")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 郵便番号「090-002」は7桁の数字ではありません。7桁で入力してください。
    """
    digits = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    if not (len(digits) == 7 and digits.isascii() and digits.isdigit()):
        raise StandardsError(f"郵便番号「{text}」は7桁の数字ではありません。7桁で入力してください。")
    return digits


def written(postcode: str) -> str:
    """A postcode as it is printed.

    >>> written("0900024")
    '090-0024'
    """
    digits = normalise(postcode)
    return f"{digits[:3]}-{digits[3:]}"


def lookup(text: str) -> tuple[PostalTown, ...]:
    """Towns of a postcode; several when towns share it, none when no town has it.

    >>> lookup("000-0000")
    ()
    """
    digits = normalise(text)
    return _area(digits[:3]).get(digits, ())


@lru_cache(maxsize=256)
def _area(first_three: str) -> Mapping[str, tuple[PostalTown, ...]]:
    found: defaultdict[str, list[PostalTown]] = defaultdict(list)
    for row in _data.member("postcodes.zip", f"{first_three}.csv"):
        found[row[0]].append(PostalTown(*row))
    return {code: tuple(towns) for code, towns in found.items()}
