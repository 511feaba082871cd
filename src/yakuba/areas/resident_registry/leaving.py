"""Who is no resident any more, told to other areas: since when and why. For decisions, never for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import DEAD, MOVED_OUT
from yakuba.platform.tenancy.context import current_context


@dataclass(frozen=True)
class Left:
    """Somebody who left the register: the day of moving out (as planned or as it was), of death, of removal."""

    number: int
    day: date
    died: bool
    moved: bool

    @property
    def words(self) -> str:
        """The reason in a word."""
        return "死亡" if self.died else "転出" if self.moved else "住民票の消除"


def left_of(numbers: Iterable[int]) -> list[Left]:
    """Those of these persons who are no current residents; a day nobody knows counts as today."""
    today = current_context().business_date
    return [
        Left(
            int(one.addressee_number),
            one.removal_date or today,
            one.resident_state == DEAD,
            one.resident_state == MOVED_OUT,
        )
        for one in storage.latest(numbers)
        if not one.is_current_resident
    ]
