"""What a check looks at, and how it words a finding."""

import datetime
from dataclasses import dataclass

from .changes import RegisterView
from .events import Event, change_day
from .findings import Finding
from .needs import residents
from .record import Record


@dataclass(frozen=True)
class Situation:
    """An input, the register as it stands, and the processing day."""

    event: Event
    view: RegisterView
    on: datetime.date

    @property
    def day(self) -> datetime.date | None:
        """異動日."""
        return change_day(self.event)

    def known(self) -> tuple[Record, ...]:
        """Latest rows of the persons named who are in view."""
        rows = (self.view.person(number) for number in residents(self.event) if number)
        return tuple(row for row in rows if row is not None)


def error(code: str, item: str, message: str, remedy: str, source: str) -> Finding:
    """A finding that blocks."""
    return Finding("error", code, item, message, remedy, source)


def alert(code: str, item: str, message: str, remedy: str, source: str) -> Finding:
    """A finding that goes on with a recorded reason."""
    return Finding("alert", code, item, message, remedy, source)
