"""A report in words: what its classes are called, and what it says in a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yakuba.law.what_if.hiding import FEWEST
from yakuba.law.what_if.subjects import Subject

MAN = 10_000
TOP_DECILE = 10
GROUPS = {
    "by_income": "所得の区分",
    "by_age": "年齢の区分",
    "by_kind": "世帯の状況",
    "by_decile": "所得の低い順の10区分",
}

Part = dict[str, Any]


def label(group: str, part: Part) -> str:
    """What a class of a group is called.

    >>> label("by_income", {"from": 1_000_001, "to": 2_000_000}), label("by_age", {"from": 75, "to": None})
    ('100万円超200万円以下', '75歳以上')
    >>> label("by_decile", {"decile": 2, "to": 1_234_567}), label("by_size", {"from": 1, "to": 999})
    ('第2（124万円まで）', '1〜999円の増')
    """
    return _LABELS[group](part)


def finding(found: dict[str, Any], subject: Subject) -> str:
    """What a report (also one with figures left out) says, in sentences."""
    said = [_of_total(found["total"], subject), _of_people(found["total"], subject.counted), _of_classes(found)]
    return "".join(one for one in said if one)


def _of_total(total: Part, subject: Subject) -> str:
    if total["count"] is None:
        return f"計算したのが{FEWEST}{subject.counted}未満なので、数字は示しません。"
    if not total["count"]:
        return "計算した人がいません。"
    if total["change"] is None:
        return f"変わるのが{FEWEST}{subject.counted}未満なので、金額は示しません。"
    what = "税・保険料の総額" if subject.pays else "支給の総額"
    if not total["change"]:
        return f"{what}（{subject.unit}）は変わりません。"
    way = "増え" if total["change"] > 0 else "減り"
    sums = f"{total['before']:,}円から{total['after']:,}円へ、{abs(total['change']):,}円{way}ます。"
    return f"{what}（{subject.unit}）は{sums}"


def _of_people(total: Part, counted: str) -> str:
    if not total["count"] or total["gaining"] is None:
        return ""
    same = total["count"] - total["gaining"] - total["losing"]
    parts = f"得をするのは{total['gaining']:,}{counted}、損をするのは{total['losing']:,}{counted}"
    return f"{parts}、変わらないのは{same:,}{counted}です。"


def _of_classes(found: dict[str, Any]) -> str:
    parts = [part for part in found.get("by_income", []) if part["average"]]
    if not parts:
        return ""
    most = max(parts, key=lambda part: abs(int(part["average"])))
    return f"平均の差がもっとも大きいのは所得が{label('by_income', most)}の区分で、{most['average']:+,}円です。"


def _income(part: Part) -> str:
    low, high = part["from"], part["to"]
    if low is None:
        return "なし"
    if high is None:
        return f"{(low - 1) // MAN:,}万円超"
    return f"{high // MAN:,}万円以下" if low == 1 else f"{(low - 1) // MAN:,}万円超{high // MAN:,}万円以下"


def _age(part: Part) -> str:
    low, high = part["from"], part["to"]
    if low is None:
        return f"{high + 1}歳未満"
    return f"{low}歳以上" if high is None else f"{low}〜{high}歳"


def _decile(part: Part) -> str:
    # Rounded up: the highest income of a tenth is that of one person.
    until = part.get("to")
    if until is None or part["decile"] == TOP_DECILE:
        return f"第{part['decile']}"
    return f"第{part['decile']}（{max(-(-until // MAN), 0):,}万円まで）"


def _size(part: Part) -> str:
    low, high = part["from"], part["to"]
    if low == high == 0:
        return "変わらない"
    if low is None:
        return f"{-high:,}円以上の減"
    if high is None:
        return f"{low:,}円以上の増"
    return f"{low:,}〜{high:,}円の増" if low > 0 else f"{-high:,}〜{-low:,}円の減"


_LABELS: dict[str, Callable[[Part], str]] = {
    "by_income": _income,
    "by_age": _age,
    "by_kind": lambda part: str(part["kind"]),
    "by_decile": _decile,
    "by_size": _size,
}
