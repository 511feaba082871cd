"""One version row of the resident record (住民票): every item flat, one column per item (juki-1.0:1.2.1).

The memo (メモ), suppression and issue history live in tables of their own, because they have their own history and are
not part of a version. Individual number and resident code are no items of the record (secrets room).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, cast

from .record_address import (
    AddressItems,
    HouseholdItems,
    LastRegisteredItems,
    MovedFromItems,
    OriginDomicileItems,
    PreviousAddressItems,
    ResidencyItems,
)
from .record_fields import ItemMetadata
from .record_person import BirthItems, ChangeItems, ControlItems, EligibilityItems, ManagementItems, NameItems
from .record_status import (
    ConfirmedDestinationItems,
    ForeignItems,
    MoveOutItems,
    OtherItems,
    PlannedDestinationItems,
    RemovalItems,
)

JAPANESE: Final = "1"
FOREIGN: Final = "2"

RESIDENT: Final = "1"
MOVED_OUT: Final = "2"
DEAD: Final = "3"
OTHERWISE_REMOVED: Final = "9"

RESIDENT_TYPES: Final = MappingProxyType({JAPANESE: "日本人", FOREIGN: "外国人"})
RESIDENT_STATES: Final = MappingProxyType(
    {RESIDENT: "住民", MOVED_OUT: "転出者", DEAD: "死亡者", OTHERWISE_REMOVED: "その他消除者"}
)


# Bases are listed last group first: dataclasses collect inherited fields from the end of the method resolution order.
@dataclass(frozen=True, kw_only=True)
class Record(
    ControlItems,
    OtherItems,
    ForeignItems,
    EligibilityItems,
    RemovalItems,
    ConfirmedDestinationItems,
    PlannedDestinationItems,
    MoveOutItems,
    OriginDomicileItems,
    LastRegisteredItems,
    MovedFromItems,
    PreviousAddressItems,
    ResidencyItems,
    AddressItems,
    HouseholdItems,
    BirthItems,
    NameItems,
    ChangeItems,
    ManagementItems,
):
    """All items of one person at one point of the history. Immutable; key `addressee_number` + `history_number`."""

    @property
    def is_current_resident(self) -> bool:
        """True until the record becomes a removed record, so also while a move-out is only planned (juki-1.0:1.1.5)."""
        return self.resident_state == RESIDENT and not self.is_removed

    @property
    def relationship_codes(self) -> tuple[str, ...]:
        """The chain of relationship codes, blanks left out."""
        chain = (
            self.relationship_code_1,
            self.relationship_code_2,
            self.relationship_code_3,
            self.relationship_code_4,
        )
        return tuple(code for code in chain if code)


ITEMS: Final[Mapping[str, ItemMetadata]] = MappingProxyType(
    {item.name: cast(ItemMetadata, dict(item.metadata)) for item in fields(Record)}
)
"""Field name → metadata (`ja`, `item`, `length`, `kind`), in the order of the record's groups."""

BY_JA: Final[Mapping[str, str]] = MappingProxyType({meta["ja"]: name for name, meta in ITEMS.items()})
"""National column name → field name."""

UNKNOWN_CAPABLE: Final[tuple[str, ...]] = tuple(name for name in ITEMS if f"{name}_unknown" in ITEMS)
"""Date items that may be unknown: each has `<name>_unknown` and `<name>_text` next to it (juki-1.0:1.1.8)."""

_PER_VERSION: Final[frozenset[str]] = frozenset(
    {
        *("history_number", "branch_number", "is_latest"),
        *(field.name for field in fields(ChangeItems) if not field.name.startswith("entry_")),
        *("entry_kind", "operator_id", "operated_on", "operated_at"),
    }
)

CONTENT: Final[tuple[str, ...]] = tuple(name for name in ITEMS if name not in _PER_VERSION)
"""Items that tell about the person: all but those that tell which version it is and what change made it."""

_CONTENT_OF: Final = attrgetter(*CONTENT)


def values(record: Record, names: Iterable[str]) -> dict[str, Any]:
    """Chosen items of a record by field name."""
    return {name: getattr(record, name) for name in names}


def content(record: Record) -> dict[str, Any]:
    """The person's items, without version and change items: what cancelling must bring back."""
    return dict(zip(CONTENT, _CONTENT_OF(record), strict=True))


def next_version(before: Record, **items: Any) -> Record:
    """The row that follows `before`: history number plus one, latest, change items blank unless given in `items`.

    Raises TypeError for a name that is no item.
    """
    blank = {name: _DEFAULTS[name] for name in _PER_VERSION}
    counted = {"history_number": before.history_number + 1, "is_latest": True}
    return replace(before, **{**blank, **counted, **items})


def superseded(record: Record) -> Record:
    """The same row once a newer one exists."""
    return replace(record, is_latest=False)


_DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType({field.name: field.default for field in fields(Record)})
