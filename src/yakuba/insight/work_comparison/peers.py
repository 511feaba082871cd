"""With whom the own work is compared: similar bodies, those of a size, those of the prefecture, everybody. Pure.

Similar bodies (類似団体) are told by kind and population alone (`processes.benchmarking.peers`): the ministry's types
also go by shares of industry, which are not shipped and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from yakuba.insight.processes.benchmarking.peers import CENSUS, body_with, in_population_group
from yakuba.standards import municipalities
from yakuba.standards.errors import NotFound
from yakuba.standards.population import Year, pyramid

YEARS: tuple[Year, ...] = (2025, 2015)


class Peers(StrEnum):
    """How the others are chosen."""

    ALL = "all"
    SIMILAR = "similar"
    NEAR = "near"
    PREFECTURE = "prefecture"


@dataclass(frozen=True)
class Group:
    """Who may be compared: ``said`` tells which group and why, ``codes`` everybody in it (None: no limit)."""

    peers: Peers
    name: str
    said: str
    codes: tuple[str, ...] | None

    def has(self, code: str) -> bool:
        """Whether a municipality (six digits) belongs to it."""
        return self.codes is None or code in self.codes

    def names(self) -> list[str]:
        """Everybody in it by name, in order of their codes; empty where there is no limit."""
        return [municipalities.get(code).full_name for code in self.codes or ()]


def group_of(lg_code: str, peers: Peers) -> Group:
    """The group of a municipality; without anybody where its population is not known.

    >>> group_of("012084", Peers.SIMILAR).has("012033"), group_of("012084", Peers.SIMILAR).name
    (True, '類似団体（都市Ⅲ）')
    """
    makers = {Peers.SIMILAR: _similar, Peers.NEAR: _near, Peers.PREFECTURE: _prefecture}
    if peers is Peers.ALL:
        return Group(
            peers, "公開しているすべての団体", "規模や地域によらず、数字を公開しているすべての団体です。", None
        )
    return makers[peers](lg_code)


def _similar(lg_code: str) -> Group:
    body = body_with(lg_code)
    group = body.population_group
    if group is None or body.population is None:
        return Group(Peers.SIMILAR, "類似団体", "人口が分からないため、類似団体の区分が決まりません。", ())
    name = f"類似団体（{group}）"
    said = f"類似団体の区分は「{group}」です（{body.kind}、{CENSUS}の人口{body.population:,}人）。"
    said += "区分は団体の種類と人口だけで決めています。総務省の類型にある産業構造は使っていません。"
    codes = tuple(one.code for one in in_population_group(group) if one.code not in (None, lg_code))
    return Group(Peers.SIMILAR, name, said, tuple(filter(None, codes)))


def _near(lg_code: str) -> Group:
    own = people(lg_code)
    if own is None:
        return Group(Peers.NEAR, "人口の近い団体", "人口が分からないため、比べる団体が決まりません。", ())
    codes = tuple(code for code in _bodies() if code != lg_code and of_a_size(lg_code, code))
    said = f"人口が半分から2倍まで（{(own + 1) // 2:,}人から{own * 2:,}人まで）の団体です。"
    return Group(Peers.NEAR, "人口が半分から2倍までの団体", said, codes)


def _prefecture(lg_code: str) -> Group:
    place = municipalities.get(lg_code).prefecture
    codes = tuple(code for code in _bodies() if code != lg_code and code[:2] == lg_code[:2])
    return Group(Peers.PREFECTURE, f"{place}の団体", f"{place}のなかの団体です。", codes)


@cache
def _bodies() -> tuple[str, ...]:
    """Codes of the municipalities with people; a ward of a designated city is none."""
    every = municipalities.all_municipalities()
    return tuple(one.code for one in every if not one.is_ward and people(one.code) is not None)


@cache
def people(lg_code: str) -> int | None:
    """The people of a municipality as last projected or counted; None where no figure is known."""
    for year in YEARS:
        try:
            return pyramid(lg_code, year).total
        except NotFound:
            continue
    return None


def of_a_size(one: str, other: str) -> bool:
    """Whether the second has between half and twice the people of the first.

    >>> of_a_size("012084", "012025"), of_a_size("012084", "122041")
    (False, False)
    """
    own, theirs = people(one), people(other)
    return own is not None and theirs is not None and own <= 2 * theirs and theirs <= 2 * own
