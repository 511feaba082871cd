"""Drawing persons: sexes and ages after the municipality's pyramid, birth days after the ages."""

import datetime
from collections.abc import Iterator
from random import Random

from .inputs import Pyramid
from .parameters import AGE_GROUP_YEARS, FEMALE, MALE, OPEN_AGE
from .people import Person


def draw_people(pyramid: Pyramid, count: int, as_of: datetime.date, rng: Random) -> list[Person]:
    """`count` residents whose cells follow the pyramid (systematic sampling: no cell is off by more than one)."""
    people = []
    for sex, group in _cells(pyramid, count, rng):
        age = _age(group, rng)
        people.append(Person(sex, age, born_on(age, as_of, rng)))
    rng.shuffle(people)
    return people


def _cells(pyramid: Pyramid, count: int, rng: Random) -> Iterator[tuple[str, int]]:
    cells = [(sex, group, weight) for sex in (MALE, FEMALE) for group, weight in enumerate(pyramid[sex])]
    step = sum(weight for _, _, weight in cells) / count
    mark, reached, given = rng.random() * step, 0.0, 0
    for sex, group, weight in cells:
        reached += weight
        while mark < reached and given < count:
            yield sex, group
            mark += step
            given += 1
    for _ in range(count - given):
        yield FEMALE, len(pyramid[FEMALE]) - 1


def _age(group: int, rng: Random) -> int:
    start = group * AGE_GROUP_YEARS
    if start >= OPEN_AGE:
        return OPEN_AGE + min(int(rng.expovariate(0.33)), 17)
    return start + int(rng.random() * AGE_GROUP_YEARS)


def born_on(age: int, as_of: datetime.date, rng: Random) -> int:
    """A birth day (ordinal) of somebody who is `age` years old on `as_of`."""
    return same_day(as_of, -age) - int(rng.random() * 365)


def same_day(day: datetime.date, years: int) -> int:
    """Ordinal of the same calendar day some years off; 28 February where 29 February does not exist."""
    try:
        return day.replace(year=day.year + years).toordinal()
    except ValueError:
        return day.replace(year=day.year + years, day=28).toordinal()
