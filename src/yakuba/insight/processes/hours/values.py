"""Values of a survey's cells: names, numbers and years as people write them."""

from __future__ import annotations

import math
import re
import unicodedata

LARGEST = 1e9
_UNITS = re.compile(r"(件|分|時間|人|円|名|h)$")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?|-?\d+(\.\d*)?|-?\.\d+")
_REIWA = re.compile(r"(?:令和|R)\s*(\d{1,2}|元)年?度?", re.IGNORECASE)
_WESTERN = re.compile(r"(\d{4})(?:\.0)?年?度?")
FIRST_YEAR, LAST_YEAR = 1989, 2100


class Wrong(ValueError):
    """A value that has to be mended: in which column, what is wrong, and the remedy."""

    def __init__(self, column: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.column, self.remedy = column, remedy


def words(text: str) -> str:
    """A name in one width, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def number(text: str, column: str) -> float | None:
    """A number of at least 0; None for an empty cell. Wrong.

    >>> number("１，２００件", "年間件数"), number("", "年間件数"), number("7.5", "1件あたり分")
    (1200.0, None, 7.5)
    """
    plain = words(text).replace(" ", "")
    if not plain:
        return None
    bare = _UNITS.sub("", plain)
    # Excel writes large and small numbers with an exponent.
    if not (_GROUPED.fullmatch(bare) or re.fullmatch(r"\d(\.\d+)?[eE][+-]?\d{1,2}", bare)):
        raise Wrong(column, f"「{text[:30]}」は数字ではありません", "数字だけを書きます（約、〜、? は書きません）")
    found = float(bare.replace(",", ""))
    if not math.isfinite(found) or found < 0 or found > LARGEST:
        raise Wrong(column, f"「{text[:30]}」は0から{LARGEST:,.0f}までの数ではありません", "桁と符号を確かめます")
    return found


def positive(text: str, column: str) -> float | None:
    """A number above 0; None for an empty cell. Wrong."""
    found = number(text, column)
    if found == 0:
        raise Wrong(column, "0 です", "その年に行わなかった作業の行は除きます")
    return found


def year(text: str) -> int | None:
    """A fiscal year, Western or Reiwa; None for an empty cell. Wrong.

    >>> year("2025"), year("令和7年度"), year("R元"), year("")
    (2025, 2025, 2019, None)
    """
    plain = words(text)
    if not plain:
        return None
    if found := _REIWA.fullmatch(plain):
        return 2018 + (1 if found[1] == "元" else int(found[1]))
    western = _WESTERN.fullmatch(plain)
    if western is None or not FIRST_YEAR <= int(western[1]) <= LAST_YEAR:
        raise Wrong("年度", f"「{text[:30]}」は年度ではありません", "西暦4桁か令和で書きます")
    return int(western[1])
