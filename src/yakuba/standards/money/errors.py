"""What a money file may be refused for. Each fault says record, field, reason and remedy in Japanese, for staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yakuba.standards.errors import StandardsError

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record is not taken. `record` counts from 1 in the file (0: the file as a whole); `field` may be empty.

    >>> Fault(12, "受取人名", "漢字「山」は使えません", "カナの読みを入力してください").text
    '12件目 受取人名：漢字「山」は使えません。カナの読みを入力してください。'
    """

    record: int
    field: str
    reason: str
    remedy: str

    @property
    def text(self) -> str:
        """The fault in one line."""
        place = " ".join(part for part in (f"{self.record}件目" if self.record else "", self.field) if part)
        return f"{place}{'：' if place else ''}{self.reason}。{self.remedy}。"


class FieldError(StandardsError):
    """A value that does not fit its field."""

    def __init__(self, field: str, reason: str, remedy: str) -> None:
        super().__init__(Fault(0, field, reason, remedy).text)
        self.field, self.reason, self.remedy = field, reason, remedy

    def at(self, record: int) -> Fault:
        """The same as a fault of one record."""
        return Fault(record, self.field, self.reason, self.remedy)


class FileRefused(StandardsError):
    """A file that is not read, or not written, at all; `faults` are the reasons, first to last."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        more = f"（ほか{len(faults) - _SHOWN}件）" if len(faults) > _SHOWN else ""
        super().__init__("".join(fault.text for fault in faults[:_SHOWN]) + more)
        self.faults = tuple(faults)


def refused(reason: str, remedy: str, *, record: int = 0, field: str = "") -> FileRefused:
    """A refusal for one reason."""
    return FileRefused([Fault(record, field, reason, remedy)])
