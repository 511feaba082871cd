"""Items that belong together when a change is cancelled: one unit returns, or is in conflict, as a whole.

Deciding each address part by itself could make an address that never was; a unit is what a clerk would call one entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from . import relationships as rel
from .record import CONTENT, ITEMS, UNKNOWN_CAPABLE, Record
from .record_address import (
    AddressItems,
    LastRegisteredItems,
    MovedFromItems,
    OriginDomicileItems,
    PreviousAddressItems,
)
from .record_status import ConfirmedDestinationItems, PlannedDestinationItems, RemovalItems
from .record_values import to_text

RESIDENCE: Final = "residence"
RELATIONSHIP: Final = "relationship"
STATE: Final = "state"

DERIVED: Final = frozenset({"head_name", "head_name_kana", "display_order"})
"""Items that follow from the household and are set anew instead of returning by themselves."""


@dataclass(frozen=True)
class Unit:
    """Items that stand or fall together, with a label for the clerk."""

    id: str
    label: str
    items: tuple[str, ...]

    def of(self, record: Record | None) -> tuple[Any, ...]:
        """Values in a row; empty where there is no row."""
        return tuple(getattr(record, name) for name in self.items) if record is not None else ()

    def text(self, record: Record | None) -> str:
        """Values as one line for comparing side by side."""
        if record is None:
            return ""
        shown = _SHOWN.get(self.id, self.items)
        return "　".join(filter(None, (to_text(name, getattr(record, name)) for name in shown)))


def _names(*groups: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for group in groups for field in fields(group))


def _dated(name: str) -> tuple[str, str, str]:
    return (name, f"{name}_unknown", f"{name}_text")


_SHOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        RESIDENCE: ("address_town", "address_lot", "address_building", "address_set_date", "household_number"),
        RELATIONSHIP: ("relationship",),
        STATE: ("resident_state", "removal_date"),
    }
)

_GROUPED: Final = (
    Unit(
        RESIDENCE,
        "住所・世帯",
        (
            *("household_number", "ward_code", "municipality_code"),
            *_names(AddressItems),
            *_dated("address_set_date"),
            *_names(MovedFromItems),
        ),
    ),
    Unit(RELATIONSHIP, "続柄", tuple(rel.items(()))),
    Unit(STATE, "住民状態", ("resident_state", *_names(RemovalItems))),
    Unit("name", "氏名", ("name", "surname", "given_name")),
    Unit("foreign_name", "氏名（外国人）", ("name_roman", "name_kanji", "name_katakana")),
    Unit("kana", "氏名のフリガナ", ("name_kana", "surname_kana", "given_name_kana", "name_kana_status")),
    Unit("former_surname", "旧氏", tuple(name for name in ITEMS if name.startswith("former_surname"))),
    Unit("alias", "通称", tuple(name for name in ITEMS if name.startswith("alias_") or name == "alias")),
    Unit("birth_date", "生年月日", ("birth_era", *_dated("birth_date"))),
    Unit("sex", "性別", ("sex", "sex_text")),
    Unit("entry", "記載", (*_dated("entry_change_date"), "entry_reason")),
    Unit("domicile", "本籍・筆頭者", _names(OriginDomicileItems)),
    Unit("previous_address", "転入前住所", _names(PreviousAddressItems)),
    Unit("last_registered", "最終登録住所地", _names(LastRegisteredItems)),
    Unit(
        "move_out_plan",
        "転出（予定）",
        ("move_out_notified_on", "move_out_planned_on", *_names(PlannedDestinationItems)),
    ),
    Unit(
        "move_out_confirmed",
        "転出（確定）",
        ("move_out_confirmed_on", "move_in_notice_on", *_names(ConfirmedDestinationItems)),
    ),
    Unit(
        "stay",
        "在留資格・在留期間",
        ("residence_status", "stay_years", "stay_months", "stay_days", "stay_expires_on"),
    ),
    Unit("residence_card", "在留カード等", ("residence_card_number", "residence_card_kind")),
    Unit("nationality", "国籍・地域", ("nationality_code", "nationality")),
)


def _all_units() -> tuple[Unit, ...]:
    """The grouped units, then every other item by itself (dates with flag and notation)."""
    taken = {name for unit in _GROUPED for name in unit.items} | DERIVED
    units = list(_GROUPED)
    for name in CONTENT:
        if name in taken or name == "addressee_number":
            continue
        items = _dated(name) if name in UNKNOWN_CAPABLE else (name,)
        taken.update(items)
        units.append(Unit(name, ITEMS[name]["item"], items))
    return tuple(units)


UNITS: Final[Mapping[str, Unit]] = MappingProxyType({unit.id: unit for unit in _all_units()})
"""Every content item but the derived ones is in exactly one unit."""
