"""A household as one thing: members, head, place. Built from its members' rows, because it has no row of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from . import relationships as rel
from .changes import stored_order
from .record import Record
from .record_address import AddressItems
from .record_values import group_of, items_of

PLACE: Final = (
    "address_municipality_code",
    "address_town_code",
    "address_prefecture",
    "address_municipality",
    "address_town",
    "address_lot",
)
"""Items equal for all members. The building is not among them: a merge must not require it (juki-1.0:4.1.4.1)."""


@dataclass(frozen=True)
class Household:
    """Current members of one household in stored order; `members` may be empty."""

    number: str
    members: tuple[Record, ...]

    @property
    def heads(self) -> tuple[Record, ...]:
        return tuple(member for member in self.members if is_head(member))

    @property
    def head(self) -> Record | None:
        """The head, None while it is unset (juki-1.0:1.1.10)."""
        return next(iter(self.heads), None)

    @property
    def is_headless(self) -> bool:
        return bool(self.members) and not self.heads

    def without(self, addressee_numbers: Iterable[str]) -> "Household":
        """The household once these persons have left."""
        gone = set(addressee_numbers)
        return Household(self.number, tuple(m for m in self.members if m.addressee_number not in gone))


def households(records: Iterable[Record]) -> dict[str, Household]:
    """Households of current residents by number; removed persons belong to none."""
    by_number: dict[str, list[Record]] = {}
    for record in records:
        if record.is_current_resident:
            by_number.setdefault(record.household_number, []).append(record)
    return {
        number: Household(number, tuple(sorted(members, key=stored_order))) for number, members in by_number.items()
    }


def is_head(record: Record) -> bool:
    """Whether the row says that the person is head of the household."""
    return record.relationship_codes == (rel.HEAD,)


def place(record: Record) -> tuple[str, ...]:
    """What must be equal for members of one household."""
    return tuple(getattr(record, name) for name in PLACE)


def is_same_place(records: Iterable[Record]) -> bool:
    """Whether all live at one place; buildings may differ (juki-1.0:4.1.4.1)."""
    return len({place(record) for record in records}) <= 1


def residence_items(member: Record) -> dict[str, Any]:
    """Items that a person who joins this member's household takes over: place, building, ward, household number."""
    return {
        **items_of(group_of(AddressItems, member)),
        "ward_code": member.ward_code,
        "household_number": member.household_number,
        "municipality_code": member.municipality_code,
    }


def head_items(head: Record | None) -> dict[str, str]:
    """Items about the head that every member's row repeats; blank while the head is unset."""
    return {"head_name": head.name if head else "", "head_name_kana": head.name_kana if head else ""}


def next_order(members: Sequence[Record]) -> int:
    """Place of a newcomer: at the end (juki-1.0:5.2)."""
    return max((member.display_order for member in members), default=0) + 1
