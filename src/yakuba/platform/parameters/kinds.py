"""Kinds of value. ``load`` turns JSON into the typed value and raises ValueError with reason and remedy in Japanese."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Kind(Protocol[T_co]):
    """How a parameter's JSON becomes a value, and back (``dump``)."""

    def load(self, json: Any) -> T_co: ...

    def dump(self, value: Any) -> Any: ...

    @property
    def allowed(self) -> str:
        """What may be entered, in words."""
        ...


@dataclass(frozen=True)
class Whole:
    """A whole number from ``least`` to ``most``, both included."""

    least: int
    most: int

    def load(self, json: Any) -> int:
        if isinstance(json, bool) or not isinstance(json, int):
            raise ValueError(f"整数でない。{self.allowed}で入力")
        if not self.least <= json <= self.most:
            raise ValueError(f"{json}は範囲の外。{self.allowed}で入力")
        return json

    def dump(self, value: Any) -> Any:
        return self.load(value)

    @property
    def allowed(self) -> str:
        return f"{self.least}から{self.most}まで"


@dataclass(frozen=True)
class YesNo:
    """True or false."""

    def load(self, json: Any) -> bool:
        if not isinstance(json, bool):
            raise ValueError(f"はい・いいえでない。{self.allowed}から選ぶ")
        return json

    def dump(self, value: Any) -> Any:
        return self.load(value)

    @property
    def allowed(self) -> str:
        return "はい・いいえ"


@dataclass(frozen=True)
class Text:
    """One line of text of ``least`` to ``most`` characters, matching ``pattern`` as a whole where one is given."""

    most: int
    least: int = 0
    pattern: str = ""

    def load(self, json: Any) -> str:
        if not isinstance(json, str):
            raise ValueError(f"文字でない。{self.allowed}で入力")
        if not self.least <= len(json) <= self.most:
            raise ValueError(f"{len(json)}文字。{self.allowed}で入力")
        if any(ord(character) < 32 for character in json):
            raise ValueError(f"改行などの制御文字がある。{self.allowed}で入力")
        if self.pattern and not re.fullmatch(self.pattern, json):
            raise ValueError(f"形が合わない。{self.allowed}で入力")
        return json

    def dump(self, value: Any) -> Any:
        return self.load(value)

    @property
    def allowed(self) -> str:
        return f"{self.least}文字から{self.most}文字まで"


@dataclass(frozen=True)
class Choice:
    """One of a few words; ``options`` gives each its Japanese label."""

    options: Mapping[str, str]

    def load(self, json: Any) -> str:
        if not isinstance(json, str) or json not in self.options:
            raise ValueError(f"選択肢にない。{self.allowed}から選ぶ")
        return json

    def dump(self, value: Any) -> Any:
        return self.load(value)

    @property
    def allowed(self) -> str:
        return "・".join(self.options.values())


@dataclass(frozen=True)
class Items:
    """Any of a few words, none included."""

    options: Mapping[str, str]

    def load(self, json: Any) -> frozenset[str]:
        if not isinstance(json, list) or not all(isinstance(item, str) and item in self.options for item in json):
            raise ValueError(f"選択肢にない項目がある。{self.allowed}から選ぶ（選ばなくてもよい）")
        return frozenset(json)

    def dump(self, value: Any) -> Any:
        """In the order of the options, so that the same choice is the same JSON."""
        chosen = self.load(list(value) if isinstance(value, list | tuple | set | frozenset) else value)
        return [option for option in self.options if option in chosen]

    @property
    def allowed(self) -> str:
        return "・".join(self.options.values())


@dataclass(frozen=True)
class Day:
    """A day, or None where there is none."""

    def load(self, json: Any) -> date | None:
        if json in (None, ""):
            return None
        try:
            return date.fromisoformat(json)
        except (TypeError, ValueError):
            raise ValueError(f"暦にある日でない。{self.allowed}で入力") from None

    def dump(self, value: Any) -> Any:
        """An empty text stands for no day: JSON null means back to the default."""
        day = value if isinstance(value, date) else self.load(value)
        return day.isoformat() if day else ""

    @property
    def allowed(self) -> str:
        return "年月日（例 2026-04-01）か空欄"
