"""Parts that the inputs of several changes share: plain frozen dataclasses, which pydantic can read and write."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from yakuba.standards.dates import CivilDate

from .reasons import FilingKind
from .record_address import (
    AddressItems,
    LastRegisteredItems,
    OriginDomicileItems,
    PreviousAddressItems,
)
from .record_person import BirthItems, EligibilityItems, NameItems
from .record_status import ForeignItems

KNOWN: Final = "0"
UNKNOWN: Final = "1"
NOT_IN_CALENDAR: Final = "2"
"""Values of 不詳フラグ that the domain writes; a day like 29 February of a common year is `NOT_IN_CALENDAR`."""

Relationship = tuple[str, ...]
"""Relationship codes, one to four; empty where it is not entered."""


@dataclass(frozen=True)
class RecordedDate:
    """A date that may be unknown: internal date, flag, wording as printed (juki-1.0:1.1.8)."""

    date: datetime.date | None
    unknown: str = KNOWN
    text: str = ""

    @classmethod
    def of(cls, civil: CivilDate) -> "RecordedDate":
        """From a date as the standards read it; exact days of the calendar need no wording.

        >>> from yakuba.standards.dates import parse
        >>> RecordedDate.of(parse("昭和20年月日不詳"))
        RecordedDate(date=datetime.date(1945, 1, 1), unknown='1', text='昭和20年月日不詳')
        """
        if civil.is_calendar_day:
            return cls(civil.internal)
        return cls(civil.internal, UNKNOWN if civil.is_unknown else NOT_IN_CALENDAR, str(civil))

    @property
    def is_known(self) -> bool:
        """Whether it is one certain day of the calendar."""
        return self.date is not None and self.unknown in ("", KNOWN)

    def items(self, name: str) -> dict[str, Any]:
        """The three items of the date item `name`."""
        return {name: self.date, f"{name}_unknown": self.unknown, f"{name}_text": self.text}


@dataclass(frozen=True, kw_only=True)
class Filing:
    """How and when a change came: 異動日 and the dates of notification, application or request (juki-1.0:1.2.1).

    `notified_on` is 届出日, and 戸籍届出・通知日 where a family-register office reported (juki-1.0:4.2.0.4).
    """

    change_date: RecordedDate
    kind: FilingKind = FilingKind.NOTIFICATION
    notified_on: datetime.date | None = None
    applied_on: datetime.date | None = None
    requested_on: datetime.date | None = None
    notice_on: datetime.date | None = None
    notification_number: str = ""
    note: str = ""  # 留意事項, type B of juki-1.0:1.1.14
    input_place: str = ""
    input_terminal: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person who comes on the record. `addressee_number` is the former number of a re-entrant, or the one
    given to somebody who was announced; blank for others."""

    names: NameItems
    birth: BirthItems
    resident_type: Literal["1", "2"] = "1"
    relationship: Relationship = ()
    domicile: OriginDomicileItems = field(default_factory=OriginDomicileItems)
    foreign: ForeignItems = field(default_factory=ForeignItems)
    eligibility: EligibilityItems = field(default_factory=EligibilityItems)
    addressee_number: str = ""
    remarks: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviousAddress:
    """Where the persons come from. `unreported` marks 未届: the last registered address is kept besides."""

    address: PreviousAddressItems = field(default_factory=PreviousAddressItems)
    unreported: bool = False
    last_registered: LastRegisteredItems = field(default_factory=LastRegisteredItems)


@dataclass(frozen=True, kw_only=True)
class NewHousehold:
    """The persons form a household of their own at this address (全部, juki-1.0:4.0.2)."""

    address: AddressItems
    ward_code: str = ""
    kind: Literal["new"] = "new"


@dataclass(frozen=True, kw_only=True)
class ExistingHousehold:
    """The persons join a household that is there (一部, juki-1.0:4.0.2)."""

    household_number: str
    kind: Literal["existing"] = "existing"


Destination = NewHousehold | ExistingHousehold


@dataclass(frozen=True)
class Mover:
    """A resident who changes place or household, with the relationship to the head of the household afterwards."""

    addressee_number: str
    relationship: Relationship = ()


@dataclass(frozen=True)
class Correction:
    """New values of one person's items, each as text in the form `record_values.to_text` gives."""

    addressee_number: str
    values: Mapping[str, str]


@dataclass(frozen=True, order=True)
class VersionKey:
    """One version row."""

    addressee_number: str
    history_number: int


Choice = Literal["before", "after", "now"]


@dataclass(frozen=True)
class Decision:
    """The clerk's choice for one conflict of a cancellation. `relationship` is entered where no old value fits."""

    addressee_number: str
    unit: str
    choice: Choice = "now"
    relationship: Relationship = ()


@dataclass(frozen=True, kw_only=True)
class CancelledChange:
    """The change to cancel: its kind, the persons it was about, and every row it and its continuation made.

    Continuation: a planned move-out goes on with its effect and its confirmation; they are cancelled together.
    """

    kind: str
    subjects: tuple[str, ...]
    rows: tuple[VersionKey, ...]
