"""口座振替 (91): the request a town sends, and the result its bank sends back in the same layout.

Whether a file is a request or a result is told by its totals and by the way it came, not by its records. Results are
matched by customer number, amount and day, never by name; the day of debit is the day of payment.

>>> Result.SHORT.label, Result.SHORT.needs_clerk, Result.NO_MANDATE.needs_clerk
('資金不足', False, True)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from yakuba.standards.money import reading, writing
from yakuba.standards.money.dates import in_result
from yakuba.standards.money.errors import Fault, FieldError
from yakuba.standards.money.forms import (
    Figure,
    Form,
    Group,
    Reading,
    Tally,
    WritableForm,
    check_account,
    first_difference,
)
from yakuba.standards.money.layout import Layout, layout_of
from yakuba.standards.money.profiles import STANDARD, Profile
from yakuba.standards.money.transfers import TransferHeader, check_header, check_payment

KIND: Final = "91"
# Who collects, into which account, on which day (MMDD): the same fields as a header of transfers.
DebitHeader = TransferHeader


class Result(StrEnum):
    """振替結果コード."""

    PAID = "0"
    SHORT = "1"
    NO_ACCOUNT = "2"
    STOPPED_BY_HOLDER = "3"
    NO_MANDATE = "4"
    STOPPED_BY_TOWN = "8"
    OTHER = "9"

    @property
    def label(self) -> str:
        """What the code means."""
        return _LABELS[self]

    @property
    def needs_clerk(self) -> bool:
        """Whether the mandate may have to end: no account, stopped by its holder, no mandate."""
        return self in (Result.NO_ACCOUNT, Result.STOPPED_BY_HOLDER, Result.NO_MANDATE)


_LABELS: Final[Mapping[Result, str]] = {
    Result.PAID: "振替済",
    Result.SHORT: "資金不足",
    Result.NO_ACCOUNT: "取引なし",
    Result.STOPPED_BY_HOLDER: "預金者の都合による停止",
    Result.NO_MANDATE: "依頼書なし",
    Result.STOPPED_BY_TOWN: "委託者の都合による停止",
    Result.OTHER: "その他",
}


@dataclass(frozen=True, slots=True)
class DebitLine:
    """One debit, requested or answered; yen. `result` is 0 in a request, and the answer's code in a result."""

    bank_number: str
    bank_name: str
    branch_number: str
    branch_name: str
    account_kind: str
    account_number: str
    holder_name: str
    amount: int
    customer_number: str
    new_code: str = "0"
    result: Result = Result.PAID


@dataclass(frozen=True, slots=True)
class ResultHeader:
    """The header of a result, and the day of debit with the year of the request it answers."""

    header: DebitHeader
    debited_on: date


class DebitTally(Tally):
    """Count and sum of all, of the paid, and of the others; `result` says which kind of file it is."""

    def __init__(self, *, result: bool) -> None:
        self._result = result
        self._figures = [0] * 6

    def add(self, record: str) -> bool:
        """Count a data record."""
        said, code = record[80:90], record[111]
        if not (said.isascii() and said.isdigit() and code in set(Result)):
            return False
        self._count(0, int(said))
        if self._result:
            self._count(2 if code == Result.PAID else 4, int(said))
        return True

    def _count(self, at: int, amount: int) -> None:
        self._figures[at] += 1
        self._figures[at + 1] += amount

    def compare(self, trailer: Mapping[str, Any], unreadable: int) -> Fault | None:
        """Compare the six figures."""
        if self._result and self._figures[0] and not trailer["paid_count"] and not trailer["unpaid_count"]:
            reason = "結果の件数がすべて0です。依頼のファイルのようです"
            return Fault(0, "振替済件数", reason, "銀行から届いた結果のファイルを選んでください")
        if not self._result and (trailer["paid_count"] or trailer["unpaid_count"]):
            return Fault(
                0, "振替済件数", "結果の件数があります。結果のファイルのようです", "依頼のファイルを選んでください"
            )
        return first_difference(
            (
                Figure(label, found, trailer[name], money=name.endswith("amount"))
                for (name, label), found in zip(_TOTALS.items(), self._figures, strict=True)
            ),
            unreadable,
        )


_TOTALS: Final[Mapping[str, str]] = {
    field.name: field.label for field in layout_of("debit.trailer").fields if field.kind == "number"
}


def _line(values: dict[str, Any]) -> DebitLine:
    try:
        values["result"] = Result(values["result"])
    except ValueError:
        codes = "、".join(f"{code} {code.label}" for code in Result)
        reason = f"「{values['result']}」は結果コードではありません（{codes}）"
        raise FieldError("振替結果コード", reason, "銀行に確かめてください") from None
    return DebitLine(**values)


def _header(values: dict[str, Any]) -> DebitHeader:
    header = DebitHeader(**values)
    check_header(header.kind, frozenset([KIND]), header.code_kind, header.month_day)
    return header


