"""Who was removed in the last years: the dead and those who moved out, out of households that remain or as a whole."""

import datetime
from collections.abc import Iterator
from random import Random

from yakuba.areas.resident_registry.domain.reasons import Reason

from .parameters import DEATH_AGES, FEMALE, MALE, REMOVED_YEARS, PrefectureRates
from .people import Household, Person
from .places import Places

_YEAR = 365.25
_SETTLING = 25
"""Days before the reference day in which nothing is removed, so that every notification is in time."""


class Departures:
    """Adds removed persons to a block of households."""

    def __init__(self, rates: PrefectureRates, places: Places, as_of: datetime.date) -> None:
        self._rates = rates
        self._places = places
        self._today = as_of.toordinal()

    def add(self, households: list[Household], residents: int, rng: Random) -> list[Household]:
        """Put removed persons into some households; return further households all of whose members are gone."""
        deaths = round(residents * self._rates.deaths * REMOVED_YEARS)
        leaving = round(residents * self._rates.move_out * REMOVED_YEARS)
        gone = [self._died_alone(rng) for _ in range(deaths - self._widow(households, round(deaths * 0.6), rng))]
        left = leaving - self._grown_children(households, round(leaving * 0.22), rng)
        left -= self._divorced(households, round(leaving * 0.02), rng)
        while left > 0:
            household = self._moved_away(left, rng)
            gone.append(household)
            left -= len(household.members)
        self._planned(households, round(residents * 0.0012), rng)
        return gone

    def _day(self, rng: Random) -> int:
        return self._today - _SETTLING - int(rng.random() * (REMOVED_YEARS * 365 - _SETTLING))

    def _person(self, sex: str, age_then: float, day: int, reason: Reason) -> Person:
        born = day - round(age_then * _YEAR)
        person = Person(sex, int((self._today - born) / _YEAR), born)
        person.left_on, person.left_reason = day, reason
        return person

    def _widow(self, households: list[Household], wanted: int, rng: Random) -> int:
        """The dead spouse of somebody who lives without one now; the old head where it was the husband."""
        survivors = [one for one in households if _alone_and_old(one)]
        rng.shuffle(survivors)
        done = 0
        for household in survivors[:wanted]:
            survivor = household.head
            day = self._day(rng)
            sex = MALE if survivor.sex == FEMALE else FEMALE
            age_then = max(50.0, (day - survivor.born) / _YEAR + rng.gauss(3.0 if sex == MALE else -2.0, 3.0))
            dead = self._person(sex, min(104.0, age_then), day, Reason.DEATH)
            dead.role = "husband" if sex == MALE else "wife"
            household.members.append(dead)
            if sex == MALE:
                household.former_head, household.head_changed_on = dead, day
            done += 1
        return done

    def _died_alone(self, rng: Random) -> Household:
        ages = DEATH_AGES[_weighted([share for _, _, share in DEATH_AGES], rng)]
        age = ages[0] + rng.random() * (ages[1] - ages[0] + 1)
        sex = MALE if rng.random() < (0.6 if age < 85 else 0.35) else FEMALE
        person = self._person(sex, age, self._day(rng), Reason.DEATH)
        person.role = "husband" if sex == MALE else "wife"
        return Household([person], person)

    def _grown_children(self, households: list[Household], wanted: int, rng: Random) -> int:
        parents = [one for one in households if _may_have_grown_child(one)]
        rng.shuffle(parents)
        for household in parents[:wanted]:
            day = self._day(rng)
            mother = min(one.born for one in household.members if one.role in ("husband", "wife"))
            age = min(18.2 + rng.random() * 8, (day - mother) / _YEAR - 19)
            child = self._person(MALE if rng.random() < 0.5 else FEMALE, age, day, _destination(rng))
            child.role = "child"
            self._goes_elsewhere(child, rng)
            household.members.append(child)
        return min(wanted, len(parents))

    def _divorced(self, households: list[Household], wanted: int, rng: Random) -> int:
        mothers = [one for one in households if _lone_mother(one)]
        rng.shuffle(mothers)
        for household in mothers[:wanted]:
            day = self._day(rng)
            age = (day - household.head.born) / _YEAR + rng.random() * 5
            father = self._person(MALE, age, day, Reason.MOVE_OUT)
            father.role = "husband"
            self._goes_elsewhere(father, rng)
            household.members.append(father)
            household.former_head, household.head_changed_on = father, day
        return min(wanted, len(mothers))

    def _moved_away(self, most: int, rng: Random) -> Household:
        day, reason = self._day(rng), _destination(rng)
        age = min(19 + rng.expovariate(1 / 13), 88)  # no older: in a large town somebody would be born before Meiji
        head = self._person(MALE if rng.random() < 0.58 else FEMALE, age, day, reason)
        members = [head]
        head.role = "husband" if head.sex == MALE else "wife"
        if head.sex == MALE and age > 24 and most > 1 and rng.random() < 0.5:
            wife = self._person(FEMALE, max(20, age - rng.random() * 4), day, reason)
            wife.role = "wife"
            members.append(wife)
            members.extend(self._children(wife, min(most - 2, int(rng.random() * 3)), day, reason, rng))
        for member in members:
            self._goes_elsewhere(member, rng)
            member.elsewhere = head.elsewhere
        return Household(members, head)

    def _children(self, wife: Person, wanted: int, day: int, reason: Reason, rng: Random) -> Iterator[Person]:
        oldest = min(16.0, (day - wife.born) / _YEAR - 21)
        for number in range(wanted):
            age = oldest * (0.9 - 0.4 * number) * rng.random() + 0.2
            if oldest > 3:
                child = self._person(MALE if rng.random() < 0.5 else FEMALE, age, day, reason)
                child.role = "child"
                yield child

    def _goes_elsewhere(self, person: Person, rng: Random) -> None:
        if person.left_reason == Reason.MOVE_OUT:
            person.elsewhere = self._places.elsewhere(rng)

    def _planned(self, households: list[Household], wanted: int, rng: Random) -> None:
        """Residents who notified a move-out that lies ahead: still on the record, not removed."""
        singles = [one.head for one in households if len(one.members) == 1 and one.head.age < 60]
        for person in rng.sample(singles, min(wanted, len(singles))):
            person.leaving_on = self._today + 2 + int(rng.random() * 20)
            person.elsewhere = self._places.elsewhere(rng)


