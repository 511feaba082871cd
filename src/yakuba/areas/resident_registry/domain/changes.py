"""What goes into a change and what comes out: the register as it stands, new rows, follow-ups."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from .event_inputs import VersionKey
from .findings import Finding
from .record import Record


class Numbers(Protocol):
    """Gives new numbers, each valid and never given before (juki-1.0:1.1.13)."""

    def addressee(self) -> str:
        """A new addressee number (宛名番号)."""

    def household(self) -> str:
        """A new household number (世帯番号)."""


class PreviewNumbers:
    """Stand-ins for checking and for the check print before entry: nothing is taken from the counters."""

    def __init__(self) -> None:
        self._given = 0

    def addressee(self) -> str:
        return self._next("宛名")

    def household(self) -> str:
        return self._next("世帯")

    def _next(self, what: str) -> str:
        self._given += 1
        return f"（新{what}{self._given}）"


@dataclass(frozen=True)
class NumberMatch:
    """An incoming person's secret number is that of a removed record; `person` counts from 0 in the input."""

    person: int
    addressee_number: str


@dataclass(frozen=True, kw_only=True)
class RegisterView:
    """The part of the register a change is about.

    `current`: latest row of everybody in the households concerned, and of each person named, removed ones included.
    `past`: earlier rows of the persons named, for cancellation. `cancelled`: rows of changes already cancelled.
    `candidates`: latest rows of removed persons who may be the incoming ones; `same_numbers`: proven by secret numbers.
    `expected`: numbers given in advance to persons who are announced to move in.
    """

    current: tuple[Record, ...] = ()
    past: tuple[Record, ...] = ()
    cancelled: frozenset[VersionKey] = frozenset()
    candidates: tuple[Record, ...] = ()
    same_numbers: tuple[NumberMatch, ...] = ()
    expected: frozenset[str] = frozenset()
    municipality_code: str = ""

    def person(self, addressee_number: str) -> Record | None:
        """Latest row of a person, None when it is not in view."""
        return next((row for row in self.current if row.addressee_number == addressee_number), None)

    def versions(self, addressee_number: str) -> tuple[Record, ...]:
        """All rows of a person in view, oldest first."""
        rows = [row for row in (*self.past, *self.current) if row.addressee_number == addressee_number]
        return tuple(sorted(rows, key=lambda row: row.history_number))

    def members(self, household_number: str) -> tuple[Record, ...]:
        """Current residents of a household in stored order (juki-1.0:5.2)."""
        rows = [row for row in self.current if row.household_number == household_number and row.is_current_resident]
        return tuple(sorted(rows, key=stored_order))

    def after(self, changes: "Changes", cancelled: Iterable[VersionKey] = ()) -> "RegisterView":
        """The register once the changes are saved; `cancelled` are the rows of the change they cancel."""
        newer = {row.addressee_number for row in changes.rows}
        kept = [row for row in self.current if row.addressee_number not in newer]
        old = [replace(row, is_latest=False) for row in self.current if row.addressee_number in newer]
        return replace(
            self,
            current=(*kept, *(row for row in changes.rows if row.is_latest)),
            past=(*self.past, *old, *(row for row in changes.rows if not row.is_latest)),
            cancelled=self.cancelled.union(cancelled),
        )


def stored_order(record: Record) -> tuple[int, str]:
    """Sort key of members inside a household."""
    return (record.display_order, record.addressee_number)


class FollowUpKind(StrEnum):
    """What has to be printed, sent or done after a change."""

    HEAD_CHANGE_NOTICE = "head_change_notice"  # 世帯主変更通知書
    HEAD_CHANGE_REQUEST = "head_change_request"  # 世帯主変更依頼通知書
    MOVE_OUT_CERTIFICATE = "move_out_certificate"  # 転出証明書
    MOVE_OUT_EQUIVALENT = "move_out_equivalent"  # 転出証明書に準ずる証明書
    ACCEPTANCE_NOTICE = "acceptance_notice"  # 住民異動届受理通知, optional
    EX_OFFICIO_RECORD = "ex_officio_record"  # 職権記録書
    EX_OFFICIO_NOTICE = "ex_officio_notice"  # 職権記載等通知書
    MOVE_IN_NOTICE = "move_in_notice"  # 転入通知, to the former municipality
    MOVE_OUT_DATA = "move_out_data"  # 転出証明書情報
    SUPPLEMENT_NOTICE = "supplement_notice"  # 戸籍附票記載事項通知, to the municipality of the domicile of origin
    CS_ENTRY = "cs_entry"  # messages to the communication server of the Juki-net
    CS_REMOVAL = "cs_removal"
    CS_CORRECTION = "cs_correction"
    ASSIGN_RESIDENT_CODE = "assign_resident_code"  # 住民票コードの付番
    REQUEST_INDIVIDUAL_NUMBER = "request_individual_number"  # 個人番号の生成要求


