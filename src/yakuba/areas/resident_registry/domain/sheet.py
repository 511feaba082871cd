"""Working copy of the rows one change touches. Private to `apply` and `cancel`: the rows in view are never mutated."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .changes import Changes, FollowUp, Numbers, RegisterView
from .event_inputs import Filing
from .findings import Finding
from .household import Household, head_items, households
from .reasons import FilingKind, Reason, entry_kind
from .record import Record, content, next_version

Items = Mapping[str, Any]


@dataclass(frozen=True)
class Desk:
    """Where a change is worked on: processing day and the source of new numbers."""

    on: datetime.date
    numbers: Numbers


class Sheet:
    """Collects the new content per person; `changes()` turns it into one new row each.

    Every row carries the event's filing and reason, unless a reason of its own was given with `touch` (persons touched
    by the way: their rows are made ex officio) or `reason_for`.
    """

    def __init__(self, view: RegisterView, filing: Filing, reason: Reason, desk: Desk) -> None:
        self.view = view
        self.filing = filing
        self.reason = reason
        self.on = desk.on
        self.numbers = desk.numbers
        self._base = {row.addressee_number: row for row in view.current}
        self._drafts: dict[str, Record] = {}
        self._reasons: dict[str, Reason] = {}
        self._by_the_way: dict[str, Reason] = {}
        self._removals: dict[str, tuple[Items, Reason]] = {}
        self._subjects: list[str] = []
        self._follow_ups: list[FollowUp] = []
        self._findings: list[Finding] = []
        self._note = filing.note

    def now(self, addressee_number: str) -> Record:
        """The person's row as it would be; raises KeyError for one who is not in view."""
        draft = self._drafts.get(addressee_number)
        return draft if draft is not None else self._base[addressee_number]

    def knows(self, addressee_number: str) -> bool:
        """Whether the person has a row."""
        return addressee_number in self._drafts or addressee_number in self._base

    def household(self, number: str) -> Household:
        """The household as it would be."""
        records = [self.now(key) for key in {**self._base, **self._drafts}]
        return households(records).get(number, Household(number, ()))

    def set(self, addressee_number: str, items: Items) -> None:
        """Give items of one person new values."""
        self._drafts[addressee_number] = replace(self.now(addressee_number), **items)

    def touch(self, addressee_number: str, items: Items, reason: Reason) -> None:
        """Give items of a person touched by the way new values, ex officio for a reason of its own."""
        self.set(addressee_number, items)
        self._by_the_way.setdefault(addressee_number, reason)

    def enter(self, record: Record) -> None:
        """Add a person who has no row yet."""
        self._drafts[record.addressee_number] = record
        self.about(record.addressee_number)

    def about(self, *addressee_numbers: str) -> None:
        """Persons the change is about: they get a row in any case, in this order, before all others."""
        self._subjects.extend(number for number in addressee_numbers if number not in self._subjects)

    def reason_for(self, addressee_number: str, reason: Reason) -> None:
        """The row of this person has another reason than the event's usual one."""
        self._reasons[addressee_number] = reason

    def remove_first(self, addressee_number: str, items: Items, reason: Reason) -> None:
        """The person's old record ends with a row of its own before the new row (juki-1.0:4.5.3)."""
        self._removals[addressee_number] = (items, reason)

    def add_note(self, note: str) -> None:
        """Add to the note (留意事項) of every row of the change (juki-1.0:1.1.14)."""
        self._note = "　".join(part for part in (self._note, note) if part)

    def follow(self, *follow_ups: FollowUp) -> None:
        self._follow_ups.extend(follow_ups)

    def find(self, *findings: Finding) -> None:
        self._findings.extend(findings)

    def repeat_head(self, number: str, reason: Reason) -> None:
        """Write the head's name on every member's row, blank while the head is unset (juki-1.0:1.2.1, 4.2.3.1)."""
        household = self.household(number)
        wanted = head_items(household.head)
        for member in household.members:
            if any(getattr(member, name) != value for name, value in wanted.items()):
                self.touch(member.addressee_number, wanted, reason)

    def changes(self) -> Changes:
        """New rows: the persons the change is about first, others by household and stored order."""
        subjects = [row for number in self._subjects for row in self._rows(number)]
        others = [row for number in self._touched() if number not in self._subjects for row in self._rows(number)]
        others.sort(key=lambda row: (row.household_number, row.display_order, row.addressee_number))
        rows = (*subjects, *others)
        return Changes(rows=rows, follow_ups=tuple(self._follow_ups), findings=tuple(self._findings))

    def _touched(self) -> Iterable[str]:
        for number, draft in self._drafts.items():
            base = self._base.get(number)
            if base is None or content(base) != content(draft):
                yield number

    def _rows(self, number: str) -> tuple[Record, ...]:
        items = self._change_items(number, self._reasons.get(number, self.reason))
        if number not in self._base:
            return (replace(self._drafts[number], **items),)
        row = next_version(self.now(number), **items)
        if number not in self._removals:
            return (row,)
        removal, reason = self._removals[number]
        old = next_version(self._base[number], **{**self._change_items(number, reason), **removal})
        return (replace(old, is_latest=False), replace(row, history_number=row.history_number + 1))

    def _change_items(self, number: str, reason: Reason) -> dict[str, Any]:
        filing = self.filing
        if number in self._by_the_way and number not in self._subjects:
            reason = self._by_the_way[number]
            filing = Filing(
                change_date=filing.change_date,
                kind=FilingKind.EX_OFFICIO,
                input_place=filing.input_place,
                input_terminal=filing.input_terminal,
            )
        return {
            **filing.change_date.items("change_date"),
            "notified_on": filing.notified_on,
            "notification_number": filing.notification_number,
            "applied_on": filing.applied_on,
            "requested_on": filing.requested_on,
            "notice_on": filing.notice_on,
            "reason": str(reason),
            "filing_kind": str(filing.kind),
            "entry_kind": str(entry_kind(reason)),
            "processed_on": self.on,
            "input_place": filing.input_place,
            "input_terminal": filing.input_terminal,
            "note": self._note if filing is self.filing else "",
        }
