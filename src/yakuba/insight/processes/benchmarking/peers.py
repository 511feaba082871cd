"""Peer groups: which bodies are like each other, by population and by the ministry's groups of similar bodies.

Population is what the list of bodies says, else the census of 2015 that yakuba ships. Shares of industry are never
guessed: without them a group is of population alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours.lines import read_lines
from yakuba.insight.processes.hours.values import Wrong, number, words
from yakuba.standards import municipalities, population
from yakuba.standards.errors import NotFound

CENSUS = "2015年国勢調査"
LISTED = "団体一覧"
_RULE = Path(__file__).parent / "data" / "similar_bodies.yaml"
_NAME, _CODE, _PEOPLE, _KIND, _BOTH, _THIRD, _GROUP = (
    "団体",
    "団体コード",
    "人口",
    "種別",
    "第2次第3次割合",
    "第3次割合",
    "類似団体区分",
)


@dataclass(frozen=True)
class Body:
    """A body: its population and where that is from, its kind, its groups (None where nothing tells)."""

    name: str
    code: str | None = None
    population: int | None = None
    source: str | None = None
    kind: str | None = None
    population_group: str | None = None
    similar_group: str | None = None


@cache
def _rule() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(_RULE.read_text(encoding="utf-8"))
    return found


def population_group(kind: str, people: int) -> str | None:
    """The group by kind and population alone. None for a kind the rule does not know.

    >>> population_group("市", 99_999), population_group("村", 4_999), population_group("中核市", 300_000)
    ('都市Ⅱ', '町村Ⅰ', '中核市')
    """
    if kind in _rule()["own_groups"]:
        return kind
    for part in (_rule()["city"], _rule()["town"]):
        if kind in part["kinds"]:
            found = next(name for limit, name in part["population"] if limit is None or people < limit)
            return f"{part['name']}{found}"
    return None


def similar_group(kind: str, people: int, secondary_and_tertiary: float, tertiary: float) -> str | None:
    """The group of similar bodies (類似団体の類型). Shares in percent of employed persons.

    >>> similar_group("市", 115_000, 90.1, 80.0), similar_group("町", 21_000, 79.9, 70.0)
    ('都市Ⅲ－３', '町村Ⅴ－０')
    """
    size = population_group(kind, people)
    for part in (_rule()["city"], _rule()["town"]):
        if size is not None and kind in part["kinds"]:
            for one in part["industry"]:
                if secondary_and_tertiary >= one["secondary_and_tertiary"] and tertiary >= one["tertiary"]:
                    return f"{size}－{one['name']}"
    return size


def body_of(name: str) -> Body:
    """A body known by its name or code alone: kind and census population, when it is the only one of that name."""
    found = municipalities.find(name)
    if not found and municipalities.exists(name):
        found = (municipalities.get(name),)
    if len(found) != 1 or found[0].is_ward:
        return Body(name)
    return _from_census(name, found[0].code, found[0].kind.value)


def _from_census(name: str, code: str, kind: str) -> Body:
    people = population.pyramid(code, 2015).total
    kind = _named().get(municipalities.get(code).full_name, kind)
    return Body(name, code, people, CENSUS, kind, population_group(kind, people))


@cache
def _named() -> Mapping[str, str]:
    """Cities that are more than a city (中核市, 施行時特例市) by their full names."""
    return {name: kind for kind, names in _rule()["named"].items() for name in names}


@cache
def body_with(code: str) -> Body:
    """A body by its six-digit code: kind, population of the census and group, as far as they are known.

    >>> body_with("012084").population_group, body_with("012025").population_group
    ('都市Ⅲ', '中核市')
    """
    if not municipalities.exists(code):
        return Body(code)
    found = municipalities.get(code)
    if found.is_ward:
        return Body(found.full_name, code)
    try:
        return _from_census(found.full_name, code, found.kind.value)
    except NotFound:
        return Body(found.full_name, code, kind=found.kind.value)


@cache
def in_population_group(group: str) -> tuple[Body, ...]:
    """Every municipality of the nation in a group by kind and population, in order of their codes."""
    every = (body_with(one.code) for one in municipalities.all_municipalities())
    return tuple(one for one in every if one.population_group == group)


def read_bodies(path: Path) -> dict[str, Body]:
    """Bodies by name from a list (CSV or .xlsx). Unreadable naming line and column, OSError."""
    lines = read_lines(path)
    headings = [words(cell) for cell in lines[0][1]]
    if _NAME not in headings:
        raise Unreadable(f"団体一覧に列「{_NAME}」がありません。")
    found: dict[str, Body] = {}
    for at, cells in lines[1:]:
        given = dict(zip(headings, map(words, cells), strict=False))
        try:
            body = _listed(given)
        except (Wrong, NotFound) as problem:
            raise Unreadable(f"団体一覧の {at} 行目: {problem}。") from None
        if not body.name or body.name in found:
            raise Unreadable(f"団体一覧の {at} 行目: 団体の名前が空か、二度あります。")
        found[body.name] = body
    return found


def _listed(given: Mapping[str, str]) -> Body:
    name, code = given.get(_NAME, ""), given.get(_CODE, "")
    known = _from_census(name, *_of_code(code)) if code else body_of(name)
    people = number(given.get(_PEOPLE, ""), _PEOPLE)
    kind = given.get(_KIND) or known.kind
    both, third = (number(given.get(one, ""), one) for one in (_BOTH, _THIRD))
    for share, column in ((both, _BOTH), (third, _THIRD)):
        if share is not None and share > 100:
            raise Wrong(column, f"「{share:g}」は割合（%）ではありません", "0から100で書きます")
    counted = known.population if people is None else round(people)
    if kind is None or counted is None:
        return Body(
            name, known.code, counted, LISTED if people else known.source, kind, None, given.get(_GROUP) or None
        )
    reckoned = similar_group(kind, counted, both, third) if both is not None and third is not None else None
    source = known.source if people is None else LISTED
    similar = given.get(_GROUP) or reckoned
    return Body(name, known.code, counted, source, kind, population_group(kind, counted), similar)


def _of_code(code: str) -> tuple[str, str]:
    found = municipalities.get(code)
    return found.code, found.kind.value
