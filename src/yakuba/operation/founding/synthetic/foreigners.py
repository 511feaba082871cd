"""Choosing who is a foreign resident, and what only foreign residents have (法第30条の45).

Codes of residence statuses are those of the registry's `domain.residence`; nationality codes are those of the code
list `country` (GIF).
"""

import datetime
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Final, TypeVar

from yakuba.areas.resident_registry.domain.residence import MID_TO_LONG_TERM, SPECIAL_PERMANENT

from .parameters import FEMALE, MALE
from .people import Foreigner, Household, Person
from .pool import same_day

_Option = TypeVar("_Option")

_ALIAS_SURNAMES: Final = (("金田", "カネダ"), ("新井", "アライ"), ("木下", "キノシタ"), ("松本", "マツモト"))
_ALIAS_GIVEN: Final = {
    MALE: (("英雄", "ヒデオ"), ("正一", "ショウイチ"), ("俊明", "トシアキ")),
    FEMALE: (("順子", "ジュンコ"), ("英子", "エイコ"), ("美和", "ミワ")),
}


@dataclass(slots=True)
class _Nation:
    code: str
    name: str
    share: float
    names: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)


class ForeignChooser:
    """Marks households and persons as foreign, names them, gives them status, period and card."""

    def __init__(self, as_of: datetime.date) -> None:
        self._as_of = as_of
        self._nations = _nations()
        self._reached = list(accumulate(nation.share for nation in self._nations))

    def choose(self, households: list[Household], wanted: int, rng: Random) -> None:
        """Make about `wanted` members of the households foreign: mostly young ones, some wives of Japanese."""
        wives = [one for one in households if _mixed(one)]
        married_here = min(round(wanted * 0.12), len(wives))
        left = wanted - married_here
        keyed = sorted(
            ((rng.random() ** (1 / _weight(one)), index) for index, one in enumerate(households)), reverse=True
        )
        foreign: set[int] = set()
        for _, index in keyed:
            if left <= 0:
                break
            household = households[index]
            if len(household.members) <= left:
                self._whole(household, rng)
                foreign.add(id(household))
                left -= len(household.members)
        candidates = [one for one in wives if id(one) not in foreign]
        for household in rng.sample(candidates, min(married_here, len(candidates))):
            wife = next(one for one in household.members if one.role == "wife")
            nation = self._nation(rng)
            self._make(wife, nation, self._surname(nation, rng), "103", rng)

    def _nation(self, rng: Random) -> _Nation:
        return self._nations[bisect(self._reached, rng.random() * self._reached[-1])]

    def _surname(self, nation: _Nation, rng: Random) -> tuple[str, str, str]:
        return _pick(nation.names["surname"], rng)

    def _whole(self, household: Household, rng: Random) -> None:
        nation = self._nation(rng)
        surname = self._surname(nation, rng)
        status = self._status(household.head, nation, rng)
        for member in household.members:
            own = surname if member.role != "wife" or member is household.head else self._surname(nation, rng)
            kept = status if member is household.head or status in ("101", "102", "900") else "205"
            self._make(member, nation, own, kept, rng)

    def _status(self, head: Person, nation: _Nation, rng: Random) -> str:
        if nation.code == "KOR" and head.age > 30 and rng.random() < 0.75:
            return "900"
        if head.age >= 60:
            return "101"
        choices = ("203", "202", "204", "201", "101") if head.age < 30 else ("101", "201", "203", "102", "206")
        weights = (0.25, 0.3, 0.2, 0.2, 0.05) if head.age < 30 else (0.45, 0.25, 0.15, 0.1, 0.05)
        return rng.choices(choices, weights)[0]

    def _make(self, person: Person, nation: _Nation, surname: tuple[str, str, str], status: str, rng: Random) -> None:
        given = _pick(nation.names[person.sex], rng)
        kanji = f"{surname[2]}　{given[2]}" if surname[2] != "-" and given[2] != "-" else ""
        years, renewed, expires = self._period(status, rng)
        alias = status == "900" and rng.random() < 0.7
        alias_name = _pick(_ALIAS_SURNAMES, rng), _pick(_ALIAS_GIVEN[person.sex], rng)
        person.foreigner = Foreigner(
            nationality_code=nation.code,
            nationality=nation.name,
            roman=f"{surname[0]} {given[0]}".replace("_", " "),
            katakana=f"{surname[1]}　{given[1]}",
            kanji=kanji,
            alias="　".join(part[0] for part in alias_name) if alias else "",
            alias_kana="　".join(part[1] for part in alias_name) if alias else "",
            status=status,
            years=years,
            months=0,
            expires=expires,
            category=SPECIAL_PERMANENT if status == "900" else MID_TO_LONG_TERM,
            card=_card(rng),
            card_kind="2" if status == "900" else "1",
            old_card=_card(rng),
            renewed=renewed,
        )

    def _period(self, status: str, rng: Random) -> tuple[int, int, int]:
        """Years of stay, day it was granted, day it ends (ordinals); zeros for permanent residents."""
        if status in ("101", "900"):
            return 0, 0, 0
        years = (1, 3, 5)[int(rng.random() * 3)] if status not in ("202", "204") else 1 + int(rng.random() * 2)
        today = self._as_of.toordinal()
        granted = datetime.date.fromordinal(today - 30 - int(rng.random() * (years * 365 - 40)))
        return years, granted.toordinal(), same_day(granted, years)


def _pick(options: Sequence[_Option], rng: Random) -> _Option:
    return options[int(rng.random() * len(options))]


def _card(rng: Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    ends = [letters[int(rng.random() * len(letters))] for _ in range(4)]
    return f"{ends[0]}{ends[1]}{int(rng.random() * 10**8):08}{ends[2]}{ends[3]}"


def _mixed(household: Household) -> bool:
    """A couple whose wife may be foreign while the husband is Japanese."""
    roles = {member.role: member for member in household.members}
    wife = roles.get("wife")
    return "husband" in roles and wife is not None and 24 <= wife.age <= 58 and wife is not household.head


def _weight(household: Household) -> float:
    """How likely a household is a foreign one."""
    oldest = max(member.age for member in household.members)
    if len(household.members) == 1:
        return 12.0 if oldest < 30 else 5.0 if oldest < 40 else 0.8 if oldest < 60 else 0.12
    if any(member.role in ("his_mother", "her_mother", "his_father", "her_father") for member in household.members):
        return 0.02
    return 2.5 if oldest < 35 else 0.9 if oldest < 50 else 0.12


def _nations() -> list[_Nation]:
    found: dict[str, _Nation] = {}
    lines = resources.files(__package__).joinpath("data/foreign-names.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        code, name, share, kind, *words = line.split()
        nation = found.setdefault(code, _Nation(code, name, float(share)))
        nation.names[kind] = list(zip(words[::3], words[1::3], words[2::3], strict=True))
    return list(found.values())