class DebitRequests(WritableForm[DebitHeader, DebitLine]):
    """The file sent to the bank."""

    title = "口座振替（依頼）"
    kinds = frozenset([KIND])
    trailer = layout_of("debit.trailer")
    end = layout_of("zengin.end")

    def header_layout(self) -> Layout:
        """The layout of headers."""
        return layout_of("debit.header")

    def data_layout(self, record: str) -> Layout:
        """One layout for all."""
        return layout_of("debit.data")

    def layout_to_write(self, record: DebitLine) -> Layout:
        """One layout for all."""
        return layout_of("debit.data")

    def make_header(self, values: dict[str, Any]) -> DebitHeader:
        """The typed header."""
        return _header(values)

    def make(self, values: dict[str, Any], header: DebitHeader) -> DebitLine:
        """The typed record."""
        return _line(values)

    def tally(self, header: DebitHeader) -> Tally:
        """Totals of results stay 0."""
        return DebitTally(result=False)

    def check_header(self, header: DebitHeader, profile: Profile) -> None:
        """Refuse a header that its bank would send back."""
        check_header(header.kind, self.kinds, header.code_kind, header.month_day)
        check_account("own", header.account_kind, header.account_number, profile)

    def check(self, record: DebitLine, profile: Profile) -> None:
        """Refuse a debit that its bank would send back."""
        check_account("debit", record.account_kind, record.account_number, profile)
        check_payment("引落金額", record.amount, record.new_code)
        if record.result is not Result.PAID:
            raise FieldError("振替結果コード", "依頼の結果コードは0です", "0にしてください")
        if not record.customer_number or not record.holder_name.strip():
            raise FieldError("顧客番号・預金者名", "顧客番号か預金者名がありません", "両方を入力してください")

    def totals(self, records: Iterable[DebitLine]) -> Mapping[str, int]:
        """Count and sum; those of results are 0."""
        amounts = [record.amount for record in records]
        return dict.fromkeys(_TOTALS, 0) | {"count": len(amounts), "amount": sum(amounts)}


class DebitResults(Form[ResultHeader, DebitLine]):
    """The file that comes back, for the days on which debits were requested."""

    title = "口座振替（結果）"
    kinds = frozenset([KIND])
    trailer = layout_of("debit.trailer")
    end = layout_of("zengin.end")

    def __init__(self, requested: Iterable[date]) -> None:
        self._requested = tuple(requested)

    def header_layout(self) -> Layout:
        """The layout of headers."""
        return layout_of("debit.header")

    def data_layout(self, record: str) -> Layout:
        """One layout for all."""
        return layout_of("debit.data")

    def make_header(self, values: dict[str, Any]) -> ResultHeader:
        """The typed header; without a request of its day there is no year."""
        header = _header(values)
        return ResultHeader(header, in_result(header.month_day, self._requested))

    def make(self, values: dict[str, Any], header: ResultHeader) -> DebitLine:
        """The typed record."""
        return _line(values)

    def tally(self, header: ResultHeader) -> Tally:
        """All six figures."""
        return DebitTally(result=True)


REQUESTS: Final = DebitRequests()


def write(groups: Sequence[Group[DebitHeader, DebitLine]], profile: Profile = STANDARD) -> bytes:
    """The bytes of a request. FileRefused lists every debit that cannot be sent."""
    return writing.write(groups, REQUESTS, profile)


def read_requests(data: bytes, profile: Profile = STANDARD) -> Reading[DebitHeader, DebitLine]:
    """A request. FileRefused for a file that is none."""
    return reading.read(data, REQUESTS, profile)


def read_results(
    data: bytes, requested: Iterable[date], profile: Profile = STANDARD
) -> Reading[ResultHeader, DebitLine]:
    """A result; `requested` are the days of the stored requests. FileRefused for a file that is none."""
    return reading.read(data, DebitResults(requested), profile)


@dataclass(frozen=True, slots=True)
class Matching:
    """Requested lines with their answers, requested lines without one, and answers that nobody asked for."""

    matched: tuple[tuple[DebitLine, Result], ...]
    missing: tuple[DebitLine, ...]
    faults: tuple[Fault, ...]


def match(requested: Iterable[DebitLine], answered: Sequence[DebitLine]) -> Matching:
    """Match the answers of one day to its requests by customer number and amount; each requested line once.

    Faults count the answers from 1. The same answers matched to the same requests give the same again.
    """
    waiting: dict[str, list[DebitLine]] = defaultdict(list)
    for line in requested:
        waiting[line.customer_number.strip()].append(line)
    known = set(waiting)
    matched: list[tuple[DebitLine, Result]] = []
    faults: list[Fault] = []
    for number, answer in enumerate(answered, start=1):
        lines = waiting[answer.customer_number.strip()]
        found = next((line for line in lines if line.amount == answer.amount), None)
        if found is None:
            faults.append(_unmatched(number, answer, lines, known))
        else:
            lines.remove(found)
            matched.append((found, answer.result))
    missing = tuple(line for lines in waiting.values() for line in lines)
    return Matching(tuple(matched), missing, tuple(faults))


def _unmatched(number: int, answer: DebitLine, lines: list[DebitLine], known: set[str]) -> Fault:
    said = answer.customer_number.strip()
    if said not in known:
        return Fault(number, "顧客番号", f"「{said}」の依頼がありません", "別の依頼の結果でないか確かめてください")
    if not lines:
        return Fault(number, "顧客番号", f"「{said}」の結果が二度あります", "銀行に確かめてください")
    amounts = "、".join(f"{line.amount:,}円" for line in lines)
    return Fault(number, "引落金額", f"結果は{answer.amount:,}円、依頼は{amounts}です", "銀行に確かめてください")
