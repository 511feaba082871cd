"""Persons beside something a clerk compares them with: who they are or were, with the mark of protection."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.pages import words
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register


@dataclass(frozen=True)
class Compared:
    """One person of the register, removed or not. ``mark`` is 支援措置 or a suppression; marked, never hidden."""

    number: int
    name: str
    name_kana: str
    birth_date: date | None
    address: str
    household: str
    removed: bool
    mark: str


def people_to_compare(numbers: Collection[int]) -> list[Compared]:
    """These persons by their current versions; that they were looked at is registered."""
    if not numbers:
        return []
    marks = panels.people_of(list(numbers))
    register.record(register.Act.VIEW_RECORD, sorted(numbers))
    return [
        Compared(
            int(one.addressee_number),
            one.name,
            one.name_kana,
            one.birth_date,
            words.address_text(one),
            one.household_number,
            one.is_removed,
            marks[int(one.addressee_number)].mark if int(one.addressee_number) in marks else "",
        )
        for one in storage.latest(numbers)
    ]
