"""Addresses: towns of the municipality with lots and buildings, and addresses elsewhere."""

from bisect import bisect
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random
from typing import Final

from yakuba.standards.digits import wide

from .inputs import Sources, Town

_FRONT: Final = (
    "サン",
    "グリーン",
    "メゾン",
    "パーク",
    "シャトー",
    "グランド",
    "フォレスト",
    "リバー",
    "ノース",
    "コスモ",
)
_BACK: Final = ("ハイツ", "コーポ", "マンション", "レジデンス", "ヴィラ", "パレス", "荘", "ハイム", "テラス", "コート")
_HOMES: Final = ("特別養護老人ホーム{}苑", "介護老人保健施設{}の里", "グループホーム{}", "ケアハウス{}荘")
_HOME_NAMES: Final = ("やすらぎ", "ひまわり", "あおぞら", "ふれあい", "こもれび", "すみれ", "みどり", "さくら")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as the columns write it: digits and postcode in full width. `lot_number` sorts as the lot does."""

    town: Town
    lot: str
    lot_number: str
    building: str = ""


class Places:
    """Hands out addresses; remembers buildings, so that flats of one building share their lot."""

    def __init__(self, sources: Sources, seed: int) -> None:
        self._towns = sources.towns
        rng = Random(f"{seed}:{sources.municipality.code}:towns")  # noqa: S311 - reproducible choice, no secret
        self._reached = list(accumulate(_weight(town, rng) for town in sources.towns))
        self._near = sources.near or sources.far
        self._far = sources.far or sources.near
        self._buildings: dict[int, list[tuple[Address, int]]] = {}

    def district(self, town: Town) -> str:
        """A made-up district code (地区): some towns next to each other in the master."""
        return f"{100 + int(town.code[:7]) // 20000 % 900:03}"

    def address(self, rng: Random, *, flat: bool) -> Address:
        """An address in the municipality; with `flat` in a building of flats."""
        place = bisect(self._reached, rng.random() * self._reached[-1])
        town = self._towns[place]
        return self._flat(place, town, rng) if flat else _lot(town, rng)

    def care_home(self, rng: Random) -> Address:
        """A room in one of the few care homes of the municipality."""
        town = self._towns[int(rng.random() * min(8, len(self._towns)))]
        kind = int(rng.random() * 4)
        lot, number = ("１番１号", _sorting(1, 1)) if town.residential else ("１００番地", _sorting(100))
        name = _HOMES[kind].format(_HOME_NAMES[int(town.code[:4]) % len(_HOME_NAMES)])
        return Address(town, lot, number, name)

    def elsewhere(self, rng: Random) -> Address:
        """An address in another municipality, half of them in the same prefecture."""
        groups = self._near if rng.random() < 0.5 else self._far
        if not groups:
            return self.address(rng, flat=False)
        towns = groups[int(rng.random() * len(groups))]
        found = _lot(towns[int(rng.random() * len(towns))], rng)
        if rng.random() < 0.5:
            return replace(found, building=f"{_building_name(rng)}{wide(_room(rng))}号室")
        return found

    def _flat(self, place: int, town: Town, rng: Random) -> Address:
        known = self._buildings.setdefault(place, [])
        if known and rng.random() < 0.75:
            built, floors = known[int(rng.random() * len(known))]
        else:
            floors = 2 + int(rng.random() * rng.random() * 9)
            built = replace(_lot(town, rng), building=_building_name(rng))
            known.append((built, floors))
        room = (1 + int(rng.random() * floors)) * 100 + 1 + int(rng.random() * 8)
        return replace(built, building=f"{built.building}{wide(room)}号室")


def _weight(town: Town, rng: Random) -> float:
    """Towns differ in size: houses by blocks are dense, hamlets are small."""
    size = rng.lognormvariate(0.0, 0.7)
    return size * (0.12 if town.rural else 2.0 if town.residential else 1.0)


def _lot(town: Town, rng: Random) -> Address:
    draw = rng.random()
    branch = 1 + int(rng.random() * rng.random() * 40)
    if town.residential:
        block = 1 + int(draw * 38)
        return Address(town, f"{wide(block)}番{wide(branch)}号", _sorting(block, branch))
    number = 1 + int(draw * draw * 1200)
    if rng.random() < 0.35:
        return Address(town, f"{wide(number)}番地", _sorting(number))
    return Address(town, f"{wide(number)}番地{wide(branch)}", _sorting(number, branch))


def _sorting(number: int, branch: int = 0) -> str:
    """As `standards.addresses.sort_text` gives it for the written lot, without reading it again."""
    return f"{number:05}{branch:05}0000000000"


def _building_name(rng: Random) -> str:
    return _FRONT[int(rng.random() * len(_FRONT))] + _BACK[int(rng.random() * len(_BACK))]


def _room(rng: Random) -> int:
    return (1 + int(rng.random() * 6)) * 100 + 1 + int(rng.random() * 8)
