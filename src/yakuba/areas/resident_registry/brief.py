"""The few items a list shows of a person: reading all 217 of fifty people would be the dearest part of a search."""

from dataclasses import dataclass, fields
from datetime import date

from yakuba.areas.resident_registry.domain.record import RESIDENT


@dataclass(frozen=True)
class Brief:
    """Items of a current version, under the names ``Record`` gives them."""

    addressee_number: str
    name: str
    name_kana: str
    birth_date: date | None
    birth_date_text: str
    sex: str
    sex_text: str
    relationship: str
    address_town: str
    address_lot: str
    address_building: str
    household_number: str
    resident_type: str
    resident_state: str
    is_removed: bool
    move_out_planned_on: date | None

    @property
    def is_current_resident(self) -> bool:
        """As ``Record.is_current_resident``."""
        return self.resident_state == RESIDENT and not self.is_removed


COLUMNS = tuple(field.name for field in fields(Brief))
