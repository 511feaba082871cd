"""The table of keys. F6 to F10, Enter, Esc and Space belong to the input method while it composes, so keys.js ignores
everything then; F3, F5, F6, F7, F10, F11, F12 and the browser's own Ctrl combinations are never taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """`code` as `KeyboardEvent.key`; `bindable` keys are given to one control of a page."""

    code: str
    meaning: str
    bindable: bool


KEYS: tuple[Key, ...] = (
    Key("F1", "この画面のヘルプ", True),
    Key("F2", "住民を検索する", True),
    Key("F4", "一覧へ戻る", True),
    Key("F8", "画面の2番目の操作（ボタンに表示）", True),
    Key("F9", "画面の主な操作（ボタンに表示）", True),
    Key("Ctrl+Enter", "F9と同じ", False),
    Key("Esc", "閉じる・取り消す", False),
    Key("↑ ↓ Home End", "一覧の行を移動する", False),
    Key("Space", "一覧の行を選ぶ", False),
    Key("Alt+←", "前の画面へ戻る（ブラウザー）", False),
)
FORBIDDEN = frozenset({"F3", "F5", "F6", "F7", "F10", "F11", "F12"})
BINDABLE = frozenset(key.code for key in KEYS if key.bindable)


class KeyTaken(ValueError):
    """Two controls of one page want the same key."""


def claim(key: str, taken: set[str]) -> None:
    """Notes `key` as taken on this page. ValueError for a key outside the table, KeyTaken for the second claim."""
    if key not in BINDABLE:
        raise ValueError(f"{key} is not in the key table")
    if key in taken:
        raise KeyTaken(f"{key} is bound twice on this page")
    taken.add(key)
