"""入出金取引明細 (03) and 振込入金通知 (01, format A): what moved on the town's accounts, as its bank tells it.

Records of 200 bytes; days are YYMMDD of the era without its sign, read by the day the file was received. A group whose
balance before, movements and balance after do not agree is held. Before something is entered twice, `duplicate_key` is
compared with what is there; some banks leave 照会番号 at zeros, where it guards nothing.

>>> Deal.TRANSFER.label, deal_label("99")
('振込', '')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from yakuba.standards.money import reading
from yakuba.standards.money.dates import of_era
from yakuba.standards.money.errors import Fault, FieldError, refused
from yakuba.standards.money.forms import Figure, Form, Reading, Tally, first_difference
from yakuba.standards.money.layout import Layout, layout_of
from yakuba.standards.money.profiles import SEVERAL_GROUPS, Profile

_ASK = "銀行に確かめてください"
_IN, _OUT, _PLUS, _MINUS, _CANCELLED = "1", "2", "1", "2", "1"


class Deal(StrEnum):
    """取引区分."""

    CASH = "10"
    TRANSFER = "11"
    OTHER_BANK_PAPER = "12"
    EXCHANGE = "13"
    BOOK_TRANSFER = "14"
    OTHER = "18"
    CORRECTION = "19"

    @property
    def label(self) -> str:
        """What the code means."""
        return _DEALS[self]


_DEALS: Final[Mapping[str, str]] = {
    "10": "現金",
    "11": "振込",
    "12": "他店券",
    "13": "交換",
    "14": "振替",
    "18": "その他",
    "19": "訂正",
}


def deal_label(code: str) -> str:
    """What a 取引区分 means; empty for one that the standard does not list."""
    return _DEALS.get(code, "")


@dataclass(frozen=True, slots=True)
class StatementHeader:
    """Whose movements, from when to when; `balance_before` in yen, None in a 振込入金通知."""

    made_on: date
    first_day: date
    last_day: date
    bank_number: str
    bank_name: str
    branch_number: str
    branch_name: str
    account_kind: str
    account_number: str
    account_name: str
    balance_before: int | None = None

    @property
    def account(self) -> str:
        """The account in one word: bank, branch, kind and number, the number without leading zeros."""
        number = self.account_number.lstrip("0")
        return f"{self.bank_number}-{self.branch_number}-{self.account_kind}-{number}"


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of an account; yen, always positive: `incoming` says which way.

    `cancelled` only in a 振込入金通知: the credit is taken back. `deal`, `note` and paper only in a statement.
    """

    account: str
    reference: str
    booked_on: date
    value_on: date | None
    incoming: bool
    amount: int
    other_bank_amount: int
    payer_code: str
    payer_name: str
    from_bank: str
    from_branch: str
    edi: str
    deal: str = ""
    note: str = ""
    cancelled: bool = False
    paper_kind: str = ""
    paper_number: str = ""
    presented_on: date | None = None
    dishonoured_on: date | None = None

    @property
    def duplicate_key(self) -> tuple[str, str, date]:
        """Account, 照会番号 and 勘定日: the same movement told twice has them in common."""
        return self.account, self.reference, self.booked_on


class _Era:
    """Days of a file, read by the day it was received."""

    def __init__(self, received_on: date) -> None:
        self._received_on = received_on
        self._read: dict[str, date] = {}

    def day(self, said: str, label: str) -> date:
        """A day that has to be there."""
        found = self._read.get(said)
        if found is None:
            found = self._read[said] = of_era(said, label, self._received_on)
        return found

    def optional(self, said: str, label: str) -> date | None:
        """A day, or None for spaces or zeros."""
        return self.day(said, label) if said.strip("0 ") else None


_PAYER: Final = ("payer_code", "payer_name", "from_bank", "from_branch", "edi")


