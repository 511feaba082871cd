"""What reader and writer have to know of one kind of file, and what a reading gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from yakuba.standards.money.errors import Fault, FieldError
from yakuba.standards.money.layout import Layout, layout_of
from yakuba.standards.money.profiles import ACCOUNT_KINDS, Profile

H = TypeVar("H")
T = TypeVar("T")
HEADER, DATA, TRAILER, END = "1", "2", "8", "9"


@dataclass(frozen=True, slots=True)
class Group(Generic[H, T]):
    """A header and the records that stand under it."""

    header: H
    records: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Accepted(Generic[T]):
    """A record that is taken; `number` counts from 1 in the file."""

    number: int
    value: T


@dataclass(frozen=True, slots=True)
class Opened(Generic[H]):
    """The header of a group; the records that follow belong to it."""

    number: int
    header: H


@dataclass(frozen=True, slots=True)
class Remark:
    """What staff should know of the file, though no record is held for it."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading(Generic[H, T]):
    """A whole file: `accepted` and `held` are its `records` together; `frames` are headers, trailers and end records.

    A header, trailer or end that is not right counts among the records, and is held.
    """

    groups: tuple[Group[H, T], ...]
    held: tuple[Fault, ...]
    remarks: tuple[str, ...]
    records: int
    frames: int

    @property
    def accepted(self) -> tuple[T, ...]:
        """The records of every group."""
        return tuple(record for group in self.groups for record in group.records)


class Tally(ABC):
    """What adds up in one group, to be compared with its trailer."""

    @abstractmethod
    def add(self, record: str) -> bool:
        """Count a data record; False, and nothing counted, when its figures cannot be read."""

    @abstractmethod
    def compare(self, trailer: Mapping[str, Any], unreadable: int) -> Fault | None:
        """The first difference from the trailer, or None; the sums lack the `unreadable` records."""


class Form(ABC, Generic[H, T]):
    """One kind of file. `title` for people, `kinds` of its header, `length` of its records in bytes."""

    title: str
    kinds: frozenset[str]
    length: int = 120
    trailer: Layout
    end: Layout

    @abstractmethod
    def header_layout(self) -> Layout:
        """The layout of headers."""

    @abstractmethod
    def data_layout(self, record: str) -> Layout:
        """The layout of one data record."""

    @abstractmethod
    def make_header(self, values: dict[str, Any]) -> H:
        """The typed header. FieldError when its values are no header."""

    @abstractmethod
    def make(self, values: dict[str, Any], header: H) -> T:
        """The typed record. FieldError."""

    @abstractmethod
    def tally(self, header: H) -> Tally:
        """An empty count for a group."""

    def check_end(self, values: dict[str, Any], groups: int) -> None:
        """Refuse an end record whose figures are wrong; most have none. FieldError."""
        return


class WritableForm(Form[H, T]):
    """A file that is also written."""

    @abstractmethod
    def check_header(self, header: H, profile: Profile) -> None:
        """Refuse a header that its bank would send back. FieldError."""

    @abstractmethod
    def check(self, record: T, profile: Profile) -> None:
        """Refuse a record that its bank would send back. FieldError."""

    @abstractmethod
    def layout_to_write(self, record: T) -> Layout:
        """The layout of one typed record."""

    def header_row(self, header: H) -> object:
        """What has the fields of a header as attributes: as a rule the header itself."""
        return header

    def row(self, record: T) -> object:
        """What has the fields of a record as attributes: as a rule the record itself."""
        return record

    @abstractmethod
    def totals(self, records: Iterable[T]) -> Mapping[str, int]:
        """The values of the trailer."""


class SumTally(Tally):
    """Count and sum of one field, as transfers have them."""

    def __init__(self, layout: Layout, amount: str = "amount") -> None:
        self._field = next(field for field in layout.fields if field.name == amount)
        self.count = self.amount = 0

    def add(self, record: str) -> bool:
        """Count a data record."""
        said = record[self._field.position : self._field.end]
        if not (said.isascii() and said.isdigit()):
            return False
        self.count += 1
        self.amount += int(said)
        return True

    def compare(self, trailer: Mapping[str, Any], unreadable: int) -> Fault | None:
        """Compare count and sum."""
        count = Figure("合計件数", self.count, trailer["count"])
        return first_difference((count, Figure("合計金額", self.amount, trailer["amount"], money=True)), unreadable)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a trailer: what the records add up to, and what it states."""

    label: str
    found: int
    stated: int
    money: bool = False

    def agrees(self, unreadable: int) -> bool:
        """Whether the two agree, when so many records could not be added up."""
        missing = self.stated - self.found
        return missing == 0 or (unreadable > 0 and missing > 0 and (self.money or missing <= unreadable))


def first_difference(figures: Iterable[Figure], unreadable: int) -> Fault | None:
    """The first figure that differs, as a fault."""
    for figure in figures:
        if not figure.agrees(unreadable):
            reason = f"合計レコードは{figure.stated:,}、明細は{figure.found:,}です"
            remedy = "途中で切れたか書き換えられたおそれがあります。ファイルを受け取り直してください"
            return Fault(0, figure.label, reason, remedy)
    return None


def check_account(use: str, kind: str, number: str, profile: Profile) -> None:
    """Refuse a kind of account which the bank does not take in this use, and a number of zeros. FieldError."""
    if kind not in profile.kinds(use):
        names = "・".join(f"{code} {ACCOUNT_KINDS[code]}" for code in sorted(profile.kinds(use)))
        raise FieldError("預金種目", f"「{kind}」は使えません", f"{names}から選んでください")
    if not number.strip("0"):
        raise FieldError("口座番号", "口座番号がありません", "口座番号を入力してください")


def zengin_end() -> Layout:
    """The last record of a request."""
    return layout_of("zengin.end")
