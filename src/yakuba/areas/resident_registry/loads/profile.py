"""Mapping profiles: which heading is which item, and which value stands for which, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from yakuba.areas.resident_registry.domain.record import BY_JA
from yakuba.standards.digits import narrow

FOLDER = Path(__file__).parent / "profiles"
CONFORMING = "conforming"


class LoadRefused(ValueError):
    """The file as a whole cannot be loaded. The message says item, reason and remedy."""


@dataclass(frozen=True)
class Profile:
    """One mapping profile. Keys are national column names; see profiles/conforming.yaml for the meaning of each."""

    name: str
    title: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    whole_addresses: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    pad: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    required: Sequence[str] = ()
    required_of_current: Sequence[str] = ()

    def heading(self, written: str) -> str:
        """The national name of a heading: spaces, width of digits and brackets of other systems forgiven."""
        plain = narrow("".join(written.split())).replace("(", "（").replace(")", "）")
        plain = self.aliases.get(plain, plain)
        return self.aliases.get(written.strip(), plain)


@cache
def profile(name: str = CONFORMING) -> Profile:
    """A shipped profile by name, or one in a file. It builds on ``base`` where it names one.

    Raises LoadRefused when there is none, or when it names an item that does not exist.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    try:
        given: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as problem:
        raise LoadRefused(f"対応表「{name}」：読めません。YAML のファイル名を確かめてください。") from problem
    base = given.pop("base", None)
    made = Profile(**(_merged(profile(base), given) if base else given))
    unknown = {*made.aliases.values(), *made.pad, *made.codes, *made.lists, *made.required} - {*BY_JA, *made.secrets}
    if unknown:
        raise LoadRefused(f"対応表「{name}」の項目「{'、'.join(sorted(unknown))}」：項目の一覧にありません。")
    return made


def _merged(base: Profile, given: dict[str, Any]) -> dict[str, Any]:
    whole = dict(vars(base))
    for key, value in given.items():
        whole[key] = {**whole[key], **value} if isinstance(value, dict) else value
    return whole


@dataclass(frozen=True)
class Columns:
    """How the columns of one file are read: place → item, secret, whole address; what is unknown, what is missing."""

    headings: tuple[str, ...]
    items: Mapping[int, str]
    secrets: Mapping[int, str]
    wholes: Mapping[int, str]
    unknown: tuple[int, ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.headings)

    def place(self, item: str) -> int | None:
        """The column of an item (field name), None when the file does not have it."""
        return next((place for place, name in self.items.items() if name == item), None)


NEEDED = ("宛名番号", "個人履歴番号", "世帯番号", "氏名")


def columns_of(headings: Sequence[str], made: Profile) -> Columns:
    """Match the headings of a file. Raises LoadRefused when one stands twice or a needed one is not there."""
    items: dict[int, str] = {}
    secrets: dict[int, str] = {}
    wholes: dict[int, str] = {}
    unknown: list[int] = []
    seen: set[str] = set()
    for place, written in enumerate(headings):
        name = made.heading(written)
        if name in seen:
            raise LoadRefused(f"見出し「{written}」：二つあります。どちらかの列を除いてください。")
        seen.add(name)
        if name in BY_JA:
            items[place] = BY_JA[name]
        elif name in made.secrets:
            secrets[place] = made.secrets[name]
        elif name in made.whole_addresses:
            wholes[place] = made.whole_addresses[name]
        else:
            unknown.append(place)
    lacking = [name for name in NEEDED if name not in seen]
    if lacking:
        raise LoadRefused(
            f"見出し「{'、'.join(lacking)}」：ありません。1 行目に日本語の見出しがある CSV（UTF-8）を選んでください。"
        )
    missing = tuple(name for name in BY_JA if name not in seen)
    return Columns(tuple(headings), items, secrets, wholes, tuple(unknown), missing)