def _destination(rng: Random) -> Reason:
    draw = rng.random()
    return Reason.MOVE_OUT if draw < 0.94 else Reason.MOVE_OUT_ABROAD if draw < 0.99 else Reason.EX_OFFICIO_REMOVAL


def _weighted(shares: list[float], rng: Random) -> int:
    draw = rng.random() * sum(shares)
    for index, share in enumerate(shares):
        draw -= share
        if draw < 0:
            return index
    return len(shares) - 1


def _here(household: Household) -> list[Person]:
    return [one for one in household.members if not one.left_on]


def _alone_and_old(household: Household) -> bool:
    """Headed by somebody old who has no spouse, and Japanese."""
    head = household.head
    roles = {one.role for one in household.members}
    return (
        head.age >= 60
        and head.foreigner is None
        and head.role in ("husband", "wife")
        and not {"husband", "wife"} <= roles
        and household.split_from is None
        and not roles & {"his_father", "her_father"}
    )


def _may_have_grown_child(household: Household) -> bool:
    roles = {one.role: one for one in household.members}
    wife = roles.get("wife")
    return wife is not None and 43 <= wife.age <= 66 and wife.foreigner is None and "lodger" not in roles


def _lone_mother(household: Household) -> bool:
    roles = {one.role for one in household.members}
    head = household.head
    return head.role == "wife" and "husband" not in roles and "child" in roles and head.age < 50 and not head.foreigner
