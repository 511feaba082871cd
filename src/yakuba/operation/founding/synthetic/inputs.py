"""What the generator takes from the nation's standards for one municipality: towns, names, pyramid, calendar."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from yakuba.standards import business_days, municipalities, names, population, towns
from yakuba.standards.digits import wide
from yakuba.standards.errors import NotFound
from yakuba.standards.municipalities import Kind, Municipality

from .parameters import FEMALE, MALE

Pyramid = Mapping[str, Sequence[float]]
"""Sex code ("1" male, "2" female) → persons per five-year group, 0-4 … 90+ (19 values)."""

_NEAR, _FAR = 12, 24
"""How many other municipalities of the same prefecture, and of the rest of the country, people come from."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town as the address columns write it: the postcode in full width."""

    municipality_code: str
    prefecture: str
    municipality: str
    code: str
    name: str
    postcode: str
    residential: bool
    rural: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the generator reads about one municipality. Names are (kanji, katakana), commonest surname first."""

    municipality: Municipality
    towns: tuple[Town, ...]
    near: tuple[tuple[Town, ...], ...]
    far: tuple[tuple[Town, ...], ...]
    pyramid: Pyramid
    surnames: tuple[tuple[str, str], ...]
    men: tuple[tuple[str, str], ...]
    women: tuple[tuple[str, str], ...]


def load_sources(code: str) -> Sources:
    """Read the standards for a municipality (six-digit code, never a ward).

    Raises NotFound for an unknown code and for a place without pyramid or towns.
    """
    place = municipalities.get(code)
    if place.is_ward:
        city = municipalities.city_of(code)
        raise NotFound(f"「{place.full_name}」は行政区です。市のコード {city.code}（{city.name}）を指定してください。")
    near, far = _elsewhere(place)
    return Sources(
        municipality=place,
        towns=_towns(place),
        near=near,
        far=far,
        pyramid=_pyramid(place),
        surnames=tuple((one.kanji, one.kana) for one in names.surnames()),
        men=tuple((one.kanji, one.kana) for one in names.given_names("M") if one.popular),
        women=tuple((one.kanji, one.kana) for one in names.given_names("F") if one.popular),
    )


def _towns(place: Municipality) -> tuple[Town, ...]:
    found = tuple(_town(one) for one in _reachable(towns.towns(place.code)))
    if not found:
        raise NotFound(f"「{place.full_name}」の町字データがありません。町字のある市区町村のコードを指定してください。")
    return found


def _reachable(found: Sequence[towns.Town]) -> Sequence[towns.Town]:
    """Towns with a postcode; where the master knows none at all, every town."""
    return [one for one in found if one.postcode] or found


def _town(one: towns.Town) -> Town:
    place = municipalities.get(one.lg_code)
    return Town(
        municipality_code=one.lg_code,
        prefecture=place.prefecture,
        municipality=place.county + place.local_name,
        code=one.machiaza_id,
        name=one.name,
        postcode=wide(one.postcode),
        residential=one.residential,
        rural=bool(one.koaza),
    )


def _pyramid(place: Municipality) -> Pyramid:
    try:
        found = population.pyramid(place.code, 2025)
    except NotFound:
        found = population.pyramid(place.code, 2015)
    return {MALE: found.male, FEMALE: found.female}


def _elsewhere(place: Municipality) -> tuple[tuple[tuple[Town, ...], ...], tuple[tuple[Town, ...], ...]]:
    """Towns of other municipalities, drawn after their population; the same ones for every seed."""
    rng = Random(f"elsewhere:{place.code}")  # noqa: S311 - reproducible choice, no secret
    others = [
        one for one in municipalities.all_municipalities() if one.kind is not Kind.WARD and one.code != place.code
    ]
    near = _draw([one for one in others if one.prefecture == place.prefecture], _NEAR, rng)
    far = _draw([one for one in others if one.prefecture != place.prefecture], _FAR, rng)
    return near, far


def _draw(others: Sequence[Municipality], count: int, rng: Random) -> tuple[tuple[Town, ...], ...]:
    weights = [_size(one) for one in others]
    chosen = dict.fromkeys(rng.choices(others, weights, k=count)) if others else {}
    loaded = (tuple(_town(town) for town in rng.sample(found, min(60, len(found)))) for found in map(_usable, chosen))
    return tuple(found for found in loaded if found)


def _usable(place: Municipality) -> list[towns.Town]:
    return [one for one in towns.towns(place.code) if one.postcode and municipalities.exists(one.lg_code)]


def _size(place: Municipality) -> int:
    try:
        return population.pyramid(place.code, 2015).total
    except NotFound:
        return 1


class OpenDays:
    """Looks up the next open day of the office by ordinal; weekdays only before the holidays are known."""

    def __init__(self, last: datetime.date) -> None:
        first = datetime.date(business_days.FIRST_YEAR, 1, 1)
        self._first = first.toordinal()
        self._next: list[int] = []
        following = last.toordinal() + 14
        for ordinal in range(last.toordinal() + 14, self._first - 1, -1):
            if business_days.is_business_day(datetime.date.fromordinal(ordinal)):
                following = ordinal
            self._next.append(following)
        self._next.reverse()

    def on_or_after(self, ordinal: int) -> int:
        """The day itself or the next open one."""
        if ordinal >= self._first:
            return self._next[ordinal - self._first]
        weekday = (ordinal + 6) % 7
        return ordinal + max(0, 7 - weekday) if weekday >= 5 else ordinal
