"""When a household came, moved and changed its head, and the versions of each member's record that follow from it."""

from __future__ import annotations

import datetime
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from yakuba.areas.resident_registry.domain.reasons import Reason

from .inputs import Pyramid
from .parameters import HISTORY_YEARS, MOVE_AGE_PATTERN, MOVES_WITHIN, PrefectureRates
from .people import Household, Move, Person
from .places import Address, Places

_YEAR: Final = 365.25
_OLDEST: Final = 112
_STAYERS: Final = 0.45
"""Share of households that hardly ever move: most people who move soon move again, the others stay for life."""
_STAYER_RATE, _MOVER_RATE = 0.15, 1.70
_SPRING: Final = 0.18


@dataclass(slots=True)
class Version:
    """One row of a person's record. Days are ordinals; `married` and `renewed` tell which items are already new.

    A planned move-out has the reason of a move-out but is no `removal`; its day lies ahead.
    """

    day: int
    reason: Reason
    address: Address
    address_since: int
    household: str
    head: Person
    married: bool
    former_surname: bool
    renewed: bool
    removal: bool = False


class Timelines:
    """Draws the moves of households with rates that give the prefecture's moves per resident and year."""

    def __init__(self, rates: PrefectureRates, pyramid: Pyramid, places: Places, as_of: datetime.date) -> None:
        self._places = places
        self._today = as_of.toordinal()
        self._since = self._today - round(HISTORY_YEARS * _YEAR)
        people = [sum(counts) for counts in zip(*pyramid.values(), strict=True)]
        mean = sum(n * rate for n, rate in zip(people, MOVE_AGE_PATTERN, strict=True)) / sum(people)
        scale = (rates.move_in + MOVES_WITHIN) / mean
        by_year = (MOVE_AGE_PATTERN[min(age // 5, 18)] * scale for age in range(_OLDEST))
        self._reached = [0.0, *accumulate(by_year)]
        self._inward = rates.move_in / (rates.move_in + MOVES_WITHIN)

    @property
    def since(self) -> int:
        """Changes before this day are folded into the first version."""
        return self._since

    def draw(self, household: Household, until: int, rng: Random) -> None:
        """Give a household its moves up to `until`, the entry first."""
        head = household.head
        flat = rng.random() < _flat_share(household)
        if head.foreigner is not None and head.foreigner.status != "900":
            household.moves = [self._foreign_entry(head, until, flat, rng)]
        else:
            household.moves = self._moves(household, until, flat, rng)
        _arrive_before_departures(household, rng)
        self._join(household, rng)

    def _moves(self, household: Household, until: int, flat: bool, rng: Random) -> list[Move]:
        head = household.head
        factor = _STAYER_RATE if rng.random() < _STAYERS else _MOVER_RATE
        address = self._places.address(rng, flat=flat)
        moves: list[Move] = []
        day = until
        if len(household.members) == 1 and until - head.born > 85 * _YEAR and rng.random() < 0.2:
            day = until - 30 - int(rng.random() * 6 * _YEAR)
            moves.append(Move(day, Reason.MOVE_WITHIN, self._places.care_home(rng)))
        while True:
            day = self._earlier(head, day, factor, rng)
            if day <= head.born:
                moves.append(Move(head.born, Reason.BIRTH, address))
                break
            if rng.random() < self._inward:
                moves.append(Move(day, Reason.MOVE_IN, address, self._places.elsewhere(rng)))
                break
            if day < self._since and moves:
                continue
            moves.append(Move(day, Reason.MOVE_WITHIN, address))
            address = self._places.address(rng, flat=rng.random() < 0.6)
        moves.reverse()
        return moves

    def _earlier(self, head: Person, day: int, factor: float, rng: Random) -> int:
        """The day of the move before `day`; before the head's birth when there was none."""
        age = max(0.0, (day - head.born) / _YEAR)
        whole = min(int(age), _OLDEST - 1)
        now = self._reached[whole] + (age - whole) * (self._reached[whole + 1] - self._reached[whole])
        target = now - rng.expovariate(1.0) / factor
        if target <= 0:
            return head.born - 1
        year = bisect(self._reached, target) - 1
        part = (target - self._reached[year]) / (self._reached[year + 1] - self._reached[year])
        found = min(head.born + int((year + part) * _YEAR), day - 20)
        return _spring(found, day) if rng.random() < _SPRING else found

    def _foreign_entry(self, head: Person, until: int, flat: bool, rng: Random) -> Move:
        foreigner = head.foreigner
        assert foreigner is not None
        mean = 5.0 if foreigner.status in ("101", "102") else 1.6
        day = until - 20 - int(min(rng.expovariate(1 / mean), max(0.0, (until - head.born) / _YEAR - 18)) * _YEAR)
        address = self._places.address(rng, flat=flat)
        if rng.random() < 0.3:
            return Move(day, Reason.MOVE_IN, address, self._places.elsewhere(rng))
        if day > foreigner.renewed > head.born:
            day = foreigner.renewed
        return Move(day, Reason.MOVE_IN_FROM_ABROAD, address)

    def _join(self, household: Household, rng: Random) -> None:
        """Grown-up members of a household that was always here may have come alone, as most spouses did."""
        first = household.moves[0]
        for member in household.members:
            foreign = member.foreigner is not None and member.foreigner.status != "900"
            if member is household.head or (foreign and household.head.foreigner is not None):
                continue
            grown = member.born + round((20 + rng.random() * 12) * _YEAR)
            here = first.day if first.reason is not Reason.BIRTH else member.born
            alone = first.reason is Reason.BIRTH and member.role in ("wife", "husband") and rng.random() < 0.5
            end = member.left_on or self._today
            if (alone or foreign) and here < grown < end - 400:
                member.joined_on = grown
                member.came_from = self._places.elsewhere(rng)
            elif foreign:
                member.joined_on = max(member.born + 7000, end - 300 - int(rng.random() * 900))


def _arrive_before_departures(household: Household, rng: Random) -> None:
    """Who was removed while a member must have been entered before."""
    first = household.moves[0]
    departures = [member.left_on for member in household.members if member.left_on]
    if departures and first.day > min(departures) - 60:
        first.day = min(departures) - 60 - int(rng.random() * 3000)


def _flat_share(household: Household) -> float:
    size = len(household.members)
    return 0.68 if size == 1 else 0.4 if size == 2 else 0.25 if size < 5 else 0.08


def _spring(day: int, before: int) -> int:
    """The same year's end of March, when it lies before the next change and not after the day by much."""
    year = datetime.date.fromordinal(day).year
    moved = datetime.date(year, 3, 24).toordinal() + day % 14
    return moved if moved < before - 20 else day


def entry(person: Person, household: Household) -> Move:
    """How the person came on record: alone, by birth, or with the household."""
    moves = household.moves
    if person.joined_on:
        reason = Reason.MOVE_IN if person.came_from is not None else Reason.MOVE_IN_FROM_ABROAD
        return Move(person.joined_on, reason, _address_on(moves, person.joined_on), person.came_from)
    first = moves[0]
    if first.reason is Reason.BIRTH or person.born > first.day:
        return Move(person.born, Reason.BIRTH, _address_on(moves, person.born))
    return first


def _address_on(moves: list[Move], day: int) -> Address:
    found = moves[0].address
    for move in moves[1:]:
        if move.day <= day:
            found = move.address
    return found


def versions(person: Person, household: Household, since: int) -> list[Version]:
    """All versions of a person's record, the first one holding whatever happened before `since`."""
    start = entry(person, household)
    last = person.left_on or 10**9
    changes = sorted(
        (
            (day, number, reason)
            for number, (day, reason) in enumerate(_changes(person, household))
            if start.day < day < last
        )
    )
    state = _state(person, household, start.day, start.reason)
    state.address, state.address_since = start.address, start.day
    found = [state]
    for day, _, reason in changes:
        following = _state(person, household, day, reason)
        following.address, following.address_since = state.address, state.address_since
        if reason is Reason.MOVE_WITHIN:
            following.address, following.address_since = _address_on(household.moves, day), day
        if state.day < since and day < since:
            found.pop()
        found.append(following)
        state = following
    end = person.left_on or person.leaving_on
    if end:
        reason = Reason(person.left_reason) if person.left_on else Reason.MOVE_OUT
        leaving = _state(person, household, end - 1, reason)
        leaving.day, leaving.removal = end, bool(person.left_on)
        leaving.address, leaving.address_since = state.address, state.address_since
        found.append(leaving)
    return found


def _changes(person: Person, household: Household) -> list[tuple[int, Reason]]:
    found = [(move.day, move.reason) for move in household.moves[1:]]
    if household.head_changed_on:
        found.append((household.head_changed_on, Reason.HEAD_CHANGE))
    if household.split_from is not None:
        found.append((household.split_on, Reason.HOUSEHOLD_SPLIT))
    if person.married_on:
        found.append((person.married_on, Reason.EX_OFFICIO_CORRECTION))
    if person.former_surname_on:
        found.append((person.former_surname_on, Reason.FORMER_SURNAME_ENTRY))
    if person.foreigner is not None and person.foreigner.renewed:
        found.append((person.foreigner.renewed, Reason.EX_OFFICIO_CORRECTION))
    return found


def _state(person: Person, household: Household, day: int, reason: Reason) -> Version:
    together = household.split_from if household.split_from is not None and day < household.split_on else household
    foreigner = person.foreigner
    return Version(
        day=day,
        reason=reason,
        address=household.moves[0].address,
        address_since=day,
        household=together.number,
        head=together.head_on(day),
        married=not person.married_on or day >= person.married_on,
        former_surname=bool(person.former_surname_on) and day >= person.former_surname_on,
        renewed=foreigner is None or day >= foreigner.renewed,
    )
