"""Parents and children of a household as the record tells them, for other areas. For decisions, never for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.parenthood import parenthood
from yakuba.areas.resident_registry.domain.record import Record


@dataclass(frozen=True)
class Kin:
    """A child with those of its household whom the record calls its parents, or who may be."""

    child: int
    birth_date: date
    parents: tuple[int, ...]


def parents_of(numbers: Iterable[int]) -> list[Kin]:
    """Current residents with a calendar birth date; who has no parent in the household has none here."""
    people = [one for one in storage.latest(numbers) if one.is_current_resident]
    households: dict[str, list[Record]] = {}
    for one in storage.latest_of_households({person.household_number for person in people}):
        if one.is_current_resident:
            households.setdefault(one.household_number, []).append(one)
    found = []
    for one in people:
        members = households.get(one.household_number, [])
        others = [other for other in members if other.addressee_number != one.addressee_number]
        parents = tuple(int(other.addressee_number) for other in others if parenthood(other, one, members) != "no")
        if one.birth_date is not None:
            found.append(Kin(int(one.addressee_number), one.birth_date, parents))
    return found


def children_with(number: int) -> list[Kin]:
    """All of somebody's household whom the record calls that person's children."""
    own = next(iter(storage.latest([number])), None)
    if own is None or not own.is_current_resident:
        return []
    members = storage.latest_of_households([own.household_number])
    kin = parents_of(int(one.addressee_number) for one in members)
    return [one for one in kin if number in one.parents]