def _same(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Values that are taken as they stand."""
    return {name: values[name] for name in names}


def _header(values: dict[str, Any], era: _Era, balance: int | None) -> StatementHeader:
    if values["code_kind"] != "0":
        raise FieldError("コード区分", f"「{values['code_kind']}」は扱えません", "JIS（0）のファイルを求めてください")
    header = StatementHeader(
        era.day(values["made_on"], "作成日"),
        era.day(values["first_day"], "勘定日（自）"),
        era.day(values["last_day"], "勘定日（至）"),
        **_same(values, "bank_number", "bank_name", "branch_number", "branch_name"),
        **_same(values, "account_kind", "account_number", "account_name"),
        balance_before=balance,
    )
    if header.first_day > header.last_day:
        raise FieldError("勘定日（自）", "勘定日（至）より後の日です", _ASK)
    return header


def _booked(values: dict[str, Any], era: _Era, header: StatementHeader) -> date:
    day = era.day(values["booked_on"], "勘定日")
    if not header.first_day <= day <= header.last_day:
        span = f"{header.first_day:%Y/%m/%d}から{header.last_day:%Y/%m/%d}まで"
        raise FieldError("勘定日", f"{day:%Y/%m/%d}は見出しの期間（{span}）にありません", _ASK)
    return day


def _signed(sign: str, amount: int, label: str) -> int:
    if sign not in (_PLUS, _MINUS):
        raise FieldError("貸越区分", f"「{sign}」は1（プラス）・2（マイナス）のどちらでもありません", _ASK)
    return amount if sign == _PLUS else -amount


class _StatementTally(Tally):
    """Movements in and out, and what they make of the balance."""

    def __init__(self, header: StatementHeader) -> None:
        self._before = header.balance_before or 0
        self._count = {_IN: 0, _OUT: 0}
        self._amount = {_IN: 0, _OUT: 0}

    def add(self, record: str) -> bool:
        """Count a movement."""
        direction, said = record[21], record[24:36]
        if direction not in self._count or not (said.isascii() and said.isdigit()):
            return False
        self._count[direction] += 1
        self._amount[direction] += int(said)
        return True

    def compare(self, trailer: Mapping[str, Any], unreadable: int) -> Fault | None:
        """Compare counts and sums, then the balance by the sums that are stated."""
        figures = (
            Figure("入金件数", self._count[_IN], trailer["in_count"]),
            Figure("入金額合計", self._amount[_IN], trailer["in_amount"], money=True),
            Figure("出金件数", self._count[_OUT], trailer["out_count"]),
            Figure("出金額合計", self._amount[_OUT], trailer["out_amount"], money=True),
            Figure("データレコード件数", sum(self._count.values()), trailer["record_count"]),
        )
        difference = first_difference(figures, unreadable)
        if difference is not None:
            return difference
        try:
            after = _signed(trailer["sign_after"], trailer["balance_after"], "取引後残高")
        except FieldError as error:
            return error.at(0)
        computed = self._before + trailer["in_amount"] - trailer["out_amount"]
        if computed != after:
            reason = f"取引前残高と入出金からは{computed:,}円ですが、{after:,}円です"
            return Fault(0, "取引後残高", reason, "前後の明細が抜けていないか、銀行に確かめてください")
        return None


class Statements(Form[StatementHeader, Movement]):
    """入出金取引明細, received on a day."""

    title = "入出金取引明細"
    kinds = frozenset(["03"])
    length = 200
    trailer = layout_of("statement.trailer")
    end = layout_of("statement.end")

    def __init__(self, received_on: date) -> None:
        self._era = _Era(received_on)

    def header_layout(self) -> Layout:
        """The layout of headers."""
        return layout_of("statement.header")

    def data_layout(self, record: str) -> Layout:
        """One layout for all."""
        return layout_of("statement.data")

    def make_header(self, values: dict[str, Any]) -> StatementHeader:
        """The typed header."""
        balance = _signed(values["sign_before"], values["balance_before"], "取引前残高")
        return _header(values, self._era, balance)

    def make(self, values: dict[str, Any], header: StatementHeader) -> Movement:
        """The typed movement."""
        if values["direction"] not in (_IN, _OUT):
            raise FieldError("入払区分", f"「{values['direction']}」は1（入金）・2（出金）のどちらでもありません", _ASK)
        return Movement(
            header.account,
            values["reference"],
            _booked(values, self._era, header),
            self._era.optional(values["value_on"], "預入・払出日"),
            values["direction"] == _IN,
            values["amount"],
            values["other_bank_amount"],
            **_same(values, *_PAYER, "deal", "note", "paper_kind", "paper_number"),
            presented_on=self._era.optional(values["presented_on"], "交換呈示日"),
            dishonoured_on=self._era.optional(values["dishonoured_on"], "不渡返還日"),
        )

    def tally(self, header: StatementHeader) -> Tally:
        """Movements and balance."""
        return _StatementTally(header)

    def check_end(self, values: dict[str, Any], groups: int) -> None:
        """The number of accounts; what the number of records counts is told differently by different banks."""
        if values["accounts"] != groups:
            raise FieldError("口座数", f"エンドレコードは{values['accounts']}、ファイルは{groups}です", _ASK)


class _CreditTally(Tally):
    """Credits, and credits taken back."""

    def __init__(self) -> None:
        self._figures = [0, 0, 0, 0]

    def add(self, record: str) -> bool:
        """Count a credit."""
        said = record[19:29]
        if not (said.isascii() and said.isdigit()):
            return False
        at = 2 if record[127] == _CANCELLED else 0
        self._figures[at] += 1
        self._figures[at + 1] += int(said)
        return True

    def compare(self, trailer: Mapping[str, Any], unreadable: int) -> Fault | None:
        """Compare the four figures."""
        return first_difference(
            (
                Figure(field.label, found, trailer[field.name], money=field.name.endswith("amount"))
                for field, found in zip(layout_of("credit.trailer").valued, self._figures, strict=True)
            ),
            unreadable,
        )


class Credits(Form[StatementHeader, Movement]):
    """振込入金通知 of format A, received on a day."""

    title = "振込入金通知"
    kinds = frozenset(["01"])
    length = 200
    trailer = layout_of("credit.trailer")
    end = layout_of("credit.end")

    def __init__(self, received_on: date) -> None:
        self._era = _Era(received_on)

    def header_layout(self) -> Layout:
        """The layout of headers."""
        return layout_of("credit.header")

    def data_layout(self, record: str) -> Layout:
        """One layout for all."""
        return layout_of("credit.data")

    def make_header(self, values: dict[str, Any]) -> StatementHeader:
        """The typed header."""
        return _header(values, self._era, None)

    def make(self, values: dict[str, Any], header: StatementHeader) -> Movement:
        """The typed credit."""
        if values["cancel"] not in ("", "0", _CANCELLED):
            raise FieldError("取消区分", f"「{values['cancel']}」は0か空白、1（取消）のどれでもありません", _ASK)
        return Movement(
            header.account,
            values["reference"],
            _booked(values, self._era, header),
            self._era.optional(values["value_on"], "起算日"),
            True,
            values["amount"],
            values["other_bank_amount"],
            **_same(values, *_PAYER),
            cancelled=values["cancel"] == _CANCELLED,
        )

    def tally(self, header: StatementHeader) -> Tally:
        """Credits and cancellations."""
        return _CreditTally()


def read_statements(
    data: bytes, received_on: date, profile: Profile = SEVERAL_GROUPS
) -> Reading[StatementHeader, Movement]:
    """入出金取引明細, one group for each account and period. FileRefused for a file that is none."""
    return reading.read(data, Statements(received_on), profile)


def read_credits(
    data: bytes, received_on: date, profile: Profile = SEVERAL_GROUPS
) -> Reading[StatementHeader, Movement]:
    """振込入金通知 of format A. FileRefused for a file that is none, and where the bank sends another format."""
    if profile.credit_format != "A":
        reason = f"振込入金通知のフォーマット{profile.credit_format}は読めません"
        raise refused(reason, "フォーマットAで出すよう銀行に頼み、銀行の設定を直してください")
    return reading.read(data, Credits(received_on), profile)