PRINTED = frozenset(
    {
        FollowUpKind.HEAD_CHANGE_NOTICE,
        FollowUpKind.HEAD_CHANGE_REQUEST,
        FollowUpKind.MOVE_OUT_CERTIFICATE,
        FollowUpKind.MOVE_OUT_EQUIVALENT,
        FollowUpKind.ACCEPTANCE_NOTICE,
        FollowUpKind.EX_OFFICIO_RECORD,
        FollowUpKind.EX_OFFICIO_NOTICE,
    }
)
SENT = frozenset(
    {
        FollowUpKind.MOVE_IN_NOTICE,
        FollowUpKind.MOVE_OUT_DATA,
        FollowUpKind.SUPPLEMENT_NOTICE,
        FollowUpKind.CS_ENTRY,
        FollowUpKind.CS_REMOVAL,
        FollowUpKind.CS_CORRECTION,
    }
)

FOLLOW_UPS = {
    FollowUpKind.HEAD_CHANGE_NOTICE: "世帯主変更通知書",
    FollowUpKind.HEAD_CHANGE_REQUEST: "世帯主変更依頼通知書",
    FollowUpKind.MOVE_OUT_CERTIFICATE: "転出証明書",
    FollowUpKind.MOVE_OUT_EQUIVALENT: "転出証明書に準ずる証明書",
    FollowUpKind.ACCEPTANCE_NOTICE: "住民異動届受理通知",
    FollowUpKind.EX_OFFICIO_RECORD: "職権記録書",
    FollowUpKind.EX_OFFICIO_NOTICE: "職権記載等通知書",
    FollowUpKind.MOVE_IN_NOTICE: "転入通知",
    FollowUpKind.MOVE_OUT_DATA: "転出証明書情報",
    FollowUpKind.SUPPLEMENT_NOTICE: "戸籍附票記載事項通知",
    FollowUpKind.CS_ENTRY: "CSへの記載の通知",
    FollowUpKind.CS_REMOVAL: "CSへの消除の通知",
    FollowUpKind.CS_CORRECTION: "CSへの修正の通知",
    FollowUpKind.ASSIGN_RESIDENT_CODE: "住民票コードの付番",
    FollowUpKind.REQUEST_INDIVIDUAL_NUMBER: "個人番号の生成要求",
}


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One thing to do. `receiver` is a municipality code for messages between municipalities, else blank.

    `addressee` is the person a notice goes to; `optional` means a clerk decides.
    """

    kind: FollowUpKind
    persons: tuple[str, ...]
    household_number: str = ""
    addressee: str = ""
    receiver: str = ""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Result of a change: new rows, the persons it is about first; nothing changed in place.

    One row per person; two, with only the last `is_latest`, where one record ends and another begins.
    """

    rows: tuple[Record, ...]
    follow_ups: tuple[FollowUp, ...] = ()
    findings: tuple[Finding, ...] = ()

    def row(self, addressee_number: str) -> Record:
        """The new latest row of a person; raises KeyError when there is none."""
        for row in self.rows:
            if row.addressee_number == addressee_number and row.is_latest:
                return row
        raise KeyError(addressee_number)

    @property
    def keys(self) -> tuple[VersionKey, ...]:
        """Keys of the new rows, for the change event to remember."""
        return tuple(VersionKey(row.addressee_number, row.history_number) for row in self.rows)


class Refused(Exception):
    """The change cannot be made; `findings` says why, each with its remedy."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("、".join(finding.message for finding in self.findings))
