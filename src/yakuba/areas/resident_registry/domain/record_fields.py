"""How one item (項目) of the resident record is declared: type, national column name, label, length.

Models, import profile, export and screens read these metadata, so that an item is described once. Lengths are those
of systems that receive the standard link data (characters), because the official item list is not public.
"""

import datetime
from dataclasses import field
from types import MappingProxyType
from typing import Literal, TypedDict

Kind = Literal["text", "kana", "code", "number", "flag", "date", "month", "time"]


class ItemMetadata(TypedDict):
    """What is known of one item. `length` is in characters; 0 where the type already bounds it."""

    ja: str  # national column name, exactly as conforming systems write it
    item: str  # short label for screens
    length: int
    kind: Kind


def _metadata(ja: str, item: str, length: int, kind: Kind) -> MappingProxyType[str, object]:
    return MappingProxyType({"ja": ja, "item": item, "length": length, "kind": kind})


def text(ja: str, item: str, length: int) -> str:
    """Free text, blank when there is no value."""
    return field(default="", metadata=_metadata(ja, item, length, "text"))


def kana(ja: str, item: str, length: int) -> str:
    """Katakana reading, blank when there is no value."""
    return field(default="", metadata=_metadata(ja, item, length, "kana"))


def code(ja: str, item: str, length: int) -> str:
    """Code of a list; a string because leading zeros count and foreign values must survive a round trip."""
    return field(default="", metadata=_metadata(ja, item, length, "code"))


def number(ja: str, item: str, default: int = 0) -> int:
    """Whole number that the system counts."""
    return field(default=default, metadata=_metadata(ja, item, 0, "number"))


def flag(ja: str, item: str, default: bool = False) -> bool:
    """Yes or no, always known. Flags that may be blank in real data are `code(..., 1)` instead."""
    return field(default=default, metadata=_metadata(ja, item, 1, "flag"))


def day(ja: str, item: str) -> datetime.date | None:
    """Calendar date; for a date that may be unknown it is the internal date behind the notation (juki-1.0:1.1.8)."""
    return field(default=None, metadata=_metadata(ja, item, 0, "date"))


def unknown(ja: str, item: str) -> str:
    """不詳フラグ of the date before it: blank or "0" known, anything else the pattern that applies (juki-1.0:1.1.8)."""
    return field(default="", metadata=_metadata(f"{ja}_不詳フラグ", f"{item}の不詳", 2, "code"))


def notation(ja: str, item: str) -> str:
    """不詳表記 of the date before it, as printed; blank when the date is known (juki-1.0:1.1.8)."""
    return field(default="", metadata=_metadata(f"{ja}_不詳表記", f"{item}の表記", 72, "text"))


def month(ja: str, item: str) -> str:
    """Year and month, `YYYY-MM`, blank when there is no value."""
    return field(default="", metadata=_metadata(ja, item, 7, "month"))


def time_of_day(ja: str, item: str) -> datetime.time | None:
    """Wall clock time, Japan."""
    return field(default=None, metadata=_metadata(ja, item, 0, "time"))
