"""Generating a population block by block, so that memory does not grow with its size."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from yakuba.standards import check_digits

from .eligibility import is_insured
from .families import form_households
from .foreigners import ForeignChooser
from .history import Timelines
from .inputs import Sources, load_sources
from .names import NameChooser
from .naming import Naming
from .parameters import PrefectureRates, prefecture_rates
from .people import Household, Move, Person
from .places import Places
from .pool import draw_people
from .removed import Departures
from .rows import RowWriter

DEFAULT_AS_OF: Final = datetime.date(2026, 10, 1)
"""Reference day when none is given; fixed, so that a seed gives the same bytes on any day."""

BLOCK: Final = 5_000
"""Residents formed into households at a time."""

_SPREAD = 50_021
_SCRAMBLE = 387_420_489


@dataclass(frozen=True, slots=True)
class Population:
    """What to generate: `residents` live in the municipality (six-digit code) on `as_of`.

    Raises ValueError for fewer than one resident or more than the numbers allow.
    """

    municipality: str
    residents: int
    seed: int
    as_of: datetime.date = DEFAULT_AS_OF

    def __post_init__(self) -> None:
        if not 1 <= self.residents <= 10_000_000:
            raise ValueError("住民の数は 1 から 10,000,000 までで指定してください。")


@dataclass(slots=True)
class Batch:
    """Lines of some households, and the individual numbers of their members: (addressee number, kind, value)."""

    groups: list[list[list[str]]] = field(default_factory=list)
    numbers: list[tuple[str, str, str]] = field(default_factory=list)


def generate(population: Population) -> Iterator[Batch]:
    """All households of the population, some thousands of persons at a time; each group is one household's lines.

    The same population gives the same lines. Raises NotFound for a place the standards cannot describe.
    """
    generator = _Generator(population, load_sources(population.municipality))
    blocks = max(1, round(population.residents / BLOCK))
    done = 0
    for number in range(1, blocks + 1):
        upto = round(population.residents * number / blocks)
        yield generator.block(number, upto - done)
        done = upto


class _Generator:
    def __init__(self, population: Population, sources: Sources) -> None:
        code = sources.municipality.code
        self._population = population
        self._sources = sources
        self._as_of = population.as_of
        self._rates: PrefectureRates = prefecture_rates(code[:2])
        self._places = Places(sources, population.seed)
        self._foreign = ForeignChooser(population.as_of)
        self._timelines = Timelines(self._rates, sources.pyramid, self._places, population.as_of)
        self._naming = Naming(NameChooser(sources), self._places, population.as_of)
        self._departures = Departures(self._rates, self._places, population.as_of)
        self._writer = RowWriter(code, self._places, population.as_of, self._timelines.since)
        self._persons = _Numbers()
        self._households = _Numbers()
        self._offset = int(code[:5]) * _SPREAD

    def block(self, number: int, residents: int) -> Batch:
        code = self._sources.municipality.code
        rng = Random(f"{self._population.seed}:{code}:{number}")  # noqa: S311 - reproducible choice, no secret
        people = draw_people(self._sources.pyramid, residents, self._as_of, rng)
        households = form_households(people, self._rates, rng)
        self._foreign.choose(households, round(residents * self._rates.foreign_share + rng.random() - 0.5), rng)
        gone = self._departures.add(households, residents, rng)
        leaving = sum(len(household.members) for household in gone)
        self._foreign.choose(gone, round(leaving * min(0.5, 2 * self._rates.foreign_share)), rng)
        _split_households(households, self._as_of, rng)
        everybody = [*households, *gone]
        for household in sorted(everybody, key=lambda one: one.split_from is not None):
            self._tell(household, rng)
        batch = Batch()
        for household in everybody:
            household.number = household.number or self._households.take()[0]
        for household in everybody:
            batch.groups.append(self._writer.rows(household, rng))
            batch.numbers.extend((one.number, "individual_number", self._individual(one)) for one in household.members)
        return batch

    def _tell(self, household: Household, rng: Random) -> None:
        """Moves, names, insurance and numbers of one household."""
        until = household.members[0].left_on if household.head.left_on else self._as_of.toordinal() - 30
        main = household.split_from
        if main is None:
            self._timelines.draw(household, until, rng)
        else:
            household.moves = [Move(move.day, move.reason, move.address, move.origin) for move in main.moves]
        self._naming.name(household, rng)
        for person in household.members:
            person.health_insurance = is_insured(person.age, rng)
            person.number, person.serial = self._number(person)

    def _number(self, person: Person) -> tuple[str, int]:
        number, serial = self._persons.take()
        return number, (self._offset + serial) % 10**9

    def _individual(self, person: Person) -> str:
        base = f"99{person.serial * _SCRAMBLE % 10**9:09}"
        return base + check_digits.individual_number(base)


class _Numbers:
    """Addressee or household numbers with check digit (M11W2-7), serials without one left out."""

    def __init__(self) -> None:
        self._serial = 0

    def take(self) -> tuple[str, int]:
        """The next number (15 digits) and its serial."""
        while True:
            self._serial += 1
            base = f"{self._serial:014}"
            digit = check_digits.addressee_number(base)
            if digit is not None:
                return base + digit, self._serial


def _split_households(households: list[Household], as_of: datetime.date, rng: Random) -> None:
    """Some old people at their children's address are households of their own since a split (世帯分離)."""
    old = [one for one in households if _is_old_couple_or_alone(one)]
    young = [one for one in households if _may_be_left(one)]
    rng.shuffle(old)
    for parents, children in zip(old, young[: round(len(households) * 0.006)], strict=False):
        eldest = max(one.age for one in parents.members)
        if not 20 <= eldest - children.head.age <= 42:
            continue
        for member in parents.members:
            member.role = "his_father" if member.role == "husband" else "his_mother"
        parents.split_from = children
        parents.split_on = as_of.toordinal() - 60 - int(rng.random() * 3000)


def _is_old_couple_or_alone(household: Household) -> bool:
    roles = {one.role for one in household.members}
    return (
        roles <= {"husband", "wife"}
        and all(one.age >= 66 and not one.left_on and one.foreigner is None for one in household.members)
        and household.former_head is None
        and not household.unregistered
    )


def _may_be_left(household: Household) -> bool:
    roles = {one.role for one in household.members}
    return (
        {"husband", "wife", "child"} <= roles
        and not roles & {"his_father", "his_mother", "her_father", "her_mother"}
        and household.head.role == "husband"
        and household.former_head is None
        and not any(one.foreigner for one in household.members)
        and 32 <= household.head.age <= 62
    )
