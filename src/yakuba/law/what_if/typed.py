"""The values of a law as a person reads and types them: numbers with or without commas, rates as 0.06 or 6%, tables
line by line, named values one a line. What is typed comes back in the shape of the value it replaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from yakuba.law.columns import RATE_UNIT
from yakuba.law.what_if.bills import BillWrong, fitting

NAMES = {
    "medical": "医療分",
    "support": "後期高齢者支援金分",
    "care": "介護分",
    "child": "子ども・子育て支援納付金分",
    "limit": "上限",
    "ordinary": "一般の市区町村",
    "designated": "指定都市",
    "short_transfer": "短期譲渡",
    "long_transfer": "長期譲渡",
    "listed_dividend": "上場株式等の配当等",
    "listed_shares": "上場株式等の譲渡",
    "futures": "先物取引",
    "moped50": "原付（50cc以下）",
    "moped90": "原付（90cc以下）",
    "moped125": "原付（125cc以下）",
    "moped125_4kw": "原付（125cc以下、4.0kW以下）",
    "specified_small": "特定小型原付",
    "minicar": "ミニカー",
    "agricultural": "小型特殊（農耕作業用）",
    "other_special": "小型特殊（その他）",
    "motorcycle250": "軽二輪（250cc以下）",
    "motorcycle_over250": "小型二輪（250cc超）",
    "tricycle": "三輪",
    "car_private": "四輪乗用（自家用）",
    "car_business": "四輪乗用（営業用）",
    "van_private": "四輪貨物（自家用）",
    "van_business": "四輪貨物（営業用）",
}
_PERCENT = Decimal(100)


def shown(value: Any) -> str:
    """A value as text that `read` takes.

    >>> shown(3000), shown("0.06"), shown([[1000, 5], [2000, 7]]), shown({"care": 170000})
    ('3000', '0.06', '1000, 5\\n2000, 7', '介護分: 170000')
    """
    if isinstance(value, Mapping):
        return "\n".join(f"{NAMES.get(str(key), key)}: {_line(one)}" for key, one in value.items())
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "\n".join(_line(row) for row in value)
    return _line(value)


def parts_shown(parts: int) -> str:
    """A rate in parts of `RATE_UNIT` as text.

    >>> parts_shown(600_000)
    '0.06'
    """
    return format((Decimal(parts) / RATE_UNIT).normalize(), "f")


def read(name: str, old: Any, text: str) -> Any:
    """What was typed in place of `old`; `name` is what a refusal calls it. BillWrong.

    >>> read("率", "0.06", "６．１％"), read("額", 3000, "3,500"), read("表", [[1, 2]], "1, 5\\n2, 7")
    ('0.061', 3500, [[1, 5], [2, 7]])
    """
    text = _plain(text).replace("\r\n", "\n").strip()
    if isinstance(old, Mapping):
        return fitting(name, old, _mapping(name, old, text))
    if isinstance(old, list):
        return fitting(name, old, _table(name, old, text.split("\n") if text else []))
    return fitting(name, old, _cell(name, old, text))


def _plain(text: str) -> str:
    """Full-width figures, commas and brackets as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def _line(value: Any) -> str:
    if isinstance(value, list):
        rows = value and isinstance(value[0], list)
        return "; ".join(_line(row) for row in value) if rows else ", ".join(str(cell) for cell in value)
    return str(value)


def _mapping(name: str, old: Mapping[str, Any], text: str) -> dict[str, Any]:
    keys = {_plain(NAMES.get(str(key), str(key))): key for key in old}
    found = {}
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        label, mark, rest = line.partition(":")
        if not mark or label.strip() not in keys:
            wanted = f"「{'」「'.join(keys)}」を、一行に一つずつ「{next(iter(keys))}: 値」の形で"
            raise BillWrong(f"{name}：{wanted}書いてください。")
        key = keys[label.strip()]
        whole = f"{name}（{label.strip()}）"
        rest = rest.strip()
        value = old[key]
        found[key] = _table(whole, value, rest.split(";")) if isinstance(value, list) else _cell(whole, value, rest)
    return found


def _table(name: str, old: list[Any], lines: list[str]) -> list[Any]:
    """Rows of cells; one row alone where the value is no table of rows."""
    rows = [line for line in lines if line.strip()]
    if old and not isinstance(old[0], list):
        if len(rows) != 1:
            raise BillWrong(f"{name}：値を一行に、カンマで区切って書いてください。")
        return _cells(name, old, rows[0])
    return [_cells(name, old[0] if old else [], row) for row in rows]


def _cells(name: str, old: list[Any], row: str) -> list[Any]:
    cells = [cell.strip() for cell in row.split(",")]
    kinds = [*old, *[0] * (len(cells) - len(old))]
    return [_cell(name, kind, cell) for kind, cell in zip(kinds, cells, strict=False)]


def _cell(name: str, old: Any, text: str) -> Any:
    if isinstance(old, str):
        return _rate(name, text)
    plain = text.removesuffix("円").replace(",", "").strip()
    try:
        return int(plain)
    except ValueError:
        raise BillWrong(f"{name}：整数で書いてください（「{text}」）。") from None


def _rate(name: str, text: str) -> str:
    percent = text.endswith("%")
    try:
        rate = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise BillWrong(f"{name}：率は 0.06 か 6% の形で書いてください（「{text}」）。") from None
    if not rate.is_finite():
        raise BillWrong(f"{name}：率は 0.06 か 6% の形で書いてください（「{text}」）。")
    return format(rate / _PERCENT if percent else rate, "f")
